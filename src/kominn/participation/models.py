"""Rooms, seats, slips and calls: somebody took part, and nobody can say who.

A seat is a random number on a phone; here stands only its digest. No name, address, device or time
is kept with it, and nothing of a person can be asked for later, because it is not here.

A slip is a random number on paper, good for one time. Its row never changes: which slips are spent
stands for all of them in one row, a bit for each, so that no row tells when it was.
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
from kominn.participation.reasons import Why
from kominn.participation.states import (
    FOR_ALL,
    CallEnd,
    CallState,
    ReplyState,
    StatementState,
)
from kominn.roster.models import Absence

DIGITS_OF_A_CODE = 8
MOST_CHARACTERS = 140


class AgeBand(models.TextChoices):
    """How old those in a room are, as the one who opens it says. Nobody is asked for an age."""

    CHILDREN = "children", _("Under 13")
    YOUNGER = "younger", _("13 to 15")
    OLDER = "older", _("16 to 19")
    MIXED = "mixed", _("13 to 20")


class RoomQuerySet(models.QuerySet["Room"]):
    def open_on(self, day: dt.date) -> Self:
        return self.filter(closed=False, opens_on__lte=day, closes_on__gte=day)


class Room(models.Model):
    """Where a group takes part for some days, behind one shared code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=DIGITS_OF_A_CODE, unique=True)
    age_band = models.CharField(_("How old are they?"), max_length=10, choices=AgeBand.choices)
    most_seats = models.PositiveSmallIntegerField(_("At most so many"), default=40)
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed = models.BooleanField(default=False)

    objects = RoomQuerySet.as_manager()

    class Privacy:
        ordinary = ("id", "code", "age_band", "most_seats", "opens_on", "closes_on", "closed")
        retention = "With the course it belongs to."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="room_does_not_close_before_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(
                name="room_has_seats", condition=Q(most_seats__gte=1, most_seats__lte=500)
            ),
        ]

    def __str__(self) -> str:
        return f"room {self.pk}"

    def is_open(self, day: dt.date) -> bool:
        return not self.closed and self.opens_on <= day <= self.closes_on


class Seat(models.Model):
    """One phone's place in a room. Its key is random, so that no order tells who came first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    mark = models.CharField(max_length=64, unique=True)

    class Privacy:
        ordinary = ("id", "room", "mark")
        # `mark` is a digest of the random number on the phone; it leads to nobody.
        retention = "Until the room has been closed for thirty days."

    def __str__(self) -> str:
        return f"seat in {self.room_id}"


class Told(models.IntegerChoices):
    """Who has had a letter about a call."""

    NOBODY = 0
    ON_DUTY = 1
    CRISIS = 2


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User, today: dt.date) -> Self:
        """Of the rooms one answers for or stands in for; all, for those who can be on duty."""
        if user.may(Right.HOLD_CONCERNS):
            return self
        away = Absence.objects.on(today).filter(deputy=user).values("user")
        return self.filter(Q(adult=user) | Q(adult__in=away))

    def open(self) -> Self:
        return self.filter(state=CallState.OPEN)


class Call(models.Model):
    """Words that hint at danger were written in a room: a grown-up is called to look.

    `rounds` counts how often the job that calls has passed since the last letter: the moment at
    which something was written stands nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="calls")
    where = models.CharField(max_length=80)
    adult = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    state = models.CharField(max_length=6, choices=CallState.choices, default=CallState.OPEN)
    told = models.PositiveSmallIntegerField(choices=Told.choices, default=Told.NOBODY)
    rounds = models.PositiveSmallIntegerField(default=0)
    looked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    looked_on = models.DateField(null=True)
    came_of_it = models.CharField(
        _("What came of it?"), max_length=7, choices=CallEnd.choices, blank=True
    )

    objects = CallQuerySet.as_manager()

    class Privacy:
        personal = ("adult", "looked_by")
        ordinary = (
            "id", "room", "where", "raised_on", "state", "told", "rounds", "looked_on",
            "came_of_it",
        )  # fmt: skip
        retention = "Ninety days after somebody has looked."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_call_in_a_room",
                fields=["room"],
                condition=Q(state=CallState.OPEN),
            ),
            models.CheckConstraint(
                name="call_looked_at_says_who_when_and_what",
                condition=~Q(state=CallState.LOOKED)
                | (~Q(looked_by=None) & ~Q(looked_on=None) & ~Q(came_of_it="")),
            ),
        ]

    def __str__(self) -> str:
        return f"call in {self.room_id}"


