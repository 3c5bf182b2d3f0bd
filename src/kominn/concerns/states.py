"""The life of a concern, of a message and of an interpreter's order, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kominn.concerns.themes import Theme as Theme


class State(models.TextChoices):
    RECEIVED = "received", _("Received")
    HELD = "held", _("Being handled")
    ASSESSED = "assessed", _("Two assess")
    FOLLOWED = "followed", _("Measures run")
    JOINED = "joined", _("Joined with another")
    CLOSED = "closed", _("Finished")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NEXT: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.HELD, State.JOINED, State.WITHDRAWN}),
    # Back to received: its holder stood too near, and somebody else takes it.
    State.HELD: frozenset(
        {
            State.RECEIVED,
            State.ASSESSED,
            State.FOLLOWED,
            State.JOINED,
            State.CLOSED,
            State.WITHDRAWN,
        }
    ),
    # What two assess is not finished past them: the round ends first.
    State.ASSESSED: frozenset({State.RECEIVED, State.HELD, State.FOLLOWED, State.WITHDRAWN}),
    State.FOLLOWED: frozenset(
        {State.RECEIVED, State.HELD, State.ASSESSED, State.CLOSED, State.WITHDRAWN}
    ),
    # Taken out again; or it goes on alone where the one it stood under was taken back.
    State.JOINED: frozenset({State.RECEIVED, State.HELD, State.CLOSED, State.WITHDRAWN}),
    # The reporter wrote again, or a second look opened it: new work, with a new deadline.
    State.CLOSED: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}

HANDLED = frozenset({State.HELD, State.ASSESSED, State.FOLLOWED})
"""Somebody answers for the next step. The reporter reads of no difference between these."""

OPEN = HANDLED | {State.RECEIVED}
OVER = frozenset({State.CLOSED, State.WITHDRAWN})
"""From here the time is counted after which it is archived or erased."""

FINISHED = OVER
"""What is joined is neither open nor finished: it is worked on, and ends, with another."""


class ImpossibleStep(Exception):
    """Shown to the reader as it is."""


def check_not_withdrawn(now: str) -> None:
    """What the reporter has taken back is left in peace."""
    if now == State.WITHDRAWN:
        raise ImpossibleStep(
            _("The reporter has taken this back. Nothing more is to be done with it.")
        )


def check_step(now: str, then: State) -> None:
    if then not in NEXT[State(now)]:
        raise ImpossibleStep(
            _("This concern is “%(now)s” and can’t become “%(then)s”. Read the page anew.")
            % {"now": State(now).label, "then": then.label}
        )


class Channel(models.TextChoices):
    WEB = "web", _("On the web")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    MEETING = "meeting", _("In a meeting")
    EMAIL = "email", _("By e-mail")


class SenderRole(models.TextChoices):
    """Who tells, coarse enough to hide in. Not named where fewer than a handful hold it."""

    UNSAID = "", _("Not said")
    YOUNG = "young", _("Young person")
    GUARDIAN = "guardian", _("Parent or guardian")
    RESIDENT = "resident", _("Friend, neighbour or other resident")
    VOLUNTEER = "volunteer", _("Coach or volunteer")
    LEADER = "leader", _("Leader in a faith or life-stance community")
    EMPLOYEE = "employee", _("Employee")


class Danger(models.TextChoices):
    """What the reporter says of danger now."""

    NONE = "", _("No danger was told of")
    UNSURE = "unsure", _("Perhaps in danger")
    YES = "yes", _("In danger now")


DANGERS = (Danger.NONE, Danger.UNSURE, Danger.YES)
"""From the least to the gravest."""


class CloseReason(models.TextChoices):
    ADVICE = "advice", _("Advice was given")
    HELPED = "helped", _("The worry has been met")
    PASSED_ON = "passed_on", _("Passed on to the right service")
    NO_GROUND = "no_ground", _("There was no ground for worry")
    MERGED = "merged", _("Belongs with another concern")
    NOT_OURS = "not_ours", _("Not something the municipality can do")
    MOVED = "moved", _("Moved to another municipality")
    DUPLICATE = "duplicate", _("The same reporter told it before")
    SPAM = "spam", _("Spam, or nothing that can be read")


FAST = (CloseReason.ADVICE, CloseReason.NOT_OURS, CloseReason.DUPLICATE, CloseReason.SPAM)
"""For these one person finishes straight away."""

ALONE = frozenset({*FAST, CloseReason.NO_GROUND})
"""One person found that nothing is to be done: some of these get a second look."""


READINGS = (
    "concern.read",
    "concern.names_read",
    "attachment.read",
    "assessment.opened",
    "person.looked",
)
"""What the trail calls it that somebody has read of a concern."""


class Verdict(models.TextChoices):
    """Of the second look; empty until somebody has looked."""

    AGREED = "agreed", _("Agreed")
    REOPENED = "reopened", _("Opened again")


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waits for a colleague")
    SENT = "sent", _("Sent")
    STOPPED = "stopped", _("Stopped by a colleague")
    DROPPED = "dropped", _("Not sent")


NEXT_FOR_MESSAGES: dict[MessageState, frozenset[MessageState]] = {
    MessageState.WAITING: frozenset(
        {MessageState.SENT, MessageState.STOPPED, MessageState.DROPPED}
    ),
    # The writer has written it anew, or let it be.
    MessageState.STOPPED: frozenset({MessageState.DROPPED}),
    MessageState.SENT: frozenset(),
    MessageState.DROPPED: frozenset(),
}


UNSENT = frozenset(
    state for state, then in NEXT_FOR_MESSAGES.items() if MessageState.DROPPED in then
)


class Writer(models.TextChoices):
    REPORTER = "reporter", _("The reporter")
    STAFF = "staff", _("The municipality")
    NOTE = "note", _("Note among staff")


class OrderState(models.TextChoices):
    NOTED = "noted", _("Noted, not yet ordered")
    ORDERED = "ordered", _("Ordered")
    CONFIRMED = "confirmed", _("Confirmed")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class HandoverState(models.TextChoices):
    OFFERED = "offered", _("Offered, not yet answered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")
    LAPSED = "lapsed", _("Came to nothing")


NEXT_FOR_HANDOVERS: dict[HandoverState, frozenset[HandoverState]] = {
    # Lapsed: nobody answered in time, or there was nothing left to hand over.
    HandoverState.OFFERED: frozenset(set(HandoverState) - {HandoverState.OFFERED}),
    HandoverState.ACCEPTED: frozenset(),
    HandoverState.DECLINED: frozenset(),
    HandoverState.TAKEN_BACK: frozenset(),
    HandoverState.LAPSED: frozenset(),
}


class Nudged(models.IntegerChoices):
    """Who has been told that a concern waits in silence; each step tells one more."""

    NOBODY = 0, _("Nobody")
    HOLDER = 1, _("Whoever holds it, or is on duty")
    LEADER = 2, _("The leader")
    CRISIS = 3, _("The crisis contact")
