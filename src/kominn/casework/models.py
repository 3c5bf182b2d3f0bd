"""What two write before they decide, and what they decide.

In clear stands only who was asked, by which day, how far it has come, and which of eight outcomes
was chosen. Every word is sealed: an assessment with a key of its own, which opens to its assessor
alone until both are in, and then with the concern's.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.casework.following import Disclosure as Disclosure
from kominn.casework.following import MeasureOrigin as MeasureOrigin
from kominn.casework.following import PersonMeasure as PersonMeasure
from kominn.casework.following import PersonMeasureReview as PersonMeasureReview
from kominn.casework.following import still_reads
from kominn.casework.levels import STARTER
from kominn.casework.states import (
    WAITING,
    AnswerKind,
    AssessmentState,
    DecisionState,
    Outcome,
    Telling,
)
from kominn.concerns.models import LEFT_BY_LISTS, Concern, seen_by
from kominn.concerns.states import Nudged, State
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.vault.models import readers


class LevelQuerySet(models.QuerySet["Level"]):
    def in_order(self) -> Self:
        return self.order_by("number")


class Level(models.Model):
    """How many work together on one matter, in the city's own words."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    name = models.JSONField(default=dict)
    meaning = models.JSONField(default=dict)

    objects = LevelQuerySet.as_manager()

    class Privacy:
        ordinary = ("number", "name", "meaning")
        retention = "As long as the city uses it."

    def __str__(self) -> str:
        return f"{self.number} – {self.name.get(MOTHER_TONGUE, '')}"

    def in_words(self, language: str) -> str:
        return f"{self.number} – {in_language(self.name, language)}"

    def meaning_in(self, language: str) -> str:
        return in_language(self.meaning, language)


def levels() -> list[Level]:
    """The city's own, or those to begin with until it has written any."""
    return list(Level.objects.in_order()) or starter_levels()


def starter_levels() -> list[Level]:
    return [Level(number=number, name=name, meaning=meaning) for number, name, meaning in STARTER]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> Self:
        """One's own; the other's only when both are in. The key says the same."""
        own = Q(assessor=user) & ~Q(state=AssessmentState.LEFT)
        return self.known_to(user).filter(own | Q(state=AssessmentState.SHARED))

    def known_to(self, user: User) -> Self:
        """Who was asked and how far it has come: every reader of the concern may know that."""
        return self.filter(seen_by(user, "concern"))

    def without_what_is_sealed(self) -> Self:
        """For lists; of neither the assessment nor its concern."""
        return self.defer("content", *LEFT_BY_LISTS)

    def of_round(self, concern: Concern, number: int) -> Self:
        """Those that count in one round, in a fixed order."""
        return self.filter(concern=concern, round=number).in_use().order_by("assessor__name", "id")

    def in_use(self) -> Self:
        return self.exclude(state=AssessmentState.LEFT)

    def waiting(self) -> Self:
        return self.filter(state__in=WAITING, concern__state=State.ASSESSED)

    def wanted_from(self, user: User) -> Self:
        """What this colleague has still to write."""
        asked = self.waiting().filter(assessor=user, state=AssessmentState.ASKED)
        return asked.known_to(user)

    def left_behind(self) -> Self:
        """Those who can no longer read the concern, or may no longer assess."""
        return self.waiting().exclude(still_reads("assessor", Right.ASSESS))


