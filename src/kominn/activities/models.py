"""Those who arrange things for young people, and what they arrange."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from kominn.activities.states import State
from kominn.portrait.models import Area

LONGEST = dt.timedelta(days=370)
FACTS = (
    "title", "about", "area", "place", "age_from", "age_to", "price_ore", "step_free", "wheelchair",
    "quiet", "girls_only", "equipment", "rhythm", "first_day", "last_day", "starts", "ends",
)  # fmt: skip
"""What an organisation says of what it arranges."""
OLDEST = 99


class Rhythm(models.TextChoices):
    ONCE = "once", _("One day")
    WEEKLY = "weekly", _("Every week")


class OrganiserQuerySet(models.QuerySet["Organiser"]):
    def active(self) -> Self:
        return self.filter(closed=False)


class Organiser(models.Model):
    """A club, a library, a congregation: an organisation, never a person.

    Its link is a secret of which only the digest stands here. `email` is where the organisation
    wants to be asked; a person's private address does not belong there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    mark = models.CharField(max_length=64, unique=True)
    asked_on = models.DateField(null=True)
    closed = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)

    objects = OrganiserQuerySet.as_manager()

    class Privacy:
        personal = ("email",)
        sealed = ("mark",)
        ordinary = ("id", "name", "asked_on", "closed", "invented")
        retention = "As long as it arranges things for young people."

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    def on_view(self, today: dt.date) -> Self:
        """What is over is gone by itself."""
        return self.filter(state=State.SHOWN, last_day__gte=today, organiser__closed=False)

    def proposed(self) -> Self:
        return self.filter(state=State.PROPOSED).order_by("first_day", "pk")


class DaysBetween(models.Func):
    """Whole days from the second day to the first, in the database's own words: what Django makes
    of it only Django's own connections know, and a backup is checked without."""

    output_field = models.IntegerField()
    arity = 2
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_options: object
    ) -> tuple[str, tuple[str | int, ...]]:
        later, earlier = (compiler.compile(each) for each in self.get_source_expressions())
        return f"(julianday({later[0]}) - julianday({earlier[0]}))", (*later[1], *earlier[1])


class Activity(models.Model):
    """Something young people can come to: on one day, or on the same weekday each week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organiser = models.ForeignKey(Organiser, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(max_length=80)
    about = models.TextField(max_length=600)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=120)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    price_ore = models.PositiveIntegerField(default=0)
    step_free = models.BooleanField(default=False)
    wheelchair = models.BooleanField(default=False)
    quiet = models.BooleanField(default=False)
    girls_only = models.BooleanField(default=False)
    equipment = models.CharField(max_length=140, blank=True)
    rhythm = models.CharField(max_length=6, choices=Rhythm.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        related_name="changes",
        help_text="What stands in the calendar until this change of it is read",
    )
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    true_on = models.DateField(help_text="The day on which the organiser last said that it is so")

    objects = ActivityQuerySet.as_manager()

    class Privacy:
        free_text = ("title", "about", "place", "equipment", "reason")
        ordinary = (
            "id", "organiser", "area", "age_from", "age_to", "price_ore", "step_free",
            "wheelchair", "quiet", "girls_only", "rhythm", "first_day", "last_day", "starts",
            "ends", "state", "replaces", "changed_at", "true_on",
        )  # fmt: skip
        retention = "Until a year after its last day."

    class Meta:
        indexes = [models.Index(fields=["state", "last_day"], name="activities_on_view")]
        constraints = [
            models.CheckConstraint(
                name="activity_does_not_end_before_it_begins",
                condition=Q(last_day__gte=F("first_day"), ends__gt=F("starts")),
            ),
            models.CheckConstraint(
                name="activity_is_for_an_age",
                condition=Q(age_to__gte=F("age_from"), age_to__lte=OLDEST),
            ),
            models.CheckConstraint(
                name="activity_lasts_a_year_at_most",
                condition=LessThanOrEqual(DaysBetween("last_day", "first_day"), LONGEST.days),
            ),
            models.CheckConstraint(
                name="activity_of_one_day_has_one",
                condition=Q(rhythm=Rhythm.WEEKLY) | Q(last_day=F("first_day")),
            ),
            models.UniqueConstraint(
                name="activity_has_one_change_that_waits",
                fields=["replaces"],
                condition=Q(state=State.PROPOSED),
            ),
            models.CheckConstraint(
                name="activity_that_changes_another_is_never_shown_beside_it",
                condition=Q(replaces=None) | ~Q(state=State.SHOWN),
            ),
            models.CheckConstraint(
                name="activity_refused_says_why",
                condition=~Q(state=State.REFUSED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def free(self) -> bool:
        return self.price_ore == 0

    def next_on(self, day: dt.date) -> dt.date | None:
        """The first day from `day` on which it takes place; None when it is over."""
        if day <= self.first_day:
            return self.first_day
        if self.rhythm == Rhythm.ONCE:
            return None
        found = day + dt.timedelta(days=(self.first_day - day).days % 7)
        return found if found <= self.last_day else None
