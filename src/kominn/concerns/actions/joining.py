"""The same worry from many: worked on as one, and each who told is still answered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.audit.actions import record
from kominn.concerns import conversation, ports
from kominn.concerns.actions import closing, family, nearness, talk
from kominn.concerns.actions.family import again_if_moved
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.models import Concern, Handover, Message
from kominn.concerns.states import (
    NEXT,
    Danger,
    ImpossibleStep,
    MessageState,
    Nudged,
    State,
    Writer,
    check_not_withdrawn,
    check_step,
)
from kominn.core.worktime import DutyHours
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.models import Wrap, readers
from kominn.vault.refusals import NoWrap

MOST_AT_ONCE = 250
"""So that a form with a box for each can be sent."""
_CLOSED_TO_YOU = _("one of them is closed to you")
_NOBODY_ELSE = _(
    "one of them is closed to a colleague, and nobody else could go on with all the others"
)


@dataclass(frozen=True, slots=True)
class Joined:
    """`under` is the one they stand under now; `left` says of each that stays alone why."""

    under: Concern
    moved: list[Concern]
    left: list[tuple[str, str | Promise]]

    @property
    def number(self) -> int:
        return len(self.moved)


@again_if_moved
def join(main: Concern, others: Collection[uuid.UUID], *, by: User, at: dt.datetime) -> Joined:
    """Work on `others` under `main`; where that stands under one itself, under that one.

    Whoever joins under one that nobody holds takes its baton. No deadline is lost: the nearest of
    all counts, and the gravest that is said of danger. Whoever one of them was closed to is kept
    from all, also when it is taken out again.
    """
    lead, found = _both(main, others, by=by)
    if not found and main.pk in others:
        raise ImpossibleStep(_("A concern can’t be joined with itself."))
    check_not_withdrawn(lead.state)
    if not lead.is_open:
        raise ImpossibleStep(
            _("%(short)s is finished. Nothing is joined under it.") % {"short": lead.short}
        )
    reasons = _reasons_to_leave(lead, found, by=by)
    reasons |= _too_few([lead, *(one for one in found if one.pk not in reasons)], by=by)
    moving = [one for one in found if one.pk not in reasons]
    left = [(one.short, reasons[one.pk]) for one in found if one.pk in reasons]
    left += [(one.short, _("it is joined with another")) for one in _elsewhere(lead, others, by)]
    if moving:
        _move(lead, moving, by=by)
        for one in moving:
            detail = {"under": str(lead.pk)}
            record("concern.joined", target_of(one), by=name_of(by), at=at, detail=detail)
        _close_with(lead, by=by, at=at)
        if lead.state == State.RECEIVED:
            _take(lead, by=by, at=at)
    return Joined(lead, moving, left)


def _both(
    main: Concern, others: Collection[uuid.UUID], *, by: User
) -> tuple[Concern, list[Concern]]:
    """The one to stand under and those to move, locked, as far as `by` may see them."""
    seen = dict(
        Concern.objects.visible_to(by).filter(pk__in=[*others, main.pk]).values_list("pk", "main")
    )
    if main.pk not in seen:
        raise NoWrap
    leading = seen[main.pk] or main.pk
    stand_alone = {leading, *(pk for pk in others if pk in seen and seen[pk] is None)}
    rows = Concern.objects.select_for_update().filter(pk__in=stand_alone).order_by("pk")
    found = {one.pk: one for one in rows}
    if leading not in found or any(one.main_id for one in found.values()):
        raise family.Moved
    if not Concern.objects.visible_to(by).filter(pk=leading).exists():
        raise NoWrap
    return found.pop(leading), list(found.values())


def _elsewhere(lead: Concern, others: Collection[uuid.UUID], by: User) -> models.QuerySet[Concern]:
    joined = Concern.objects.visible_to(by).filter(pk__in=others, main__isnull=False)
    return joined.exclude(main=lead).without_what_is_sealed()


def _reasons_to_leave(
    lead: Concern, found: Iterable[Concern], *, by: User
) -> dict[uuid.UUID, str | Promise]:
    numbers = [one.pk for one in found]
    ending = set(
        Message.objects.waiting()
        .filter(concern__in=numbers)
        .exclude(close_reason="")
        .values_list("concern", flat=True)
    )
    shared = set(_shared_with(lead.team, numbers))
    reasons = {}
    for one in found:
        why = _why_left(one, lead, shared=one.pk in shared, ending=one.pk in ending, by=by)
        if why:
            reasons[one.pk] = why
    return reasons


def _why_left(
    one: Concern, lead: Concern, *, shared: bool, ending: bool, by: User
) -> str | Promise | None:
    if one.clock is not None:
        return _("somebody may be in danger now: open it first")
    if State.JOINED not in NEXT[State(one.state)]:
        return _("it is “%(state)s”") % {"state": one.get_state_display()}
    if one.holder_id not in (None, by.pk):
        return _("a colleague holds it")
    if one.team_id != lead.team_id and not shared:
        return _("it belongs to another team, which must share it first")
    if ending:
        return _("its closing words wait for a colleague")
    if one.state != State.RECEIVED or one.record_class:
        try:
            ports.casework().check_may_close(one)
        except ImpossibleStep as runs:
            # What runs there would be forgotten under another.
            return str(runs).rstrip(".")
    return None


def _too_few(wanted: list[Concern], *, by: User) -> dict[uuid.UUID, str | Promise]:
    """Which of these stay alone, since with the first and the others it would close to `by`, or to
    the last who could go on with one of them: what is closed to somebody closes what it joins."""
    groups = {one.pk: [one.pk] for one in wanted}
    for pk, main in (
        Concern.objects.filter(main__in=groups).values_list("pk", "main").order_by("pk")
    ):
        if main:
            groups[main].append(pk)
    closed = records.closed_to([pk for group in groups.values() for pk in group])
    if not any(closed.values()):
        return {}
    holders = User.objects.holding(Right.HOLD_CONCERNS).values("pk")
    able = {
        pk: set(readers(pk).filter(pk__in=holders).values_list("pk", flat=True)) for pk in closed
    }
    together: list[uuid.UUID] = []
    gone: set[int] = set()
    reasons: dict[uuid.UUID, str | Promise] = {}
    for one in wanted:
        then = gone.union(*(closed[pk] for pk in groups[one.pk]))
        all_of_them = [*together, *groups[one.pk]]
        goes_on = by.pk not in then and all(able[pk] - then for pk in all_of_them)
        if goes_on or not then or not together:
            together, gone = all_of_them, then
        else:
            reasons[one.pk] = _CLOSED_TO_YOU if by.pk in then else _NOBODY_ELSE
    return reasons


def _close_with(lead: Concern, *, by: User, at: dt.datetime) -> None:
    try:
        nearness.close_with(lead, by=by, at=at)
    except (nearness.NobodyElse, NoWrap):
        said = _("%(short)s is joined with none: %(why)s.") % {
            "short": lead.short,
            "why": _NOBODY_ELSE,
        }
        raise ImpossibleStep(said) from None


def _shared_with(team: Team, numbers: Collection[uuid.UUID]) -> Iterable[uuid.UUID]:
    """Those of these that the team has a key to."""
    return Wrap.objects.of_team(team).filter(record__in=numbers).values_list("record", flat=True)


def _move(lead: Concern, moving: list[Concern], *, by: User) -> None:
    for one in moving:
        check_step(one.state, State.JOINED)
    numbers = [one.pk for one in moving]
    # Those that stood under one that moves stand under the new one: never a chain.
    below = Concern.objects.select_for_update().filter(main__in=numbers).order_by("pk")
    Concern.objects.filter(pk__in=[one.pk for one in below]).update(main=lead)
    Concern.objects.filter(pk__in=numbers).update(
        state=State.JOINED, main=lead, holder=None, nudged=Nudged.NOBODY
    )
    Handover.objects.filter(concern__in=numbers).lapse()
    lead.danger = family.gravest([lead.danger, *(one.danger for one in moving)])
    lead.due_on = min([lead.due_on, *(one.due_on for one in moving)])
    if lead.holder_id != by.pk:
        # Its holder sees that more have told.
        lead.news = lead.news or lead.holder_id is not None
    lead.save(update_fields=["danger", "due_on", "news"])


def _take(lead: Concern, *, by: User, at: dt.datetime) -> None:
    check_step(lead.state, State.HELD)
    lead.state, lead.holder = State.HELD, by
    lead.save(update_fields=["state", "holder"])
    record("concern.taken", target_of(lead), by=name_of(by), at=at)


@again_if_moved
def take_out(concern: Concern, *, hours: DutyHours, by: User, at: dt.datetime) -> None:
    """It is about something else after all: new work, for whoever takes it."""
    concern = family.locked(concern.pk)
    records.data_key_for(concern.pk, by)
    main = concern.main
    if main is None:
        return
    check_step(concern.state, State.RECEIVED)
    concern.state, concern.main, concern.announced = State.RECEIVED, None, False
    soon = hours.next_opening(at).start.date()
    urgent = concern.danger == Danger.YES
    concern.due_on = soon if urgent else hours.working_day_after(at)
    concern.save(update_fields=["state", "main", "announced", "due_on"])
    records.unsettle(concern.pk)
    with suppress(NoWrap, CannotOpen):
        told = conversation.open_told(main, records.data_key_for(main.pk, by))
        main.danger = family.gravest([told.danger, *main.joined.values_list("danger", flat=True)])
        main.save(update_fields=["danger"])
    detail = {"from": str(main.pk)}
    record("concern.taken_out", target_of(concern), by=name_of(by), at=at, detail=detail)


# --- To all who told ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Reached:
    """One who told, beside the first: with the key, and whether two must read what is written."""

    concern: Concern
    key: bytes
    by_two: bool


@dataclass(frozen=True, slots=True, repr=False)
class Everybody:
    """Who reads what is written to all; `out_of_reach` are those the writer has no key to."""

    reached: list[Reached]
    out_of_reach: int

    @property
    def number(self) -> int:
        """Of all who are written to, with the first."""
        return len(self.reached) + 1

    @property
    def by_two(self) -> int:
        return sum(one.by_two for one in self.reached)


def everybody(main: Concern, *, by: User) -> Everybody:
    """All who told the same beside the first, in a fixed number of queries."""
    rows = list(main.joined.order_by("pk"))
    keys = records.whole_keys_for([one.pk for one in rows], by) if rows else {}
    reached = [
        Reached(one, keys[one.pk], talk.is_read_by_two(one, keys[one.pk]))
        for one in rows
        if one.pk in keys
    ]
    return Everybody(reached, len(rows) - len(reached))


@transaction.atomic
def write_to_all(
    main: Concern,
    text: str,
    *,
    token: uuid.UUID,
    read_by_two: bool,
    instead_of: uuid.UUID | None = None,
    by: User,
    at: dt.datetime,
) -> Message:
    """Each who told gets the words in their own talk. Where one is under 18, that one's wait."""
    first = talk.write(
        main,
        text,
        token=token,
        read_by_two=read_by_two,
        instead_of=instead_of,
        by=by,
        at=at,
    )
    _say_to_the_others(main, text, token=token, read_by_two=read_by_two, by=by, at=at)
    return first


