"""What was closed to somebody, and so opens to each of the others alone: who is left, and who could
be let in.

Where only one colleague is left, or nobody, it stands on the Monday page: with that colleague as a
deed, with those who let people in to teams as a number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kominn.accounts.models import Membership, Team, User
from kominn.accounts.roles import Right
from kominn.concerns.models import Concern, ConcernQuerySet, Impartial
from kominn.concerns.states import OPEN
from kominn.core.panels import MOST, Line, Panel, Todo, at_most
from kominn.vault.models import MemberWrap, SetAside, Wrap, readers

NEW = dt.timedelta(days=14)
"""How long it is asked whether somebody who has come to the team is to be let in."""
SHOWN = 5
COLLEAGUE = "team__membership__user"
WORKED_ON = Q(state__in=OPEN) | Q(main__state__in=OPEN)


def _closed_to_some() -> ConcernQuerySet:
    """Those worked on that no team's key opens."""
    alone = MemberWrap.objects.filter(team__isnull=False).values("record")
    by_team = Wrap.objects.filter(record=OuterRef("pk"))
    return Concern.objects.filter(WORKED_ON, ~Exists(by_team), pk__in=alone)


def _opened_by(user: User, *asked: Exists) -> ConcernQuerySet:
    """Of these, the ones this reader can open: looked for among the reader's own keys."""
    own = MemberWrap.objects.filter(user=user).values("record")
    in_place = MemberWrap.objects.filter(record=OuterRef("pk"), team__isnull=False)
    by_team = Wrap.objects.filter(record=OuterRef("pk"))
    found = Concern.objects.filter(*asked, ~Exists(by_team), Exists(in_place), WORKED_ON)
    return found.filter(pk__in=own).visible_to(user)


def _able() -> QuerySet[MemberWrap]:
    """The keys to a concern of those who belong to its team and may read today."""
    return MemberWrap.objects.filter(
        record=OuterRef("pk"),
        user__in=User.objects.holding(Right.READ_CONCERNS).values("pk"),
        user__membership__team=OuterRef("team"),
    )


def opened_by_none_but(user: User) -> ConcernQuerySet:
    """Of those worked on, the ones that this reader alone can open."""
    if not user.may(Right.READ_CONCERNS):
        return Concern.objects.none()
    return _opened_by(user).filter(~Exists(_able().exclude(user=user)))


def _rare() -> QuerySet[MemberWrap, Any]:
    """The records that fewer than two of a team can open: of all that was ever closed to somebody
    hardly any, and found in their keys alone."""
    can = Q(user__in=User.objects.holding(Right.READ_CONCERNS).values("pk"))
    member = Membership.objects.filter(team=OuterRef("team"), user=OuterRef("user"))
    able = Count("pk", filter=can & Q(Exists(member)))
    counted = MemberWrap.objects.filter(team__isnull=False).values("record").annotate(able=able)
    return counted.filter(able__lt=2).values("record")


# --- Who could be let in -----------------------------------------------------------------------


def could_be_let_in(concern: Concern, *, by: User) -> QuerySet[User]:
    """Those of the team who may read, have no key to it, and to whom it was not closed; by name."""
    gone = SetAside.objects.filter(record=concern.pk).values("user")
    able = User.objects.holding(Right.READ_CONCERNS).in_team(concern.team).exclude(pk=by.pk)
    without = able.exclude(pk__in=gone).exclude(pk__in=readers(concern.pk).values("pk"))
    found: QuerySet[User] = without.order_by("name", "pk")
    return found


def beside(concern: Concern, *, by: User) -> ConcernQuerySet:
    """The others that tell the same, closed to somebody too, and open to `by`: whoever is let in to
    one is let in to these with it."""
    lead = concern.leading.pk
    together = Concern.objects.filter(Q(pk=lead) | Q(main=lead)).exclude(pk=concern.pk)
    return together.filter(pk__in=_closed_to_some().values("pk")).visible_to(by).order_by("pk")


def to_let_in(*colleagues: User, by: User) -> ConcernQuerySet:
    """To which of those worked on that `by` can open, and has said to stand near to none of, these
    colleagues could be let in: a row for each of them, who stands in it as `COLLEAGUE`."""
    key = MemberWrap.objects.filter(record=OuterRef("pk"), user=OuterRef(COLLEAGUE))
    gone = SetAside.objects.filter(record=OuterRef("pk"), user=OuterRef(COLLEAGUE))
    answered = Impartial.objects.filter(concern=OuterRef("pk"), user=by)
    these = Q(**{f"{COLLEAGUE}__in": colleagues})
    return _opened_by(by, Exists(answered)).filter(these, ~Exists(key), ~Exists(gone))


@dataclass(frozen=True, slots=True)
class Left:
    """For the page of one concern that was closed to somebody."""

    alone: bool
    could_be_let_in: bool


def left(concern: Concern, user: User) -> Left | None:
    """None where the team's key opens it: everyone who is let in to the team reads it."""
    if not _closed_to_some().filter(pk=concern.pk).exists():
        return None
    return Left(
        alone=opened_by_none_but(user).filter(pk=concern.pk).exists(),
        could_be_let_in=could_be_let_in(concern, by=user).exists(),
    )


# --- On the Monday page ------------------------------------------------------------------------


def panels(user: User, today: dt.date) -> list[Panel]:
    """A fixed number of queries."""
    reads = user.may(Right.READ_CONCERNS)
    admits = user.may(Right.ADMIT_TO_TEAMS) or user.may(Right.MANAGE_PEOPLE)
    counted = _counted(user if reads else None) if reads or admits else []
    squares: list[Panel] = []
    if reads:
        squares.append(_for_a_reader(user, today, counted))
    if admits:
        squares.append(_numbers(user, counted))
    return squares


