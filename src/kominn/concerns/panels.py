"""What concerns put on the Monday page: what is late, what is new, what is mine."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns.models import Concern, Message
from kominn.concerns.states import OPEN, State
from kominn.core.panels import MOST, Line, Panel
from kominn.core.templatetags.words import until

SHOWN = 5


def panels(user: User, today: dt.date) -> list[Panel]:
    """Nothing for those who read no concerns; otherwise a fixed number of queries."""
    if not user.may(Right.READ_CONCERNS):
        return []
    seen = Concern.objects.select_related("area")
    return [
        _panel(
            "late",
            _("Over the deadline"),
            "clock",
            _("Nothing is late. Well done."),
            seen.due_before(today).most_urgent(MOST + 1, to=user, states=OPEN),
            today,
            late=True,
        ),
        _panel(
            "new",
            _("New concerns"),
            "mail",
            _("No new concerns wait."),
            seen.most_urgent(MOST + 1, to=user, states=[State.RECEIVED]),
            today,
        ),
        _panel(
            "mine",
            _("You hold the baton"),
            "flag",
            _("You hold no concern now."),
            seen.held_by(user).most_urgent(MOST + 1, to=user, states=OPEN),
            today,
            where="?vis=mine",
        ),
        _second_reader(user),
    ]


def _panel(
    slug: str,
    title: object,
    icon: str,
    nothing: object,
    found: list[Concern],
    today: dt.date,
    *,
    late: bool = False,
    where: str = "",
) -> Panel:
    return Panel(
        slug=slug,
        title=str(title),
        icon=icon,
        nothing=str(nothing),
        lines=[_line(concern, today) for concern in found[:SHOWN]],
        count=len(found),
        url=reverse("concerns:inbox") + where,
        link=_("To the inbox"),
        late=late and bool(found),
    )


def _line(concern: Concern, today: dt.date) -> Line:
    place = concern.area.name if concern.area else ""
    words = [concern.short, concern.get_theme_display() if concern.theme else "", place]
    return Line(
        text=" · ".join(word for word in words if word),
        url=reverse("concerns:concern", args=[concern.pk]),
        note=until(concern.due_on, today),
        late=concern.due_on < today,
    )


def _second_reader(user: User) -> Panel:
    """Messages of colleagues that wait for another pair of eyes."""
    visible = Concern.objects.visible_to(user).filter(pk=OuterRef("concern"))
    waiting = Message.objects.waiting().exclude(author=user).filter(Exists(visible))
    listed = waiting.select_related("concern", "author").without_what_is_sealed()
    found = list(listed.order_by("pk")[: MOST + 1])
    return Panel(
        slug="second",
        title=_("Waits for a second reader"),
        icon="eye",
        nothing=_("No message waits for you to read it."),
        lines=[
            Line(
                text=f"{message.concern.short} · {message.author}",
                url=reverse("concerns:concern", args=[message.concern_id]),
            )
            for message in found[:SHOWN]
        ],
        count=len(found),
    )
