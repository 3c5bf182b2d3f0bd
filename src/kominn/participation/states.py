"""What can happen next to a statement, a call for a grown-up and what a grown-up writes; drawn."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    OPEN = "open", _("Nobody has looked yet")
    LOOKED = "looked", _("Somebody has looked")


NEXT_FOR_CALLS: dict[str, frozenset[str]] = {
    CallState.OPEN: frozenset({CallState.LOOKED}),
    CallState.LOOKED: frozenset(),
}


class CallEnd(models.TextChoices):
    """What came of it, as the one who looked says."""

    TALKED = "talked", _("I talked with them, and they are safe")
    HELP = "help", _("Help is called: 112, the emergency child welfare service or another service")
    NOTHING = "nothing", _("The words meant something else")


class StatementState(models.TextChoices):
    WAITS = "waits", _("Waits to be read")
    SHOWN = "shown", _("Shown")
    NOT_SHOWN = "not_shown", _("Not shown")
    APPEALED = "appealed", _("Appealed to the youth council")
    COUNCIL_SHOWS = "council_shows", _("Shown: the youth council said so")
    COUNCIL_HIDES = "council_hides", _("Not shown: the youth council agreed")
    WITHDRAWN = "withdrawn", _("Taken back by its writer")


NEXT_FOR_STATEMENTS: dict[str, frozenset[str]] = {
    StatementState.WAITS: frozenset(
        {StatementState.SHOWN, StatementState.NOT_SHOWN, StatementState.WITHDRAWN}
    ),
    StatementState.SHOWN: frozenset({StatementState.NOT_SHOWN, StatementState.WITHDRAWN}),
    StatementState.NOT_SHOWN: frozenset({StatementState.APPEALED, StatementState.WITHDRAWN}),
    StatementState.APPEALED: frozenset(
        {
            StatementState.COUNCIL_SHOWS,
            StatementState.COUNCIL_HIDES,
            StatementState.WITHDRAWN,
        }
    ),
    StatementState.COUNCIL_SHOWS: frozenset({StatementState.WITHDRAWN}),
    StatementState.COUNCIL_HIDES: frozenset(),
    StatementState.WITHDRAWN: frozenset(),
}
FOR_ALL = (StatementState.SHOWN, StatementState.COUNCIL_SHOWS)


class AppealState(models.TextChoices):
    """An appeal about what grown-ups said to a team; of statements, it is a state of their own."""

    MAY = "may", _("The team can ask the youth council")
    ASKED = "asked", _("The youth council looks at it.")
    GRANTED = "granted", _("The youth council is with the team")
    UPHELD = "upheld", _("The youth council lets the answer stand")


NEXT_FOR_APPEALS: dict[str, frozenset[str]] = {
    AppealState.MAY: frozenset({AppealState.ASKED}),
    AppealState.ASKED: frozenset({AppealState.GRANTED, AppealState.UPHELD}),
    AppealState.GRANTED: frozenset(),
    AppealState.UPHELD: frozenset(),
}


class ReplyState(models.TextChoices):
    WAITS = "waits", _("Waits for a colleague to read it")
    SENT = "sent", _("Read by two, and sent")
    STOPPED = "stopped", _("Stopped by a colleague")
    TAKEN_BACK = "taken_back", _("Taken back by its writer")


NEXT_FOR_REPLIES: dict[str, frozenset[str]] = {
    ReplyState.WAITS: frozenset({ReplyState.SENT, ReplyState.STOPPED, ReplyState.TAKEN_BACK}),
    ReplyState.SENT: frozenset(),
    ReplyState.STOPPED: frozenset(),
    ReplyState.TAKEN_BACK: frozenset(),
}
