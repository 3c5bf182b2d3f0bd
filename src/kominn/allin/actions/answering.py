"""What colleagues do to a concept: show it, send it back, answer it; a second one reads too."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin import push
from kominn.allin.actions.steps import WrongState, check_step, step_in_turn
from kominn.allin.appeal_models import APPEALABLE
from kominn.allin.models import Appeal, Concept, LeftOut
from kominn.allin.states import State
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation import replies
from kominn.participation.models import Reply

NONE: Mapping[uuid.UUID, LeftOut] = {}


def show(
    concept: Concept,
    *,
    version: int | None,
    by: User,
    at: dt.datetime,
    left_out: Mapping[uuid.UUID, LeftOut] = NONE,
) -> Concept:
    """Somebody has read this version; from now on anyone may, but for the pictures left out."""

    def check(held: Concept) -> None:
        if held.state != State.HANDED_IN:
            raise WrongState(_("Somebody was faster. Read the page anew."))
        _check_version(held, version)
        if held.reply is not None and held.reply.waits:
            raise WrongState(_("A colleague has written to the team. Read that first."))

    with in_turn(), transaction.atomic():
        held = step_in_turn(concept, State.SHOWN, check=check)
        leave_out(held, left_out, by=by, at=at)
        push.tell_team(held)
        record("concept.shown", f"concept:{held.pk}", by=name_of(by), at=at)
    return held


def leave_out(
    concept: Concept, which: Mapping[uuid.UUID, LeftOut], *, by: User, at: dt.datetime
) -> None:
    """Pictures that are not to be seen, now or any longer: erased at once, and the team is told
    which of our reasons it was."""
    with transaction.atomic():
        for _each in range(concept.pictures.leave_out(which)):
            record("concept.picture_left_out", f"concept:{concept.pk}", by=name_of(by), at=at)


def send_back(
    concept: Concept,
    reason: str,
    *,
    version: int | None,
    by: User,
    at: dt.datetime,
    left_out: Mapping[uuid.UUID, LeftOut] = NONE,
) -> Concept:
    """What the team is to change of this version, and why. It goes out when a colleague has read it
    too."""

    def check(held: Concept) -> None:
        _check_version(held, version)
        leave_out(held, left_out, by=by, at=at)

    return _write_to_team(concept, State.RETURNED, reason, check=check, by=by, at=at)


def answer(
    concept: Concept, then: State, words: str, *, role: str, by: User, at: dt.datetime
) -> Concept:
    """Yes, yes if, or no because: by a named role, in words the team reads. It goes out when a
    colleague has read it too; the promised day waits for nobody."""
    return _write_to_team(concept, then, words, role=role, by=by, at=at)


def _write_to_team(
    concept: Concept,
    then: State,
    words: str,
    *,
    check: Callable[[Concept], None] = lambda _held: None,
    role: str = "",
    by: User,
    at: dt.datetime,
) -> Concept:
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        check_step(held, then)
        check(held)
        held.reply = replies.propose(f"concept:{held.pk}", then, words, role=role, by=by, at=at)
        held.save(update_fields=["reply"])
    return held


def pass_on(concept: Concept, *, reply: uuid.UUID | None, by: User, at: dt.datetime) -> Concept:
    """The second reader agrees to the reply that was read: the team reads it, and the concept is
    where it puts it."""
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        sent = replies.pass_on(_as_read(held, reply), by=by, at=at)
        then = State(sent.verdict)
        check_step(held, then)
        held.state = then
        if then == State.RETURNED:
            held.reason = sent.words
        else:
            held.answer, held.answered_by, held.answered_on = sent.words, sent.role, day_of(at)
        held.save(update_fields=["state", "reason", "answer", "answered_by", "answered_on"])
        if then in APPEALABLE:
            Appeal.objects.create(reply=sent, concept=held, version=held.version)
        push.tell_team(held)
        writer, about = name_of(sent.written_by), f"concept:{held.pk}"
        if then == State.RETURNED:
            record("concept.sent_back", about, by=writer, at=at)
        else:
            record("concept.answered", about, by=writer, at=at)
    return held


def stop(concept: Concept, why: str, *, reply: uuid.UUID | None, by: User, at: dt.datetime) -> None:
    """The second reader tells its writer why the reply that was read does not go out."""
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        replies.stop(_as_read(held, reply), why, by=by, at=at)


def _as_read(held: Concept, reply: uuid.UUID | None) -> Reply:
    """Its writer may have taken back what was read, and written something else."""
    if held.reply is None:
        raise WrongState(_("Nothing is written to this team."))
    if held.reply.pk != reply:
        raise WrongState(_("A colleague was faster. Read the page anew."))
    return held.reply


def _check_version(concept: Concept, version: int | None) -> None:
    if concept.version != version:
        raise WrongState(_("Somebody was faster. Read the page anew."))
