"""Rounds as a page shows them: the two assessments beside each other, heading by heading."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from kominn.accounts.models import User
from kominn.casework.actions.assess import Round
from kominn.casework.content import Proposal, Thought, Written
from kominn.casework.models import Assessment, Decision
from kominn.casework.sections import SECTIONS
from kominn.casework.states import Informed, Outcome


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """One of the two."""

    assessment: Assessment
    written: Written | None

    @property
    def name(self) -> str:
        return self.assessment.assessor.name

    @property
    def later(self) -> tuple[Thought, ...]:
        return self.written.later if self.written else ()

    @property
    def informed(self) -> str:
        if self.written is None or not self.written.informed:
            return ""
        return str(Informed(self.written.informed).label)

    @property
    def outcome(self) -> str:
        return str(Outcome(self.written.outcome).label) if self.written else ""


@dataclass(frozen=True, slots=True, repr=False)
class Past:
    """One round: its two sides, what stands under each heading, and what was proposed."""

    number: int
    sides: list[Side]
    decisions: list[tuple[Decision, Proposal | None]]

    @property
    def headings(self) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
        return [
            (
                section.label,
                [
                    (side.name, side.written.words.get(section.name, ""))
                    for side in self.sides
                    if side.written
                ],
            )
            for section in SECTIONS
        ]

    @property
    def proposed(self) -> tuple[Decision, Proposal | None] | None:
        return next((pair for pair in self.decisions if pair[0].is_open), None)

    @property
    def answered(self) -> list[tuple[Decision, Proposal | None]]:
        return [pair for pair in self.decisions if not pair[0].is_open]

    @property
    def second_ones(self) -> list[str]:
        """Who may say yes or no to what is proposed: those who assessed, and did not propose it."""
        pair = self.proposed
        by = pair[0].decided_by_id if pair else None
        return [one.name for one in self.sides if one.assessment.assessor_id != by]

    def is_of(self, user: User) -> bool:
        return any(side.assessment.assessor_id == user.pk for side in self.sides)


def rounds(found: Round) -> list[Past]:
    """The latest first."""
    numbers = {one.round for one, _ in found.assessments} | {
        one.round for one, _ in found.decisions
    }
    return [
        Past(
            number=number,
            sides=[Side(one, written) for one, written in found.assessments if one.round == number],
            decisions=[pair for pair in found.decisions if pair[0].round == number],
        )
        for number in sorted(numbers, reverse=True)
    ]
