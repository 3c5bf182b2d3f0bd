"""Batons that change hands, on the Monday page: offered, come to nothing, and left by who is away.

What stands here stands in no other square of this reader's.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns.brief import Brief, columns
from kominn.concerns.models import Concern, ConcernQuerySet, Handover, seen_by
from kominn.concerns.states import HANDLED, HandoverState
from kominn.core.panels import MOST, Line, Mark, Panel, Todo, at_most
from kominn.core.templatetags.words import until
from kominn.roster.duty import Rota

SHOWN = 5
REMEMBERED = dt.timedelta(days=7)
"""How long the giver is reminded of an offer that nobody accepted."""


class Offer(NamedTuple):
    """One hand-over, with what a line shows of its concern."""

    state: str
    answer_by: dt.date
    giver: str
    taker_id: int
    taker: str
    concern: Brief


@dataclass(frozen=True, slots=True)
class Batons:
    """What of it concerns one reader today: a fixed number of queries, whatever there is."""

    user: User
    today: dt.date
    handovers: list[Offer] = field(default_factory=list)
    away: dict[int, User] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    teams: tuple[int, ...] = ()

    @property
    def shown(self) -> list[uuid.UUID]:
        """The concerns in the square of hand-overs."""
        return [
            one.concern.pk
            for one in self.handovers
            if one.taker_id == self.user.pk or one.state == HandoverState.LAPSED
        ]

    def without_these(self, concerns: ConcernQuerySet) -> ConcernQuerySet:
        """The concerns for all the other squares."""
        return concerns.exclude(pk__in=self.shown).exclude(holder__in=[*self.away, *self.gone])

    def marks(self, concern: Brief) -> tuple[Mark, ...]:
        """On a line of one's own: whose answer it waits for."""
        return tuple(
            Mark(_("Offered to %(name)s") % {"name": one.taker})
            for one in self.handovers
            if one.concern.pk == concern.pk and one.state == HandoverState.OFFERED
        )


def of(user: User, today: dt.date, rota: Rota | None = None) -> Batons:
    rota = rota or Rota(today)
    teams = list(user.teams.all())
    away = {
        absence.user_id: absence.user
        for absence in rota.absences
        if absence.covers(today)
        and any(
            rota.stands_in_for(absence.user, today, team=team) == user
            for team in teams
            if rota.belongs_to(absence.user_id, team)
        )
    }
    away.pop(user.pk, None)
    held = Concern.objects.filter(holder=OuterRef("pk"), state__in=HANDLED)
    # The account is closed, or the role that lets one hold it has ended.
    left = User.objects.filter(Exists(held)).exclude(
        pk__in=User.objects.holding(Right.HOLD_CONCERNS).values("pk")
    )
    gone = frozenset(left.values_list("pk", flat=True))
    return Batons(
        user,
        today,
        _handovers(user, today),
        away,
        gone,
        teams=tuple(team.pk for team in teams),
    )


def _handovers(user: User, today: dt.date) -> list[Offer]:
    """Offered to the user; offered by the user, or come to nothing lately and not offered anew."""
    latest = Handover.objects.filter(concern=OuterRef("concern"))
    newer = latest.exclude(state=HandoverState.LAPSED).filter(
        offered_on__gte=OuterRef("offered_on")
    )
    lapsed = Q(state=HandoverState.LAPSED, giver=user, answer_by__gte=today - REMEMBERED)
    offered = Q(state=HandoverState.OFFERED, taker=user) | Q(
        state=HandoverState.OFFERED, giver=user
    )
    held = Q(concern__holder=F("giver"), concern__state__in=HANDLED)
    found = (
        Handover.objects.filter(offered | lapsed & ~Exists(newer))
        .filter(held, seen_by(user, "concern"))
        .order_by("answer_by", "pk")
    )
    told = found.values_list(
        "state", "answer_by", "giver__name", "taker", "taker__name", *columns("concern")
    )
    return [
        Offer(state, answer_by, giver, taker_id, taker, Brief(*row))
        for state, answer_by, giver, taker_id, taker, *row in told[: MOST + 1]
    ]


def panels(these: Batons) -> list[Panel]:
    return [_handing_over(these), *_instead_of(these)]