class Assessment(models.Model):
    """One colleague's own judgement, written without seeing the other's."""

    class Privacy:
        personal = ("assessor",)
        sealed = ("content",)
        ordinary = ("id", "concern", "round", "state", "answer_by")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="assessments")
    round = models.PositiveSmallIntegerField()
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=6, choices=AssessmentState.choices, default=AssessmentState.ASKED
    )
    answer_by = models.DateField()
    content = models.BinaryField(
        default=b"", help_text="Sealed to its assessor alone until both are in"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["assessor", "state", "answer_by", "id"], name="assessments_by_day"
            ),
            models.Index(
                fields=["concern", "assessor", "round"], name="assessments_by_concern_and_by"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "round", "assessor"],
                condition=~Q(state=AssessmentState.LEFT),
                name="a_round_asks_a_colleague_once",
            ),
            models.CheckConstraint(
                name="what_is_handed_in_has_content",
                condition=Q(state__in=["asked", "left"]) | ~Q(content=b""),
            ),
            models.CheckConstraint(
                name="what_was_not_given_keeps_nothing",
                condition=~Q(state=AssessmentState.LEFT) | Q(content=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.id}"

    @property
    def is_shared(self) -> bool:
        return self.state == AssessmentState.SHARED

    @property
    def is_written(self) -> bool:
        return self.state in (AssessmentState.IN, AssessmentState.SHARED)


def assessors_for(concern: Concern) -> models.QuerySet[User]:
    """Who may be asked: readers of this concern who may assess."""
    able = User.objects.holding(Right.ASSESS).in_team(concern.team)
    found: models.QuerySet[User] = able.filter(pk__in=readers(concern.pk).values("pk"))
    return found.order_by("name", "pk")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def proposed(self) -> Self:
        return self.filter(state=DecisionState.PROPOSED, concern__state=State.ASSESSED)

    def waiting_for(self, user: User) -> Self:
        """Proposals of others in rounds where this colleague is one of the two."""
        mine = Assessment.objects.filter(
            concern=OuterRef("concern"),
            round=OuterRef("round"),
            assessor=user,
            state=AssessmentState.SHARED,
        )
        proposed = self.proposed().exclude(decided_by=user)
        return proposed.filter(Exists(mine)).visible_to(user)

    def without_what_is_sealed(self) -> Self:
        return self.defer("content", *LEFT_BY_LISTS)


class Decision(models.Model):
    """What one proposes after both are in, and another says yes or no to."""

    class Privacy:
        personal = ("decided_by", "seconded_by")
        sealed = ("content",)
        ordinary = ("id", "concern", "round", "outcome", "state", "decided_on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    state = models.CharField(
        max_length=8, choices=DecisionState.choices, default=DecisionState.PROPOSED
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    content = models.BinaryField(help_text="Reasons, basis, and what exactly is told to whom")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["concern"], condition=Q(state="proposed"), name="decisions_that_wait"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "round"],
                condition=Q(state__in=["proposed", "decided"]),
                name="a_round_has_one_proposal_or_decision",
            ),
            models.CheckConstraint(
                name="the_second_yes_is_another_person_s",
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="what_is_decided_was_decided_by_two_on_a_day",
                condition=~Q(state=DecisionState.DECIDED)
                | Q(seconded_by__isnull=False, decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state == DecisionState.PROPOSED

    def vouched_for(self) -> tuple[object, ...]:
        """What the trail vouches for by a mark, at each step: which decision, of what."""
        return (str(self.pk), self.round, self.outcome)


class ToldQuerySet(models.QuerySet["Told"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def latest_first(self) -> Self:
        return self.order_by("-on", "-number")

    def running(self) -> Self:
        """Exceptions that nothing recorded later has ended."""
        return self.filter(state=Telling.EXCEPTION, ended=False)

    def ending_by(self, day: dt.date) -> Self:
        return self.running().filter(until__lte=day)

    def wanted_from(self, user: User) -> Self:
        """Those that this colleague answers for: as holder, or as anyone where nobody holds it, or
        its holder can no longer read it.

        Asked of each exception that runs, which are few, and never of all that one has held.
        """
        theirs = Q(concern__holder=user) | Q(concern__holder=None)
        gone = ~still_reads("concern__holder", Right.READ_CONCERNS)
        return self.running().filter(seen_by(user, "concern"), theirs | gone)

    def without_what_is_sealed(self) -> Self:
        """For lists; of neither this nor its concern."""
        return self.defer("content", *LEFT_BY_LISTS)


class Told(models.Model):
    """That the person concerned was told, or an exception with its last day."""

    class Privacy:
        personal = ("by",)
        sealed = ("content",)
        ordinary = ("id", "number", "concern", "state", "on", "until", "ended", "nudged")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(help_text="In which order those of a concern came")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="told")
    state = models.CharField(max_length=9, choices=Telling.choices)
    on = models.DateField()
    until = models.DateField(null=True)
    ended = models.BooleanField(default=False, help_text="Something later was recorded instead")
    nudged = models.PositiveSmallIntegerField(
        choices=Nudged.choices,
        default=Nudged.NOBODY,
        help_text="Who has been told by letter that an exception ends",
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="To whom, how and in which words; or why not")

    objects = ToldQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["until"],
                condition=Q(state="exception", ended=False),
                name="exceptions_that_run",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "number"], name="what_is_told_has_a_place_in_its_order"
            ),
            models.CheckConstraint(
                name="an_exception_has_a_last_day",
                condition=Q(state=Telling.EXCEPTION, until__isnull=False)
                | Q(state=Telling.TOLD, until=None),
            ),
            models.CheckConstraint(
                name="an_exception_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"telling {self.id}"

    @property
    def is_exception(self) -> bool:
        return self.state == Telling.EXCEPTION


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def latest_first(self) -> Self:
        return self.order_by("-on", "-number")


class Answer(models.Model):
    """A correction or another view of the person concerned, beside what it answers."""

    class Privacy:
        personal = ("by",)
        sealed = ("content",)
        ordinary = ("id", "number", "concern", "kind", "on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=10, choices=AnswerKind.choices)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="What it answers, and the words")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "number"], name="an_answer_has_a_place_in_its_order"
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, "concern"))

    def latest_first(self) -> Self:
        return self.order_by("-on", "-number")


class Copy(models.Model):
    """That the person concerned was given a copy, and what was left out of it."""

    class Privacy:
        personal = ("by",)
        sealed = ("content",)
        ordinary = ("id", "number", "concern", "on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="copies")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(help_text="To whom, in which language, and what was left out")

    objects = CopyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "number"], name="a_copy_has_a_place_in_its_order"
            )
        ]

    def __str__(self) -> str:
        return f"copy {self.id}"


def next_number(model: type[Told | Answer | Copy], concern: Concern) -> int:
    found = model.objects.filter(concern=concern).aggregate(last=models.Max("number"))
    return (found["last"] or 0) + 1


def latest_round(concern: Concern) -> int:
    """The number of the round that runs, or ran last; none is 0."""
    found = Assessment.objects.filter(concern=concern).aggregate(latest=models.Max("round"))
    return found["latest"] or 0
