"""What is told to others, written down word for word: on what basis, to whom, when, by whom."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.casework import following_content as content
from kominn.casework.actions.assess import locked, must_hold
from kominn.casework.actions.follow import CannotFollow
from kominn.casework.content import Proposal, decision_or_damaged
from kominn.casework.following_content import Given
from kominn.casework.models import Decision, Disclosure
from kominn.casework.states import TOLD_TO_OTHERS, DecisionState, Outcome
from kominn.concerns import conversation, record_classes
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern
from kominn.concerns.states import check_not_withdrawn
from kominn.core.worktime import day_of
from kominn.law.classes import PASSED_ON
from kominn.law.models import LegalBasis
from kominn.vault.actions import records

DUTIES = frozenset({"duty-to-notify", "duty-to-avert"})
"""Whoever has the duty has it alone, and at once: no second yes, no baton, no state stops it."""

LONGEST_AGO = dt.timedelta(days=366)


@transaction.atomic
def disclose(
    concern: Concern,
    basis: LegalBasis,
    given: Given,
    *,
    on: dt.date,
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> Disclosure:
    """Record what was told to others. By a duty any reader does so; else two have decided it."""
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, f"{given.recipient} {given.text}")
    earlier = Disclosure.objects.filter(pk=number).first()
    if earlier:
        return earlier
    if basis.code not in DUTIES:
        check_not_withdrawn(concern.state)
        must_hold(concern, by)
        if not decided_to_tell(concern).exists():
            raise CannotFollow(
                _("Two decide first that this is told. Only a duty in law waits for nobody."),
                "basis",
            )
    for field, text in (("recipient", given.recipient), ("text", given.text)):
        if not text.strip():
            raise CannotFollow(_("Write something here."), field)
    check_numbers(*given.texts, at=at)
    if on > day_of(at):
        raise CannotFollow(_("Write it down on the day it is told, not before."), "on")
    if on < day_of(at) - LONGEST_AGO:
        raise CannotFollow(_("Choose a day within the last year."), "on")
    if not LegalBasis.objects.valid_on(on).filter(pk=basis.pk).exists():
        raise CannotFollow(
            _("That legal basis does not hold on that day. Choose another."), "basis"
        )
    made = Disclosure(id=number, concern=concern, legal_basis=basis, on=on, by=by)
    made.content = content.seal_given(made, given, key)
    made.save(force_insert=True)
    # However it ended or ends: what was told to whom can be shown later.
    concern.record_class = record_classes.gravest(concern.record_class, PASSED_ON)
    concern.save(update_fields=["record_class"])
    record("disclosure.recorded", target_of(concern), by=name_of(by), at=at)
    return made


def decided_to_tell(concern: Concern) -> QuerySet[Decision]:
    """Decisions in this concern that something is told to others."""
    decided = Decision.objects.filter(concern=concern, state=DecisionState.DECIDED)
    return decided.filter(outcome__in=TOLD_TO_OTHERS)


@transaction.atomic
def prepare(concern: Concern, *, by: User, at: dt.datetime) -> tuple[Outcome, Proposal] | None:
    """What two decided to tell, and to whom: it is what the form begins with."""
    decision = decided_to_tell(concern).order_by("-round").first()
    if decision is None:
        return None
    proposal = decision_or_damaged(decision, records.data_key_for(concern.pk, by))
    record("assessment.read", target_of(concern), by=name_of(by), at=at)
    return (Outcome(decision.outcome), proposal) if proposal else None


@transaction.atomic
def read(disclosure: Disclosure, *, by: User, at: dt.datetime) -> Given | None:
    """The sheet of exactly what was given; None where it can't be opened any more."""
    concern = disclosure.concern
    key = records.data_key_for(concern.pk, by)
    record("disclosure.read", target_of(concern), by=name_of(by), at=at)
    return content.given_or_damaged(disclosure, key)
