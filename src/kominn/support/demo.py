"""Invented counts of an invented town: one assessment, some areas' pages open, two on their way.

Few of those that are open have most need: which pages are open tells nothing of that.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from kominn.accounts.models import User
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY
from kominn.portrait.models import Area
from kominn.support import actions
from kominn.support.models import Profile
from kominn.support.states import About, Domain, Kind, Origin

SEED = 3909
DRAWS = 500
"""The fewest that are allowed: the demo is built while somebody waits."""
NEW_YEAR = dt.time(9)
SOURCE = "Oppdiktet for demonstrasjonen"
REFERENCE_YEAR = 2020

# Id, title, theme, kind, whether more is need, the country’s share and spread, and how many of the
# residents are counted.
COUNTED: tuple[tuple[str, str, Domain, Kind, bool, float, float, float], ...] = (
    ("barn-lavinntekt", "Barn i husholdninger med vedvarende lav inntekt",
     Domain.INCOME, Kind.INCOME, True, 0.11, 0.04, 0.2),
    ("trangbodde", "Personer som bor trangt", Domain.INCOME, Kind.HOUSING, True, 0.12, 0.05, 1.0),
    ("videregaende", "Unge som ikke har fullført videregående fem år etter start",
     Domain.WORK, Kind.EDUCATION, True, 0.21, 0.06, 0.06),
    ("utenfor", "Unge utenfor arbeid og utdanning", Domain.WORK, Kind.WORK, True, 0.1, 0.03, 0.14),
    ("flyttet", "Barn som har flyttet mer enn én gang på tre år",
     Domain.UPBRINGING, Kind.UPBRINGING, True, 0.09, 0.03, 0.2),
    ("valgdeltakelse", "Stemmeberettigede som stemte ved kommunevalget",
     Domain.PARTICIPATION, Kind.PARTICIPATION, False, 0.62, 0.06, 0.78),
    ("fritid", "Ungdommer som er med på en fritidsaktivitet",
     Domain.PARTICIPATION, Kind.PARTICIPATION, False, 0.68, 0.07, 0.09),
)  # fmt: skip
# Where the invented town has more need than others, in spreads; all else differs by chance alone.
MORE_NEED: Mapping[str, float] = {"tollbodbrygga": 1.6, "teglverkstomta": 1.3, "nordbruhaugen": 0.6}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A committee saw its area's figures so many days ago and said this."""

    area: str
    ago: int
    said: str
    opened: bool = True
    held_back_because: str = ""


MEETINGS = (
    Meeting(
        "ospelundvollen",
        23,
        "Tallene sier lite om hvordan det er å vokse opp her. Vi har mange lag, men få steder å "
        "være for dem som ikke driver med idrett.",
    ),
    Meeting(
        "hvitskjaernes",
        20,
        "Det vi snakker mest om på møtene, står ikke her: bussen går for sjelden om kvelden, og "
        "det merker de unge først.",
    ),
    Meeting(
        "seilmakerhagen",
        17,
        "Vi er få som bor her. Vi vil snakke med naboene før dette blir lagt ut.",
        opened=False,
        held_back_because="Utvalget ba om tid til å snakke med dem som bor der. De ser den på nytt "
        "på neste møte.",
    ),
    Meeting(
        "lagenvik-sentrum",
        13,
        "Midt i byen teller dere oss som bor her, men ikke alle som er her om kvelden. Spør "
        "butikkene og de eldre i gata også.",
    ),
    Meeting(
        "tollbodbrygga",
        9,
        "Tallene er så grove at vi ikke kan lese mye ut av dem. Det de ikke viser, er hvor mange "
        "som stiller opp når noe skal gjøres. Vi vil ha et sted å være på kveldstid.",
    ),
    Meeting(
        "ramsoyvag",
        2,
        "Greit for oss. Skriv gjerne at Fjordklubben er det viktigste vi har.",
        opened=False,
    ),
)


def deeds(*, staff: Mapping[str, User], today: dt.date) -> list[Deed]:
    """Worked out five weeks ago; seen by one committee after another since."""
    began = dt.datetime.combine(today - dt.timedelta(days=35), NEW_YEAR, NORWAY)
    return [
        Deed(began, lambda at: assess(by=staff["kari"], at=at)),
        *(meet(one, by=staff["leif"], today=today) for one in MEETINGS),
    ]


def assess(*, by: User, at: dt.datetime) -> None:
    begun = actions.start(
        year=at.year - 1,
        about=About.AREAS,
        origin=Origin.FILE,
        town=json.dumps(town(at.date()), ensure_ascii=False, indent=1).encode(),
        sources={"": {"source": SOURCE, "date": f"{at.year - 3}–{at.year - 1}"}},
        draws=DRAWS,
        by=by,
        at=at,
    )
    actions.work_out(begun, at=at + dt.timedelta(minutes=1))
    actions.make_profiles(begun, by=by, at=at + dt.timedelta(hours=2))


def meet(one: Meeting, *, by: User, today: dt.date) -> Deed:
    """What the committee says is written down the same evening, with what follows of it."""

    def tell(at: dt.datetime) -> None:
        profile = Profile.objects.get(area__slug=one.area)
        actions.show(profile, on=at.date(), said=one.said, by=by, at=at)
        after = at + dt.timedelta(minutes=5)
        if one.opened:
            actions.open_to_all(profile, by=by, at=after)
        if one.held_back_because:
            actions.hold_back(profile, because=one.held_back_because, by=by, at=after)

    day = today - dt.timedelta(days=one.ago)
    return Deed(dt.datetime.combine(day, dt.time(20), NORWAY), tell)


def town(today: dt.date) -> dict[str, Any]:
    """As `citystats need` reads it; the same seed gives the same town."""
    chance = Random(SEED)
    areas = list(Area.objects.current(today).order_by("code"))
    return {
        "areas": [{"code": area.code, "name": area.name} for area in areas],
        "neighbours": _beside(areas),
        "indicators": [
            {
                "id": id,
                "title": title,
                "domain": domain.value,
                "kind": kind.value,
                "direction": "more" if more else "less",
                "reference": {"year": REFERENCE_YEAR, "mean": mean, "spread": spread},
            }
            for id, title, domain, kind, more, mean, spread, _part in COUNTED
        ],
        "values": [_counted(area, one, chance) for area in areas for one in COUNTED],
    }


def _counted(area: Area, one: tuple[Any, ...], chance: Random) -> dict[str, Any]:
    id, _title, _domain, _kind, more, mean, spread, part = one
    need = MORE_NEED.get(area.slug, -0.2) + chance.gauss(0, 0.4)
    share = min(max(mean + (need if more else -need) * spread, 0.01), 0.99)
    people = round(area.population * part)
    hits = sum(chance.random() < share for _ in range(people))
    return {"area": area.code, "indicator": id, "numerator": hits, "denominator": people}


def _beside(areas: list[Area]) -> list[list[str]]:
    """An invented town has no outlines: its tiles say who borders on whom."""
    at = {(area.tile_column, area.tile_row): area.code for area in areas}
    return [
        [code, at[column + across, row + down]]
        for (column, row), code in at.items()
        if column is not None and row is not None
        for across, down in ((1, 0), (0, 1))
        if (column + across, row + down) in at
    ]
