"""Figures and their times as people write them, in the reader's language."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext, ngettext

from citystats.figures.terms import Period
from kominn.core.templatetags.words import FIXED, day, decimal, share
from kominn.indicators.models import Indicator

POINTS = (Indicator.Unit.PERCENT, Indicator.Unit.SHARE)


def figure(value: float | None, indicator: Indicator) -> str:
    """49 022, 12,9 %, 4,1 ‰"""
    if value is None:
        return "–"
    if indicator.unit == Indicator.Unit.SHARE:
        return share(value, 1)
    signs = {Indicator.Unit.PERCENT: f"{FIXED}%", Indicator.Unit.PER_MILLE: f"{FIXED}‰"}
    return decimal(value, indicator.decimals) + signs.get(Indicator.Unit(indicator.unit), "")


def when(period: Period, indicator: Indicator) -> str:
    """1. januar 2026 where a year's figure is of a day; else 2022, mars 2022, 2018–2020."""
    if indicator.counted_on and period.text == str(period.first.year):
        return day(indicator.last_day(period))
    if "M" in period.text:
        return formats.date_format(period.first, "YEAR_MONTH_FORMAT")
    return period.text.replace("-", "–") if period.first != period.last else day(period.last)


def changed(first: float, last: float, indicator: Indicator) -> str:
    """5 461 flere, 2,0 prosentpoeng lavere"""
    by = last - first
    if indicator.unit in POINTS:
        shown = decimal(abs(by) * (100 / (indicator.scale or 100)), indicator.decimals)
        if by == 0:
            return gettext("the same share")
        if by > 0:
            return gettext("%(number)s percentage points higher") % {"number": shown}
        return gettext("%(number)s percentage points lower") % {"number": shown}
    shown = decimal(abs(by), indicator.decimals)
    if by == 0:
        return gettext("just as many")
    if indicator.unit == Indicator.Unit.COUNT:
        words = (
            ngettext("%(number)s more", "%(number)s more", round(by))
            if by > 0
            else ngettext("%(number)s fewer", "%(number)s fewer", round(-by))
        )
        return words % {"number": shown}
    return (gettext("%(number)s higher") if by > 0 else gettext("%(number)s lower")) % {
        "number": shown
    }
