"""Figures to take along: as rows for people with a spreadsheet, and as JSON for programs.

Rows are in the words of the page they were taken from, and each says by itself whose it is: a row
that is copied into another sheet keeps its source. The keys and signs of JSON never change with
the language.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators.answers import Answers, answers_to
from kominn.indicators.models import Indicator, Observation, Vintage
from kominn.indicators.series import Point, Series

DIGITS = 4
"""Of the ends of an interval: more than anybody reads of them."""


def as_rows(series: Series, newest: Vintage | None) -> str:
    """CSV with semicolons, a decimal comma, and the names of the columns first."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            gettext("What the figure is of"),
            gettext("Code of the place"),
            gettext("Where"),
            gettext("Time"),
            gettext("Figure"),
            gettext("Unit"),
            gettext("Why there is none"),
            gettext("Estimate"),
            gettext("How many of them"),
            gettext("Of how many"),
            gettext("Chance: from"),
            gettext("Chance: to"),
            gettext("Source"),
            gettext("Table"),
            gettext("Licence"),
            gettext("Fetched"),
            gettext("As it was known on"),
        ]
    )
    indicator = series.indicator
    dataset, known = indicator.dataset, series.as_known_on
    name = indicator.name_in(get_language() or MOTHER_TONGUE)
    unit = _unit(indicator)
    fetched = _fetched(newest)
    for line in series.lines:
        for point in line.points:
            answers = answers_to(point, indicator)
            row = [
                name,
                line.code,
                line.name,
                point.period.text,
                _number(point.value),
                unit,
                _why(point),
                "" if point.whole else gettext("yes"),
                _number(point.numerator),
                _number(point.denominator),
                _number(_short(answers.low if answers else None)),
                _number(_short(answers.high if answers else None)),
                dataset.source.name,
                dataset.title,
                dataset.source.licence,
                fetched.isoformat() if fetched else "",
                known.isoformat() if known else "",
            ]
            writer.writerow([_as_words(field) for field in row])
    return "\ufeff" + out.getvalue()


def as_facts(series: Series, newest: Vintage | None) -> dict[str, Any]:
    """The same for a program; numbers are numbers, and what is not there is None."""
    indicator = series.indicator
    dataset = indicator.dataset
    return {
        "indicator": indicator.slug,
        "name": indicator.name_in(get_language() or MOTHER_TONGUE),
        "unit": indicator.unit,
        "source": dataset.source.name,
        "source_url": dataset.source.url or None,
        "table": dataset.title,
        "licence": dataset.source.licence,
        "fetched": _fetched(newest),
        "as_known_on": series.as_known_on,
        "areas": [
            {
                "code": line.code,
                "name": line.name,
                "figures": [_facts(point, answers_to(point, indicator)) for point in line.points],
            }
            for line in series.lines
        ],
    }


def _facts(point: Point, answers: Answers | None) -> dict[str, Any]:
    return {
        "period": point.period.text,
        "value": point.value,
        "missing": point.missing or None,
        "estimate": not point.whole,
        "numerator": point.numerator,
        "denominator": point.denominator,
        "low": _short(answers.low if answers else None),
        "high": _short(answers.high if answers else None),
    }


def _fetched(newest: Vintage | None) -> dt.date | None:
    return timezone.localdate(newest.fetched_at) if newest else None


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _number(value: float | None) -> str:
    """As a spreadsheet reads it: 10,5, and 48120 without a point."""
    if value is None:
        return ""
    return f"{int(value) if value.is_integer() else value!r}".replace(".", ",")


def _unit(indicator: Indicator) -> str:
    match indicator.unit:
        case Indicator.Unit.COUNT:
            return gettext("number")
        case Indicator.Unit.PERCENT:
            return gettext("per cent")
        case Indicator.Unit.PER_MILLE:
            return gettext("per mille")
        case Indicator.Unit.SHARE:
            return gettext("share")
        case _:
            return ""


def _why(point: Point) -> str:
    if point.value is not None:
        return ""
    match point.missing:
        case Observation.Missing.PROTECTED:
            return gettext("not shown")
        case Observation.Missing.CANNOT_BE:
            return gettext("cannot be")
        case _:
            return gettext("no figure")


def _as_words(text: str) -> str:
    """What a spreadsheet shows as it is, and never works out; a number below nought is one."""
    if text[:1] == "-" and text[1:].replace(",", "", 1).isdigit():
        return text
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
