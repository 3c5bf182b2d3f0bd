"""What the calendar puts on the Monday page: what organisations have sent and nobody has read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.activities.models import Activity
from kominn.core.panels import MOST, Line, Panel, Todo, at_most

SHOWN = 5


def panels(user: User) -> list[Panel]:
    if not user.may(Right.APPROVE_ACTIVITIES):
        return []
    found = list(Activity.objects.proposed().select_related("organiser")[: MOST + 1])
    words = ngettext("Read %(n)s activity", "Read %(n)s activities", len(found))
    panel = Panel(
        slug="activities",
        title=_("Activities to read"),
        icon="calendar",
        lines=[
            Line(one.title, reverse("activities:read", args=[one.pk]), one.organiser.name)
            for one in found[:SHOWN]
        ],
        todo=[Todo(words % {"n": at_most(len(found))})],
        count=len(found),
        url=reverse("activities:desk"),
        link=_("To the calendar’s desk"),
    )
    return [panel] if found else []
