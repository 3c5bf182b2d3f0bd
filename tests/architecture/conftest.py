"""Addresses and words in Bokmål, whatever language the last page of another test was in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _in_bokmal():
    with override(settings.LANGUAGE_CODE):
        yield
