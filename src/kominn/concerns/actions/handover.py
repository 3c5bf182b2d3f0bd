"""The baton is handed over: offered, and held by the giver until the other one accepts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns import relay
from kominn.concerns.actions.handle import NotTheHolder, end_silence, name_of, target_of
from kominn.concerns.letters import baton_offered, offer_answered
from kominn.concerns.models import Concern, Handover, possible_takers
from kominn.concerns.states import HANDLED, NEXT_FOR_HANDOVERS, HandoverState, ImpossibleStep
from kominn.core.letters import send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.roster.models import Absence
from kominn.vault.actions import records

DAYS_TO_ANSWER = 2
LONGEST = dt.timedelta(days=14)


class CannotHandOver(Exception):
    """Shown to the reader."""


def usual_day(hours: DutyHours, *, at: dt.datetime) -> dt.date:
    """By when an answer is asked for, unless the giver says otherwise."""
    return hours.working_day_after(at, days=DAYS_TO_ANSWER)


def takers(concern: Concern, *, giver: User, on: dt.date) -> QuerySet[User]:
    """Who could take it over, and is at work that day."""
    away = Absence.objects.on(on).values("user")
    return possible_takers(concern, giver=giver).exclude(pk__in=away)


@transaction.atomic
def offer(
    concern: Concern,
    *,
    to: User,
    words: str,
    answer_by: dt.date,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> Handover:
    """Ask a colleague to take over. Until the answer is yes, the giver answers for what is next."""
    concern = _locked_concern(concern)
    key = records.data_key_for(concern.pk, by)
    if concern.holder_id != by.pk:
        raise NotTheHolder(_("Take the baton first: one person answers for each concern."))
    _must_be_handled(concern)
    today = day_of(at)
    standing = Handover.objects.offered().filter(concern=concern).select_related("taker").first()
    if standing and standing.taker_id == to.pk:
        return standing
    if standing:
        raise CannotHandOver(
            _("It is offered to %(name)s already. Take that back first.")
            % {"name": standing.taker.name}
        )
    if not takers(concern, giver=by, on=today).filter(pk=to.pk).exists():
        raise CannotHandOver(_("Choose a colleague who can read this, may hold it and is here."))
    _check_day(answer_by, today, hours)
    # What was offered by somebody who no longer holds it.
    Handover.objects.filter(concern=concern).lapse()
    made = Handover(concern=concern, giver=by, taker=to, offered_on=today, answer_by=answer_by)
    made.words = relay.sealed_words(made, key, words, at=at)
    made.save(force_insert=True)
    send_later(baton_offered(to=to.email, language=to.language))
    _note("handover.offered", made, by=by, at=at, detail={"user": str(to.pk)})
    return made


def _check_day(answer_by: dt.date, today: dt.date, hours: DutyHours) -> None:
    if answer_by < today:
        raise CannotHandOver(_("That day has passed. Choose one that is still to come."))
    if answer_by > today + LONGEST:
        raise CannotHandOver(_("Choose a day within two weeks."))
    if hours.opening_on(answer_by) is None:
        raise CannotHandOver(_("Nobody is at work that day. Choose another."))


@transaction.atomic
def accept(handover: Handover, *, by: User, at: dt.datetime) -> None:
    """The baton changes hands; the day by which the next thing is done stays where it was."""
    concern = _locked_concern(handover.concern)
    handover = _locked(handover)
    records.data_key_for(concern.pk, by)
    if handover.state == HandoverState.ACCEPTED and concern.holder_id == by.pk == handover.taker_id:
        return
    _must_be_taker(handover, by)
    _must_stand(handover, concern)
    if not possible_takers(concern, giver=handover.giver).filter(pk=by.pk).exists():
        raise CannotHandOver(_("You can no longer hold this. Tell the one who offered it."))
    _end(handover, HandoverState.ACCEPTED)
    concern.holder = by
    concern.save(update_fields=["holder"])
    _tell_giver(handover)
    _note("handover.accepted", handover, by=by, at=at)


@transaction.atomic
def decline(handover: Handover, *, words: str, by: User, at: dt.datetime) -> None:
    """The taker says no, and why; the giver still holds the baton."""
    concern = _locked_concern(handover.concern)
    handover = _locked(handover)
    key = records.data_key_for(concern.pk, by)
    if handover.state == HandoverState.DECLINED and handover.taker_id == by.pk:
        return
    _must_be_taker(handover, by)
    _must_stand(handover, concern)
    handover.answer = relay.sealed_answer(handover, key, words, at=at)
    _end(handover, HandoverState.DECLINED)
    _tell_giver(handover)
    _note("handover.declined", handover, by=by, at=at)


@transaction.atomic
def take_back(handover: Handover, *, by: User, at: dt.datetime) -> None:
    """The giver keeps the baton after all."""
    concern = _locked_concern(handover.concern)
    handover = _locked(handover)
    records.data_key_for(concern.pk, by)
    if handover.state == HandoverState.TAKEN_BACK and handover.giver_id == by.pk:
        return
    if handover.giver_id != by.pk:
        raise CannotHandOver(_("Only the one who offered it can take it back."))
    _must_stand(handover, concern)
    _end(handover, HandoverState.TAKEN_BACK)
    _note("handover.taken_back", handover, by=by, at=at)


@transaction.atomic
def read(concern: Concern, *, by: User, at: dt.datetime) -> list[relay.Opened]:
    """What was said at each hand-over, the latest first. The reading leaves its mark."""
    key = records.data_key_for(concern.pk, by)
    opened = relay.handovers(concern, key)
    if opened:
        record("handover.read", target_of(concern), by=name_of(by), at=at)
    return opened[::-1]


def _locked_concern(concern: Concern) -> Concern:
    end_silence(concern)
    return Concern.objects.select_for_update().get(pk=concern.pk)


def _locked(handover: Handover) -> Handover:
    found = Handover.objects.select_for_update(of=("self",)).select_related("giver", "taker")
    return found.get(pk=handover.pk)


def _must_be_handled(concern: Concern) -> None:
    if concern.state not in HANDLED:
        raise ImpossibleStep(_("Nothing is left to hand over: the work has ended."))


def _must_be_taker(handover: Handover, by: User) -> None:
    if handover.taker_id != by.pk:
        raise CannotHandOver(
            _("It was offered to %(name)s, who alone can answer.") % {"name": handover.taker.name}
        )


def _must_stand(handover: Handover, concern: Concern) -> None:
    """That the offer still waits, and that its giver still has what was offered."""
    if not NEXT_FOR_HANDOVERS[HandoverState(handover.state)]:
        raise CannotHandOver(
            _("This offer is over: %(state)s.") % {"state": handover.get_state_display()}
        )
    _must_be_handled(concern)
    if concern.holder_id != handover.giver_id:
        raise NotTheHolder(_("Somebody else holds the baton now, so this offer is over."))


def _end(handover: Handover, state: HandoverState) -> None:
    handover.state = state
    handover.save(update_fields=["state", "answer"])


def _tell_giver(handover: Handover) -> None:
    giver = handover.giver
    if not giver.active:
        return
    send_later(offer_answered(to=giver.email, language=giver.language))


def _note(
    verb: str,
    handover: Handover,
    *,
    by: User,
    at: dt.datetime,
    detail: dict[str, str] | None = None,
) -> None:
    target = target_of(handover.concern)
    record(verb, target, by=name_of(by), at=at, detail=detail)
