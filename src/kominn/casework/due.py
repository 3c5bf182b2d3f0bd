"""The next date of a concern that measures follow: the nearest review; then its holder's."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from kominn.audit.actions import SYSTEM, record
from kominn.casework.models import Decision, MeasureOrigin, PersonMeasure
from kominn.casework.states import DecisionState
from kominn.concerns.actions.handle import target_of
from kominn.concerns.models import Concern
from kominn.concerns.states import State, check_step
from kominn.core.worktime import DutyHours
from kominn.plan.states import State as PlanState


def next_review(concern: Concern) -> dt.date | None:
    """The nearest day of review among the measures that run; None where none does."""
    own = PersonMeasure.objects.running().filter(concern=concern)
    days = [
        *own.values_list("review_on", flat=True),
        *_open_ones(concern).values_list("measure__review_on", flat=True),
    ]
    return min(days, default=None)


def something_runs(concern: Concern) -> bool:
    return next_review(concern) is not None


def _open_ones(concern: Concern) -> QuerySet[MeasureOrigin]:
    return MeasureOrigin.objects.filter(concern=concern, measure__state=PlanState.RUNNING)


def latest_decided(concern: Concern) -> Decision | None:
    decided = Decision.objects.filter(concern=concern, state=DecisionState.DECIDED)
    return decided.select_related("decided_by", "seconded_by").order_by("-round").first()


def has_begun(decision: Decision) -> bool:
    """Whether anything was begun of what was decided."""
    return decision.person_measures.exists() or decision.measure_origins.exists()


def keep_to_reviews(concern: Concern, *, hours: DutyHours, at: dt.datetime) -> None:
    """Bring a concern, locked by the caller, in step with its measures.

    What its reporter wrote since is not put off until a review.
    """
    if concern.state != State.FOLLOWED:
        return
    nearest, decision = next_review(concern), latest_decided(concern)
    if nearest:
        due_on = min(nearest, concern.due_on) if concern.news else nearest
        if due_on != concern.due_on:
            concern.due_on = due_on
            concern.save(update_fields=["due_on"])
    elif decision and has_begun(decision):
        check_step(concern.state, State.HELD)
        concern.state, concern.due_on = State.HELD, hours.working_day_after(at)
        concern.save(update_fields=["state", "due_on"])
        record("concern.measures_ended", target_of(concern), by=SYSTEM, at=at)
