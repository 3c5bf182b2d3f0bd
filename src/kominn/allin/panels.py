"""What courses put on the Monday page: calls to look now, ideas that wait, one's own projects."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.models import REMINDED_BEFORE, Appeal, Concept, Credit, Project, Proposed
from kominn.allin.promise import Waiting, waiting
from kominn.core.panels import MOST, Line, Panel, Text, Todo, at_most
from kominn.core.templatetags.words import until
from kominn.participation.models import Call, Reply, Statement
from kominn.participation.statements import TIME_TO_READ

SHOWN = 5


def panels(user: User, today: dt.date) -> list[Panel]:
    return [
        *_calls(user, today),
        *_read_by_two(user),
        *_statements(user, today),
        *_names(user),
        *_promises(user, today),
        *_projects(user, today),
    ]


def _calls(user: User, today: dt.date) -> list[Panel]:
    if not (user.may(Right.RUN_COURSES) or user.may(Right.HOLD_CONCERNS)):
        return []
    found = list(Call.objects.open().visible_to(user, today).order_by("raised_on", "pk")[:SHOWN])
    urls = [reverse("allin:call", args=[one.pk]) for one in found]
    what = _("Look at what is written in “%(where)s”: somebody may be in danger")
    panel = Panel(
        slug="calls",
        title=_("Look now"),
        icon="warning",
        lines=[Line(one.where, url, late=True) for one, url in zip(found, urls, strict=True)],
        todo=[
            Todo(what % {"where": one.where}, danger=True, url=url)
            for one, url in zip(found, urls, strict=True)
        ],
        late=True,
    )
    return [panel] if found else []


def _statements(user: User, today: dt.date) -> list[Panel]:
    """What young people say, and what they ask the youth council about."""
    panels = []
    if user.may(Right.RUN_COURSES):
        panels += _waiting_statements(
            _days(Concept.objects.unread(), "handed_in_on"),
            today,
            slug="ideas",
            title=_("Ideas to read"),
            url=reverse("allin:courses"),
            words=_("Read the ideas that teams have handed in"),
        )
        panels += _waiting_statements(
            _days(Statement.objects.unread(), "written_on"),
            today,
            slug="statements",
            title=_("Statements to read"),
            url=reverse("allin:queue"),
            words=_("Read what young people say: they are promised two days"),
        )
    if user.may(Right.JUDGE_APPEALS):
        panels += _waiting_statements(
            [
                *_days(Statement.objects.appealed(), "written_on"),
                *_days(Appeal.objects.to_judge(), "asked_on"),
            ],
            today,
            slug="appeals",
            title=_("Appeals"),
            url=reverse("allin:appeals"),
            words=_("Judge what young people ask the youth council about"),
        )
    return panels


def _days(found: QuerySet[Any], day: str) -> list[dt.date]:
    """Since when they wait, the oldest first; at most one more than is told."""
    return list(found.order_by(day).values_list(day, flat=True)[: MOST + 1])


def _waiting_statements(
    days: list[dt.date], today: dt.date, *, slug: str, title: Text, url: str, words: Text
) -> list[Panel]:
    if not days:
        return []
    by = min(days) + TIME_TO_READ
    todo = Todo(words, late=by < today, by=by, url=url)
    return [
        Panel(
            slug=slug,
            title=title,
            icon="hand",
            todo=[todo],
            count=len(days),
            url=url,
            link=title,
            late=by < today,
        )
    ]


def _read_by_two(user: User) -> list[Panel]:
    """What colleagues wrote to teams, and nobody else has read."""
    if not (user.may(Right.RUN_COURSES) or user.may(Right.ANSWER_CONCEPTS)):
        return []
    order = ("reply__written_on", "pk")
    answers = Concept.objects.answered_by_one(user).select_related("reply").order_by(*order)
    words = Proposed.objects.readable_by(user).select_related("concept", "reply").order_by(*order)
    waiting = [
        *(_written(user, one, one.reply, "allin:second", one.pk) for one in answers[: MOST + 1]),
        *(
            _written(user, one.concept, one.reply, "allin:words", one.pk)
            for one in words[: MOST + 1]
        ),
    ]
    waiting.sort(key=lambda one: one.on)
    others = [one for one in waiting if not one.own]
    panel = Panel(
        slug="replies",
        title=_("What is written to young people"),
        icon="people",
        lines=[
            Line(
                one.name,
                one.url,
                _("a colleague reads it first") if one.own else _("waits for you"),
            )
            for one in waiting[:SHOWN]
        ],
        todo=_read_second(others),
        count=len(waiting),
    )
    return [panel] if waiting else []


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote to a team, and where its second reader reads it."""

    on: dt.date
    name: str
    url: str
    own: bool


