"""Concerns held against the trail: where each stands, how it ended, and to whom it was closed.

Of a reporter's deed only the week is known. Where its order among colleagues' deeds decides, either
is taken as true: `Stand` holds every state that the entries allow.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef

from kominn.audit.comparison import (
    Deeds,
    Disagreement,
    Finding,
    Rows,
    Said,
    Untold,
    deeds_about,
    differs,
    look_over,
    unvouched,
)
from kominn.audit.models import Event, ReporterEvent
from kominn.concerns.actions.let_in import LET_IN
from kominn.concerns.actions.nearness import CLOSED_WITH, SET_ASIDE
from kominn.concerns.models import Concern
from kominn.concerns.record_classes import gravest
from kominn.concerns.states import HANDLED, State
from kominn.core.worktime import day_of, monday_of
from kominn.law.classes import PASSED_ON
from kominn.vault.models import MemberWrap, SetAside

RECEIVED, REGISTERED, ADDED = "concern.received", "concern.registered", "concern.added_to"
TAKEN, ACCEPTED, JOINED = "concern.taken", "handover.accepted", "concern.joined"
CLOSED, ENDED_WITH, LEADS = "concern.closed", "concern.ended_with", "concern.leads"
WITHDRAWN, DISCLOSED = "concern.withdrawn", "disclosure.recorded"
ERASED, AGAIN = "concern.erased", "concern.erased_again"
THEN: dict[str, State] = {
    REGISTERED: State.RECEIVED,
    TAKEN: State.HELD,
    JOINED: State.JOINED,
    "concern.taken_out": State.RECEIVED,
    "assessment.asked": State.HELD,
    "concern.reopened": State.RECEIVED,
    CLOSED: State.CLOSED,
    ENDED_WITH: State.CLOSED,
}
"""How a concern stands after a colleague's deed; being handled counts as one state here."""

CLOSING = (SET_ASIDE, CLOSED_WITH)
BY_COLLEAGUES = (*THEN, ADDED, ACCEPTED, LEADS, *CLOSING, LET_IN, DISCLOSED, ERASED, AGAIN)
BY_REPORTERS = (RECEIVED, ADDED, LEADS, WITHDRAWN, ERASED)
DAY = "as the day it was finished"
REASON = "the reason why a concern was finished"


@dataclass(slots=True)
class Stand:
    """Where a concern may stand by its entries, and the last of these that says so."""

    states: set[State] = field(default_factory=lambda: {State.RECEIVED})
    holder: str = ""
    last: Event | None = None
    ended: Event | ReporterEvent | None = None


def compare() -> Iterator[Finding]:
    wanted = ("id", "state", "close_reason", "record_class", "finished_on", "main", "holder")
    yield from look_over(
        Concern.objects.only(*wanted),
        "concern",
        BY_COLLEAGUES,
        _look,
        by_reporters=BY_REPORTERS,
    )
    yield from _closed_to_nothing()


def _closed_to_nothing() -> Iterator[Finding]:
    here = Concern.objects.filter(pk=OuterRef("record"))
    for one in SetAside.objects.exclude(Exists(here)).order_by("pk").iterator():
        yield Disagreement(
            f"concern:{one.record}", f"is closed to user:{one.user_id}, and is not here"
        )


def _look(rows: Rows[Concern], deeds: Deeds) -> Iterator[Finding]:
    theirs = deeds_about(ReporterEvent, rows, BY_REPORTERS)
    here = [row.pk for row in rows.values() if row]
    apart, alone = _people(SetAside, here), _people(MemberWrap, here)
    for about, row in rows.items():
        of_colleagues, of_reporter = deeds.get(about, []), theirs.get(about, [])
        said: Iterable[Said]
        if row is None:
            said = _gone(of_colleagues, of_reporter)
        else:
            said = [
                *_standing(row, of_colleagues, of_reporter),
                *_apart(apart[row.pk], of_colleagues),
                *_let_in(alone[row.pk], of_colleagues),
            ]
        for one in said:
            yield one if isinstance(one, Untold) else Disagreement(about, one)