@transaction.atomic
def finish_for_all(
    main: Concern,
    *,
    reason: str,
    words: str,
    token: uuid.UUID,
    instead_of: uuid.UUID | None = None,
    by: User,
    at: dt.datetime,
) -> bool:
    """As `closing.close`, and the words go to everyone who told."""
    if Concern.objects.select_for_update().get(pk=main.pk).state == State.CLOSED:
        return True
    finished = closing.close(
        main, reason=reason, words=words, token=token, instead_of=instead_of, by=by, at=at
    )
    if words:
        _say_to_the_others(main, words, token=token, read_by_two=False, by=by, at=at)
    return finished


def _say_to_the_others(
    main: Concern, text: str, *, token: uuid.UUID, read_by_two: bool, by: User, at: dt.datetime
) -> None:
    found = everybody(main, by=by).reached
    numbers = {one.concern.pk: conversation.number_of(one.key, token, text) for one in found}
    said = set(Message.objects.filter(pk__in=numbers.values()).values_list("pk", flat=True))
    made = [
        _unsaid(one, text, numbers[one.concern.pk], by_two=one.by_two or read_by_two, by=by, at=at)
        for one in found
        if numbers[one.concern.pk] not in said
    ]
    Message.objects.bulk_create(made)
    for message in made:
        verb = "message.written" if message.read_by_two else "message.sent"
        record(verb, target_of(message.concern), by=name_of(by), at=at)


def _unsaid(
    one: Reached, text: str, number: uuid.UUID, *, by_two: bool, by: User, at: dt.datetime
) -> Message:
    return conversation.sealed(
        one.concern,
        one.key,
        text,
        pk=number,
        writer=Writer.STAFF,
        author=by,
        read_by_two=by_two,
        state=MessageState.WAITING if by_two else MessageState.SENT,
        at=at,
    )
