"""What the methods for small areas have in common: arrays, estimators and caveats."""

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]


class Estimator(Enum):
    """How the variance between areas is found in a Fay–Herriot model."""

    REML = "restricted maximum likelihood"
    ML = "maximum likelihood"
    MOMENTS = "Fay and Herriot's moments"
    PRASAD_RAO = "Prasad and Rao's moments"


class Structure(Enum):
    """Whether areas lean on their neighbours, or on all the others alike."""

    NEIGHBOURS = "neighbours are alike as far as the data say (BYM2)"
    ALIKE = "all areas alike (independent)"


class Caveat(Enum):
    """What a reader must be told beside the numbers."""

    NO_SPREAD = "the areas do not differ by more than chance; each is given what all have"
    FEW_AREAS = "too few areas to learn from neighbours"
    NO_NEIGHBOURS = "no neighbours are known"
    FEW_EFFECTIVE = "the draws are worth few independent ones; ask for more draws"
