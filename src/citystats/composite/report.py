"""An assessment as facts for machines and as a table for staff."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from citystats.composite.assess import Assessment, Spread
from citystats.composite.terms import NeedClass
from citystats.composite.towns import Count, Town

DIGITS = 4


def facts_of(found: Assessment) -> dict[str, object]:
    """All that was found, for JSON; None where nothing is known. Holds no counts."""
    return {
        "method": "z against a fixed year, geometric mean of domains, chance of the worst fifth",
        "areas": [_area(found, number) for number in range(len(found.areas))],
        "complete": found.need.n,
        "fifth": found.need.fifth,
        "indicators": [
            asdict(each)
            | {"kind": each.kind.name.lower(), "direction": each.direction.name.lower()}
            for each in found.indicators
        ],
        "sensitivity": _choices(found),
        "caveats": [caveat.name.lower() for caveat in found.caveats],
        "draws": found.draws,
        "seed": found.seed,
    }


def counts_of(town: Town) -> list[dict[str, object]]:
    """What was counted, for whoever keeps it beside the facts; rates are left out."""
    return [
        {
            "area": town.areas[area].code,
            "indicator": town.indicators[number].id,
            "hits": each.hits,
            "people": each.people,
        }
        for (area, number), each in sorted(town.seen.items(), key=lambda item: item[0])
        if isinstance(each, Count)
    ]


def _area(found: Assessment, number: int) -> dict[str, object]:
    need = found.need
    return {
        "code": found.areas[number].code,
        "name": found.areas[number].name,
        "class": need.classes[number].name.lower(),
        "chance": _said(need.chance[number]),
        "place": _said(need.median[number]),
        "place_from": _said(need.low[number]),
        "place_to": _said(need.high[number]),
        "flips": _said(found.sensitivity.flips[number]),
        "opposite": _said(found.sensitivity.opposite[number]),
        "profile": _spread(found.profiles, number, list(found.domains)),
        "levels": _spread(found.levels, number, [each.id for each in found.indicators]),
    }


def _spread(spread: Spread, area: int, names: list[str]) -> dict[str, object]:
    return {
        name: {
            "median": _said(spread.median[area, place]),
            "low": _said(spread.low[area, place]),
            "high": _said(spread.high[area, place]),
        }
        for place, name in enumerate(names)
    }


def _choices(found: Assessment) -> dict[str, object]:
    other = found.sensitivity
    return {
        "combinations": other.combinations,
        "first_order": {
            factor.name.lower(): _said(each) for factor, each in other.first_order.items()
        },
        "choices": [
            {
                "factor": choice.factor.name.lower(),
                "detail": choice.detail,
                "changed": [found.areas[area].code for area in choice.changed],
            }
            for choice in other.choices
        ],
    }


def _said(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), DIGITS)


def table_of(found: Assessment) -> list[str]:
    """Lines for a terminal: areas by code, never by place."""
    words = {kind: kind.value for kind in NeedClass}
    lines = [
        f"{'code':<12}{'name':<24}{'chance':>7}{'place':>7}{'from':>6}{'to':>6}{'flips':>7}  class"
    ]
    need = found.need
    for number, area in enumerate(found.areas):
        said = (
            [f"{'':>33}"]
            if np.isnan(need.chance[number])
            else [
                f"{need.chance[number]:>7.2f}{need.median[number]:>7g}{need.low[number]:>6g}",
                f"{need.high[number]:>6g}{found.sensitivity.flips[number]:>7.0%}",
            ]
        )
        name = area.name[:22]
        lines.append(f"{area.code:<12}{name:<24}{''.join(said)}  {words[need.classes[number]]}")
    main = ", ".join(
        f"{factor.value} {share:.0%}" for factor, share in found.sensitivity.first_order.items()
    )
    changing = [
        f"  {choice.factor.value} ({choice.detail}): {len(choice.changed)}"
        for choice in found.sensitivity.choices
        if choice.changed
    ]
    return [
        *lines,
        "",
        f"{need.n} complete areas, a fifth is {need.fifth}; "
        f"{found.draws} draws, seed {found.seed}.",
        f"Of what other choices change: {main}.",
        *(["Areas with another class if one choice is changed:", *changing] if changing else []),
        *(f"Note: {caveat.value}." for caveat in found.caveats),
    ]
