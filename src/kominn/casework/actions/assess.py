"""Two are asked, each writes alone, and both are opened when both are in."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import SYSTEM, record
from kominn.casework import content, letters
from kominn.casework.actions.person import keep_exception
from kominn.casework.content import Proposal, Thought, Written
from kominn.casework.due import keep_to_reviews, something_runs
from kominn.casework.models import Assessment, Decision, assessors_for, latest_round
from kominn.casework.states import WAITING, AssessmentState, DecisionState
from kominn.concerns.actions import family
from kominn.concerns.actions.handle import NotTheHolder, name_of, target_of
from kominn.concerns.conversation import conversation, is_unanswered
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, State, check_not_withdrawn, check_step
from kominn.concerns.told import Told
from kominn.core.letters import send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.refusals import NoWrap

log = logging.getLogger(__name__)

TWO = 2
DAYS_TO_ANSWER = 5
DAYS_TO_DECIDE = 5
LONGEST = dt.timedelta(days=366)


class CannotAsk(Exception):
    """Who or when can't be as it was asked for; shown to the reader."""


class NotOpen(Exception):
    """What one wants to write in is no longer open; shown to the reader."""


@dataclass(frozen=True, slots=True, repr=False)
class Round:
    """A round as one reader of the concern may see it now."""

    told: list[Told | None]
    assessments: list[tuple[Assessment, Written | None]]
    decisions: list[tuple[Decision, Proposal | None]]


def locked(concern: Concern) -> Concern:
    """One deed at a time with each concern; its holder and team come along."""
    found = Concern.objects.select_for_update(of=("self",)).select_related("holder", "team")
    return found.get(pk=concern.pk)


def must_hold(concern: Concern, by: User) -> None:
    if concern.holder_id != by.pk:
        raise NotTheHolder(_("Take the baton first: one person answers for each concern."))


def must_be_assessed(concern: Concern) -> None:
    check_not_withdrawn(concern.state)
    if concern.state != State.ASSESSED:
        raise ImpossibleStep(_("No round runs in this concern now. Read the page anew."))


def check_day(day: dt.date, *, hours: DutyHours, at: dt.datetime) -> None:
    """A day in the future on which somebody is at work."""
    today = day_of(at)
    if day <= today:
        raise CannotAsk(_("Choose a day that is still to come."))
    if day > today + LONGEST:
        raise CannotAsk(_("Choose a day within a year."))
    if hours.opening_on(day) is None:
        raise CannotAsk(_("Nobody is at work that day. Choose another."))


def _next_day(concern: Concern, key: bytes, day: dt.date) -> dt.date:
    """A reporter who waits for an answer waits no longer because two are asked."""
    waits = is_unanswered(conversation(concern, key))
    return min(concern.due_on, day) if waits else day


def usual_day(*, hours: DutyHours, at: dt.datetime) -> dt.date:
    """By when an assessment is asked for, unless its holder says otherwise."""
    return hours.working_day_after(at, days=DAYS_TO_ANSWER)