def _people(kind: type[SetAside] | type[MemberWrap], numbers: list[UUID]) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = kind._default_manager.filter(record__in=numbers).values_list("record", "user")
    for record, user in rows:
        found[record].add(user)
    return found


def _gone(deeds: list[Event], theirs: list[ReporterEvent]) -> Iterator[str]:
    both: list[Event | ReporterEvent] = [*theirs, *deeds]
    if not any(deed.verb in (ERASED, AGAIN) for deed in both):
        yield f"is gone, and no entry says that it was erased (the last is {both[-1].number})"


# --- Where it stands ---------------------------------------------------------------------------


def _standing(row: Concern, deeds: list[Event], theirs: list[ReporterEvent]) -> Iterator[Said]:
    told = [deed.verb for deed in (*theirs, *deeds)]
    if RECEIVED not in told and REGISTERED not in told:
        yield "stands here, and no entry says that anybody told it"
        return
    if ERASED in told or AGAIN in told:
        yield "was erased by the trail, and stands here"
        return
    taken_back = next((deed for deed in theirs if deed.verb == WITHDRAWN), None)
    if taken_back or row.state == State.WITHDRAWN:
        yield from _taken_back(row, taken_back)
        return
    stand = _stand(deeds, [deed for deed in theirs if deed.verb == LEADS])
    _reporter_wrote(stand, theirs)
    if _coarse(row) not in stand.states and not _moved_by_another(row, stand):
        by = f"entry {stand.last.number}" if stand.last else "the trail"
        yield f"is “{row.state}” here, and by {by} it is not"
    elif row.state == State.CLOSED:
        yield from _ended(row, stand.ended, deeds)


def _coarse(row: Concern) -> State:
    return State.HELD if row.state in HANDLED else State(row.state)


def _stand(deeds: list[Event], leads: list[ReporterEvent]) -> Stand:
    stand = Stand()
    for deed in deeds:
        if deed.verb in THEN:
            stand.states, stand.last = {THEN[deed.verb]}, deed
            stand.ended = deed if deed.verb in (CLOSED, ENDED_WITH) else None
        if deed.verb in (TAKEN, ACCEPTED):
            stand.holder = deed.by
        elif deed.verb == LEADS:
            _lead(stand, deed)
        elif deed.verb == JOINED:
            _reporters_made_it_lead(stand, deed, leads)
        elif deed.verb == ADDED and State.CLOSED in stand.states:
            stand.states, stand.last = {State.RECEIVED}, deed
        elif deed.verb == SET_ASIDE and State.HELD in stand.states:
            if stand.holder in (deed.by, ""):
                stand.states, stand.last = stand.states | {State.RECEIVED}, deed
            if stand.holder == deed.by:
                stand.states -= {State.HELD}
    return stand


def _lead(stand: Stand, deed: Event | ReporterEvent) -> None:
    """It took the place of the one it stood under, with its holder, whom its entries don't name."""
    stand.holder = ""
    state = deed.detail.get("state")
    stand.states = {_like(state)} if state else {State.RECEIVED, State.HELD, State.CLOSED}
    stand.ended = deed if State.CLOSED in stand.states else None


def _like(state: str) -> State:
    return State.HELD if state in HANDLED else State(state)


def _reporters_made_it_lead(stand: Stand, joined: Event, leads: list[ReporterEvent]) -> None:
    """Another reporter took back the one it stood under, in the week it was joined or later."""
    for lead in leads:
        if lead.at.date() >= monday_of(joined.at):
            _lead(stand, lead)
            if lead.at.date() == monday_of(joined.at):
                stand.states |= {State.JOINED}


def _reporter_wrote(stand: Stand, theirs: list[ReporterEvent]) -> None:
    """What its reporter wrote after it was finished opened it again."""
    if stand.ended is None or State.CLOSED not in stand.states:
        return
    week = monday_of(stand.ended.at)
    weeks = [deed.at.date() for deed in theirs if deed.verb == ADDED]
    if any(one >= week for one in weeks):
        stand.states = stand.states | {State.RECEIVED}
    if any(one > week for one in weeks):
        stand.states = stand.states - {State.CLOSED}


