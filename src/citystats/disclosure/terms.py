"""What the ways of protecting a table have in common: methods and caveats that a page words."""

from __future__ import annotations

from enum import Enum

THRESHOLD = 5
"""Counts from 1 to 4 are small. The Norwegian health profiles hide what is less than 5 [1]_;
Statistics Norway leaves out, for example, what is less than 3 [2]_.

.. [1] Norwegian Institute of Public Health, Kommunehelsa statistikkbank, notes on small numbers.
.. [2] Statistics Norway, ssb.no/omssb/personvern/personopplysninger-i-statistikken.
"""


class Zeros(Enum):
    """What a zero says. Shown, it tells that nobody is there; that too can be a secret."""

    SHOWN = "shown"
    HIDDEN = "hidden"


class Which(Enum):
    """Which counts are rounded: every one, or only those from 1 to below the base."""

    ALL = "all"
    SMALL = "small"


class Method(Enum):
    SUPPRESSION = "suppression"
    ROUNDING = "rounding"
    SMALL_ROUNDING = "small count rounding"


class Caveat(Enum):
    """What a reader of the table must be told beside it."""

    ZEROS_TELL = "zeros tell that nobody is there"
    ZERO_IS_NOT_NONE = "a shown zero may be a small number"
    MOST_IS_HIDDEN = "more than half of the table is hidden; a coarser table tells more"
    ONE_RELEASE = "safe by itself; another table of the same people may open it"
    NO_KEY = "made without a key: whoever knows the program can learn more; publish with a key"
    LARGE_ARE_EXACT = "numbers from the base up are exact; a later version would show each change"
