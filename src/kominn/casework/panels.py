"""What casework puts on the Monday page: what one is to write, and what one is to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.casework.models import (
    Assessment,
    Decision,
    MeasureOrigin,
    PersonMeasure,
    Told,
)
from kominn.casework.states import AssessmentState, DecisionState
from kominn.concerns.brief import short
from kominn.concerns.models import Concern
from kominn.concerns.states import State
from kominn.core.panels import MOST, Line, Panel, Todo, at_most
from kominn.core.templatetags.words import until

SHOWN = 5
AHEAD = dt.timedelta(days=7)


def panels(user: User, today: dt.date) -> list[Panel]:
    """A fixed number of queries; squares with nothing in them are left out."""
    squares = []
    if user.may(Right.ASSESS):
        squares = [_wanted(user, today), _to_decide(user, today), _left(user)]
    if user.may(Right.READ_CONCERNS):
        squares += [_to_begin(user), _to_review(user, today), _ownerless(user)]
    if user.may(Right.HOLD_CONCERNS):
        squares.append(_not_told(user, today))
    return [square for square in squares if square.lines]


def _not_told(user: User, today: dt.date) -> Panel:
    """Exceptions from telling the person concerned that run out within a week, or have."""
    ending = Told.objects.ending_by(today + AHEAD).wanted_from(user).order_by("until", "id")
    found = list(ending.values_list("concern", "until")[: MOST + 1])
    over = [day for _concern, day in found if day and day < today]
    return Panel(
        slug="not-told",
        title=_("Tell the person concerned"),
        icon="person",
        lines=[
            Line(
                text=_("%(concern)s · the exception ends") % {"concern": short(concern)},
                url=reverse("casework:person", args=[concern]),
                note=until(day, today),
                late=day in over,
            )
            for concern, day in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Tell the person in %(number)s concern, or say why not",
                "Tell the person in %(number)s concerns, or say why not",
                len(over),
            ),
            len(over),
            late=True,
            by=over,
        ),
        count=len(found),
        late=bool(over),
    )


def _wanted(user: User, today: dt.date) -> Panel:
    wanted = Assessment.objects.wanted_from(user).order_by("answer_by", "id")
    found = list(wanted.values_list("concern", "answer_by")[: MOST + 1])
    late = any(day < today for _concern, day in found)
    return Panel(
        slug="assess",
        title=_("Your assessment is wanted"),
        icon="eye",
        lines=[
            Line(
                text=short(concern),
                url=reverse("casework:own", args=[concern]),
                note=until(day, today),
                late=day < today,
            )
            for concern, day in found[:SHOWN]
        ],
        todo=_todo(
            ngettext("Write %(number)s assessment", "Write %(number)s assessments", len(found)),
            len(found),
            late=late,
            by=(day for _concern, day in found),
        ),
        count=len(found),
        late=late,
    )


def _todo(
    text: str, number: int, *, late: bool, by: Iterable[dt.date], own: bool = True
) -> list[Todo]:
    """`by` are the days of all it speaks of."""
    if not number:
        return []
    nearest = min(by, default=None)
    return [Todo(text % {"number": at_most(number)}, late=late, by=nearest, own=own)]


def _to_decide(user: User, today: dt.date) -> Panel:
    answers = Decision.objects.waiting_for(user).order_by("concern__due_on", "id")
    told = answers.values_list("concern", "concern__due_on", "decided_by__name")
    asked, ready = list(told[: MOST + 1]), _ready(user)
    lines = [
        *(
            Line(
                text=_("%(concern)s · %(name)s proposes, you answer")
                % {"concern": short(concern), "name": name},
                url=reverse("casework:assessment", args=[concern]),
                note=until(day, today),
                late=day < today,
            )
            for concern, day, name in asked[:SHOWN]
        ),
        *(
            Line(
                text=_("%(concern)s · both are in") % {"concern": short(concern)},
                url=reverse("casework:assessment", args=[concern]),
                note=until(day, today),
                late=day < today,
            )
            for concern, day in ready[:SHOWN]
        ),
    ]
    days = [day for _concern, day, _name in asked] + [day for _concern, day in ready]
    late = any(day < today for day in days)
    return Panel(
        slug="decide",
        title=_("Ready to decide"),
        icon="steps",
        lines=lines[:SHOWN],
        todo=_todo(
            ngettext("Decide in %(number)s concern", "Decide in %(number)s concerns", len(days)),
            len(days),
            late=late,
            by=days,
        ),
        count=min(len(days), MOST + 1),
        late=late,
    )


def _ready(user: User) -> list[tuple[UUID, dt.date]]:
    """Held by this user, both in, and no proposal that waits."""
    if not user.may(Right.DECIDE):
        return []
    both = (
        Assessment.objects.filter(concern=OuterRef("pk"))
        .exclude(state=AssessmentState.LEFT)
        .order_by()
        .values("concern", "round")
        .annotate(shared=Count("pk", filter=Q(state=AssessmentState.SHARED)))
    )
    waiting = Assessment.objects.filter(concern=OuterRef("pk")).waiting()
    proposed = Decision.objects.filter(concern=OuterRef("pk")).proposed()
    held = Concern.objects.visible_to(user).held_by(user).filter(state=State.ASSESSED)
    ready = held.filter(Exists(both.filter(shared=2)), ~Exists(waiting), ~Exists(proposed))
    return list(ready.order_by("due_on", "id").values_list("pk", "due_on")[: MOST + 1])


def _left(user: User) -> Panel:
    """Rounds this user answers for, in which somebody can no longer write."""
    behind = Assessment.objects.left_behind().filter(concern__holder=user).known_to(user)
    listed = behind.order_by("answer_by", "id")
    found = list(listed.values_list("concern", "assessor__name", "answer_by")[: MOST + 1])
    return Panel(
        slug="assessor-left",
        title=_("An assessor has left"),
        icon="people",
        lines=[
            Line(
                text=_("%(concern)s · ask somebody in place of %(name)s")
                % {"concern": short(concern), "name": name},
                url=reverse("casework:assessment", args=[concern]),
                late=True,
            )
            for concern, name, _day in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Ask somebody in place of %(number)s assessor who has left",
                "Ask somebody in place of %(number)s assessors who have left",
                len(found),
            ),
            len(found),
            late=True,
            by=(day for _concern, _name, day in found),
        ),
        count=len(found),
        late=True,
    )


def _to_begin(user: User) -> Panel:
    """Decided, and nothing begun of it; or the last measure has ended."""
    decided = (
        Decision.objects.filter(concern=OuterRef("pk"), state=DecisionState.DECIDED)
        .order_by("-round")
        .values("pk")[:1]
    )
    begun = [
        PersonMeasure.objects.filter(decision=OuterRef("decided")),
        MeasureOrigin.objects.filter(decision=OuterRef("decided")),
    ]
    held = Concern.objects.visible_to(user).held_by(user).filter(state=State.FOLLOWED)
    waiting = held.annotate(decided=Subquery(decided)).exclude(Exists(begun[0]) | Exists(begun[1]))
    found = list(waiting.order_by("due_on", "id").values_list("pk", "due_on")[: MOST + 1])
    return Panel(
        slug="begin",
        title=_("Decided, not begun"),
        icon="steps",
        lines=[
            Line(
                text=_("%(concern)s · begin what was decided") % {"concern": short(concern)},
                url=reverse("casework:measures", args=[concern]),
            )
            for concern, _day in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Begin what was decided in %(number)s concern",
                "Begin what was decided in %(number)s concerns",
                len(found),
            ),
            len(found),
            late=False,
            by=(day for _concern, day in found),
        ),
        count=len(found),
    )


def _to_review(user: User, today: dt.date) -> Panel:
    """Measures for persons this user owns, the week before their day and after it."""
    mine = PersonMeasure.objects.visible_to(user).owned_by(user).review_due(today + AHEAD)
    listed = mine.order_by("review_on", "pk").values_list("pk", "concern", "review_on")
    found = list(listed[: MOST + 1])
    due = [day for _measure, _concern, day in found if day <= today]
    late = any(day < today for day in due)
    return Panel(
        slug="help",
        title=_("Measures for persons to review"),
        icon="steps",
        lines=[
            Line(
                text=_("%(concern)s · a measure to review") % {"concern": short(concern)},
                url=reverse("casework:review_help", args=[concern, measure]),
                note=until(day, today),
                late=day < today,
            )
            for measure, concern, day in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Review %(number)s measure for a person",
                "Review %(number)s measures for persons",
                len(due),
            ),
            len(due),
            late=late,
            by=due,
        ),
        count=len(found),
        late=late,
    )


def _way_on(state: str) -> str:
    """What the reporter has taken back gets no new owner: it is only ended."""
    return "casework:review_help" if state == State.WITHDRAWN else "casework:hand_help_over"


def _ownerless(user: User) -> Panel:
    """Measures for persons whose owner can no longer read the concern."""
    if not user.may(Right.HOLD_CONCERNS):
        return Panel(slug="help-lost", title="", icon="person", lines=[])
    lost = PersonMeasure.objects.ownerless().answered_for_by(user).order_by("review_on", "pk")
    told = ("pk", "concern", "concern__state", "owner__name", "review_on")
    found = list(lost.values_list(*told)[: MOST + 1])
    return Panel(
        slug="help-lost",
        title=_("Measures for persons without an owner"),
        icon="person",
        lines=[
            Line(
                text=_("%(concern)s · somebody in place of %(name)s")
                % {"concern": short(concern), "name": name},
                url=reverse(_way_on(state), args=[concern, measure]),
                late=True,
            )
            for measure, concern, state, name, _day in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Give %(number)s measure for a person a new owner",
                "Give %(number)s measures for persons new owners",
                len(found),
            ),
            len(found),
            late=True,
            by=(day for *_more, day in found),
            own=False,
        ),
        count=len(found),
        late=True,
    )