@transaction.atomic
def ask(
    concern: Concern,
    assessors: Collection[User],
    *,
    answer_by: dt.date,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> list[Assessment]:
    """The holder asks two of those who read the concern; one may be the holder."""
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    must_hold(concern, by)
    wanted = sorted({one.pk for one in assessors})
    if concern.state == State.ASSESSED:
        return _those_asked(concern, wanted)
    check_step(concern.state, State.ASSESSED)
    chosen = list(assessors_for(concern).filter(pk__in=wanted))
    if len(chosen) != TWO or len(wanted) != TWO:
        raise CannotAsk(_("Choose two colleagues who can read this and may assess."))
    check_day(answer_by, hours=hours, at=at)
    number = latest_round(concern) + 1
    _end(Assessment.objects.filter(concern=concern, state__in=WAITING))
    _let_lapse(Decision.objects.filter(concern=concern))
    concern.state, concern.due_on = State.ASSESSED, _next_day(concern, key, answer_by)
    concern.save(update_fields=["state", "due_on"])
    asked = [_asked(concern, number, one, answer_by, by=by) for one in chosen]
    for one in chosen:
        _note("assessment.asked", concern, by=by, at=at, user=one)
    return asked


def _those_asked(concern: Concern, wanted: Sequence[int]) -> list[Assessment]:
    """The button was pressed twice; or somebody has asked two others."""
    running = Assessment.objects.of_round(concern, latest_round(concern)).select_related("assessor")
    if sorted(one.assessor_id for one in running) == wanted:
        return list(running)
    names = " · ".join(one.assessor.name for one in running)
    raise ImpossibleStep(_("Two have been asked already: %(names)s.") % {"names": names})


def _asked(
    concern: Concern, number: int, assessor: User, answer_by: dt.date, *, by: User
) -> Assessment:
    """The key is made here, sealed to the assessor, and then forgotten."""
    made = Assessment.objects.create(
        concern=concern, round=number, assessor=assessor, answer_by=answer_by
    )
    records.wrap_for_member(made.pk, assessor, records.new_data_key())
    if assessor != by:
        send_later(letters.assessment_wanted(to=assessor.email, language=assessor.language))
    return made


@transaction.atomic
def ask_another(
    assessment: Assessment,
    assessor: User,
    *,
    answer_by: dt.date,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> Assessment:
    """Somebody else in place of one who left, or who has not answered. The other one stands."""
    concern = locked(assessment.concern)
    records.data_key_for(concern.pk, by)
    must_hold(concern, by)
    must_be_assessed(concern)
    old = _locked_assessment(assessment)
    if old.state != AssessmentState.ASKED and not _has_left(old):
        raise CannotAsk(_("This one is handed in, and stands."))
    others = Assessment.objects.of_round(concern, old.round).exclude(pk=old.pk)
    may_be_asked = assessors_for(concern).exclude(pk__in=others.values("assessor"))
    if not may_be_asked.exclude(pk=old.assessor_id).filter(pk=assessor.pk).exists():
        raise CannotAsk(_("Choose somebody else who can read this and may assess."))
    check_day(answer_by, hours=hours, at=at)
    _end(Assessment.objects.filter(pk=old.pk))
    concern.due_on = answer_by
    concern.save(update_fields=["due_on"])
    made = _asked(concern, old.round, assessor, answer_by, by=by)
    _note("assessment.left", concern, by=by, at=at, user=old.assessor)
    _note("assessment.asked", concern, by=by, at=at, user=assessor)
    return made


@transaction.atomic
def call_off(concern: Concern, *, hours: DutyHours, by: User, at: dt.datetime) -> None:
    """The holder ends the round without a decision; what was not shared is gone."""
    concern = locked(concern)
    records.data_key_for(concern.pk, by)
    must_hold(concern, by)
    if concern.state in (State.HELD, State.FOLLOWED):
        return
    must_be_assessed(concern)
    _end(Assessment.objects.filter(concern=concern, state__in=WAITING))
    _let_lapse(Decision.objects.filter(concern=concern))
    concern.state = State.FOLLOWED if something_runs(concern) else State.HELD
    concern.due_on = hours.working_day_after(at, days=DAYS_TO_DECIDE)
    concern.save(update_fields=["state", "due_on"])
    keep_to_reviews(concern, hours=hours, at=at)
    record("assessment.called_off", target_of(concern), by=name_of(by), at=at)


def _let_lapse(decisions: QuerySet[Decision]) -> None:
    """What waits for a second yes gets none any more: the next round has two of its own."""
    decisions.filter(state=DecisionState.PROPOSED).update(state=DecisionState.LAPSED)


def _end(assessments: QuerySet[Assessment]) -> None:
    """Not given after all: nobody opens what was written any more."""
    for one in assessments:
        records.destroy(one.pk)
    assessments.update(state=AssessmentState.LEFT, content=b"")


# --- One's own ---------------------------------------------------------------------------------


@transaction.atomic
def read_own(
    assessment: Assessment, *, by: User, at: dt.datetime
) -> tuple[Written | None, list[Told | None]]:
    """What one has written so far; None where it can't be opened any more. And all that was told,
    in the concern and in those under it."""
    record("assessment.opened", target_of(assessment.concern), by=name_of(by), at=at)
    key = records.own_key_for(assessment.pk, by)
    told = family.all_told(assessment.concern, by=by)
    return content.assessment_or_damaged(assessment, key), told


@transaction.atomic
def keep(assessment: Assessment, written: Written, *, by: User, at: dt.datetime) -> None:
    """A draft: sealed to its writer alone."""
    assessment = _open_to_write(assessment, by=by)
    check_numbers(*written.texts, at=at)
    key = records.own_key_for(assessment.pk, by)
    assessment.content = content.seal_assessment(assessment, written, key)
    assessment.save(update_fields=["content"])
    record("assessment.kept", target_of(assessment.concern), by=name_of(by), at=at)


@transaction.atomic
def hand_in(
    assessment: Assessment, written: Written, *, hours: DutyHours, by: User, at: dt.datetime
) -> bool:
    """It is final now. True: the other was in too, and both read both from this moment."""
    assessment = _open_to_write(assessment, by=by)
    check_numbers(*written.texts, at=at)
    concern = assessment.concern
    key = records.own_key_for(assessment.pk, by)
    assessment.content = content.seal_assessment(assessment, written, key)
    assessment.state = AssessmentState.IN
    assessment.save(update_fields=["content", "state"])
    both = list(Assessment.objects.of_round(concern, assessment.round).select_related("assessor"))
    shared = len(both) == TWO and not any(_is_missing(one) for one in both)
    shared = shared and _share(concern, both, by=by, at=at)
    if shared:
        concern.due_on = hours.working_day_after(at, days=DAYS_TO_DECIDE)
        concern.save(update_fields=["due_on"])
        _tell_holder(concern, by=by)
    record("assessment.handed_in", target_of(concern), by=name_of(by), at=at)
    if shared:
        record("assessment.shared", target_of(concern), by=SYSTEM, at=at)
    return shared


def _is_missing(assessment: Assessment) -> bool:
    return assessment.state != AssessmentState.IN or _has_left(assessment)


def _has_left(assessment: Assessment) -> bool:
    return Assessment.objects.left_behind().filter(pk=assessment.pk).exists()


def _share(concern: Concern, both: list[Assessment], *, by: User, at: dt.datetime) -> bool:
    """Open each with its own key, seal both with the concern's, and forget the two keys.

    One that can't be opened counts as not given: its assessor is asked again.
    """
    opened = [(one, _opened_for_all(one)) for one in both]
    damaged = [one for one, written in opened if written is None]
    for one in damaged:
        _end(Assessment.objects.filter(pk=one.pk))
        _asked(concern, one.round, one.assessor, one.answer_by, by=by)
        log.error("An assessment of %s can’t be opened.", target_of(concern))
        _note("assessment.damaged", concern, by=by, at=at, user=one.assessor)
    if damaged:
        return False
    key = records.data_key_for(concern.pk, by)
    for one, written in opened:
        assert written is not None
        one.content = content.seal_assessment(one, written, key)
        one.state = AssessmentState.SHARED
        one.save(update_fields=["content", "state"])
        records.destroy(one.pk)
    keep_exception([(one, written) for one, written in opened if written], concern, key, at=at)
    return True


def _opened_for_all(assessment: Assessment) -> Written | None:
    try:
        key = records.own_key_for(assessment.pk, assessment.assessor)
    except (NoWrap, CannotOpen):
        return None
    return content.assessment_or_damaged(assessment, key)


def _tell_holder(concern: Concern, *, by: User) -> None:
    holder = concern.holder
    if holder and holder != by:
        send_later(letters.both_are_in(to=holder.email, language=holder.language))


def _open_to_write(assessment: Assessment, *, by: User) -> Assessment:
    concern = locked(assessment.concern)
    records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    assessment = _locked_assessment(assessment)
    assessment.concern = concern
    if assessment.assessor_id != by.pk:
        raise NoWrap
    if concern.state != State.ASSESSED or assessment.state == AssessmentState.LEFT:
        raise NotOpen(_("Your assessment is no longer asked for. Copy what you want to keep."))
    if assessment.state != AssessmentState.ASKED:
        raise NotOpen(_("You have handed this in. What you write now is kept beside it instead."))
    return assessment


def _locked_assessment(assessment: Assessment) -> Assessment:
    found = Assessment.objects.select_for_update(of=("self",)).select_related("assessor")
    return found.get(pk=assessment.pk)


@transaction.atomic
def add_thought(
    assessment: Assessment, text: str, *, token: uuid.UUID, by: User, at: dt.datetime
) -> None:
    """What its assessor thought of after both were in; the first words stand."""
    concern = locked(assessment.concern)
    key = records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    assessment = _locked_assessment(assessment)
    if assessment.assessor_id != by.pk:
        raise NoWrap
    if not assessment.is_shared or not concern.is_open:
        raise NotOpen(_("Nothing can be added to this now."))
    written = content.open_assessment(assessment, key)
    thought = Thought(text=text, at=at.isoformat(), token=token.hex)
    if any(one.token == thought.token for one in written.later):
        return
    check_numbers(text, at=at)
    written = replace(written, later=(*written.later, thought))
    assessment.content = content.seal_assessment(assessment, written, key)
    assessment.save(update_fields=["content"])
    record("assessment.added_to", target_of(concern), by=name_of(by), at=at)


# --- Everyone who reads the concern ------------------------------------------------------------


@transaction.atomic
def read_round(concern: Concern, *, by: User, at: dt.datetime) -> Round:
    """What is shared of every round, and what was decided; only then it stands in the trail."""
    key = records.data_key_for(concern.pk, by)
    shared = Assessment.objects.visible_to(by).filter(concern=concern, state=AssessmentState.SHARED)
    decisions = Decision.objects.visible_to(by).filter(concern=concern)
    found = Round(
        told=family.all_told(concern, by=by),
        assessments=[
            (one, content.assessment_or_damaged(one, key))
            for one in shared.select_related("assessor").order_by("round", "assessor__name", "id")
        ],
        decisions=[
            (one, content.decision_or_damaged(one, key))
            for one in decisions.select_related("decided_by", "seconded_by").order_by("round")
        ],
    )
    if found.assessments or found.decisions:
        record("assessment.read", target_of(concern), by=name_of(by), at=at)
    return found


def _note(verb: str, concern: Concern, *, by: User, at: dt.datetime, user: User) -> None:
    record(verb, target_of(concern), by=name_of(by), at=at, detail={"user": str(user.pk)})
