"""Attacks that were tried against the whole, each kept as a test of the wall that now holds."""

from __future__ import annotations

from tests.concerns.conftest import (  # noqa: F401
    _nothing_paced,
    areas,
    city,
    intake,
    reporter,
    visit,
)
