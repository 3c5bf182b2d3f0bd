"""Days, times, counts, shares and money as people write them, in the reader's language.

The only place that turns such values into text. Long form for reading, short form for tables,
and a form beside now for deadlines; the moment "now" is always given, never taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext

from kominn.core.context import without_language
from kominn.core.wording import MOTHER_TONGUE, in_language

register = template.Library()

Day = dt.date | dt.datetime
NARROW = "\u202f"
"""A narrow space that does not break: 12 345."""
FIXED = "\u00a0"
SMALL_WEEKDAYS = ("pl", "lt", "uk")
"""Django's names of days begin with a capital, which these languages write only first."""
WITHOUT_MONTHS = ("so", "ti")
"""Django has no month names in these: the day is written in figures."""


@register.filter
def day(value: Day | None) -> str:
    """2. mars 2026"""
    if value is None:
        return ""
    pattern = "d.m.Y" if _language() in WITHOUT_MONTHS else "DATE_FORMAT"
    return formats.date_format(_date(value), pattern)


@register.filter
def short_day(value: Day | None) -> str:
    """02.03.2026"""
    return "" if value is None else _date(value).strftime("%d.%m.%Y")


@register.filter
def weekday(value: Day | None) -> str:
    """mandag 2. mars 2026"""
    if value is None:
        return ""
    if _language() in WITHOUT_MONTHS:
        return day(value)
    name = str(WEEKDAYS[_date(value).weekday()])
    return f"{name.lower() if _language() in SMALL_WEEKDAYS else name} {day(value)}"


@register.filter
def span(first: Day, last: Day) -> str:
    """2.–6. mars 2026, 28. mars–2. april 2026: what both days share is said once."""
    first, last = _date(first), _date(last)
    if first == last or _language() not in ("nb", "nn") or first.year != last.year:
        return day(first) if first == last else f"{day(first)}–{day(last)}"
    pattern = "j." if first.month == last.month else "j. F"
    return f"{formats.date_format(first, pattern)}–{day(last)}"


@register.filter
def weekday_name(value: Day) -> str:
    """mandag"""
    name = str(WEEKDAYS[_date(value).weekday()])
    return name if _language() == "en" else name.lower()


@register.filter
def days_of_week(first: Day, last: Day) -> str:
    """mandag–onsdag: days of a week that is known"""
    name = weekday_name(first)
    return name if _date(first) == _date(last) else f"{name}–{weekday_name(last)}"


@register.filter
def day_and_month(value: Day) -> str:
    """2. mars"""
    return formats.date_format(_date(value), "MONTH_DAY_FORMAT")


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """14.30 in Norwegian, 14:30 elsewhere"""
    if value is None:
        return ""
    at = _local(value) if isinstance(value, dt.datetime) else value
    return at.strftime("%H.%M" if _language() in ("nb", "nn") else "%H:%M")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """2. mars 2026 kl. 14.30"""
    return "" if value is None else _at(day(value), clock(value))


@register.filter
def weekday_moment(value: dt.datetime | None) -> str:
    """mandag 2. mars 2026 kl. 14.30"""
    return "" if value is None else _at(weekday(value), clock(value))


@register.filter
def week(value: Day | None) -> str:
    """uke 10, 2026"""
    if value is None:
        return ""
    year, number, _ = _date(value).isocalendar()
    return gettext("week %(number)d, %(year)d") % {"number": number, "year": year}


@register.filter
def count(value: int | float | Decimal | None) -> str:
    """12 345; English sets its sign from 1,000. An unknown number is a dash, never a nought."""
    if value is None:
        return "–"
    if not isinstance(value, int):
        return decimal(value, 1)
    least, separator = (1_000, ",") if _language() == "en" else (10_000, NARROW)
    digits = f"{abs(value):,}".replace(",", separator if abs(value) >= least else "")
    return f"−{digits}" if value < 0 else digits


@register.filter
def decimal(value: float | Decimal | None, places: int = 1) -> str:
    """3,5"""
    if value is None:
        return "–"
    whole, _, rest = f"{abs(value):.{places}f}".partition(".")
    text = count(int(whole)) + (f"{formats.get_format('DECIMAL_SEPARATOR')}{rest}" if rest else "")
    return f"−{text}" if value < 0 else text


@register.filter
def mark(value: float) -> str:
    """A mark of a chart's scale with as many decimals as it needs: 40, 2,5."""
    _, _, rest = f"{value:.6f}".rstrip("0").partition(".")
    return decimal(value, len(rest))


