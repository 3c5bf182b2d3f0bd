"""The trail page: who did what and when, for whoever watches over it; never what it was about.

Colleagues' deeds stand with their exact time, reporters' with their week: two lists, because in
one the neighbours' times would give a reporter's away.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS as NAMES_OF_DAYS
from django.utils.translation import gettext as now_
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import Team, User
from kominn.accounts.roles import ROLES, Right
from kominn.audit.marks import MARK
from kominn.audit.models import Entry, Event, ReporterEvent
from kominn.audit.verification import Fault, marks, verify
from kominn.core.templatetags.words import day
from kominn.law.classes import PROPOSALS
from kominn.portal.trail_words import (
    CHAIN_NAMES,
    FAULTS,
    NOBODY_BY_NAME,
    NOT_AS_LEFT,
    THINGS,
    WORDS,
    Text,
)
from kominn.portrait.hours import WEEKDAYS

PAGE = 50
MOST_FAULTS = 50
MOST_FOUND = 100
UNSAID = frozenset({MARK, "state"})
"""What an entry keeps for `audit verify` alone."""
CHAINS: dict[str, type[Event] | type[ReporterEvent]] = {"ansatte": Event, "meldere": ReporterEvent}
PART_OF_CONCERN = re.compile(r"[0-9a-f]{4,8}")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read."""

    number: int
    at: dt.datetime
    who: Text
    what: Text
    about: Text
    note: Text
    times: int = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading the whole trail against its marks showed."""

    faults: list[str]
    more: int
    marks: list[tuple[Text, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_AUDIT)
def trail(request: StaffRequest) -> HttpResponse:
    """The newest entries; posting has every entry of both chains read against its mark."""
    return _page(request, checked=_check() if request.method == "POST" else None)


def _check() -> Checked:
    faults = verify()
    return Checked(
        faults=[_fault(fault) for fault in faults[:MOST_FAULTS]],
        more=max(len(faults) - MOST_FAULTS, 0),
        marks=[(CHAIN_NAMES[chain], f"{chain}:{mark}") for chain, mark in marks().items()],
    )


def _page(request: StaffRequest, checked: Checked | None) -> HttpResponse:
    chain = request.GET.get("spor", "")
    chain = chain if chain in CHAINS else "ansatte"
    sought = request.GET.get("om", "").strip()[:80]
    entries = _entries(CHAINS[chain], sought, request.GET.get("etter", ""))
    shown = entries[:PAGE]
    following = urlencode({"spor": chain, "om": sought, "etter": shown[-1].number if shown else 0})
    context = {
        "chain": chain,
        "form": "week" if chain == "meldere" else "moment",
        "lines": _lines(shown),
        "sought": sought,
        "further": "etter" in request.GET,
        "more": f"?{following}" if len(entries) > PAGE else "",
        "checked": checked,
    }
    return render(request, "portal/trail.html", context)


# --- Finding ---------------------------------------------------------------------------------


def _entries(kind: type[Event] | type[ReporterEvent], sought: str, after: str) -> Sequence[Entry]:
    """The newest first, from where the last page ended; one more than a page shows."""
    found = kind.objects.order_by("-number")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(number__lt=int(after))
    if sought:
        # The latest of each: an index holds each of these in order, and not all of them together.
        latest = (
            found.filter(about).values("number")[: PAGE + 1] for about in _about(sought, kind)
        )
        any_of = reduce(or_, (Q(number__in=numbers) for numbers in latest), Q(pk__in=()))
        found = kind.objects.filter(any_of).order_by("-number")
    return list(found[: PAGE + 1])


def _about(sought: str, kind: type[Event] | type[ReporterEvent]) -> Iterator[Q]:
    """A concern by its number, a colleague (what they did, too) or a team by a part of the name."""
    people = User.objects.filter(name__icontains=sought).values_list("pk", flat=True)
    teams = Team.objects.filter(name__icontains=sought).values_list("pk", flat=True)
    for pk in people.order_by("pk")[:MOST_FOUND]:
        yield Q(target=f"user:{pk}")
        if kind is Event:
            yield Q(by=f"user:{pk}")
    for pk in teams.order_by("pk")[:MOST_FOUND]:
        yield Q(target=f"team:{pk}")
    yield from _concern(sought.lower().lstrip("#"))


def _concern(sought: str) -> Iterator[Q]:
    """By the beginning of its number, or the whole of it; between two whole ones an index leads."""
    if PART_OF_CONCERN.fullmatch(sought):
        first, last = (uuid.UUID(sought.ljust(32, end)) for end in "0f")
        between = Q(target__gte=f"concern:{first}", target__lte=f"concern:{last}")
        yield between & Q(target__startswith=f"concern:{sought}")
        return
    try:
        yield Q(target=f"concern:{uuid.UUID(sought)}")
    except ValueError:
        return


# --- Wording ---------------------------------------------------------------------------------


def _lines(entries: Sequence[Entry]) -> list[Line]:
    """A line an entry; one line, the newest, for who opens a concern again the same day."""
    names = _names(entries)
    times: dict[object, int] = {}
    for entry in entries:
        times[_once_a_day(entry)] = times.get(_once_a_day(entry), 0) + 1
    firsts = {_once_a_day(entry): entry for entry in reversed(entries)}
    return [
        Line(
            number=entry.number,
            at=entry.at,
            who=_named(entry.by, names),
            what=WORDS.get(entry.verb, entry.verb),
            about=_named(entry.target, names),
            note=_note(entry, names),
            times=times[key],
        )
        for key, entry in ((_once_a_day(entry), entry) for entry in entries)
        if firsts[key] is entry
    ]


def _once_a_day(entry: Entry) -> object:
    """Alike for what is told as one line; the entries themselves all stay."""
    if entry.verb != "concern.read":
        return entry.number
    return entry.by, entry.target, timezone.localdate(entry.at)


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """`user:12` and `team:3` to their names: one query for people and one for teams."""
    said = {text for entry in entries for text in (entry.by, entry.target, _colleague(entry))}
    people = User.objects.filter(pk__in=_numbers("user", said)).values_list("pk", "name")
    teams = Team.objects.filter(pk__in=_numbers("team", said)).values_list("pk", "name")
    return {
        **{f"user:{pk}": name for pk, name in people},
        **{f"team:{pk}": name for pk, name in teams},
    }


def _numbers(kind: str, said: Iterable[str]) -> list[int]:
    pairs = (text.partition(":") for text in said)
    return [int(number) for word, _colon, number in pairs if word == kind and number.isdecimal()]


def _colleague(entry: Entry) -> str:
    return f"user:{entry.detail.get('user', '')}"


A_KEY = len("00000000-0000-0000-0000-000000000000")


def _named(text: str, names: dict[str, str]) -> Text:
    """How the trail's text for a thing is said; what is no longer here keeps its number."""
    kind, _colon, key = text.partition(":")
    if kind in THINGS:
        # Random keys are said as staff say them, as in `Concern.short`; none leads anywhere.
        short = key[:6].upper() if len(key) == A_KEY else key
        return str(THINGS[kind]) % {"number": short, "name": key}
    if kind == "record_class" and key in PROPOSALS:
        return PROPOSALS[key].name
    return names.get(text) or NOBODY_BY_NAME.get(text) or text


