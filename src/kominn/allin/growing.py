"""Deeds that let an accepted idea grow into something real.

The record is the concept itself; a project only adds who stands beside it, the money and the days.
What is written in words comes from `mentoring`, as a reply that two have read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin import push
from kominn.allin.actions.steps import NotPossible, TooMany, WrongState, step_in_turn
from kominn.allin.models import Concept, Milestone, Missing, Project, Spending
from kominn.allin.states import State
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation.models import Reply
from kominn.participation.replies import words_read_by_two
from kominn.plan.models import Measure

MOST_GRANT = 100_000_00
MOST_STEPS = 40
MOST_MISSING = 10


class NotSafeYet(NotPossible):
    pass


class TooMuch(NotPossible):
    pass


class DayWrong(NotPossible):
    pass


@contextmanager
def _note(
    verb: str, concept: Concept, *, turn: bool = True, by: User, at: dt.datetime
) -> Iterator[None]:
    """All of it or nothing, one after the other, and with its trace.

    Not `turn`: whoever passes words on has taken it.
    """
    with in_turn() if turn else nullcontext(), transaction.atomic():
        Concept.objects.select_for_update().get(pk=concept.pk)
        yield
        record(verb, f"concept:{concept.pk}", by=name_of(by), at=at)


# --- Before a yes --------------------------------------------------------------------------------


def name_missing(concept: Concept, said: Reply, *, at: dt.datetime) -> None:
    with _note("concept.missing_named", concept, turn=False, by=said.written_by, at=at):
        check_missing(concept)
        Missing.objects.create(concept=concept, what=words_read_by_two(said))


def check_missing(concept: Concept) -> None:
    if Concept.objects.get(pk=concept.pk).state != State.YES_IF:
        raise WrongState(_("Only a “yes, if” lacks something."))
    if concept.missing.count() >= MOST_MISSING:
        raise TooMany(_("That is much to ask of a team. Say what matters most."))


def meet_missing(missing: Missing, *, by: User, at: dt.datetime) -> None:
    with _note("concept.missing_met", missing.concept, by=by, at=at):
        Missing.objects.filter(pk=missing.pk, met_on=None).update(met_on=day_of(at))


# --- A project -----------------------------------------------------------------------------------


def begin(
    concept: Concept, *, mentor: User, people: int, grant_ore: int, by: User, at: dt.datetime
) -> Project:
    """The yes becomes work: a colleague stands beside the team, with a little money."""
    if not 0 <= grant_ore <= MOST_GRANT:
        raise TooMuch(_("A grant is at most 100000 kr. More than that is a measure of the plan."))
    with _note("project.begun", concept, by=by, at=at):
        step_in_turn(concept, State.UNDERWAY)
        push.tell_team(concept)
        return Project.objects.create(
            concept=concept,
            begun_on=day_of(at),
            mentor=mentor,
            people=people,
            grant_ore=grant_ore,
        )


def find_safe(project: Project, *, by: User, at: dt.datetime) -> None:
    """An adult has gone through the list, point by point."""
    with _note("project.found_safe", project.concept, by=by, at=at):
        _running(project)
        Project.objects.filter(pk=project.pk, safe_on=None).update(safe_on=day_of(at), safe_by=by)


def add_milestone(project: Project, said: Reply, *, due_on: dt.date, at: dt.datetime) -> None:
    with _note("project.changed", project.concept, turn=False, by=said.written_by, at=at):
        held = check_milestone(project, due_on)
        Milestone.objects.create(project=held, what=words_read_by_two(said), due_on=due_on)


def check_milestone(project: Project, due_on: dt.date) -> Project:
    held = _running(project)
    if due_on < held.begun_on:
        raise DayWrong(_("The project had not begun then."))
    if held.milestones.count() >= MOST_STEPS:
        raise TooMany(_("There are very many steps here already."))
    return held


def reach(milestone: Milestone, *, by: User, at: dt.datetime) -> None:
    with _note("project.changed", milestone.project.concept, by=by, at=at):
        _safe(_running(milestone.project))
        Milestone.objects.filter(pk=milestone.pk, reached_on=None).update(reached_on=day_of(at))


def spend(project: Project, ore: int, said: Reply, *, on: dt.date, at: dt.datetime) -> None:
    with _note("project.spent", project.concept, turn=False, by=said.written_by, at=at):
        held = check_spending(project, ore, on, today=day_of(at))
        Spending.objects.create(project=held, ore=ore, what=words_read_by_two(said), on=on)


def check_spending(project: Project, ore: int, on: dt.date, *, today: dt.date) -> Project:
    """Never more than the grant."""
    held = _safe(_running(project))
    if not held.begun_on <= on <= today:
        raise DayWrong(_("The day must be between the beginning of the project and today."))
    if ore <= 0:
        raise TooMuch(_("Write what was spent."))
    if spent(held) + ore > held.grant_ore:
        raise TooMuch(_("That is more than is left of the grant."))
    return held


def spent(project: Project) -> int:
    return project.spendings.aggregate(ore=Sum("ore"))["ore"] or 0


def join_to(project: Project, measure: Measure | None, *, by: User, at: dt.datetime) -> None:
    """The city does more of this, or does it elsewhere: the measure of the plan it belongs to."""
    with _note("project.changed", project.concept, by=by, at=at):
        Project.objects.filter(pk=project.pk).update(measure=measure)


def end(project: Project, then: State, said: Reply, *, at: dt.datetime) -> None:
    """Finished, run on by others, or stopped; all of them say what was learned."""
    with _note("project.ended", project.concept, turn=False, by=said.written_by, at=at):
        held = check_end(project, then)
        step_in_turn(project.concept, then)
        push.tell_team(project.concept)
        held.ended_on, held.learned = day_of(at), words_read_by_two(said)
        held.save(update_fields=["ended_on", "learned"])


def check_end(project: Project, then: State) -> Project:
    held = _running(project)
    return held if then == State.STOPPED else _safe(held)


def _running(project: Project) -> Project:
    held = Project.objects.get(pk=project.pk)
    if held.ended_on is not None:
        raise WrongState(_("The project has ended."))
    return held


def _safe(project: Project) -> Project:
    if project.safe_on is None:
        raise NotSafeYet(_("First an adult goes through the list of what makes it safe."))
    return project