def _written(
    user: User, concept: Concept, reply: Reply | None, page: str, pk: uuid.UUID
) -> Written:
    assert reply is not None
    own = reply.written_by_id == user.pk
    return Written(reply.written_on, concept.name, reverse(page, args=[pk]), own)


def _read_second(others: list[Written]) -> list[Todo]:
    if not others:
        return []
    words = ngettext(
        "Read what a colleague wrote to %(n)s team, before the team does",
        "Read what colleagues wrote to %(n)s teams, before the teams do",
        len(others),
    )
    first = others[0]
    url = first.url if len(others) == 1 else ""
    return [Todo(words % {"n": at_most(len(others))}, late=True, url=url)]


def _names(user: User) -> list[Panel]:
    """Young people who ask to be named: somebody asks them, and a guardian, first."""
    if not user.may(Right.RUN_COURSES):
        return []
    url = reverse("ambassadors:names")
    words = _("Ask who wants their first name beside an idea")
    panel = Panel(
        slug="names",
        title=_("First names to ask about"),
        icon="people",
        todo=[Todo(words, url=url)],
        url=url,
        link=_("To the names"),
    )
    return [panel] if Credit.objects.waiting().led_by(user).exists() else []


def _promises(user: User, today: dt.date) -> list[Panel]:
    if not user.may(Right.ANSWER_CONCEPTS):
        return []
    found = waiting(today, most=MOST + 1)
    panel = Panel(
        slug="promises",
        title=_("Ideas that wait for an answer"),
        icon="hand",
        lines=[_line(one) for one in found[:SHOWN]],
        todo=_todo([one for one in found if one.clock.left <= REMINDED_BEFORE.days]),
        count=len(found),
        url=reverse("allin:waiting"),
        link=_("To what everybody sees"),
    )
    return [panel] if found else []


def _projects(user: User, today: dt.date) -> list[Panel]:
    """Those one stands beside, the nearest step first."""
    if not (user.may(Right.RUN_COURSES) or user.may(Right.ANSWER_CONCEPTS)):
        return []
    underway = Project.objects.filter(mentor=user, ended_on=None).annotate(
        next_on=Min("milestones__due_on", filter=Q(milestones__reached_on=None))
    )
    nearest = F("next_on").asc(nulls_first=True)
    found = list(underway.select_related("concept").order_by(nearest, "pk")[: MOST + 1])
    panel = Panel(
        slug="projects",
        title=_("Projects you stand beside"),
        icon="people",
        lines=[_project_line(one, one.next_on, today) for one in found[:SHOWN]],
        count=len(found),
    )
    return [panel] if found else []


def _project_line(project: Project, next_on: dt.date | None, today: dt.date) -> Line:
    if project.safe_on is None:
        note = gettext("is it safe? Go through the list")
    elif next_on is None:
        note = gettext("no next step yet")
    else:
        note = until(next_on, today)
    return Line(
        text=project.concept.name,
        url=reverse("allin:project", args=[project.pk]),
        note=note,
        late=next_on is not None and next_on < today,
    )


def _line(one: Waiting) -> Line:
    return Line(
        text=one.name,
        url=reverse("allin:answer", args=[one.pk]),
        note=f"{one.clock.words} · {one.clock.owed_by}",
        late=one.clock.late,
    )


def _todo(due: list[Waiting]) -> list[Todo]:
    """What is due within the week: the day of the first is the day of the sentence."""
    if not due:
        return []
    words = ngettext("Answer the idea of %(n)s team", "Answer the ideas of %(n)s teams", len(due))
    first = due[0]
    url = reverse("allin:answer", args=[first.pk]) if len(due) == 1 else ""
    text = words % {"n": at_most(len(due))}
    return [Todo(text, late=first.clock.late, by=first.clock.by, url=url)]
