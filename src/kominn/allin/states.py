"""Where a concept stands, from the first word on a phone to what became of it; drawn in docs.

From a no, and from what was sent back, the youth council alone leads on to being shown.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Being written")
    HANDED_IN = "handed_in", _("Handed in")
    RETURNED = "returned", _("Sent back to the team")
    SHOWN = "shown", _("Waits for an answer")
    YES = "yes", _("Yes")
    YES_IF = "yes_if", _("Yes, if")
    NO = "no", _("No, because")
    UNDERWAY = "underway", _("A project now")
    FINISHED = "finished", _("Finished")
    PASSED_ON = "passed_on", _("Others run it on")
    STOPPED = "stopped", _("Stopped")
    WITHDRAWN = "withdrawn", _("Taken back by the team")


NEXT: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.HANDED_IN, State.WITHDRAWN}),
    State.HANDED_IN: frozenset({State.SHOWN, State.RETURNED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.HANDED_IN, State.SHOWN, State.WITHDRAWN}),
    State.SHOWN: frozenset({State.YES, State.YES_IF, State.NO, State.RETURNED, State.WITHDRAWN}),
    State.YES: frozenset({State.UNDERWAY, State.WITHDRAWN}),
    State.YES_IF: frozenset({State.YES, State.NO, State.WITHDRAWN}),
    State.NO: frozenset({State.SHOWN}),
    State.UNDERWAY: frozenset({State.FINISHED, State.PASSED_ON, State.STOPPED, State.WITHDRAWN}),
    State.FINISHED: frozenset(),
    State.PASSED_ON: frozenset(),
    State.STOPPED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

OVER = tuple(state for state in State if not NEXT[state] or state == State.NO)
"""Nothing follows: what is on the team's card stays as it is. A no does too, unless the team asks
the youth council, and then it looks at its card."""
WRITABLE = (State.DRAFT, State.RETURNED)
UNSHOWN = (State.HANDED_IN, State.RETURNED)
"""Read by its team and those who let it through; some were shown before they were sent back."""
ANSWERS = (State.YES, State.YES_IF, State.NO)
ENDS = (State.FINISHED, State.PASSED_ON, State.STOPPED)
PROJECTS = (State.UNDERWAY, *ENDS)
WORKED_ON = (State.YES_IF, State.YES, *PROJECTS)
PUBLIC = (State.SHOWN, *ANSWERS, *PROJECTS)
