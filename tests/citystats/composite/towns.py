"""An invented town: sixteen areas on a grid, three domains, five indicators with a reference."""

import numpy as np

from citystats.composite.indicators import Indicator, Reference
from citystats.composite.terms import Direction, Kind
from citystats.composite.towns import Area, Count, Town

AREAS = [Area(f"a{number:02}", f"Vika {number}") for number in range(16)]
CODES = [area.code for area in AREAS]
BORDERS = [(CODES[a], CODES[b]) for a in range(16) for b in (a + 1, a + 4)
           if b < 16 and (b == a + 4 or b % 4)]  # fmt: skip


def indicator(identity, domain, kind=Kind.INCOME, direction=Direction.MORE, mean=0.2, spread=0.06):
    reference = Reference(2019, mean, spread) if spread else None
    return Indicator(identity, identity.capitalize(), domain, kind, direction, reference)


INDICATORS = [
    indicator("low_income", "income"),
    indicator("crowded", "income", Kind.HOUSING),
    indicator("dropout", "work", Kind.EDUCATION),
    indicator("out_of_work", "work", Kind.WORK),
    indicator("turnout", "participation", Kind.PARTICIPATION, Direction.LESS),
]


def counts(people=900, indicators=INDICATORS, seed=3):
    """The first three areas have more need by every indicator."""
    rng = np.random.default_rng(seed)
    seen = {}
    for number, code in enumerate(CODES):
        for each in indicators:
            need = 0.3 if number < 3 else rng.uniform(0.12, 0.22)
            share = need if each.direction is Direction.MORE else 0.4 - need
            seen[code, each.id] = Count(int(rng.binomial(people, share)), people)
    return seen


def town(seen=None, indicators=INDICATORS, borders=BORDERS):
    return Town.of(
        AREAS, borders, list(indicators), counts(indicators=indicators) if seen is None else seen
    )


def as_json(seen=None, indicators=INDICATORS, borders=BORDERS):
    seen = counts(indicators=indicators) if seen is None else seen
    return {
        "areas": [{"code": area.code, "name": area.name} for area in AREAS],
        "neighbours": [list(pair) for pair in borders],
        "indicators": [
            {
                "id": each.id, "title": each.title, "domain": each.domain,
                "kind": each.kind.name.lower(), "direction": each.direction.name.lower(),
                **({"reference": {"year": each.reference.year, "mean": each.reference.mean,
                                  "spread": each.reference.spread}} if each.reference else {}),
            }
            for each in indicators
        ],
        "values": [
            {"area": code, "indicator": identity, "numerator": each.hits, "denominator": each.people}
            for (code, identity), each in seen.items()
        ],
    }  # fmt: skip


def as_csv(seen=None):
    lines = ["area;name;indicator;title;domain;kind;direction;numerator;denominator;"
             "reference_year;reference_mean;reference_spread;neighbours"]  # fmt: skip
    described = {each.id: each for each in INDICATORS}
    for (code, identity), each in (counts() if seen is None else seen).items():
        of = described[identity]
        beside = " ".join(b for a, b in BORDERS if a == code)
        lines.append(
            f"{code};{AREAS[CODES.index(code)].name};{identity};{of.title};{of.domain};{of.kind.name.lower()};"
            f"{of.direction.name.lower()};{each.hits};{each.people};{of.reference.year};"
            f"{str(of.reference.mean).replace('.', ',')};{of.reference.spread};{beside}"
        )
    return "\n".join(lines)
