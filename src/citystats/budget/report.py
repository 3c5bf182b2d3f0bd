"""An outcome for analysts: facts for JSON, and tables, in the currency's units."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from citystats.budget.missing import missing
from citystats.budget.outcomes import Outcome
from citystats.budget.pabulib import PabulibFile
from citystats.budget.terms import Rule


def facts_of(file: PabulibFile, outcome: Outcome, *, spending: bool) -> dict[str, object]:
    """Winners in order, cost, budget and rounds; on request what each voter paid."""
    facts: dict[str, object] = {
        "winners": list(outcome.winners),
        "cost": _in_units(outcome.cost, file),
        "budget": _in_units(outcome.budget, file),
        "rounds": outcome.rounds,
    }
    if spending:
        facts["spending"] = dict(_spending(file, outcome))
    return facts


def _spending(file: PabulibFile, outcome: Outcome) -> Iterator[tuple[str, dict[str, str]]]:
    """For each voter what was paid for each project, exactly, in units of the currency."""
    told: dict[int, dict[str, str]] = {}
    for voter, ballot in zip(file.voters, outcome.election.ballot_of.tolist(), strict=True):
        if ballot not in told:
            paid = outcome.spending_of(outcome.election.ballots[ballot])
            told[ballot] = {project: str(amount / file.parts) for project, amount in paid.items()}
        yield voter, told[ballot]


def _in_units(money: int, file: PabulibFile) -> int | float:
    units = Fraction(money, file.parts)
    return int(units) if units.denominator == 1 else float(units)


def table_of(file: PabulibFile, outcome: Outcome) -> list[str]:
    """Every project with its cost and votes, the funded first; of the others what they lacked."""
    election = outcome.election
    named = dict(zip(election.projects, file.names, strict=True))
    cost, votes = (
        dict(zip(election.projects, of, strict=True)) for of in (election.costs, election.votes)
    )
    lacks = _lacks(file, outcome)
    lines = [f"{'':<4}{'project':<12}{'cost':>12}{'votes':>9}  name"]
    unfunded = [project for project in election.projects if project not in outcome.winners]
    for place, project in enumerate([*outcome.winners, *unfunded], start=1):
        mark = f"{place}." if place <= len(outcome.winners) else "-"
        said = f"{_in_units(cost[project], file):>12}{votes[project]:>9}  {named[project]}"
        lines.append(f"{mark:<4}{project:<12}{said}{lacks.get(project, '')}".rstrip())
    lines += [
        "",
        f"{outcome.rule.value}: {len(outcome.winners)} of {election.m} projects, "
        f"{_in_units(outcome.cost, file)} of {_in_units(outcome.budget, file)}, "
        f"{outcome.n} voters, shares raised {outcome.rounds} times.",
    ]
    if any(lacks.values()) and outcome.rounds:
        lines.append(
            "Note: what a project needs holds for the last share, beyond the budget or not."
        )
    return lines + [f"Note: {caveat.value}." for caveat in outcome.caveats]


def _lacks(file: PabulibFile, outcome: Outcome) -> dict[str, str]:
    if outcome.rule is not Rule.EQUAL_SHARES:
        return {}
    told = {}
    for lack in missing(outcome):
        ways = [] if lack.votes is None else [f"{lack.votes} more vote{'s' * (lack.votes > 1)}"]
        ways += [] if lack.money is None else [f"{_in_units(lack.money, file)} less"]
        told[lack.project] = f" (needs {' or '.join(ways)})" if ways else ""
    return told


def spending_table(file: PabulibFile, outcome: Outcome) -> list[str]:
    """A line for each voter, in the order of the file."""
    return [
        f"{voter}: {', '.join(f'{project} {amount}' for project, amount in paid.items()) or '-'}"
        for voter, paid in _spending(file, outcome)
    ]
