"""What a running course keeps of the recipe it was started from, and what of its list is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from kominn.accounts.actions import name_of
from kominn.accounts.models import Appointment, User
from kominn.accounts.roles import ROLES, Right
from kominn.allin.models import Course
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.core.worktime import day_of
from kominn.guide import checklist
from kominn.guide.models import MethodCard, Recipe, StartedFrom, Ticked

CARD_FACTS = (*MethodCard.WORDS, "minutes", "fewest", "most")


def keep_as_it_stands(course: Course, recipe: Recipe, *, today: dt.date) -> StartedFrom:
    slugs = course.gatherings.exclude(method="").values("method")
    cards = MethodCard.objects.filter(slug__in=slugs)
    return StartedFrom.objects.create(
        course=course,
        version=recipe.version,
        on=today,
        texts={name: getattr(recipe, name) for name in Recipe.WORDS},
        cards={card.slug: {name: getattr(card, name) for name in CARD_FACTS} for card in cards},
    )


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line of the list on its real day; `done` says by which role and when."""

    number: int
    due: dt.date
    words: str
    done: Ticked | None

    @property
    def role(self) -> str:
        role = ROLES.get(self.done.role) if self.done else None
        return str(role.name) if role else ""


def to_do(course: Course, recipe: Recipe, language: str) -> list[ToDo]:
    ticked = {one.number: one for one in course.ticked.all()}
    tasks = checklist.tasks(in_language(recipe.checklist, language))
    return [
        ToDo(number, task.due(course.first_day), task.words, ticked.get(number))
        for number, task in enumerate(tasks)
    ]


def tick(
    course: Course, recipe: Recipe, number: int, *, done: bool, by: User, at: dt.datetime
) -> None:
    """Of two who tick at once the first stands; a number that is no line changes nothing."""
    if number >= len(checklist.tasks(in_language(recipe.checklist, MOTHER_TONGUE))):
        return
    with in_turn(), transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        about = f"course:{course.pk}"
        if not done:
            if course.ticked.filter(number=number).delete()[0]:
                record("course.task_unticked", about, by=name_of(by), at=at)
            return
        facts = {"role": _role_of(by), "on": day_of(at)}
        if course.ticked.get_or_create(number=number, defaults=facts)[1]:
            record("course.task_ticked", about, by=name_of(by), at=at)


def _role_of(user: User) -> str:
    """The role by which somebody leads courses, in the order of the table."""
    held = set(Appointment.objects.running().filter(user=user).values_list("role", flat=True))
    leads = (slug for slug, role in ROLES.items() if Right.RUN_COURSES in role.rights)
    return next((slug for slug in leads if slug in held), "")
