"""Numbers that somebody typed into the story with a year, where a newer figure has come.

The sentence is true of its year, and the newer figure in its place would make it false: both are
shown, and whoever keeps figures writes the sentence anew or lets it stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kominn.indicators.models import Indicator
from kominn.indicators.series import Point, Series

_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")
_NUMBER = re.compile(
    r"(?<![\d.,{@-])"
    r"(?P<digits>\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<thousand>[ \u00a0]?(?:[Kk]\b|tusen\b|thousand\b))?"
    r"(?P<percent>[ \u00a0\u202f]?(?:%|prosent\b|per cent\b))?"
)
MOST_DIGITS = 20
"""What is longer counts nothing in a city."""
LEAST_SURE = 0.05
"""A number rounded more roughly than this share of itself could be anything's."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`found`, in this language's text, was `then`; `now` is newer."""

    language: str
    sentence: str
    found: str
    indicator: Indicator
    then: Point
    now: Point

    @property
    def written(self) -> str:
        return f"{{{self.indicator.slug}}}"

    @property
    def year(self) -> str:
        """Which the sentence is about."""
        return str(self.then.period.last.year)


@dataclass(frozen=True, slots=True)
class _Number:
    found: str
    value: float
    rounded_to: float
    percent: bool


def proposals(text: Mapping[str, str], series: Iterable[Series]) -> list[Proposal]:
    """For each language: what was typed, once, with the first figure it fits."""
    told = [one for one in series if one.own.newest is not None]
    return [
        proposal
        for language, words in text.items()
        for sentence in _SENTENCES.split(words)
        for number in _numbers(sentence)
        if (proposal := _proposal(language, sentence, number, told))
    ]


def _proposal(
    language: str, sentence: str, number: _Number, told: Iterable[Series]
) -> Proposal | None:
    years = {int(year) for year in _YEAR.findall(sentence)}
    for series in told:
        indicator, now = series.indicator, series.own.newest
        if (indicator.unit == Indicator.Unit.PERCENT) != number.percent or now is None:
            continue
        for then in series.own.points:
            fits = (
                then.value is not None
                and then.period.last.year in years
                and abs(then.value - number.value) <= number.rounded_to / 2 + 1e-9
            )
            if fits and then.period < now.period:
                return Proposal(language, sentence, number.found, indicator, then, now)
    return None


def _numbers(sentence: str) -> Iterator[_Number]:
    for found in _NUMBER.finditer(sentence):
        if _YEAR.fullmatch(found["digits"]) and not found["percent"]:
            continue
        if len(found["digits"]) > MOST_DIGITS:
            continue
        digits, rounded_to = _read(found["digits"])
        if found["thousand"]:
            digits, rounded_to = digits * 1000, rounded_to * 1000
        if rounded_to <= LEAST_SURE * digits:
            yield _Number(found[0], digits, rounded_to, bool(found["percent"]))


def _read(digits: str) -> tuple[float, float]:
    """The number, and the step it is rounded to: 47 000 to a thousand, 12,9 to a tenth."""
    if re.fullmatch(r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+", digits):
        digits = re.sub(r"\D", "", digits)
    whole, _, rest = digits.replace(",", ".").partition(".")
    if rest:
        return float(f"{whole}.{rest}"), 10.0 ** -len(rest)
    zeros = len(whole) - len(whole.rstrip("0"))
    return float(whole), 10.0**zeros
