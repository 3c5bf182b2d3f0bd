"""What concerns put on the Monday page: for a reader what is to be done, for a leader the numbers.

A concern stands in one square only: the one in which it waits most for this reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import batons, few, standings
from kominn.concerns.brief import Brief, columns, short
from kominn.concerns.models import (
    Concern,
    ConcernQuerySet,
    Message,
    MessageQuerySet,
    SecondLook,
    seen_by,
)
from kominn.concerns.states import DANGERS, HANDLED, OPEN, Danger, State
from kominn.core.panels import MOST, Line, Mark, Panel, Text, Todo, at_most
from kominn.core.templatetags.words import until
from kominn.roster.duty import Rota

SHOWN = 5
Teams = tuple[int, ...]
"""The reader's own, asked for once."""

TONES = {Danger.YES: "danger", Danger.UNSURE: "warning"}


def panels(user: User, today: dt.date, rota: Rota | None = None) -> list[Panel]:
    """A fixed number of queries; squares with nothing in them are left out."""
    squares: list[Panel] = []
    if user.may(Right.HOLD_CONCERNS):
        waits = Message.objects.for_second_reader(user)
        changing = batons.of(user, today, rota)
        others = changing.without_these(
            Concern.objects.filter(
                ~Exists(waits.filter(concern=OuterRef("pk"))),
                ~Exists(Message.objects.stopped().filter(concern=OuterRef("pk"), author=user)),
            )
        )
        squares = [
            _second_reader(user, waits),
            *_stopped(user),
            *batons.panels(changing),
            _untaken(others, user, today, changing.teams),
            _mine(others, user, today, changing),
            _late_elsewhere(others, user, today, changing.teams),
            _taken_back(others, user, changing.teams),
            _second_looks(user, today),
        ]
    squares += few.panels(user, today)
    if user.may(Right.SEE_NUMBERS):
        squares.append(standings.panel(today))
    return [square for square in squares if square.lines]


def waits_to_be_let_in(colleague: User, *, by: User) -> int:
    """To how many concerns this reader could let in somebody who has come to the team."""
    return few.to_let_in(colleague, by=by).count()


# --- For those who may take and answer ---------------------------------------------------------


def _second_reader(user: User, waits: MessageQuerySet) -> Panel:
    """First of all: a reporter, often a child, hears nothing before a colleague has read it too."""
    seen = waits.filter(seen_by(user, "concern")).order_by("pk")
    found = list(seen.values_list("concern", "concern__danger", "author__name")[: MOST + 1])
    return Panel(
        slug="second",
        title=_("Read for a colleague"),
        icon="eye",
        lines=[
            Line(
                text=short(concern),
                url=_address(concern) + "#talk",
                note=_("%(name)s has written") % {"name": author},
                marks=_danger(danger),
            )
            for concern, danger, author in found[:SHOWN]
        ],
        todo=_said(
            len(found),
            ngettext_lazy(
                "Read %(count)s message for a colleague: the reporter waits for it",
                "Read %(count)s messages for a colleague: the reporters wait for them",
                "number",
            ),
            url=_only([concern for concern, *_more in found], "#talk"),
        ),
        count=len(found),
    )


def _stopped(user: User) -> list[Panel]:
    """What colleagues have handed back to this writer; no square where there is none."""
    worked_on = Q(concern__state__in=OPEN) | Q(concern__main__state__in=OPEN)
    stopped = Message.objects.stopped().filter(worked_on, seen_by(user, "concern"), author=user)
    listed = stopped.values_list("concern", "concern__due_on", "second_reader__name")
    found = list(listed.order_by("pk")[: MOST + 1])
    panel = Panel(
        slug="stopped",
        title=_("Not sent: a colleague stopped it"),
        icon="flag",
        lines=[
            Line(
                text=short(concern),
                url=_address(concern) + "#talk",
                note=_("%(name)s stopped it. Change the words and send again") % {"name": name},
            )
            for concern, _due_on, name in found[:SHOWN]
        ],
        todo=_said(
            len(found),
            ngettext_lazy(
                "Write %(count)s message anew: a colleague stopped it",
                "Write %(count)s messages anew: a colleague stopped them",
                "number",
            ),
            own=True,
            by=min((due_on for _concern, due_on, _name in found), default=None),
        ),
        count=len(found),
        late=True,
    )
    return [panel] if found else []


