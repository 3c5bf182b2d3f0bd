"""The choices a composite makes, each by its name, and what must be said beside it."""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Kind(Enum):
    """What an indicator counts. Each indicator declares it; the last five are refused.

    Origin, religion and language describe who people are, not what they need. Concerns and police
    counts follow attention: where more is looked for more is found, and more is looked for there.
    """

    INCOME = "income"
    HOUSING = "housing"
    EDUCATION = "education"
    WORK = "work"
    UPBRINGING = "upbringing"
    HEALTH = "health"
    PARTICIPATION = "participation"
    SAFETY = "felt safety"
    ORIGIN = "origin"
    RELIGION = "religion"
    LANGUAGE = "language"
    CONCERNS = "concerns"
    POLICE = "police"


REFUSED = frozenset({Kind.ORIGIN, Kind.RELIGION, Kind.LANGUAGE, Kind.CONCERNS, Kind.POLICE})


class Direction(Enum):
    """Whether a higher number says more need or less."""

    MORE = "higher is more need"
    LESS = "higher is less need"


class Normalisation(Enum):
    """How indicators in different units become one scale."""

    Z = "distance from the mean of a fixed year, in standard deviations"
    MIN_MAX = "place between the lowest and the highest area"
    RANK = "place among the areas"


class Aggregation(Enum):
    """How domains become one."""

    GEOMETRIC = "geometric mean: a bad domain is not bought off"
    ARITHMETIC = "mean: a good domain buys off a bad one"


class NeedClass(Enum):
    """What is said of an area. A class is given only where its chance is 0.8 or more."""

    MOST = "in the fifth with most need"
    OTHER = "not in the fifth with most need"
    UNCERTAIN = "uncertain"
    INCOMPLETE = "a domain is missing"


class Caveat(Enum):
    """What a reader must be told beside the classes."""

    FOR_STAFF = "for staff with an area's own context; never publish a list or a map of ranks"
    OWN_REFERENCE = "an indicator has no reference year; its areas were compared with each other"
    SOME_MISSING = "an area lacks an indicator; its domain is the mean of the others"
    FEW_PEOPLE = "an indicator counts among fewer than 100 people in some area"
    FEW_EFFECTIVE = "an indicator was hard to draw from; ask for more draws"
    CHOICES_MATTER = "other choices as good would give some area the opposite class"
