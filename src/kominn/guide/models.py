"""What stands in the Guide. Every text is the city's own, in bokmål, nynorsk and English.

Texts are kept as {"nb": ..., "nn": ..., "en": ...}; where several things are listed, one a line.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from kominn.allin.models import Course
from kominn.core.wording import MOTHER_TONGUE, in_language

LONGEST = 24 * 60
MOST_DAYS = 14


class PieceQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        return self.filter(active=True)

    def in_order(self) -> Self:
        return self.order_by("order", "slug")


class Piece(models.Model):
    """One page of the Guide. What is no longer shown is kept: courses were held by it."""

    slug = models.SlugField(unique=True, max_length=50)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    name = models.JSONField(default=dict)

    objects = PieceQuerySet.as_manager()

    WORDS: ClassVar[tuple[str, ...]] = ("name",)
    """The fields that hold texts, in the order in which they are asked for."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_language(self.name, MOTHER_TONGUE)


class ForGroups(Piece):
    """Something done by a group of a certain size."""

    fewest = models.PositiveSmallIntegerField(default=2)
    most = models.PositiveSmallIntegerField(default=30)

    class Meta:
        abstract = True


class MethodCard(ForGroups):
    """One thing to do together, with what it is for and how to do it so that everybody can."""

    minutes = models.PositiveSmallIntegerField()
    purpose = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    materials = models.JSONField(default=dict)
    accessible = models.JSONField(default=dict)

    WORDS = ("name", "purpose", "steps", "materials", "accessible")

    class Privacy:
        ordinary = (
            "id", "slug", "order", "active", "name", "fewest", "most", "minutes", "purpose",
            "steps", "materials", "accessible",
        )  # fmt: skip
        retention = "As long as the city has a Guide."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="card_takes_time", condition=Q(minutes__gte=1, minutes__lte=LONGEST)
            ),
            models.CheckConstraint(
                name="card_is_for_a_group", condition=Q(fewest__gte=1, most__gte=F("fewest"))
            ),
        ]


class Recipe(ForGroups):
    """What a course is started from: its timetable, its letters, its questions, its check-list.

    A line of `checklist` begins with how many days before the first day it is due. Each time it is
    saved it has its next `version`.
    """

    version = models.PositiveIntegerField(default=1)
    lead = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    conduct = models.JSONField(default=dict)
    consent = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    checklist = models.JSONField(default=dict)

    WORDS = ("name", "lead", "about", "conduct", "consent", "questions", "after", "checklist")

    class Privacy:
        ordinary = (
            "id", "slug", "order", "active", "name", "fewest", "most", "version", "lead", "about",
            "conduct", "consent", "questions", "after", "checklist",
        )  # fmt: skip
        retention = "As long as the city has a Guide."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recipe_is_for_a_group", condition=Q(fewest__gte=1, most__gte=F("fewest"))
            ),
        ]

    @classmethod
    def with_steps(cls) -> models.QuerySet[Recipe]:
        """Those that are shown, each with its timetable."""
        steps = RecipeStep.objects.select_related("method").order_by("day", "starts", "pk")
        return cls.objects.shown().in_order().prefetch_related(Prefetch("steps", steps))

    @property
    def days(self) -> int:
        return max((step.day for step in self.steps.all()), default=1)


class RecipeStep(models.Model):
    """One line of a recipe's timetable: a method card, or something in its own words."""

    recipe = models.ForeignKey(Recipe, on_delete=models.CASCADE, related_name="steps")
    day = models.PositiveSmallIntegerField(default=1)
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    method = models.ForeignKey(
        MethodCard, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.JSONField(default=dict)

    class Privacy:
        ordinary = ("id", "recipe", "day", "starts", "minutes", "method", "name")
        retention = "With the recipe it belongs to."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="step_takes_time", condition=Q(minutes__gte=1, minutes__lte=LONGEST)
            ),
            models.CheckConstraint(
                name="step_is_on_a_day", condition=Q(day__gte=1, day__lte=MOST_DAYS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}, {self.starts}"

    @property
    def words(self) -> dict[str, str]:
        """What it is called: its own words, else those of its card."""
        named: dict[str, str] = self.name or (self.method.name if self.method else {})
        return named

    @property
    def ends(self) -> dt.time:
        began = dt.datetime.combine(dt.date.min, self.starts)
        return (began + dt.timedelta(minutes=self.minutes)).time()


class BestCase(Piece):
    """Something somebody did: who came, what it cost and what went wrong.

    `sources` is a list of {"title": ..., "url": ...}; an invented one has none, and says so.
    """

    lead = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    came = models.JSONField(default=dict)
    cost = models.JSONField(default=dict)
    wrong = models.JSONField(default=dict)
    copy = models.JSONField(default=dict)
    invented = models.BooleanField(default=False)
    sources = models.JSONField(default=list, blank=True)

    WORDS = ("name", "lead", "done", "came", "cost", "wrong", "copy")

    class Privacy:
        ordinary = (
            "id", "slug", "order", "active", "name", "lead", "done", "came", "cost", "wrong",
            "copy", "invented", "sources",
        )  # fmt: skip
        retention = "As long as the city has a Guide."


class PageKind(models.TextChoices):
    """Which of the Guide's two kinds of pages one is."""

    RECOMMENDATION = "recommendation", _("Recommendation")
    INSPIRATION = "inspiration", _("Inspiration")


class GuidePage(Piece):
    """A page to read: what we recommend, or what may set one going."""

    kind = models.CharField(max_length=14, choices=PageKind.choices)
    lead = models.JSONField(default=dict)
    text = models.JSONField(default=dict)

    WORDS = ("name", "lead", "text")

    class Privacy:
        ordinary = ("id", "slug", "order", "active", "name", "kind", "lead", "text")
        retention = "As long as the city has a Guide."


class StartedFrom(models.Model):
    """The recipe a course was started from, and its cards, as they stood that day: what is written
    in the Guide later changes no sheet of a course that runs."""

    course = models.OneToOneField(
        Course, on_delete=models.CASCADE, primary_key=True, related_name="started_from"
    )
    version = models.PositiveIntegerField()
    on = models.DateField()
    texts = models.JSONField(default=dict)
    cards = models.JSONField(default=dict)

    class Privacy:
        ordinary = ("course", "version", "on", "texts", "cards")
        retention = "With the course it belongs to."

    def __str__(self) -> str:
        return f"version {self.version}, {self.on}"

    @property
    def changed_since(self) -> bool:
        newer = Recipe.objects.filter(slug=self.course.recipe).exclude(version=self.version)
        return newer.exists()

    def recipe(self) -> Recipe:
        """What the sheets are printed from; it is never saved."""
        return Recipe(slug=self.course.recipe, version=self.version, **self.texts)

    def card(self, slug: str) -> MethodCard | None:
        return MethodCard(slug=slug, **self.cards[slug]) if slug in self.cards else None


class Ticked(models.Model):
    """A line of a course’s check-list that is done, by which role."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="ticked")
    number = models.PositiveSmallIntegerField()
    role = models.SlugField(max_length=20)
    on = models.DateField()

    class Privacy:
        ordinary = ("id", "course", "number", "role", "on")
        # `number` is which line of the list in the order of its days.
        retention = "With the course it belongs to."

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="task_is_ticked_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.course_id}"