def _note(entry: Entry, names: dict[str, str]) -> str:
    """What an entry tells beside who and what: roles and colleagues, the day something ended where
    it is not the entry's own, and anything else as it is."""
    said = []
    for name, value in entry.detail.items():
        if name in ("role", "roles"):
            said += [str(ROLES[slug].name if slug in ROLES else slug) for slug in value.split(", ")]
        elif name == "class" and value in PROPOSALS:
            said.append(str(PROPOSALS[value].name))
        elif name == "day":
            if value != f"{timezone.localdate(entry.at)}":
                said.append(now_("finished on %(day)s") % {"day": _day(value)})
        elif name in NOT_AS_LEFT:
            said.append(str(NOT_AS_LEFT[name]) % {"number": value})
        elif name in UNSAID:
            continue
        elif name == "user":
            said.append(str(_named(f"user:{value}", names)))
        elif name in WEEKDAYS:
            said.append(f"{NAMES_OF_DAYS[WEEKDAYS.index(name)]} {value}")
        else:
            said.append(f"{name}: {value}")
    return ", ".join(said)


def _day(value: str) -> str:
    try:
        return day(dt.date.fromisoformat(value))
    except ValueError:
        return value


def _fault(fault: Fault) -> str:
    chain, words = CHAIN_NAMES[fault.chain], FAULTS[fault.kind]
    if fault.number is None:
        return f"{chain} {words}."
    return now_("%(chain)s: entry %(number)d %(fault)s.") % {
        "chain": chain,
        "number": fault.number,
        "fault": words,
    }
