"""The holder proposes when both are in; the other of the two says yes or no, with words."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.audit.marks import MARK, mark_of_words
from kominn.casework import content, letters
from kominn.casework.actions.assess import (
    DAYS_TO_DECIDE,
    TWO,
    check_day,
    locked,
    must_be_assessed,
    must_hold,
)
from kominn.casework.content import Proposal
from kominn.casework.due import keep_to_reviews
from kominn.casework.models import Assessment, Decision, assessors_for, latest_round
from kominn.casework.needs import missing_in_proposal
from kominn.casework.states import (
    CLASS_OF,
    FOLLOWED_UP,
    NEXT_FOR_DECISIONS,
    AssessmentState,
    DecisionState,
    Outcome,
)
from kominn.concerns import conversation, record_classes
from kominn.concerns.actions import family
from kominn.concerns.actions.handle import name_of
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern
from kominn.concerns.states import State, check_not_withdrawn, check_step
from kominn.core.letters import send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.law.models import LegalBasis
from kominn.vault.actions import records


class CannotDecide(Exception):
    """Something is still wanting before two can decide; shown to the reader."""


class NeedsAnother(Exception):
    """The second yes must be another's, one of the two who assessed; shown to the reader."""


class AlreadyAnswered(Exception):
    """Somebody was first; says who and what; shown to the reader."""


@transaction.atomic
def propose(
    concern: Concern,
    outcome: str,
    proposal: Proposal,
    *,
    token: uuid.UUID,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> Decision:
    """What the holder would decide, and why. It counts when another has said yes."""
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, f"{outcome} {proposal.reasons}")
    earlier = Decision.objects.filter(pk=number).first()
    if earlier:
        return earlier
    must_hold(concern, by)
    must_be_assessed(concern)
    outcome = Outcome(outcome)
    told = family.all_told(concern, by=by)
    if missing_in_proposal(outcome, proposal, told):
        raise CannotDecide(_("Something is still missing in the proposal."))
    _check_basis(proposal, at=at)
    if proposal.review_day and outcome in FOLLOWED_UP:
        check_day(proposal.review_day, hours=hours, at=at)
    check_numbers(*proposal.texts, at=at)
    others = _second_ones(concern, by)
    running = Decision.objects.filter(
        concern=concern, round=latest_round(concern), state=DecisionState.PROPOSED
    )
    standing = running.select_related("decided_by").first()
    if standing:
        raise AlreadyAnswered(
            _("%(who)s has proposed already: %(what)s. Take that back first.")
            % {"who": standing.decided_by.name, "what": standing.get_outcome_display()}
        )
    made = Decision(
        id=number,
        concern=concern,
        round=latest_round(concern),
        outcome=outcome,
        decided_by=by,
    )
    made.content = content.seal_decision(made, proposal, key)
    made.save(force_insert=True)
    for other in others:
        send_later(letters.second_answer_wanted(to=other.email, language=other.language))
    _note("decision.proposed", made, by=by, at=at)
    return made


def _check_basis(proposal: Proposal, *, at: dt.datetime) -> None:
    """A basis that is picked holds on the day it is picked."""
    if not proposal.basis:
        return
    held = LegalBasis.objects.valid_on(day_of(at)).filter(
        code=proposal.basis, valid_from=proposal.basis_from
    )
    if not held.exists():
        raise CannotDecide(_("That legal basis does not hold today. Choose another."))


def _second_ones(concern: Concern, by: User) -> list[User]:
    """Who may say the second yes; raises where the round can't end in a decision."""
    shared = Assessment.objects.of_round(concern, latest_round(concern)).filter(
        state=AssessmentState.SHARED
    )
    assessors = [one.assessor for one in shared.select_related("assessor")]
    if len(assessors) < TWO:
        raise CannotDecide(_("Both assessments must be in first."))
    _nobody_too_near(concern, assessors)
    able = assessors_for(concern).exclude(pk=by.pk).filter(pk__in=[one.pk for one in assessors])
    found = list(able)
    if not found:
        raise CannotDecide(
            _("Nobody is left who can say the second yes. End this round and ask two anew.")
        )
    return found


def _nobody_too_near(concern: Concern, assessors: list[User]) -> None:
    """Whoever said so after both were in may have coloured the other's choice: of this one, or of
    one that tells the same."""
    near: set[int] = set().union(*records.closed_to([concern.pk, *family.under(concern)]).values())
    if near.intersection(one.pk for one in assessors):
        raise CannotDecide(_("One of the two stands too near. End this round and ask two anew."))


