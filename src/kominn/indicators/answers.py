"""How many answered, where a figure is a share of those who did, and how sure that makes it."""

from __future__ import annotations

from dataclasses import dataclass

from citystats.figures.shares import wilson
from kominn.indicators.models import Indicator
from kominn.indicators.series import Point

HEADLINE = "tilhorighet"
"""The share of young people who feel that they belong: some are asked, and some of them answer.
Other shares come from registers, where everybody is counted and chance is not what they doubt."""


@dataclass(frozen=True, slots=True)
class Answers:
    """`low` and `high`: between what chance alone could have put the share, in its own unit."""

    count: int
    low: float | None
    high: float | None


def answers_to(point: Point | None, indicator: Indicator) -> Answers | None:
    """None where nobody was asked, or the publisher does not say how many answered."""
    if indicator.slug != HEADLINE or point is None or not point.denominator:
        return None
    return Answers(round(point.denominator), *(interval(point, indicator) or (None, None)))


def interval(point: Point, indicator: Indicator) -> tuple[float, float] | None:
    """Between what chance alone could have put the share, with as many as answered."""
    scale = indicator.scale
    if scale is None or point.numerator is None or not point.denominator:
        return None
    if not 0 <= point.numerator <= point.denominator:
        # Taken in before anybody said that it is a share.
        return None
    low, high = wilson(point.numerator, point.denominator)
    return scale * low, scale * high