def _handing_over(these: Batons) -> Panel:
    """First those that wait for the reader's answer, then those that nobody accepted."""
    to_me = [one for one in these.handovers if one.taker_id == these.user.pk]
    refused = {one.concern.pk: one for one in these.handovers if one.state == HandoverState.LAPSED}
    lines = [
        _line(
            one.concern,
            these.today,
            _("%(name)s offers it to you") % {"name": one.giver},
            by=one.answer_by,
        )
        for one in to_me
    ] + [
        _line(
            one.concern,
            these.today,
            _("nobody accepted: %(name)s did not answer") % {"name": one.taker},
        )
        for one in refused.values()
    ]
    return Panel(
        slug="handing",
        title=_("Handing over"),
        icon="people",
        lines=lines[:SHOWN],
        todo=_todo(
            ngettext(
                "Answer the colleague who offers you %(count)s baton",
                "Answer the colleagues who offer you %(count)s batons",
                len(to_me),
            ),
            len(to_me),
            by=min((one.answer_by for one in to_me), default=None),
        )
        + _todo(
            ngettext(
                "Nobody accepted %(count)s of yours: offer it anew, or do the next thing",
                "Nobody accepted %(count)s of yours: offer them anew, or do the next thing",
                len(refused),
            ),
            len(refused),
            by=_nearest(one.concern for one in refused.values()),
        ),
        count=len(lines),
        late=any(line.late for line in lines),
    )


def _instead_of(these: Batons) -> list[Panel]:
    """What those hold who are away today and for whom the reader stands in; what leavers held."""
    holders = [*these.away, *these.gone]
    if not holders:
        return []
    seen = Concern.objects.filter(holder__in=holders)
    seen = seen.exclude(pk__in=these.shown)
    found = seen.most_urgent_in_brief(MOST + 1, to=these.user, states=HANDLED, teams=these.teams)
    mine = [one for one in found if one.holder_id in these.away]
    left = [one for one in found if one.holder_id in these.gone]
    names = ", ".join(sorted(user.name for user in these.away.values()))
    due = sum(one.due_on <= these.today for one in mine)
    return [
        Panel(
            slug="instead",
            title=_("You stand in for %(names)s") % {"names": names},
            icon="people",
            lines=[_held_line(one, these.today) for one in mine[:SHOWN]],
            todo=_todo(
                ngettext(
                    "See to %(count)s that you stand in for: its day is today, or has been",
                    "See to %(count)s that you stand in for: their day is today, or has been",
                    due,
                ),
                due,
                late=any(one.due_on < these.today for one in mine),
                by=_nearest(mine),
            ),
            count=len(mine),
            late=any(one.due_on < these.today for one in mine),
        ),
        Panel(
            slug="left",
            title=_("Held by one who no longer can"),
            icon="warning",
            lines=[_held_line(one, these.today) for one in left[:SHOWN]],
            todo=_todo(
                ngettext(
                    "Take over %(count)s: whoever holds it no longer can",
                    "Take over %(count)s: those who hold them no longer can",
                    len(left),
                ),
                len(left),
                late=True,
                by=_nearest(left),
                own=False,
            ),
            count=len(left),
            late=bool(left),
        ),
    ]


def _held_line(concern: Brief, today: dt.date) -> Line:
    return _line(concern, today, str(concern.holder), page="concerns:concern")


def _line(
    concern: Brief,
    today: dt.date,
    note: str,
    *,
    page: str = "concerns:handover",
    by: dt.date | None = None,
) -> Line:
    """`by`: the day to answer by, where that is not the concern's own."""
    day = by or concern.due_on
    return Line(
        text=concern.words,
        url=reverse(page, args=[concern.pk]),
        note=f"{note} · {until(day, today)}",
        late=day < today,
    )


def _nearest(concerns: Iterable[Brief]) -> dt.date | None:
    return min((one.due_on for one in concerns), default=None)


def _todo(
    text: str, count: int, *, late: bool = False, by: dt.date | None = None, own: bool = True
) -> list[Todo]:
    return [Todo(text % {"count": at_most(count)}, late, by=by, own=own)] if count else []