def _moved_by_another(row: Concern, stand: Stand) -> bool:
    """Asked only where its own entries don't say it: whether one that stood under it, or its
    holder who stood near to such a one, made it wait for somebody anew."""
    if row.state != State.RECEIVED or stand.last is None:
        return False
    if State.HELD in stand.states:
        near = Event.objects.filter(verb=SET_ASIDE, number__gt=stand.last.number)
        return near.filter(by=stand.holder).exists() if stand.holder else near.exists()
    if State.CLOSED not in stand.states:
        return False
    under = {
        *Event.objects.filter(verb=JOINED, detail__under=str(row.pk)).values_list(
            "target", flat=True
        ),
        *(f"concern:{pk}" for pk in row.joined.values_list("pk", flat=True)),
    }
    since = dt.datetime.combine(monday_of(stand.last.at), dt.time(), dt.UTC)
    wrote = {"target__in": under, "verb": ADDED}
    return (
        ReporterEvent.objects.filter(**wrote, at__gte=since).exists()
        or Event.objects.filter(**wrote, number__gt=stand.last.number).exists()
    )


# --- How it ended ------------------------------------------------------------------------------


def _taken_back(row: Concern, entry: ReporterEvent | None) -> Iterator[Said]:
    if entry is None:
        yield "is taken back here, and no entry says that its reporter did"
        return
    yield from differs("as its state", row.state, entry, State.WITHDRAWN)
    yield from differs("as the week it ended", row.finished_on, entry, entry.at.date())
    if "class" in entry.detail:
        yield from _class(row, entry, deeds_about(Event, [entry.target], [DISCLOSED]))
    else:
        yield Untold("the class of what was taken back")


def _ended(row: Concern, entry: Event | ReporterEvent | None, deeds: list[Event]) -> Iterator[Said]:
    if entry is None:
        return
    if entry.verb == CLOSED:
        yield from differs(DAY, row.finished_on, entry, day_of(entry.at))
    elif "day" in entry.detail:
        yield from differs(DAY, f"{row.finished_on}", entry, entry.detail["day"])
    else:
        yield Untold("the day on which what it stood under was finished")
    yield from unvouched(REASON, entry, str(row.pk), row.close_reason)
    if "class" in entry.detail:
        yield from _class(row, entry, {entry.target: deeds})


def _class(
    row: Concern, entry: Event | ReporterEvent, deeds: dict[str, list[Event]]
) -> Iterator[Said]:
    """What was told to others since stays its class, too."""
    then = entry.detail["class"]
    told = any(deed.verb == DISCLOSED for deed in deeds.get(entry.target, []))
    allowed = {then, gravest(then, PASSED_ON)} if told else {then}
    if row.record_class not in allowed:
        yield from differs("the class", row.record_class, entry, then)


# --- To whom it is closed, and who was let in --------------------------------------------------


def _apart(here: set[int], deeds: list[Event]) -> Iterator[str]:
    told = {_who_is_near(deed): deed for deed in deeds if deed.verb in CLOSING}
    for user in sorted(here - told.keys()):
        yield f"is closed to user:{user}, and no entry says that they stand near"
    for user in sorted(told.keys() - here):
        yield f"is not closed to user:{user}, who stands near by entry {told[user].number}"


def _who_is_near(deed: Event) -> int:
    """Who said so themself, or to whom it was closed with another that it was joined with."""
    return _number(deed.by) if deed.verb == SET_ASIDE else int(deed.detail["user"])


def _let_in(here: set[int], deeds: list[Event]) -> Iterator[str]:
    told = {int(deed.detail["user"]): deed for deed in deeds if deed.verb == LET_IN}
    near = {_who_is_near(deed) for deed in deeds if deed.verb in CLOSING}
    if not near:
        for user in sorted(here - told.keys()):
            yield f"is sealed to user:{user} alone, whom no entry let in"
    for user in sorted(told.keys() - here - near):
        if not _left_since(user, told[user]):
            yield f"is not sealed to user:{user}, whom entry {told[user].number} let in"


def _left_since(user: int, deed: Event) -> bool:
    left = Event.objects.filter(verb="team.removed", number__gt=deed.number)
    return left.filter(detail__user=str(user)).exists()


def _number(by: str) -> int:
    return int(by.removeprefix("user:"))
