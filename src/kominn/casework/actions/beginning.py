"""Measures begin where two have decided on them: for a place or a group, or for the person."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.casework import following_content as content
from kominn.casework.actions.assess import locked, must_hold
from kominn.casework.actions.follow import WITHIN, CannotFollow, able, checked_day, note, tell_owner
from kominn.casework.content import assessment_or_damaged, decision_or_damaged
from kominn.casework.due import keep_to_reviews, latest_decided
from kominn.casework.following_content import Help
from kominn.casework.models import (
    Assessment,
    Decision,
    MeasureOrigin,
    PersonMeasure,
    Told,
)
from kominn.casework.states import (
    CONSENT,
    IN_THE_OPEN,
    AssessmentState,
    Informed,
    Outcome,
    Telling,
)
from kominn.concerns import conversation
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, State, check_not_withdrawn
from kominn.core.worktime import DutyHours, day_of
from kominn.law.models import LegalBasis
from kominn.plan import actions as plan
from kominn.plan.models import Measure, MeasureKind
from kominn.plan.states import Level
from kominn.vault.actions import records


class NotTold(CannotFollow):
    """Who has not been told can't have said yes."""

    def __init__(self) -> None:
        super().__init__(_("The person concerned must be told and say yes first."), "who")


@dataclass(frozen=True, slots=True)
class Yes:
    """Whether a yes is what two decided on, and the first day the person concerned was told."""

    decided_on: bool
    told_on: dt.date | None

    @property
    def is_out_of_reach(self) -> bool:
        return self.decided_on and self.told_on is None


@transaction.atomic
def begin_in_the_open(
    concern: Concern,
    told: dict[str, Any],
    *,
    token: uuid.UUID,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> Measure:
    """Begin at the round table what two decided here. That it came from here stands here only."""
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, f"measure {told['title']}")
    earlier = MeasureOrigin.objects.filter(pk=number).select_related("measure").first()
    if earlier:
        return earlier.measure
    must_hold(concern, by)
    decision = _decided(concern, IN_THE_OPEN)
    measure = plan.add_measure(**told, came_from_concerns=concerns_behind(concern), by=by, at=at)
    MeasureOrigin.objects.create(id=number, concern=concern, decision=decision, measure=measure)
    record("concern.measure_begun", target_of(concern), by=name_of(by), at=at)
    keep_to_reviews(concern, hours=hours, at=at)
    return measure


def concerns_behind(concern: Concern) -> int:
    """How many people's worry it is: this one's and those joined under it."""
    return 1 + concern.joined.count()


def _decided(concern: Concern, outcomes: frozenset[Outcome]) -> Decision:
    check_not_withdrawn(concern.state)
    decision = latest_decided(concern)
    if concern.state != State.FOLLOWED or decision is None or decision.outcome not in outcomes:
        raise ImpossibleStep(_("Measures begin here when two have decided on them."))
    return decision


@transaction.atomic
def begin_for_person(
    concern: Concern,
    *,
    kind: MeasureKind,
    owner: User | None,
    starts_on: dt.date,
    review_on: dt.date | None,
    written: Help,
    token: uuid.UUID,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> PersonMeasure:
    """Help for one person, with a yes or a basis, an owner and a first day of review."""
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, f"{kind.slug} {written.aim}")
    earlier = PersonMeasure.objects.filter(pk=number).first()
    if earlier:
        return earlier
    must_hold(concern, by)
    decision = _decided(concern, frozenset({Outcome.PERSON_FOLLOWED}))
    _check_kind(kind)
    _check_written(kind, written, _yes_in(concern, decision, key), at=at)
    check_numbers(*written.texts, at=at)
    owning = able(concern, owner)
    if not day_of(at) - WITHIN <= starts_on <= day_of(at) + WITHIN:
        raise CannotFollow(
            _("Choose a day within eight weeks, before or after today."), "starts_on"
        )
    made = PersonMeasure(
        id=number,
        concern=concern,
        decision=decision,
        kind=kind,
        owner=owning,
        starts_on=starts_on,
        review_on=checked_day(review_on, starts_on=starts_on, hours=hours, at=at),
    )
    made.content = content.seal_help(made, written, key)
    made.save(force_insert=True)
    tell_owner(owning, by=by)
    note("help.begun", concern, by=by, at=at, user=owning)
    keep_to_reviews(concern, hours=hours, at=at)
    return made


def yes_in(concern: Concern, *, by: User) -> Yes:
    """What must be so before a measure that needs a yes can begin."""
    key, decision = records.data_key_for(concern.pk, by), latest_decided(concern)
    return _yes_in(concern, decision, key) if decision else Yes(decided_on=False, told_on=None)


def _yes_in(concern: Concern, decision: Decision, key: bytes) -> Yes:
    """Told by what is recorded for the person concerned, or by one of the two assessments."""
    proposal = decision_or_damaged(decision, key)
    shared = Assessment.objects.of_round(concern, decision.round).filter(
        state=AssessmentState.SHARED
    )
    written = [assessment_or_damaged(one, key) for one in shared]
    told = Told.objects.filter(concern=concern, state=Telling.TOLD).values_list("on", flat=True)
    said = [one.informed_day for one in written if one and one.informed == Informed.TOLD]
    return Yes(
        decided_on=bool(proposal and proposal.basis == CONSENT),
        told_on=min((day for day in [*told, *said] if day), default=None),
    )


def _check_kind(kind: MeasureKind) -> None:
    if kind.level != Level.PERSON:
        raise CannotFollow(
            _("That is for a place or a group: it begins at the round table."), "kind"
        )
    if not kind.active:
        raise CannotFollow(_("The city no longer uses this kind of measure."), "kind")


def _check_written(kind: MeasureKind, written: Help, yes: Yes, *, at: dt.datetime) -> None:
    """With a yes where the kind or the decision needs one; else on a basis that holds today."""
    if not written.aim.strip():
        raise CannotFollow(_("Write something here."), "aim")
    consent = written.consent
    needs_yes = kind.consent_needed or yes.decided_on
    if (needs_yes or consent) and yes.told_on is None:
        raise NotTold
    if needs_yes and consent is None:
        raise CannotFollow(_("This needs a yes first: who said it, when, and to what."), "who")
    if consent is None:
        held = LegalBasis.objects.valid_on(day_of(at)).filter(code=written.basis)
        begins = held.values_list("valid_from", flat=True)
        if written.basis == CONSENT or written.basis_from not in {
            day.isoformat() for day in begins
        }:
            raise CannotFollow(
                _("Say who said yes, or choose a basis in law that holds today."), "basis"
            )
        return
    for field, text in (("who", consent.who), ("scope", consent.scope)):
        if not text.strip():
            raise CannotFollow(_("Write something here."), field)
    if not consent.on:
        raise CannotFollow(_("Choose a day."), "consent_on")
    if consent.day > day_of(at):
        raise CannotFollow(_("Nobody has said yes on a day still to come."), "consent_on")
    if yes.told_on and consent.day < yes.told_on:
        raise CannotFollow(_("Nobody can have said yes before they were told."), "consent_on")
