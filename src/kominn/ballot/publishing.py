# ruff: noqa: E501
"""What of a count is published, and in which form.

Where fewer than five voted, only who wins is shown. What one paid is shown for groups of at least
five ballots alike. Every ballot, for a recount and as a file, is shown only where so many voted
that one among them is nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kominn.ballot.actions.count import SHOWN_FROM, question_counted
from kominn.ballot.counting import LEAST_ALIKE
from kominn.ballot.marks import Marks
from kominn.ballot.models import Count, Line
from kominn.core import sheets
from kominn.core.templatetags.words import count as figures
from kominn.core.templatetags.words import kroner


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the result."""

    line: Line
    fallen_out: bool
    votes: int
    people: int
    bought: bool
    added: bool
    by_most_votes: bool
    more_votes: int | None
    less_money: int | None

    @property
    def wins(self) -> bool:
        return self.bought or self.added


def shows_numbers(kept: Count) -> bool:
    """Of fewer voters the totals are the ballots."""
    return int(kept.result["voters"]) >= LEAST_ALIKE


def winners(kept: Count) -> frozenset[int]:
    """The numbers of the lines that win; not in which order, nor how."""
    return frozenset([*kept.result["bought"], *kept.result["added"]])


def shows_ballots(kept: Count) -> bool:
    return int(kept.result["voters"]) >= SHOWN_FROM


def told(kept: Count, lines: Sequence[Line]) -> list[Told]:
    """Winners first, in order; then the others by votes."""
    result = kept.result
    order = [*result["bought"], *result["added"]]
    found = [_told(line, kept) for line in lines]
    return sorted(
        found,
        key=lambda each: (
            not each.wins,
            order.index(each.line.number) if each.wins else -each.votes,
            each.line.number,
        ),
    )


def _told(line: Line, kept: Count) -> Told:
    result, key = kept.result, str(line.number)
    more, less = kept.needs.get(key, (None, None))
    return Told(
        line=line,
        fallen_out=line.number in kept.fallen_out,
        votes=result["votes"].get(key, 0),
        people=result["people"].get(key, 0),
        bought=line.number in result["bought"],
        added=line.number in result["added"],
        by_most_votes=line.number in result["most_votes"],
        more_votes=more,
        less_money=less,
    )


@dataclass(frozen=True, slots=True)
class Paid:
    """What one voter paid for one line, to the nearest øre, and exactly."""

    line: Line
    ore: int
    exactly: str


def paid(kept: Count, lines: Sequence[Line], marks: Marks) -> dict[str, Any] | None:
    """What everyone who voted like this paid; None for fewer than five alike."""
    by_number = {line.number: line for line in lines}
    share = Fraction(kept.result["share"])
    for told_marks, voters, spent in kept.result["paid"]:
        if tuple(told_marks) == marks and voters >= LEAST_ALIKE:
            ore = [(number, Fraction(part)) for number, part in spent]
            return {
                "voters": voters,
                "lines": [Paid(by_number[n], round(part), str(part)) for n, part in ore],
                "share": round(share),
                "left": round(share - sum(part for _n, part in ore)),
            }
    return None


def for_recount(kept: Count, lines: Sequence[Line]) -> dict[str, Any]:
    question = question_counted(kept, list(lines))
    return {
        "budget": question.budget,
        "step": kept.result["step"],
        "lot": list(question.lot),
        "costs": {str(number): cost for number, cost in question.costs.items()},
        "ballots": kept.ballots,
        "bought": kept.result["bought"],
        "added": kept.result["added"],
        "share": kept.result["share"],
    }


def exercise(kept: Count, lines: Sequence[Line]) -> bytes:
    """Totals alone: no ballot of anybody is printed."""
    vote, result = kept.vote, kept.result
    names = {line.number: line.concept.name for line in lines}
    costs = {line.number: line.cost for line in lines}
    facts = {
        "name": vote.name,
        "budget": kroner(vote.budget),
        "voters": figures(result["voters"]),
        "share": kroner(round(Fraction(result["share"]))),
        "lines": [
            {"name": names[n], "cost": kroner(costs[n]), "people": result["people"][str(n)]}
            for n in sorted(int(key) for key in result["people"])
        ],
        "answers": [
            {"name": names[n], "price": kroner(round(Fraction(price)))}
            for n, price in zip(result["bought"], result["prices"], strict=True)
        ],
        "added": [names[n] for n in result["added"]],
        "words": {
            "title": _("Count it yourselves"),
            "begin": _("%(voters)s people voted, and share %(budget)s. Everybody has the same share.")
            % {"voters": figures(result["voters"]), "budget": kroner(vote.budget)},
            "idea": _("Idea"),
            "cost": _("It costs"),
            "people": _("So many want it"),
            "each": _("Each of them pays"),
            "steps": _("Do this"),
            "one": _("Divide the money by the number of people. How much does each have?"),
            "two": _("For each idea: divide what it costs by how many want it. Write it in the table."),
            "three": _("Which idea do most want, that they can pay for? It is bought. They have that much less."),
            "four": _("Go on with what each has left. Who has too little pays the rest, the others a bit more."),
            "five": _("Nothing can be bought any more? Give everybody a little more and begin again, until the money would not be enough."),
            "answers": _("What the computer found"),
            "share": _("In the last round everybody had"),
            "most": _("nobody paid more than"),
            "added": _("From what was left over:"),
        },
    }  # fmt: skip
    return sheets.sheet(
        "ballot/paper/exercise.typ",
        facts,
        language=get_language() or "nb",
        title=vote.name,
    )
