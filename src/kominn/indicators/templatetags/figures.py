"""Figures in templates, and the story's texts as HTML; every word of them is escaped."""

from __future__ import annotations

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from citystats.figures.terms import Period
from kominn.indicators import words
from kominn.indicators.models import Indicator
from kominn.indicators.story import Bound, Chapter, Told

register = template.Library()


@register.filter
def figure(value: float | None, indicator: Indicator) -> str:
    return words.figure(value, indicator)


@register.filter
def when(period: Period, indicator: Indicator) -> str:
    return words.when(period, indicator)


@register.filter
def prose(chapter: Chapter) -> SafeString:
    """The chapter's text in its own language, whatever language the page around it speaks."""
    with translation.override(chapter.language):
        return format_html_join("\n", "{}", ((_block(told),) for told in chapter.prose))


@register.filter
def bound(one: Bound) -> SafeString:
    """49 022 (1. januar 2026, SSB), as a link to the page of the figure."""
    if one.indicator is None or one.newest is None or one.newest.value is None:
        return format_html('<a class="bound" href="{}">{}</a>', one.url, gettext("no figure yet"))
    number = words.figure(one.newest.value, one.indicator)
    time = words.when(one.newest.period, one.indicator)
    if one.since is not None and one.since.value is not None:
        number = words.changed(one.since.value, one.newest.value, one.indicator)
        then = words.when(one.since.period, one.indicator)
        time = gettext("%(first)s to %(last)s") % {"first": then, "last": time}
    if one.old:
        time = gettext("the figure is old: from %(time)s") % {"time": time}
    if one.elsewhere:
        time = f"{one.elsewhere.name}{',' if one.old else ''} {time}"
    facts = [time, one.source]
    if not one.newest.whole:
        facts.append(gettext("an estimate"))
    return format_html(
        '<a class="bound{}" href="{}"><span class="bound-number">{}</span> '
        '<span class="bound-when">({})</span></a>',
        " bound-old" if one.old else "",
        one.url,
        number,
        ", ".join(facts),
    )


def _block(told: Told) -> SafeString:
    match told.kind:
        case "heading":
            return format_html("<h3>{}</h3>", _line(told.lines[0]))
        case "list":
            items = format_html_join("", "<li>{}</li>", ((_line(line),) for line in told.lines))
            return format_html('<ul class="ds-list">{}</ul>', items)
        case _:
            return format_html("<p>{}</p>", _line(told.lines[0]))


def _line(pieces: list[str | Bound]) -> SafeString:
    return format_html_join(
        "", "{}", ((bound(one) if isinstance(one, Bound) else one,) for one in pieces)
    )