@transaction.atomic
def take_back(decision: Decision, *, by: User, at: dt.datetime) -> None:
    """The holder lets the proposal be, before it is answered."""
    concern = locked(decision.concern)
    records.data_key_for(concern.pk, by)
    must_hold(concern, by)
    must_be_assessed(concern)
    decision = _locked_decision(decision)
    if decision.state == DecisionState.LAPSED:
        return
    _check_unanswered(decision, DecisionState.LAPSED)
    decision.state = DecisionState.LAPSED
    decision.save(update_fields=["state"])
    _note("decision.taken_back", decision, by=by, at=at)


@transaction.atomic
def answer(
    decision: Decision, *, yes: bool, words: str, hours: DutyHours, by: User, at: dt.datetime
) -> None:
    """The second of the two says yes, and it is decided; or no, and why."""
    concern = locked(decision.concern)
    key = records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    decision = _locked_decision(decision)
    then = DecisionState.DECIDED if yes else DecisionState.REFUSED
    if decision.state == then and decision.seconded_by_id == by.pk:
        return
    _check_unanswered(decision, then)
    must_be_assessed(concern)
    _check_another(concern, decision, by)
    check_numbers(words, at=at)
    proposal = content.open_decision(decision, key)  # Nobody agrees to what can't be read.
    decision.content = content.seal_decision(decision, replace(proposal, answer=words), key)
    decision.state, decision.seconded_by = then, by
    if yes:
        decision.decided_on = day_of(at)
        _go_on(concern, decision, proposal, hours=hours, at=at)
    decision.save(update_fields=["content", "state", "seconded_by", "decided_on"])
    keep_to_reviews(concern, hours=hours, at=at)
    proposer = decision.decided_by
    send_later(letters.proposal_answered(to=proposer.email, language=proposer.language))
    verb = "decision.decided" if yes else "decision.refused"
    _note(verb, decision, by=by, at=at)


def _go_on(
    concern: Concern, decision: Decision, proposal: Proposal, *, hours: DutyHours, at: dt.datetime
) -> None:
    """Measures run until they are looked at again; anything else its holder ends with words."""
    followed = decision.outcome in FOLLOWED_UP
    then = State.FOLLOWED if followed else State.HELD
    check_step(concern.state, then)
    soon = hours.working_day_after(at)
    concern.state = then
    if followed and proposal.review_day:
        concern.due_on = max(proposal.review_day, soon)
    else:
        concern.due_on = hours.working_day_after(at, days=DAYS_TO_DECIDE)
    concern.record_class = record_classes.gravest(
        concern.record_class, CLASS_OF.get(Outcome(decision.outcome), "")
    )
    concern.save(update_fields=["state", "due_on", "record_class"])


def _check_another(concern: Concern, decision: Decision, by: User) -> None:
    if decision.decided_by_id == by.pk:
        raise NeedsAnother(_("Another person than the one who proposed it must say yes or no."))
    assessed = Assessment.objects.filter(
        concern=concern, round=decision.round, assessor=by, state=AssessmentState.SHARED
    )
    if not assessed.exists():
        raise NeedsAnother(_("Only one of the two who assessed can say yes or no."))
    if not assessors_for(concern).filter(pk=decision.decided_by_id).exists():
        raise CannotDecide(
            _("The one who proposed this can no longer read it. Whoever holds it proposes anew.")
        )
    _nobody_too_near(concern, [by, decision.decided_by])


def _check_unanswered(decision: Decision, then: DecisionState) -> None:
    if then in NEXT_FOR_DECISIONS[DecisionState(decision.state)]:
        return
    who = decision.seconded_by or decision.decided_by
    raise AlreadyAnswered(
        _("%(who)s was first: %(what)s.") % {"who": who.name, "what": decision.get_state_display()}
    )


def _locked_decision(decision: Decision) -> Decision:
    found = Decision.objects.select_for_update(of=("self",))
    return found.select_related("decided_by", "seconded_by").get(pk=decision.pk)


def _note(verb: str, decision: Decision, *, by: User, at: dt.datetime) -> None:
    """In the trail; the outcome itself is not told there."""
    detail = {MARK: mark_of_words(*decision.vouched_for())}
    record(verb, f"concern:{decision.concern_id}", by=name_of(by), at=at, detail=detail)