def _untaken(seen: ConcernQuerySet, user: User, today: dt.date, teams: Teams) -> Panel:
    new = seen.most_urgent_in_brief(MOST + 1, to=user, states=[State.RECEIVED], teams=teams)
    found = _gravest_first(new)
    grave = [concern for concern in found if concern.danger]
    late = _late(found, today)
    return Panel(
        slug="new",
        title=_("Nobody has taken these yet"),
        icon="mail",
        lines=[_line(concern, today) for concern in found[:SHOWN]],
        todo=_said(
            len(grave),
            ngettext_lazy(
                "Look at %(count)s new one first: somebody may be in danger now",
                "Look at %(count)s new ones first: somebody may be in danger now",
                "number",
            ),
            late=True,
            danger=True,
            by=_nearest(grave),
            url=_only([one.pk for one in grave]),
        )
        + _said(
            len(found),
            ngettext_lazy(
                "See to it that %(count)s new one is taken",
                "See to it that %(count)s new ones are taken",
                "number",
            ),
            late=late > 0,
            by=_nearest(found),
            url=_only([one.pk for one in found]),
        ),
        count=len(found),
        url=reverse("concerns:inbox"),
        link=_("To the inbox"),
        late=late > 0,
    )


def _mine(seen: ConcernQuerySet, user: User, today: dt.date, changing: batons.Batons) -> Panel:
    unsent = Message.objects.waiting().filter(author=user, concern=OuterRef("pk"))
    held = seen.held_by(user).annotate(unsent=Exists(unsent))
    mine = held.most_urgent_in_brief(
        MOST + 1, to=user, states=HANDLED, teams=changing.teams, also=("unsent",)
    )
    found = _gravest_first(mine)
    news = [concern for concern in found if concern.news]
    return Panel(
        slug="mine",
        title=_("You hold the baton"),
        icon="flag",
        lines=[_line(concern, today, also=changing.marks(concern)) for concern in found[:SHOWN]],
        todo=_said(
            _late(found, today + dt.timedelta(days=1)),
            ngettext_lazy(
                "Do the next thing in %(count)s of yours: today is the day, or it has been",
                "Do the next thing in %(count)s of yours: today is the day, or it has been",
                "number",
            ),
            late=_late(found, today) > 0,
            own=True,
            by=_nearest(found),
        )
        + _said(
            len(news),
            ngettext_lazy(
                "Read what %(count)s reporter has written to you",
                "Read what %(count)s reporters have written to you",
                "number",
            ),
            own=True,
            by=today,
            url=_only([one.pk for one in news], "#talk"),
        ),
        count=len(found),
        url=reverse("concerns:inbox") + "?vis=mine",
        link=_("To those you hold"),
        late=_late(found, today) > 0,
    )


def _late_elsewhere(seen: ConcernQuerySet, user: User, today: dt.date, teams: Teams) -> Panel:
    others = seen.due_before(today).exclude(holder=user)
    found = others.most_urgent_in_brief(MOST + 1, to=user, states=HANDLED, teams=teams)
    return Panel(
        slug="late",
        title=_("Late with a colleague"),
        icon="clock",
        lines=[_line(concern, today, whose=True) for concern in found[:SHOWN]],
        todo=_said(
            len(found),
            ngettext_lazy(
                "Ask the colleague who is late with %(count)s whether you can help",
                "Ask the colleagues who are late with %(count)s whether you can help",
                "number",
            ),
            by=_nearest(found),
            url=_only([one.pk for one in found]),
        ),
        count=len(found),
        late=bool(found),
    )


