"""What measures put on the Monday page: which are to be reviewed, which have lost their owner."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.panels import MOST, Line, Panel, Todo, at_most
from kominn.core.templatetags.words import until
from kominn.plan.models import Measure

SHOWN = 5
AHEAD = dt.timedelta(days=7)


def panels(user: User, today: dt.date) -> list[Panel]:
    """One's own; who answers for all of them sees all, and those whose owner has left."""
    if not user.may(Right.OWN_MEASURES):
        return []
    due = Measure.objects.visible_to(user).review_due(today + AHEAD)
    if not user.may(Right.RUN_MEASURES):
        return _unless_empty(_due(due.owned_by(user), user, today))
    lost = Measure.objects.visible_to(user).ownerless()
    return [_due(due, user, today), *_unless_empty(_lost(lost))]


def _due(due: QuerySet[Measure], user: User, today: dt.date) -> Panel:
    found = list(due.select_related("owner").order_by("review_on", "pk")[: MOST + 1])
    return Panel(
        slug="measures",
        title=_("Measures to review"),
        icon="steps",
        nothing=_("No measure waits for a review this week."),
        lines=[_line(measure, user, today) for measure in found[:SHOWN]],
        count=len(found),
        url=reverse("measures:measures"),
        link=_("To the measures"),
        todo=_todo(found, user, today),
    )


def _todo(found: list[Measure], user: User, today: dt.date) -> list[Todo]:
    """One's own whose day has come; a colleague's is only seen to be late."""
    own = [one for one in found if one.owner_id == user.pk and one.review_on <= today]
    if not own:
        return []
    words = ngettext("Review %(count)s measure", "Review %(count)s measures", len(own))
    late = any(measure.is_late(today) for measure in own)
    nearest = min(measure.review_on for measure in own)
    return [Todo(words % {"count": at_most(len(own))}, late=late, by=nearest, own=True)]


def _line(measure: Measure, user: User, today: dt.date) -> Line:
    whose = "" if measure.owner_id == user.pk else measure.owner.name
    return Line(
        text=measure.title,
        url=reverse("measures:review", args=[measure.pk]),
        note=" · ".join(word for word in (until(measure.review_on, today), whose) if word),
        late=measure.is_late(today),
    )


def _lost(lost: QuerySet[Measure]) -> Panel:
    found = list(lost.order_by("review_on", "pk")[: MOST + 1])
    words = ngettext(
        "Give %(count)s measure a new owner", "Give %(count)s measures a new owner", len(found)
    )
    return Panel(
        slug="ownerless",
        title=_("Measures without an owner"),
        icon="person",
        lines=[
            Line(
                text=measure.title,
                url=reverse("measures:hand_over", args=[measure.pk]),
                note=_("Give it a new owner"),
                late=True,
            )
            for measure in found[:SHOWN]
        ],
        todo=[Todo(words % {"count": at_most(len(found))}, late=True)],
        count=len(found),
        late=True,
    )


def _unless_empty(panel: Panel) -> list[Panel]:
    return [panel] if panel.count else []
