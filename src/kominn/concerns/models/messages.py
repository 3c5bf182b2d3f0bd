"""The talk about a concern: with the reporter, and notes among staff."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from kominn.accounts.models import User
from kominn.concerns import states
from kominn.concerns.models.concern import LEFT_BY_LISTS, Concern
from kominn.concerns.states import State


class MessageQuerySet(models.QuerySet["Message"]):
    def for_reporter(self) -> Self:
        """What the reporter reads: no notes, and nothing that still waits for a colleague."""
        return self.filter(state=states.MessageState.SENT).exclude(writer=states.Writer.NOTE)

    def waiting(self) -> Self:
        return self.filter(state=states.MessageState.WAITING)

    def unsent(self) -> Self:
        """What its writer may still write anew or let be."""
        return self.filter(state__in=states.UNSENT)

    def stopped(self) -> Self:
        """Of these, what a colleague has handed back."""
        return self.filter(state=states.MessageState.STOPPED)

    def for_second_reader(self, user: User) -> Self:
        """What colleagues have written that this reader could let go; what was taken back waits
        for nobody."""
        return self.waiting().exclude(author=user).exclude(concern__state=State.WITHDRAWN)

    def without_what_is_sealed(self) -> Self:
        """For lists; of neither the message nor its concern."""
        return self.defer(*Message.Privacy.sealed, *LEFT_BY_LISTS)


class Message(models.Model):
    class Privacy:
        personal = ("author", "second_reader")
        sealed = ("body", "why_stopped")
        ordinary = ("id", "concern", "writer", "state", "read_by_two", "close_reason")
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
    close_reason = models.CharField(
        max_length=10,
        choices=states.CloseReason.choices,
        blank=True,
        help_text="Of closing words that wait for a colleague: sent, they finish the concern",
    )
    body = models.BinaryField(help_text="Text and exact time")
    why_stopped = models.BinaryField(
        default=b"", help_text="The second reader's sentence to the writer"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="messages_by_state"),
            models.Index(fields=["concern", "state", "author"], name="messages_by_concern"),
        ]
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
