"""What casework puts on the Monday page: what one is to write, and what one is to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

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
    ending = Told.objects.ending_by(today + AHEAD).wanted_from(user).select_related("concern")
    found = list(ending.without_what_is_sealed().order_by("until", "id")[: MOST + 1])
    over = [one for one in found if one.until and one.until < today]
    return Panel(
        slug="not-told",
        title=_("Tell the person concerned"),
        icon="person",
        lines=[
            Line(
                text=_("%(concern)s · the exception ends") % {"concern": one.concern.short},
                url=reverse("casework:person", args=[one.concern_id]),
                note=until(one.until, today),
                late=one in over,
            )
            for one in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Tell the person in %(number)s concern, or say why not",
                "Tell the person in %(number)s concerns, or say why not",
                len(over),
            ),
            len(over),
            late=True,
            by=(one.until for one in over if one.until),
        ),
        count=len(found),
        late=bool(over),
    )


def _wanted(user: User, today: dt.date) -> Panel:
    wanted = Assessment.objects.wanted_from(user).select_related("concern")
    found = list(wanted.without_what_is_sealed().order_by("answer_by", "id")[: MOST + 1])
    return Panel(
        slug="assess",
        title=_("Your assessment is wanted"),
        icon="eye",
        lines=[
            Line(
                text=one.concern.short,
                url=reverse("casework:own", args=[one.concern_id]),
                note=until(one.answer_by, today),
                late=one.answer_by < today,
            )
            for one in found[:SHOWN]
        ],
        todo=_todo(
            ngettext("Write %(number)s assessment", "Write %(number)s assessments", len(found)),
            len(found),
            late=any(one.answer_by < today for one in found),
            by=(one.answer_by for one in found),
        ),
        count=len(found),
        late=any(one.answer_by < today for one in found),
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
    answers = Decision.objects.waiting_for(user).select_related("concern", "decided_by")
    asked = list(answers.without_what_is_sealed().order_by("concern__due_on", "id")[: MOST + 1])
    ready = _ready(user)
    lines = [
        *(
            Line(
                text=_("%(concern)s · %(name)s proposes, you answer")
                % {"concern": one.concern.short, "name": one.decided_by.name},
                url=reverse("casework:assessment", args=[one.concern_id]),
                note=until(one.concern.due_on, today),
                late=one.concern.due_on < today,
            )
            for one in asked
        ),
        *(
            Line(
                text=_("%(concern)s · both are in") % {"concern": concern.short},
                url=reverse("casework:assessment", args=[concern.pk]),
                note=until(concern.due_on, today),
                late=concern.due_on < today,
            )
            for concern in ready
        ),
    ]
    return Panel(
        slug="decide",
        title=_("Ready to decide"),
        icon="steps",
        lines=lines[:SHOWN],
        todo=_todo(
            ngettext("Decide in %(number)s concern", "Decide in %(number)s concerns", len(lines)),
            len(lines),
            late=any(line.late for line in lines),
            by=[*(one.concern.due_on for one in asked), *(one.due_on for one in ready)],
        ),
        count=min(len(lines), MOST + 1),
        late=any(line.late for line in lines),
    )


def _ready(user: User) -> list[Concern]:
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
    return list(ready.without_what_is_sealed().order_by("due_on", "id")[: MOST + 1])


def _left(user: User) -> Panel:
    """Rounds this user answers for, in which somebody can no longer write."""
    behind = Assessment.objects.left_behind().filter(concern__holder=user).known_to(user)
    listed = behind.select_related("concern", "assessor").without_what_is_sealed()
    found = list(listed.order_by("answer_by", "id")[: MOST + 1])
    return Panel(
        slug="assessor-left",
        title=_("An assessor has left"),
        icon="people",
        lines=[
            Line(
                text=_("%(concern)s · ask somebody in place of %(name)s")
                % {"concern": one.concern.short, "name": one.assessor.name},
                url=reverse("casework:assessment", args=[one.concern_id]),
                late=True,
            )
            for one in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Ask somebody in place of %(number)s assessor who has left",
                "Ask somebody in place of %(number)s assessors who have left",
                len(found),
            ),
            len(found),
            late=True,
            by=(one.answer_by for one in found),
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
    found = list(waiting.without_what_is_sealed().order_by("due_on", "id")[: MOST + 1])
    return Panel(
        slug="begin",
        title=_("Decided, not begun"),
        icon="steps",
        lines=[
            Line(
                text=_("%(concern)s · begin what was decided") % {"concern": concern.short},
                url=reverse("casework:measures", args=[concern.pk]),
            )
            for concern in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Begin what was decided in %(number)s concern",
                "Begin what was decided in %(number)s concerns",
                len(found),
            ),
            len(found),
            late=False,
            by=(concern.due_on for concern in found),
        ),
        count=len(found),
    )


def _to_review(user: User, today: dt.date) -> Panel:
    """Measures for persons this user owns, the week before their day and after it."""
    mine = PersonMeasure.objects.visible_to(user).owned_by(user).review_due(today + AHEAD)
    listed = mine.select_related("concern").without_what_is_sealed()
    found = list(listed.order_by("review_on", "pk")[: MOST + 1])
    due = [one for one in found if one.review_on <= today]
    return Panel(
        slug="help",
        title=_("Measures for persons to review"),
        icon="steps",
        lines=[
            Line(
                text=_("%(concern)s · a measure to review") % {"concern": one.concern.short},
                url=reverse("casework:review_help", args=[one.concern_id, one.pk]),
                note=until(one.review_on, today),
                late=one.is_late(today),
            )
            for one in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Review %(number)s measure for a person",
                "Review %(number)s measures for persons",
                len(due),
            ),
            len(due),
            late=any(one.is_late(today) for one in due),
            by=(one.review_on for one in due),
        ),
        count=len(found),
        late=any(one.is_late(today) for one in found),
    )


def _way_on(measure: PersonMeasure) -> str:
    """What the reporter has taken back gets no new owner: it is only ended."""
    ended = measure.concern.state == State.WITHDRAWN
    return "casework:review_help" if ended else "casework:hand_help_over"


def _ownerless(user: User) -> Panel:
    """Measures for persons whose owner can no longer read the concern."""
    if not user.may(Right.HOLD_CONCERNS):
        return Panel(slug="help-lost", title="", icon="person", lines=[])
    lost = PersonMeasure.objects.ownerless().answered_for_by(user)
    listed = lost.select_related("concern", "owner").without_what_is_sealed()
    found = list(listed.order_by("review_on", "pk")[: MOST + 1])
    return Panel(
        slug="help-lost",
        title=_("Measures for persons without an owner"),
        icon="person",
        lines=[
            Line(
                text=_("%(concern)s · somebody in place of %(name)s")
                % {"concern": one.concern.short, "name": one.owner.name},
                url=reverse(_way_on(one), args=[one.concern_id, one.pk]),
                late=True,
            )
            for one in found[:SHOWN]
        ],
        todo=_todo(
            ngettext(
                "Give %(number)s measure for a person a new owner",
                "Give %(number)s measures for persons new owners",
                len(found),
            ),
            len(found),
            late=True,
            by=(one.review_on for one in found),
            own=False,
        ),
        count=len(found),
        late=True,
    )