def _taken_back(seen: ConcernQuerySet, user: User, teams: Teams) -> Panel:
    """Told until whoever held it has opened it; where nobody held it, until anyone has."""
    mine = seen.filter(Q(holder=user) | Q(holder=None), news=True)
    found = mine.most_urgent_in_brief(MOST + 1, to=user, states=[State.WITHDRAWN], teams=teams)
    return Panel(
        slug="back",
        title=_("Taken back by the reporter"),
        icon="back",
        lines=[
            Line(concern.words, _address(concern.pk), _("Open it to say that you know"))
            for concern in found[:SHOWN]
        ],
        todo=_said(
            len(found),
            ngettext_lazy(
                "Open %(count)s that the reporter took back, and stop the work",
                "Open %(count)s that the reporters took back, and stop the work",
                "number",
            ),
            url=_only([one.pk for one in found]),
        ),
        count=len(found),
    )


def _second_looks(user: User, today: dt.date) -> Panel:
    """What colleagues have finished alone; each is anybody's to look at but theirs."""
    waiting = SecondLook.objects.for_reader(user).order_by("look_by", "pk")
    listed = waiting.values_list("look_by", "closed_by__name", *columns("concern"))
    found = [(day, name, Brief(*row)) for day, name, *row in listed[: MOST + 1]]
    over = sum(day < today for day, _name, _concern in found)
    return Panel(
        slug="looks",
        title=_("Take a second look"),
        icon="eye",
        lines=[
            Line(
                text=concern.words,
                url=_address(concern.pk) + "#second-look",
                note=_("%(name)s finished it · look %(until)s")
                % {"name": name, "until": until(day, today)},
                late=day < today,
                marks=_danger(concern.danger),
            )
            for day, name, concern in found[:SHOWN]
        ],
        todo=_said(
            over,
            ngettext_lazy(
                "Take a second look at %(count)s that a colleague finished: the day has been",
                "Take a second look at %(count)s that colleagues finished: the day has been",
                "number",
            ),
            late=True,
            by=min((day for day, _name, _concern in found), default=None),
        ),
        count=len(found),
        url=reverse("concerns:looks"),
        link=_("To all that wait for a second look"),
        late=over > 0,
    )


def _gravest_first(found: list[Brief]) -> list[Brief]:
    """Danger first, then what a reporter has written; among equals the nearest deadline."""
    return sorted(
        found, key=lambda concern: (-DANGERS.index(Danger(concern.danger)), not concern.news)
    )


def _only(found: Sequence[UUID], place: str = "") -> str:
    """Where the one is, when it is one; several are found in their square."""
    return _address(found[0]) + place if len(found) == 1 else ""


def _late(found: Iterable[Brief], day: dt.date) -> int:
    return sum(concern.due_on < day for concern in found)


def _nearest(found: Iterable[Brief]) -> dt.date | None:
    return min((concern.due_on for concern in found), default=None)


def _said(
    count: int,
    text: Text,
    *,
    late: bool = False,
    danger: bool = False,
    by: dt.date | None = None,
    own: bool = False,
    url: str = "",
) -> list[Todo]:
    if not count:
        return []
    said = text % {"number": count, "count": at_most(count)}
    return [Todo(said, late, danger, by, own, url)]


def _line(
    concern: Brief, today: dt.date, *, whose: bool = False, also: tuple[Mark, ...] = ()
) -> Line:
    due = until(concern.due_on, today)
    return Line(
        text=concern.words,
        url=_address(concern.pk),
        note=f"{concern.holder} · {due}" if whose else due,
        late=concern.due_on < today,
        marks=_danger(concern.danger) + _news(concern) + also,
    )


def _address(concern: UUID) -> str:
    return reverse("concerns:concern", args=[concern])


def _danger(word: str) -> tuple[Mark, ...]:
    danger = Danger(word)
    return (Mark(danger.label, TONES[danger]),) if danger else ()


def _news(concern: Brief) -> tuple[Mark, ...]:
    marks = []
    if concern.news:
        marks.append(Mark(_("New from the reporter"), "info"))
    if concern.unsent:
        marks.append(Mark(_("A colleague reads your message first")))
    return tuple(marks)