@register.filter
def share(value: float | None, places: int = 0) -> str:
    """0.125 as 12,5 %: Norwegian sets a space before the sign, English does not."""
    if value is None:
        return "–"
    gap = "" if _language() == "en" else FIXED
    return f"{decimal(value * 100, places)}{gap}%"


@register.filter
def kroner(ore: int | None) -> str:
    """12 500 kr from whole øre; the øre are written only where there are any."""
    if ore is None:
        return "–"
    whole, rest = divmod(abs(ore), 100)
    text = count(whole) + (f"{formats.get_format('DECIMAL_SEPARATOR')}{rest:02d}" if rest else "")
    return f"{'−' if ore < 0 else ''}{text}{FIXED}kr"


@register.filter
def duration(value: dt.timedelta | None) -> str:
    """3 dager, 2 timer, 20 minutter: the largest unit, rounded down"""
    if value is None:
        return ""
    minutes = int(abs(value).total_seconds()) // 60
    if minutes >= 24 * 60:
        return days_long(minutes // (24 * 60))
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def days_long(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@register.filter
def until(value: Day | None, today: Day) -> str:
    """A deadline beside today: i dag, i morgen, om 3 dager, 2 dager over fristen"""
    if value is None:
        return ""
    days = (_date(value) - _date(today)).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}


@register.filter
def since(value: Day | None, today: Day) -> str:
    """A past day beside today: i dag, i går, for 3 dager siden"""
    if value is None:
        return ""
    days = (_date(today) - _date(value)).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


@register.filter
def grouped(digits: str, size: int = 4) -> list[str]:
    """1234 5678 90: digits in groups that can be read aloud and written down"""
    return [digits[start : start + size] for start in range(0, len(digits), size)]


@register.filter
def telephone(number: str) -> str:
    """An eight-digit Norwegian number in pairs or, for mobiles, 3-2-3; short ones as they are."""
    digits = "".join(character for character in number if character.isdigit())
    if len(digits) != 8 or number.strip().startswith("+"):
        return number
    cuts = (0, 3, 5, 8) if digits[0] in "49" else (0, 2, 4, 6, 8)
    return FIXED.join(digits[a:b] for a, b in pairwise(cuts))


@register.filter
def diallable(number: str) -> str:
    """What stands after `tel:`"""
    return "".join(character for character in number if character.isdigit() or character == "+")


@register.filter(is_safe=True)
def from_left(figure: str) -> str:
    """A figure, or "before → after", that stays as written where a sentence runs from the right.

    It stays on one line too: an arrow at the end of a line would point at something else.
    """
    figure = figure.replace(" → ", f"{FIXED}→{FIXED}")
    return f"\u2066{figure}\u2069" if get_language_bidi() else figure


@register.filter(is_safe=True)
def by_itself(name: str) -> str:
    """A name whose letters decide how it runs, and nothing that stands beside it."""
    return f"\u2068{name}\u2069" if get_language_bidi() else name


@register.filter
def in_my_language(words: Mapping[str, str]) -> str:
    """`{{ service.name|in_my_language }}`: words the city wrote itself"""
    return in_language(words, _language())


@register.simple_tag
def as_written() -> SafeString:
    """`<p{% as_written %}>`: what the city wrote, on a page in a language it does not write in."""
    if _language() in settings.WHOLE_SITE_LANGUAGES:
        return SafeString("")
    return format_html(' lang="{}" dir="ltr"', MOTHER_TONGUE)


@register.filter
def in_norwegian(path: str) -> str:
    """The same page in bokmål: for a way to one that does not speak the reader's language."""
    return without_language(path)


@register.simple_tag
def time(value: Day | None, form: str = "day") -> SafeString | str:
    """`{% time letter.sent_at "moment" %}`: a <time> that machines can read too."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and form in MOMENTS:
        return _time(_local(value).isoformat(timespec="minutes"), MOMENTS[form](value))
    return _time(_date(value).isoformat(), DAYS.get(form, day)(value))


DAYS: dict[str, Callable[[Day], str]] = {
    "day": day,
    "short_day": short_day,
    "weekday": weekday,
    "week": week,
}
MOMENTS: dict[str, Callable[[dt.datetime], str]] = {
    "moment": moment,
    "weekday_moment": weekday_moment,
    "clock": clock,
}


def _time(machine: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, words)


def _at(day: str, clock: str) -> str:
    return gettext("%(day)s at %(clock)s") % {"day": day, "clock": clock}


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _date(value: Day) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


def _language() -> str:
    return get_language() or "nb"
