from __future__ import annotations

import datetime as dt

import pytest

from kominn.core.worktime import NORWAY
from tests.factories import support

AT = dt.datetime(2026, 3, 3, 10, tzinfo=NORWAY)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def assessment(kari, at):
    """Of ten areas, worked out."""
    return support.worked_out(by=kari, at=at)
