"""What must be written down before a thing is handed in or proposed."""

from __future__ import annotations

from collections.abc import Sequence

from kominn.casework.content import Proposal, Written
from kominn.casework.sections import SECTIONS, may_be_about_a_child
from kominn.casework.states import (
    FOLLOWED_UP,
    NEEDS_BASIS,
    TOLD_TO_OTHERS,
    Informed,
    Outcome,
)
from kominn.concerns.told import Told


def missing_in_assessment(written: Written, told: Sequence[Told | None]) -> list[str]:
    """The names of the fields that are still empty and may not be."""
    child = may_be_about_a_child(told, written.outcome)
    needed = [one.name for one in SECTIONS if one.needed or (one.for_child and child)]
    missing = [name for name in needed if not written.words.get(name)]
    if not written.informed:
        missing.append("informed")
    elif not written.informed_on:
        missing.append("informed_on")
    if written.informed == Informed.EXCEPTION and not written.informed_why:
        missing.append("informed_why")
    if written.level is None:
        missing.append("level")
    if not written.outcome:
        missing.append("outcome")
    return missing


def missing_in_proposal(outcome: str, proposal: Proposal, told: Sequence[Told | None]) -> list[str]:
    fields = {
        "reasons": True,
        "basis": outcome in NEEDS_BASIS,
        "recipient": outcome in TOLD_TO_OTHERS,
        "told": outcome in TOLD_TO_OTHERS,
        "voice": may_be_about_a_child(told, outcome),
        "best_interest": may_be_about_a_child(told, outcome),
        "review_on": outcome in FOLLOWED_UP,
    }
    missing = [name for name, needed in fields.items() if needed and not getattr(proposal, name)]
    if outcome == Outcome.PERSON_FOLLOWED and proposal.level is None:
        missing.append("level")
    return missing
