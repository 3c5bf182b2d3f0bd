"""What happened to an idea, day by day: told to everybody, with no name in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.allin.appealing import judged
from kominn.allin.models import Concept, Milestone, Missing, Project
from kominn.allin.states import PROJECTS, State
from kominn.core.templatetags.words import kroner


@dataclass(frozen=True, slots=True)
class Happening:
    on: dt.date
    what: str | Promise
    words: str = ""
    """What somebody wrote, in the language it was written in."""
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    happened: list[Happening]
    missing: list[Missing]
    ahead: list[Milestone]
    project: Project | None
    spent: int

    @property
    def left(self) -> int:
        return self.project.grant_ore - self.spent if self.project else 0


def story(concept: Concept) -> Story:
    """At most five questions, however long the story is."""
    missing = list(concept.missing.all())
    found = [] if concept.handed_in_on is None else [Happening(concept.handed_in_on, HANDED_IN)]
    found += [Happening(one.met_on, MET, one.what) for one in missing if one.met_on]
    if concept.answer and concept.answered_on:
        found.append(Happening(concept.answered_on, _answered(concept), concept.answer))
    for one in judged(concept):
        if one.reply.verdict == State.NO and not concept.answer:
            found.append(Happening(one.reply.written_on, State.NO.label, one.reply.words))
        if one.judged_on:
            found.append(Happening(one.judged_on, COUNCIL, one.get_says_display()))
    project = None
    if concept.state in PROJECTS:
        project = Project.objects.select_related("measure").get(pk=concept.pk)
    steps = list(project.milestones.all()) if project else []
    spendings = list(project.spendings.all()) if project else []
    if project:
        found.append(Happening(project.begun_on, BEGUN))
        found += [Happening(project.safe_on, SAFE)] if project.safe_on else []
        found += [Happening(one.on, SPENT, one.what, kroner(one.ore)) for one in spendings]
        found += [Happening(one.reached_on, REACHED, one.what) for one in steps if one.reached_on]
    if project and project.ended_on:
        ended = State(concept.state).label
        found.append(Happening(project.ended_on, ended, project.learned))
    return Story(
        happened=sorted(found, key=lambda one: one.on),
        missing=[one for one in missing if one.met_on is None],
        ahead=[one for one in steps if one.reached_on is None and not project_ended(project)],
        project=project,
        spent=sum(one.ore for one in spendings),
    )


def project_ended(project: Project | None) -> bool:
    return project is not None and project.ended_on is not None


def _answered(concept: Concept) -> str | Promise:
    """A project has had its yes."""
    return State.YES.label if concept.state in PROJECTS else State(concept.state).label


COUNCIL = _("The youth council")
HANDED_IN = State.HANDED_IN.label
MET = _("This is in place now")
BEGUN = _("The project begins")
SAFE = _("A grown-up has gone through what makes it safe")
SPENT = _("Money was spent")
REACHED = _("A step is done")
