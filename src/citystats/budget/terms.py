"""What the ways of sharing a budget have in common: the words of the announced rules."""

from __future__ import annotations

from enum import Enum


class Rule(Enum):
    EQUAL_SHARES = "equal-shares"
    GREEDY = "greedy"
    PHRAGMEN = "phragmen"


class BallotKind(Enum):
    """What a voter writes. Each becomes whole weights: 1, the points, or the points of the place.

    The last of the places of a ranking gives 1 point, each place before it 1 more (Borda).
    """

    APPROVAL = "approval"
    POINTS = "points"
    RANKING = "ranking"


class Satisfaction(Enum):
    """What a voter gets out of a funded project: the weight given to it, or that times its cost.

    With approvals: every project counts the same, or every krone counts the same.
    """

    COST = "cost"
    CARDINALITY = "cardinality"


class Completion(Enum):
    """What is done with money that equal shares leave over.

    ADD1 gives each voter one more, counts anew, and so on; UTILITY funds what has most votes
    among all that still fits; ADD1_GREEDY does one after the other.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_GREEDY = "add1-greedy"
    UTILITY = "utility"


class Stop(Enum):
    """When ADD1 ends: before the first count that would overspend, or also once nothing else fits.

    OVERSPEND is what Pabulib calls `equalshares/add1`.
    """

    OVERSPEND = "overspend"
    EXHAUSTIVE = "exhaustive"


class Start(Enum):
    """The first share: the budget divided by the voters, or that rounded down to whole units."""

    WHOLE = "whole"
    EXACT = "exact"


class TieBreak(Enum):
    """What is looked at, in turn, among projects that are equal; the lot comes last."""

    MAX_VOTES = "most votes"
    MIN_COST = "least cost"


class Caveat(Enum):
    """What a reader of the outcome must be told beside it."""

    MONEY_LEFT = "a project with votes would still have fitted in the budget"
    NOTHING_COUNTED = "nobody voted for anything"
