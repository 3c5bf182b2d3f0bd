"""What is kept of a concern.

In clear stands only what the inbox and the counts need: theme, area, week, coarse role, channel,
state, deadline by day, team, and who among staff holds it. Everything told is sealed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import Team, User
from kominn.concerns import states
from kominn.concerns.states import OPEN, State
from kominn.portrait.models import Area
from kominn.vault.models import TeamKeyWrap, wrapped_for


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User) -> Self:
        """What this user may see: concerns of the user's teams whose key the user can unwrap.

        The only place that says so. The wrap is the second lock, after the team.
        """
        return self.filter(team__membership__user=user).filter(wrapped_for(user, "id"))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def finished(self) -> Self:
        return self.exclude(state__in=OPEN)

    def held_by(self, user: User) -> Self:
        return self.filter(holder=user)

    def overdue(self, today: dt.date) -> Self:
        return self.open().filter(due_on__lt=today)

    def most_urgent_first(self) -> Self:
        return self.order_by("due_on", "id")

    def after(self, due_on: dt.date, pk: uuid.UUID) -> Self:
        """The next page of `most_urgent_first`, without counting what came before."""
        return self.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, id__gt=pk))


class Concern(models.Model):
    class Privacy:
        personal = ("holder",)
        sealed = ("content", "names", "receipt_wrap", "receipt_verifier", "locator", "submission")
        ordinary = (
            "id",
            "theme",
            "area",
            "week",
            "sender_role",
            "channel",
            "state",
            "due_on",
            "team",
            "close_reason",
            "announced",
        )
        retention = (
            "Until the concern is closed and its record class says delete or archive; "
            "then the wraps are destroyed and the row is erased."
        )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    theme = models.CharField(max_length=12, choices=states.Theme.choices, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    week = models.DateField(help_text="Monday of the week it came; the exact time is sealed")
    sender_role = models.CharField(max_length=10, choices=states.SenderRole.choices, blank=True)
    channel = models.CharField(max_length=8, choices=states.Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    due_on = models.DateField(help_text="The day by which somebody must look or act")
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    close_reason = models.CharField(max_length=10, choices=states.CloseReason.choices, blank=True)
    announced = models.BooleanField(default=False, help_text="A letter has told that it waits")

    content = models.BinaryField(help_text="Everything told, with its exact time and language")
    names = models.BinaryField(help_text="The separate box for names, opened on its own")
    locator = models.CharField(max_length=8, unique=True)
    receipt_verifier = models.BinaryField()
    receipt_wrap = models.BinaryField(help_text="The data key, sealed by the receipt")
    submission = models.BinaryField(unique=True, help_text="So that a form sent twice is kept once")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["team", "due_on", "id"],
                condition=Q(state__in=sorted(OPEN)),
                name="open_concerns_by_deadline",
            ),
            models.Index(fields=["team", "due_on", "id"], name="concerns_by_deadline"),
            models.Index(
                fields=["week"], condition=Q(announced=False), name="concerns_to_announce"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_concern_being_handled_has_a_holder",
                condition=~Q(state=State.HELD) | Q(holder__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_concern_has_a_reason",
                condition=~Q(state=State.CLOSED) | ~Q(close_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"concern {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def short(self) -> str:
        """What staff call it: part of its random number, nothing that anyone told."""
        return self.id.hex[:6].upper()


def readers_of(concern: Concern) -> models.QuerySet[User]:
    """Everyone whose keys open this concern, by name."""
    holders = TeamKeyWrap.objects.filter(team_key__records__record=concern.pk).values("user")
    readers: models.QuerySet[User] = User.objects.filter(pk__in=holders).order_by("name")
    return readers


class MessageQuerySet(models.QuerySet["Message"]):
    def for_reporter(self) -> Self:
        """What the reporter reads: no notes, and nothing that still waits for a colleague."""
        return self.filter(state=states.MessageState.SENT).exclude(writer=states.Writer.NOTE)

    def waiting(self) -> Self:
        return self.filter(state=states.MessageState.WAITING)


class Message(models.Model):
    class Privacy:
        personal = ("author", "second_reader")
        sealed = ("body",)
        ordinary = ("id", "concern", "writer", "state", "read_by_two")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="messages")
    writer = models.CharField(max_length=8, choices=states.Writer.choices)
    state = models.CharField(
        max_length=8, choices=states.MessageState.choices, default=states.MessageState.SENT
    )
    read_by_two = models.BooleanField(
        default=False, help_text="Always to a minor; also when the writer asks for it"
    )
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_reader = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField(help_text="Text and exact time")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_messages_have_an_author",
                condition=Q(writer=states.Writer.REPORTER, author=None)
                | Q(~Q(writer=states.Writer.REPORTER), author__isnull=False),
            ),
            models.CheckConstraint(
                name="what_needs_two_readers_was_read_by_two",
                condition=Q(read_by_two=False)
                | ~Q(writer=states.Writer.STAFF)
                | ~Q(state=states.MessageState.SENT)
                | Q(second_reader__isnull=False),
            ),
            models.CheckConstraint(
                name="the_second_reader_is_another_person",
                condition=Q(second_reader=None) | ~Q(second_reader=F("author")),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.id}"


class Attachment(models.Model):
    class Privacy:
        sealed = ("reference",)
        ordinary = ("id", "concern", "file_id")
        retention = "As long as its concern; the ciphertext file goes with the row."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="attachments")
    file_id = models.UUIDField(unique=True)
    reference = models.BinaryField(help_text="The file's own key, digest, size, kind and name")

    def __str__(self) -> str:
        return f"attachment {self.id}"


class InterpreterOrder(models.Model):
    """A qualified interpreter for a talk about one concern; a child never interprets."""

    class Privacy:
        personal = ("ordered_by",)
        sealed = ("details",)
        ordinary = ("id", "concern", "state", "needed_on")
        retention = "As long as its concern."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="orders")
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    needed_on = models.DateField()
    state = models.CharField(
        max_length=9, choices=states.OrderState.choices, default=states.OrderState.ORDERED
    )
    details = models.BinaryField(help_text="Language, kind of talk and time")

    class Meta:
        verbose_name = _("interpreter order")

    def __str__(self) -> str:
        return f"interpreter order {self.id}"
