"""The city's own story: chapters with figures in them, each asked for when the page is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from kominn.core.charts.bars import BarChart
from kominn.core.charts.lines import LineChart
from kominn.core.charts.ranges import RangeChart
from kominn.core.prose import blocks
from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators.answers import HEADLINE, Answers, answers_to
from kominn.indicators.charts import barometer, over_time, side_by_side, table_of
from kominn.indicators.models import Indicator, Wording
from kominn.indicators.notation import BARS, CHANGE, LINES, Named, drawing, names, pieces
from kominn.indicators.series import Line, Point, Series, series_of

RESIDENTS = "folketall"


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure in a sentence: the newest of its line, from when and by whom, or that there is none.

    `since` is the oldest figure, where the sentence is about what has changed; `elsewhere` is
    another area than the city.
    """

    named: Named
    url: str
    indicator: Indicator | None = None
    newest: Point | None = None
    since: Point | None = None
    old: bool = False
    elsewhere: Line | None = None

    @property
    def source(self) -> str:
        if self.indicator is None:
            return ""
        source = self.indicator.dataset.source
        return source.short or source.name


@dataclass(frozen=True, slots=True)
class Drawn:
    """Figures as a drawing, with the table beside it."""

    id: str
    kind: str
    series: Series
    chart: LineChart | None
    beside: BarChart | None
    periods: list[dict[str, Any]]
    old: bool


Lines = list[list[str | Bound]]


@dataclass(frozen=True, slots=True)
class Told:
    """A heading, paragraph or list; a paragraph is one line."""

    kind: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Chapter:
    slug: str
    language: str
    heading: str
    prose: list[Told]
    sources: list[dict[str, str]]
    drawings: list[Drawn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Headline:
    """The first figure of the page, with how many answered and how sure it is."""

    series: Series
    newest: Point
    old: bool
    chart: LineChart | None
    periods: list[dict[str, Any]]
    barometer: RangeChart | None = None
    answers: Answers | None = None


class Figures:
    """The figures that texts name: four queries, however many texts and figures there are."""

    def __init__(
        self, slugs: Iterable[str], *, own_name: str, today: dt.date, known_on: dt.date | None
    ) -> None:
        self.today = min(known_on or today, today)
        found = Indicator.objects.filter(slug__in=set(slugs)).select_related("dataset__source")
        told = series_of(list(found), own_name=own_name, known_on=known_on)
        self.by_slug: Mapping[str, Series] = {one.indicator.slug: one for one in told}

    def bound(self, named: Named) -> Bound:
        url = reverse("indicators:figure", args=[named.slug])
        series = self.by_slug.get(named.slug)
        if series is None:
            return Bound(named, reverse("indicators:figures"))
        line = series.line(named.code)
        newest, oldest = (line.newest, line.oldest) if line else (None, None)
        if newest is None or (named.form == CHANGE and oldest == newest):
            return Bound(named, url, series.indicator)
        since = oldest if named.form == CHANGE else None
        old = series.indicator.is_old(newest.period, self.today)
        elsewhere = line if named.code else None
        return Bound(named, url, series.indicator, newest, since, old, elsewhere)

    def drawn(self, named: Named, id: str) -> Drawn | None:
        series = self.by_slug.get(named.slug)
        if series is None or series.own.newest is None:
            return None
        chart = over_time(series) if named.form == LINES else None
        beside = side_by_side(series) if named.form == BARS else None
        old = series.is_stale(self.today)
        return Drawn(id, named.form, series, chart, beside, table_of(series), old)

    def headline(self) -> Headline | None:
        series = self.by_slug.get(HEADLINE)
        if series is None or series.own.newest is None:
            return None
        newest = series.own.newest
        return Headline(
            series,
            newest,
            series.is_stale(self.today),
            over_time(series),
            table_of(series),
            barometer(series),
            answers_to(newest, series.indicator),
        )

    @property
    def residents(self) -> Bound | None:
        found = self.bound(Named(RESIDENTS))
        return found if found.newest else None


def figures_of(
    wordings: Iterable[Wording], *, own_name: str, today: dt.date, known_on: dt.date | None
) -> Figures:
    """What these texts name in any language, and what the page always begins with."""
    named = {
        one.slug for wording in wordings for text in wording.text.values() for one in names(text)
    }
    return Figures(named | {HEADLINE, RESIDENTS}, own_name=own_name, today=today, known_on=known_on)


def chapter(wording: Wording, figures: Figures, language: str) -> Chapter:
    """The chapter in the reader's language, else in the one it is written in."""
    spoken = language_of(wording.text, language)
    slug = wording.passage.slug
    prose: list[Told] = []
    drawings: list[Drawn] = []
    for block in blocks(_apart(wording.text.get(spoken, ""))):
        named = drawing(block.lines[0])
        if named is None:
            prose.append(_told(block.kind, block.lines, figures))
        elif drawn := figures.drawn(named, f"{slug}-{len(drawings) + 1}"):
            drawings.append(drawn)
        else:
            prose.append(Told("paragraph", [[figures.bound(named)]]))
    heading = wording.heading.get(spoken) or wording.heading.get(MOTHER_TONGUE, "")
    return Chapter(slug, spoken, heading, prose, wording.sources, drawings)


def language_of(words: Mapping[str, str], language: str) -> str:
    """Which of a text's languages the reader is given."""
    asked = language if language in settings.WHOLE_SITE_LANGUAGES else MOTHER_TONGUE
    return next((code for code in (asked, MOTHER_TONGUE, *words) if words.get(code)), MOTHER_TONGUE)


def _apart(text: str) -> str:
    """Each drawing in a paragraph of its own."""
    return "\n".join(f"\n{line}\n" if drawing(line) else line for line in text.splitlines())


def _told(kind: str, lines: Sequence[str], figures: Figures) -> Told:
    whole = [" ".join(lines)] if kind == "paragraph" else lines
    return Told(
        kind,
        [
            [figures.bound(one) if isinstance(one, Named) else one for one in pieces(line)]
            for line in whole
        ],
    )


def unknown(text: str, known: Mapping[str, Series]) -> list[str]:
    """Names in a text that are no indicator's, or of an area that the indicator does not show."""
    found = []
    for one in names(text):
        series = known.get(one.slug)
        if series is None:
            found.append(one.slug)
        elif series.line(one.code) is None:
            found.append(f"{one.slug}@{one.code}")
    return found
