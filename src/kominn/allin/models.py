"""Courses, and the concepts young people make in them.

A concept is one record from the first word on a phone to the best case in the Guide: canvas,
concept page, ballot line and project are pages of it, never copies.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.appeal_models import Appeal as Appeal
from kominn.allin.canvas import CARDS
from kominn.allin.credit_models import MOST_IN_A_NAME as MOST_IN_A_NAME
from kominn.allin.credit_models import Credit as Credit
from kominn.allin.picture_models import LeftOut as LeftOut
from kominn.allin.picture_models import Picture as Picture
from kominn.allin.project_models import About as About
from kominn.allin.project_models import Milestone as Milestone
from kominn.allin.project_models import Missing as Missing
from kominn.allin.project_models import Project as Project
from kominn.allin.project_models import Proposed as Proposed
from kominn.allin.project_models import Spending as Spending
from kominn.allin.push_models import PushKey as PushKey
from kominn.allin.push_models import PushPhone as PushPhone
from kominn.allin.states import ANSWERS, PROJECTS, PUBLIC, UNSHOWN, State
from kominn.participation.actions import KEPT_AFTER_CLOSING
from kominn.participation.models import Call, Reply, Room, Seat
from kominn.participation.states import CallState, ReplyState
from kominn.portrait.models import Area

TIME_TO_ANSWER = dt.timedelta(days=30)
REMINDED_BEFORE = dt.timedelta(days=7)


class Where(models.TextChoices):
    """Whether an idea lives among people or on screens."""

    OFFLINE = "offline", _("Where we meet")
    ONLINE = "online", _("Online")
    BOTH = "both", _("Both")


class Course(models.Model):
    """A camp, a class, an evening: some days in which a group makes ideas."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("What is it called?"), max_length=80)
    recipe = models.SlugField(max_length=40)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(_("Where do you meet?"), max_length=120, blank=True)
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answers = models.CharField(max_length=80, blank=True)
    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="+")
    invented = models.BooleanField(default=False)

    class Privacy:
        personal = ("leader",)
        ordinary = (
            "id", "name", "recipe", "area", "place", "first_day", "last_day", "answers", "room",
            "invented",
        )  # fmt: skip
        # `answers` is who owes the teams an answer, by role.
        retention = "Kept: courses are counted over the years."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="course_does_not_end_before_it_begins",
                condition=Q(last_day__gte=F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_led_by(self, user: User) -> bool:
        """By whoever began it, or who coordinates all courses."""
        return self.leader_id == user.pk or user.may(Right.ANSWER_CONCEPTS)


class Gathering(models.Model):
    """One item of a course's timetable: when the group meets, for how long, to do what.

    `method` is the slug of a card in the Guide, where one belongs to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="gatherings")
    day = models.DateField()
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    method = models.SlugField(max_length=50, blank=True)

    class Privacy:
        ordinary = ("id", "course", "day", "starts", "minutes", "name", "method")
        retention = "With the course it belongs to."

    class Meta:
        ordering = ("day", "starts", "pk")
        constraints = [
            models.CheckConstraint(
                name="gathering_lasts_within_a_day", condition=Q(minutes__gte=1, minutes__lte=1440)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def day_number(self) -> int:
        """Which day of the course it is on, the first being 1."""
        return (self.day - self.course.first_day).days + 1

    @property
    def ends(self) -> dt.time:
        return (
            dt.datetime.combine(self.day, self.starts) + dt.timedelta(minutes=self.minutes)
        ).time()


class Reminded(models.IntegerChoices):
    """Which letter about the promised day has gone to those who may answer."""

    NOT_YET = 0
    SOON = 1
    LATE = 2


class ConceptQuerySet(models.QuerySet["Concept"]):
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)

    def readable_by(self, user: User, today: dt.date) -> Self:
        """Not those that a grown-up is called because of, but for those who may look."""
        hidden = Call.objects.open().exclude(
            pk__in=Call.objects.visible_to(user, today).values("pk")
        )
        return self.exclude(call__in=hidden)

    def written_from(self, seat: Seat) -> Self:
        return self.filter(seats=seat)

    def over_and_never_answered(self, today: dt.date) -> Self:
        """Drafts, what was taken back, and what was handed in or sent back and waits for no youth
        council, thirty days after their room has closed; not while somebody is called because of
        one. Which of those handed in were shown once, the trail says.

        Nothing of them is counted, also where one was shown: nobody owes an answer to what its team
        took back, and so few are taken back in a year that a count would tell which idea it was.
        What was answered stays, and so does whatever a vote stands on.
        """
        over = today - KEPT_AFTER_CLOSING
        left = Q(state__in=[State.DRAFT, State.WITHDRAWN])
        unshown = Q(state__in=UNSHOWN, handed_in_on__lt=over)
        here = self.filter(left | unshown, answered_on=None)
        here = here.exclude(pk__in=Appeal.objects.to_judge().values("concept"))
        return here.filter(course__room__closes_on__lt=over).exclude(call__state=CallState.OPEN)

    def waiting(self) -> Self:
        """Whoever has waited longest comes first."""
        return self.filter(state=State.SHOWN).order_by("handed_in_on", "pk")

    def due_by(self, day: dt.date) -> Self:
        return self.filter(state=State.SHOWN, handed_in_on__lte=day - TIME_TO_ANSWER)

    def unread(self) -> Self:
        """Handed in, and nobody has written to the team yet. Where a grown-up is called because of
        one, it is read by whoever is called."""
        waiting = self.filter(state=State.HANDED_IN).exclude(call__state=CallState.OPEN)
        return waiting.exclude(reply__state=ReplyState.WAITS)

    def answered_by_one(self, user: User) -> Self:
        """What a colleague wrote to the team, and another who may is to read."""
        verdicts = [State.RETURNED.value] if user.may(Right.RUN_COURSES) else []
        verdicts += [one.value for one in ANSWERS] if user.may(Right.ANSWER_CONCEPTS) else []
        here = self.filter(reply__state=ReplyState.WAITS, reply__verdict__in=verdicts)
        return here.exclude(state=State.WITHDRAWN).exclude(call__state=CallState.OPEN)

    def overdue(self, today: dt.date) -> Self:
        """Shown, and without an answer for longer than was promised."""
        return self.filter(state=State.SHOWN, handed_in_on__lt=today - TIME_TO_ANSWER)


class Concept(models.Model):
    """An idea of a team. `texts` is what the canvas says, kept so that lists need not open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="concepts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    canvas = models.BinaryField()
    version = models.PositiveIntegerField(default=0)
    texts = models.JSONField(default=dict)
    where = models.CharField(max_length=7, choices=Where.choices, blank=True)
    seats = models.ManyToManyField(Seat, related_name="+", blank=True)
    card_mark = models.CharField(max_length=64, null=True, unique=True, editable=False)
    call = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, related_name="concepts", blank=True
    )
    reply = models.ForeignKey(
        Reply, on_delete=models.SET_NULL, null=True, related_name="concepts", blank=True
    )
    handed_in_on = models.DateField(null=True)
    reason = models.TextField(_("Why"), blank=True)
    answer = models.TextField(_("Answer"), blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(_("Who answers"), max_length=80, blank=True)
    reminded = models.PositiveSmallIntegerField(choices=Reminded.choices, default=Reminded.NOT_YET)

    objects = ConceptQuerySet.as_manager()

    class Privacy:
        personal = ("canvas", "texts")
        ordinary = (
            "id", "course", "state", "version", "where", "seats", "call", "reply", "card_mark",
            "handed_in_on", "reason", "answer", "answered_on", "answered_by", "reminded",
        )  # fmt: skip
        # `card_mark` is a digest of the secret on the team's card; it leads to nobody.
        # `answered_by` is a role, never only a name; somebody reads `texts` before they are shown.
        retention = "Kept once shown; others thirty days after their room has closed."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="concept_handed_in_has_a_day",
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN]) | ~Q(handed_in_on=None),
            ),
            models.CheckConstraint(
                name="concept_sent_back_says_why",
                condition=~Q(state=State.RETURNED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="concept_answered_says_who_when_and_why",
                condition=~Q(state__in=(*ANSWERS, *PROJECTS))
                | (~Q(answer="") & ~Q(answered_by="") & ~Q(answered_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"concept {self.pk}"

    @property
    def name(self) -> str:
        return str(self.texts.get("name", ""))

    @property
    def is_called_about(self) -> bool:
        """Until somebody has looked, nothing of it is read but by whoever is called."""
        return self.call is not None and self.call.state == CallState.OPEN

    @property
    def answer_by(self) -> dt.date | None:
        """The day the promise runs out."""
        return self.handed_in_on + TIME_TO_ANSWER if self.handed_in_on else None

    def card(self, slug: str) -> str:
        assert slug in CARDS
        return str(self.texts.get(slug, ""))