class Reply(models.Model):
    """What a grown-up wants to say to the young. It goes out when a colleague has read it too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(max_length=60)
    part = models.CharField(max_length=36, blank=True)
    verdict = models.SlugField(max_length=12)
    words = models.TextField()
    role = models.CharField(max_length=80, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.WAITS)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Privacy:
        personal = ("written_by", "seen_by", "note")
        ordinary = ("id", "about", "part", "verdict", "words", "role", "written_on", "state")
        # `about` is what the trail calls it: `concept:` and its number; `part` is which of several
        # things about it. `note` is for colleagues.
        retention = "As long as what it answers."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_reply_waits_about_one_thing",
                fields=["about", "part"],
                condition=Q(state=ReplyState.WAITS),
            ),
            models.CheckConstraint(
                name="reply_is_read_by_another_than_its_writer",
                condition=Q(seen_by=None) | ~Q(seen_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="reply_sent_was_read_by_two",
                condition=~Q(state=ReplyState.SENT) | ~Q(seen_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"reply about {self.about}"

    @property
    def waits(self) -> bool:
        return self.state == ReplyState.WAITS


class StatementQuerySet(models.QuerySet["Statement"]):
    def for_all(self) -> Self:
        return self.filter(state__in=FOR_ALL)

    def unread(self) -> Self:
        """What waits for a person, what may hurt first. Where a grown-up is called because of one,
        it is read by whoever is called."""
        waiting = self.filter(state=StatementState.WAITS).exclude(call__state=CallState.OPEN)
        return waiting.order_by("-hurts", "written_on", "pk")

    def appealed(self) -> Self:
        return self.filter(state=StatementState.APPEALED).order_by("written_on", "pk")


class Statement(models.Model):
    """What a seat wants all in the room to read. A person reads it first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="statements")
    seat = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="statements")
    text = models.CharField(max_length=MOST_CHARACTERS)
    state = models.CharField(
        max_length=13, choices=StatementState.choices, default=StatementState.WAITS
    )
    why = models.CharField(_("Why not?"), max_length=9, choices=Why.choices, blank=True)
    hurts = models.BooleanField(default=False)
    written_on = models.DateField()
    call = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, related_name="statements", blank=True
    )

    objects = StatementQuerySet.as_manager()

    class Privacy:
        personal = ("text",)
        ordinary = ("id", "room", "seat", "state", "why", "hurts", "written_on", "call")
        # `hurts`: a word of a list was found; a person decides. `seat` leads to nobody.
        retention = "With its room; which seat wrote it, thirty days after the room has closed."

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_not_shown_says_why",
                condition=~Q(state=StatementState.NOT_SHOWN) | ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"statement in {self.room_id}"


class SlipBook(models.Model):
    """One-time slips that belong together. In `spent` each slip has one bit, by its number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issued = models.PositiveSmallIntegerField(default=0)
    spent = models.BinaryField()

    class Privacy:
        ordinary = ("id", "issued", "spent")
        retention = "With what the slips are for."

    def __str__(self) -> str:
        return f"slip book {self.pk}"

    @property
    def times_spent(self) -> int:
        return int.from_bytes(bytes(self.spent), "big").bit_count()

    def is_spent(self, number: int) -> bool:
        return bool(bytes(self.spent)[number // 8] & 1 << number % 8)


class Slip(models.Model):
    """One slip of paper. `mark` is a keyed digest of what is printed on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(SlipBook, on_delete=models.CASCADE, related_name="slips")
    number = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=64, unique=True)

    class Privacy:
        ordinary = ("id", "book", "number", "mark")
        # The number stands on the paper too, so that a lost slip can be replaced; it leads to
        # nobody, and never to what was done with the slip.
        retention = "Until what the slips are for is counted."

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="slip_number_once_in_a_book"),
        ]

    def __str__(self) -> str:
        return f"slip in {self.book_id}"
