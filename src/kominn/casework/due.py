"""The next date of a concern that measures follow: the nearest review; then its holder's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from kominn.audit.actions import SYSTEM, record
from kominn.casework.models import Decision, MeasureOrigin, PersonMeasure
from kominn.casework.states import DecisionState
from kominn.concerns.actions.handle import target_of
from kominn.concerns.models import Concern
from kominn.concerns.states import State, check_step
from kominn.core.worktime import DutyHours
from kominn.plan.states import State as PlanState

NEVER = dt.date.max


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


def out_of_step() -> QuerySet[Concern]:
    """Those followed by a measure of the round table that `keep_to_reviews` may have to change:
    found in one question, however many are followed."""
    own = PersonMeasure.objects.running().filter(concern=OuterRef("pk"))
    came = MeasureOrigin.objects.filter(concern=OuterRef("pk"))
    theirs = came.filter(measure__state=PlanState.RUNNING)
    nearest = Least(_first_day(own, "review_on"), _first_day(theirs, "measure__review_on"))
    followed = Concern.objects.filter(Exists(came), state=State.FOLLOWED)
    put_off = Q(news=False) & ~Q(due_on=F("nearest"))
    found: QuerySet[Concern] = followed.annotate(nearest=nearest).filter(
        put_off | Q(due_on__gt=F("nearest")) | Q(nearest=NEVER)
    )
    return found


def _first_day(measures: QuerySet[Any], name: str) -> Coalesce:
    return Coalesce(Subquery(measures.order_by(name).values(name)[:1]), Value(NEVER))


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
