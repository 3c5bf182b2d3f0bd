"""Ages from bands of two birth years: nobody is asked for a birthday.

A band is named by its first year. Where it matters how old somebody is, the youngest in the band
counts; a grown-up who knows that this one is old enough may say so.
"""

from __future__ import annotations

import datetime as dt

YEARS_IN_A_BAND = 2
YOUNGEST, OLDEST = 8, 25


def bands(today: dt.date) -> list[int]:
    """The first years of the bands one can choose, the youngest last."""
    first = _first(today.year - OLDEST)
    return list(range(first, today.year - YOUNGEST + 1, YEARS_IN_A_BAND))


def _first(year: int) -> int:
    return year - year % YEARS_IN_A_BAND


def name_of(band: int) -> str:
    return f"{band}–{band + YEARS_IN_A_BAND - 1}"


def surely(band: int, today: dt.date) -> int:
    """How old everybody in the band is at least."""
    return today.year - (band + YEARS_IN_A_BAND - 1) - 1


def at_most(band: int, today: dt.date) -> int:
    """How old nobody in the band is more than."""
    return today.year - band