def _for_a_reader(user: User, today: dt.date, counted: list[Counted]) -> Panel:
    number = min(sum(one.number for one in counted if one.own), MOST + 1)
    new = newcomers(user, today)
    lines, todo = [], []
    if number:
        text = ngettext(
            "%(count)s concern opens to you alone", "%(count)s concerns open to you alone", number
        )
        ask = ngettext(
            "Let a colleague in to %(count)s concern: you alone can open it",
            "Let a colleague in to %(count)s concerns: you alone can open them",
            number,
        )
        count = {"count": at_most(number)}
        lines.append(Line(text % count, reverse("concerns:alone"), _("let a colleague in")))
        todo.append(Todo(ask % count))
    for colleague, waiting in new:
        lines.append(
            Line(
                _("%(name)s has come to the team") % {"name": colleague.name},
                reverse("concerns:let_in_to_several", args=[colleague.pk]),
                _to_how_many(waiting),
            )
        )
    return Panel(
        slug="few",
        title=_("Closed to somebody, open to you"),
        icon="lock",
        lines=lines,
        todo=todo,
        count=number or None,
    )


def _to_how_many(number: int) -> str:
    text = ngettext("let in to %(count)s concern?", "let in to %(count)s concerns?", number)
    return text % {"count": at_most(number)}


def newcomers(user: User, today: dt.date) -> list[tuple[User, int]]:
    """Who has come lately to a team of this reader's, and to how many they could be let in."""
    came = User.objects.holding(Right.READ_CONCERNS).filter(
        membership__team__in=user.teams.values("pk"), membership__joined_on__gte=today - NEW
    )
    found = list(came.exclude(pk=user.pk).order_by("name", "pk").distinct())
    if not found:
        return []
    each = to_let_in(*found, by=user).order_by().values_list(COLLEAGUE)
    waiting = dict(each.annotate(number=Count("pk")))
    return [(one, waiting[one.pk]) for one in found if one.pk in waiting][:SHOWN]


@dataclass(frozen=True, slots=True)
class Few:
    """How many of a team's concerns one colleague alone can open, and how many nobody can."""

    team: Team
    one: int
    none: int


class Counted(NamedTuple):
    """So many of a team's concerns open to one colleague, or to nobody; `own`: to this reader."""

    team: int
    able: int
    own: bool
    number: int


def _counted(reader: User | None = None) -> list[Counted]:
    number = _able().order_by().values("record").annotate(number=Count("pk")).values("number")
    by_team = Wrap.objects.filter(record=OuterRef("pk"))
    own = MemberWrap.objects.filter(
        record=OuterRef("pk"), user=reader, user__membership__team=OuterRef("team")
    )
    counted = (
        Concern.objects.filter(WORKED_ON, ~Exists(by_team), pk__in=_rare())
        .order_by()
        .annotate(able=Coalesce(Subquery(number), 0), own=Exists(own))
        .values("team", "able", "own")
        .annotate(number=Count("pk"))
        .values_list("team", "able", "own", "number")
    )
    return [one for one in (Counted(*row) for row in counted) if one.able < 2]


def numbers() -> list[Few]:
    """By team, and only where there are any."""
    return _by_team(_counted())


def _by_team(counted: list[Counted]) -> list[Few]:
    """Without those that open to the reader: they are a deed of that reader's own."""
    found = {(one.team, one.able): one.number for one in counted if not one.own}
    teams = Team.objects.filter(pk__in={team for team, _able in found}).order_by("name")
    return [
        Few(team, found.get((team.pk, 1), 0), found.get((team.pk, 0), 0))
        for team in (teams if found else ())
    ]


def _numbers(user: User, counted: list[Counted]) -> Panel:
    """Numbers alone: which they are, only whoever can open them sees."""
    found = _by_team(counted)
    if not user.may(Right.MANAGE_PEOPLE):
        own = set(user.teams.values_list("pk", flat=True)) if found else set()
        found = [few for few in found if few.team.pk in own]
    return Panel(
        slug="few-numbers",
        title=_("Too few can open"),
        icon="warning",
        text=_(
            "What is closed to some of the team opens to the others one by one. Whoever can open "
            "it lets a colleague in. Has the team nobody to let in? Then let somebody in to the "
            "team."
        ),
        lines=[line for few in found for line in _lines(few)],
        todo=[one for few in found for one in _todo(few)],
        late=any(few.none for few in found),
    )


def _lines(few: Few) -> list[Line]:
    url = reverse("team", args=[few.team.slug])
    lines = []
    if few.none:
        note = ngettext(
            "nobody can open %(count)s concern: give the role back to one who had it",
            "nobody can open %(count)s concerns: give the role back to one who had it",
            few.none,
        )
        lines.append(Line(few.team.name, url, note % {"count": at_most(few.none)}, late=True))
    if few.one:
        note = ngettext(
            "one colleague alone can open %(count)s concern",
            "one colleague alone can open %(count)s concerns",
            few.one,
        )
        lines.append(Line(few.team.name, url, note % {"count": at_most(few.one)}))
    return lines


def _todo(few: Few) -> list[Todo]:
    todo = []
    if few.none:
        text = ngettext(
            "See that somebody can open %(count)s concern of %(team)s: nobody can now",
            "See that somebody can open %(count)s concerns of %(team)s: nobody can now",
            few.none,
        )
        said = text % {"count": at_most(few.none), "team": few.team.name}
        todo.append(Todo(said, late=True))
    if few.one:
        text = ngettext(
            "Ask %(team)s to let one more in: one person alone can open %(count)s concern",
            "Ask %(team)s to let one more in: one person alone can open %(count)s concerns",
            few.one,
        )
        todo.append(Todo(text % {"count": at_most(few.one), "team": few.team.name}))
    return todo
