"""What became of an idea: what it lacks, its project, its steps and its money, and words on it that
wait for a second reader."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.states import State
from kominn.participation.models import Reply
from kominn.participation.states import ReplyState
from kominn.plan.models import Measure


class About(models.TextChoices):
    """What a colleague writes on an idea that grows."""

    MISSING = "missing", _("What is missing")
    STEP = "step", _("The next step")
    SPENT = "spent", _("What money was spent on")
    FINISHED = State.FINISHED.value, State.FINISHED.label
    PASSED_ON = State.PASSED_ON.value, State.PASSED_ON.label
    STOPPED = State.STOPPED.value, State.STOPPED.label


class ProposedQuerySet(models.QuerySet["Proposed"]):
    def readable_by(self, user: User) -> Self:
        """Waits for a second reader, of those who could have written it."""
        decides = user.may(Right.ANSWER_CONCEPTS)
        if not (decides or user.may(Right.RUN_COURSES)):
            return self.none()
        here = self.filter(reply__state=ReplyState.WAITS).exclude(concept__state=State.WITHDRAWN)
        return here if decides else here.exclude(about=About.MISSING)


class Proposed(models.Model):
    """Words on an idea that grows, until a second grown-up has read them; then they stand there.

    `day` and `ore` go with them: by when a step is meant, when money was spent and how much.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concept = models.ForeignKey("allin.Concept", on_delete=models.CASCADE, related_name="proposed")
    about = models.CharField(max_length=9, choices=About.choices)
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(null=True)
    ore = models.PositiveIntegerField(default=0)

    objects = ProposedQuerySet.as_manager()

    class Privacy:
        ordinary = ("id", "concept", "about", "reply", "day", "ore")
        retention = "As long as its idea."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposed_with_its_day",
                condition=~Q(about__in=["step", "spent"]) | ~Q(day=None),
            ),
        ]

    def __str__(self) -> str:
        return f"words on {self.concept_id}"


class Missing(models.Model):
    """What must be in place before a “yes, if” can be a yes."""

    concept = models.ForeignKey("allin.Concept", on_delete=models.CASCADE, related_name="missing")
    what = models.CharField(max_length=140)
    met_on = models.DateField(null=True)

    class Privacy:
        free_text = ("what",)
        ordinary = ("id", "concept", "met_on")
        retention = "As long as its idea."

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.what


class Project(models.Model):
    """What an accepted idea needs to become real. Everything else of it stands in the concept."""

    concept = models.OneToOneField(
        "allin.Concept", on_delete=models.CASCADE, primary_key=True, related_name="project"
    )
    begun_on = models.DateField()
    people = models.PositiveSmallIntegerField(help_text="How many carry it; nobody is named")
    mentor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    grant_ore = models.PositiveIntegerField(default=0)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="+")
    safe_on = models.DateField(null=True)
    safe_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)
    learned = models.TextField(blank=True)

    class Privacy:
        personal = ("mentor", "safe_by")
        free_text = ("learned",)
        ordinary = (
            "concept", "begun_on", "people", "grant_ore", "measure", "safe_on", "ended_on",
        )  # fmt: skip
        retention = "As long as its idea."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="project_ended_says_what_was_learned",
                condition=Q(ended_on=None, learned="") | (~Q(ended_on=None) & ~Q(learned="")),
            ),
            models.CheckConstraint(
                name="project_safe_says_who_looked",
                condition=Q(safe_on=None, safe_by=None) | Q(safe_on__isnull=False, safe_by__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"project {self.pk}"


class Milestone(models.Model):
    """A step of a project, with the day it is meant for."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(max_length=140)
    due_on = models.DateField()
    reached_on = models.DateField(null=True)

    class Privacy:
        free_text = ("what",)
        ordinary = ("id", "project", "due_on", "reached_on")
        retention = "As long as its idea."

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.what


class Spending(models.Model):
    """What some of the grant was spent on, in øre."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="spendings")
    on = models.DateField()
    ore = models.PositiveIntegerField()
    what = models.CharField(max_length=140)

    class Privacy:
        free_text = ("what",)
        ordinary = ("id", "project", "on", "ore")
        retention = "As long as its idea."

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.CheckConstraint(name="spending_is_more_than_nothing", condition=Q(ore__gt=0))
        ]

    def __str__(self) -> str:
        return self.what
