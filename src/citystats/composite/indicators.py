"""What may be counted as need, and what is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite

from citystats.composite.terms import REFUSED, Direction, Kind

FORBIDDEN = {
    Kind.ORIGIN: (
        r"innvandr|immigra|utenlandsf|utlendi|foreign|landbakgr|opprinnelse|origin|etni|ethni"
        r"|minorit|flyktning|refugee|asyl|nasjonalit|nationalit|statsborg|citizenship|born.?abroad"
        r"|ikke.?vestlig|non.?western|\bsame[rn]|\bsamisk|\bsami\b|\bromani?folk|\brace\b|\brase\b"
    ),
    Kind.RELIGION: (
        r"relig|trossam|livssyn|muslim|islam|kristn|christia|jødisk|jewish|\bkirke|church|mosk"
    ),
    Kind.LANGUAGE: r"språk|spraak|language|tospr|morsmål|mother.?tongue|interpreter|\btolk",
    Kind.CONCERNS: r"bekymring|concern|varsel|varsler|barnevernsmeld",
    Kind.POLICE: (
        r"politi(?!k|sk|cal|cs)|police|anmeld|krimin|crime|straff|lovbrudd|offen[cs]e|arrest"
    ),
}
"""Words by which an indicator gives itself away, whatever kind it declares. A net behind the kind:
it catches slips, not someone who means to pass."""


class Refused(ValueError):
    """An indicator that is never part of need for support."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A fixed year to compare with, so that progress can show.

    Attributes
    ----------
    year : int
    mean, spread : float
        National mean, and standard deviation between areas of the same sort, in the indicator's
        own unit (shares from 0 to 1 where it is counted); `spread` above 0.
    """

    year: int
    mean: float
    spread: float

    def __post_init__(self) -> None:
        if not (isfinite(self.mean) and isfinite(self.spread) and self.spread > 0):
            raise ValueError("a reference needs a mean, and a spread above 0")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is counted, with what it is about and which way it points.

    Attributes
    ----------
    id, title : str
    domain : str
        Indicators of one domain count alike in it; domains count alike in the whole.
    kind : Kind
    direction : Direction
    reference : Reference, optional
        Without it, the areas' own mean and spread stand in, and the answer says so.

    Raises Refused for a kind, or words in id, title or domain, that are about origin, religion,
    language, concerns or police; ValueError for an empty id or domain.
    """

    id: str
    title: str
    domain: str
    kind: Kind
    direction: Direction
    reference: Reference | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.domain:
            raise ValueError("an indicator needs an id and a domain")
        words = " ".join((self.id, self.title, self.domain))
        refused = self.kind if self.kind in REFUSED else given_away(words)
        if refused is not None:
            raise Refused(
                f"indicator {self.id!r} is about {refused.value}; need for support never counts "
                "origin, religion, language, concerns or police"
            )


def given_away(words: str) -> Kind | None:
    """What is never counted, where words are about it."""
    said = words.casefold().replace("_", " ")
    return next((kind for kind, known in FORBIDDEN.items() if re.search(known, said)), None)
