"""What those who lead see on the Monday page: how each team stands, in numbers alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.concerns.models import Concern, Message
from kominn.concerns.states import HANDLED, OPEN, State
from kominn.core.panels import Line, Mark, Panel, Todo


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of a team's concerns wait for what."""

    new: int
    held: int
    late: int
    earliest: dt.date | None
    unsent: int


def panel(today: dt.date) -> Panel:
    """How many wait in each team and how late; never which, and nothing of what they are about."""
    able = User.objects.holding(Right.HOLD_CONCERNS).values("pk")
    sharing = Count("members", filter=Q(members__in=able), distinct=True)
    teams = list(
        Team.objects.annotate(sharing=sharing).order_by("name").values_list("pk", "name", "sharing")
    )
    standings = _standings([team for team, *_more in teams], today)
    return Panel(
        slug="numbers",
        title=_("How it stands"),
        icon="people",
        text=_("Numbers alone: which concerns they are, only those who handle them see."),
        lines=[
            _team_line(name, shared_by, standings.get(team), today)
            for team, name, shared_by in teams
        ],
        todo=[
            _ask_what_they_need(name, standings[team].late)
            for team, name, _shared_by in teams
            if team in standings and standings[team].late
        ],
    )


def _standings(teams: Sequence[int], today: dt.date) -> dict[int, Standing]:
    late = Q(due_on__lt=today)
    is_open = Concern.objects.filter(team__in=teams, state__in=OPEN)
    counted = (
        is_open.values("team")
        .annotate(
            new=Count("pk", filter=Q(state=State.RECEIVED)),
            held=Count("pk", filter=Q(state__in=HANDLED)),
            late=Count("pk", filter=late),
            earliest=Min("due_on", filter=late),
        )
        .values_list("team", "new", "held", "late", "earliest")
    )
    unsent: Counter[int] = Counter(
        Message.objects.waiting()
        .filter(concern__team__in=teams, concern__state__in=OPEN | {State.JOINED})
        .values_list("concern__team", flat=True)
    )
    return {
        team: Standing(new, held, late, earliest, unsent[team])
        for team, new, held, late, earliest in counted
    }


def _team_line(name: str, sharing: int, standing: Standing | None, today: dt.date) -> Line:
    """The load is the team's: by how many it is shared, never how much each has."""
    if standing is None:
        return Line(name, note=_("Nothing is open."))
    note = ngettext(
        "%(new)s not taken · %(held)s being handled · %(sharing)s colleague shares the work",
        "%(new)s not taken · %(held)s being handled · %(sharing)s colleagues share the work",
        sharing,
    ) % {"new": standing.new, "held": standing.held, "sharing": sharing}
    return Line(name, note=note, marks=tuple(_standing_marks(standing, today)))


def _standing_marks(standing: Standing, today: dt.date) -> Iterator[Mark]:
    if standing.earliest:
        days = (today - standing.earliest).days
        text = ngettext(
            "%(late)s late, the longest by %(days)s day",
            "%(late)s late, the longest by %(days)s days",
            days,
        )
        yield Mark(text % {"late": standing.late, "days": days}, "danger")
    else:
        yield Mark(_("Nothing is late"), "success")
    if standing.unsent:
        text = ngettext(
            "%(count)s message waits for a second reader",
            "%(count)s messages wait for a second reader",
            standing.unsent,
        )
        yield Mark(text % {"count": standing.unsent}, "warning")


def _ask_what_they_need(name: str, late: int) -> Todo:
    text = ngettext(
        "Ask %(team)s what they need: %(count)s is over its deadline",
        "Ask %(team)s what they need: %(count)s are over their deadline",
        late,
    )
    return Todo(text % {"team": name, "count": late}, late=True)
