"""Of which class of records a concern is when it is finished: by how it ended and what was decided.

What becomes of each class, and when, stands in `law`.
"""

from __future__ import annotations

from kominn.concerns.states import CloseReason
from kominn.law import classes

BY_REASON: dict[str, str] = {
    CloseReason.ADVICE: classes.ADVICE,
    CloseReason.HELPED: classes.ADVICE,
    CloseReason.PASSED_ON: classes.PASSED_ON,
    CloseReason.NO_GROUND: classes.NO_GROUND,
    CloseReason.MERGED: classes.DUPLICATE,
    CloseReason.NOT_OURS: classes.NOT_OURS,
    CloseReason.MOVED: classes.MOVED,
}

DOCUMENTED = (classes.PLACE_MEASURE, classes.PASSED_ON, classes.PERSON_FOLLOWED)
"""What was done by a decision, from the least to the gravest. However a concern ends, the gravest
of these stays its class: what ends it later undoes nothing of what was done."""


def when_closed(reason: str, *, so_far: str) -> str:
    return gravest(so_far, BY_REASON.get(reason, reason))


def when_withdrawn(*, so_far: str) -> str:
    return gravest(so_far, classes.WITHDRAWN)


def when_reopened(*, so_far: str) -> str:
    return so_far if so_far in DOCUMENTED else ""


def gravest(so_far: str, now: str) -> str:
    documented = [one for one in DOCUMENTED if one in (so_far, now)]
    return documented[-1] if documented else now
