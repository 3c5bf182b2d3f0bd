"""Small invented elections for Hypothesis, and the real ones beside the project."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from citystats.budget.elections import Election
from citystats.budget.pabulib import read_pabulib
from citystats.budget.terms import BallotKind

REFERENCE = Path(__file__).parents[4] / "shared/reference/budget"
ASSEN, SWIECIE, LODZ = (
    REFERENCE / name
    for name in (
        "Netherlands_Assen_2024.pb",
        "Poland_Swiecie_2023.pb",
        "Poland_Lodz_2022.pb",
    )
)


def needs(path):
    return pytest.mark.skipif(
        not path.exists(), reason=f"no reference data beside the project: {path.name}"
    )


def read(path):
    return read_pabulib(path.read_bytes())


# Costs that meet: equal ones, multiples and neighbours, so that ties and exhausted purses occur.
COSTS = st.sampled_from([1, 2, 3, 4, 6, 6, 6, 12, 12, 13, 24, 30, 59, 60, 61, 10**11, 10**11 + 1])


@st.composite
def elections(draw, costs=COSTS, most_voters=9, most_projects=6, kind=BallotKind.APPROVAL):
    """An `Election`, and the same as plain dicts for the oracle."""
    ids = [f"p{i}" for i in range(draw(st.integers(1, most_projects)))]
    priced = {project: draw(costs) for project in ids}
    voters = draw(st.integers(1, most_voters))
    if kind is BallotKind.APPROVAL:
        ballot = st.lists(st.sampled_from(ids), unique=True)
    elif kind is BallotKind.RANKING:
        ballot = st.permutations(ids).flatmap(
            lambda order: st.integers(0, len(order)).map(lambda n: list(order)[:n])
        )
    else:
        ballot = st.dictionaries(st.sampled_from(ids), st.integers(0, 5))
    ballots = draw(st.lists(ballot, min_size=voters, max_size=voters))
    largest = draw(st.sampled_from([40, 400, sum(priced.values())]))
    budget = draw(st.integers(0, largest))
    election = Election.of(priced, budget=budget, ballots=ballots, kind=kind)
    return election, priced, [weights(b, kind, len(ids)) for b in ballots], budget


def weights(ballot, kind, places):
    if kind is BallotKind.POINTS:
        return {project: points for project, points in ballot.items() if points}
    if kind is BallotKind.RANKING:
        return {project: places - place for place, project in enumerate(ballot)}
    return dict.fromkeys(ballot, 1)
