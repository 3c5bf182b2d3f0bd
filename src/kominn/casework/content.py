"""Sealing and opening what is written in a round: each thing for its own spot."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from kominn.casework.models import Assessment, Decision
from kominn.vault.ciphertext import CannotOpen, Place, open_json, seal_json


@dataclass(frozen=True, slots=True, repr=False)
class Thought:
    """What an assessor adds after both were in."""

    text: str
    at: str
    token: str

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """One colleague's assessment: the words under each heading, and four choices.

    The level's name stands beside its number: the city may call it something else one day.
    """

    words: dict[str, str] = field(default_factory=dict)
    informed: str = ""
    informed_on: str = ""
    informed_why: str = ""
    level: int | None = None
    level_name: str = ""
    outcome: str = ""
    later: tuple[Thought, ...] = ()

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        later = tuple(Thought(**one) for one in content.pop("later"))
        return cls(**content, later=later)

    @property
    def texts(self) -> tuple[str, ...]:
        """What its writer put in their own words."""
        return (*self.words.values(), self.informed_why)

    @property
    def informed_day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.informed_on) if self.informed_on else None


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """What is proposed and why, and what the second of the two answered.

    The legal basis is one version of one in `law`, with the words it had that day.
    """

    reasons: str
    basis: str = ""
    basis_from: str = ""
    basis_name: str = ""
    recipient: str = ""
    told: str = ""
    voice: str = ""
    best_interest: str = ""
    level: int | None = None
    level_name: str = ""
    review_on: str = ""
    answer: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What its writer put in their own words."""
        return (self.reasons, self.recipient, self.told, self.voice, self.best_interest)

    @property
    def review_day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.review_on) if self.review_on else None


def seal_assessment(assessment: Assessment, written: Written, key: bytes) -> bytes:
    return seal_json(asdict(written), key=key, place=_place_of(assessment))


def open_assessment(assessment: Assessment, key: bytes) -> Written:
    """What stands written so far; nothing yet is an empty one."""
    if not assessment.content:
        return Written()
    content = open_json(bytes(assessment.content), key=key, place=_place_of(assessment))
    return Written.from_json(content)


def assessment_or_damaged(assessment: Assessment, key: bytes) -> Written | None:
    try:
        return open_assessment(assessment, key)
    except CannotOpen:
        return None


def seal_decision(decision: Decision, proposal: Proposal, key: bytes) -> bytes:
    """The outcome, which stands in the clear to be counted, is sealed with its reasons too."""
    content = asdict(proposal) | {"outcome": decision.outcome}
    return seal_json(content, key=key, place=_place_of(decision))


def open_decision(decision: Decision, key: bytes) -> Proposal:
    """Raises where the outcome beside it is not the one that was proposed."""
    content = open_json(bytes(decision.content), key=key, place=_place_of(decision))
    if content.pop("outcome", "") != decision.outcome:
        raise CannotOpen
    return Proposal(**content)


def decision_or_damaged(decision: Decision, key: bytes) -> Proposal | None:
    try:
        return open_decision(decision, key)
    except CannotOpen:
        return None


def _place_of(thing: Assessment | Decision) -> Place:
    return Place(thing._meta.db_table, "content", thing.pk)
