"""An assessment of ten invented areas, worked out by the real program once in a session."""

from __future__ import annotations

import json
from functools import cache

from django.utils import timezone

from kominn.support import actions, calculation
from kominn.support.models import Assessment, Profile
from kominn.support.states import About, Domain, Kind, Origin, State
from tests.factories import indicators
from tests.factories.concerns import AreaFactory, CityFactory

DRAWS = 500
NAMES = (
    "Vika",
    "Åsen",
    "Berget",
    "Dalen",
    "Elva",
    "Fjorden",
    "Gata",
    "Haugen",
    "Idretten",
    "Juvet",
)
# Id, theme, kind, the country's share; the first area has most need, the next two more than others.
COUNTED = (
    ("lavinntekt", "income", "income", 0.10),
    ("fullfort", "work", "education", 0.20),
    ("flyttet", "upbringing", "upbringing", 0.10),
    ("trangt", "upbringing", "housing", 0.15),
    ("fritid", "participation", "participation", 0.30),
)
MORE = (2.3, 1.5, 1.5, 1.0, 0.95, 1.0, 0.9, 1.05, 0.9, 1.0)
PEOPLE = (1030, 870, 880, 2210, 1540, 990, 1720, 480, 1210, 760)
SOURCES = {"": {"source": "Statistikkontoret", "date": "2022–2024"}}


def town(*, fewest=None, kinds=None):
    """As a file: `fewest` counts the last area among so few, `kinds` says what figures are about."""
    return {
        "areas": [{"code": f"N{n}", "name": name} for n, name in enumerate(NAMES)],
        "neighbours": [[f"N{n}", f"N{n + 1}"] for n in range(len(NAMES) - 1)],
        "indicators": [
            {"id": id, "title": f"Andel {id}", "domain": domain, "kind": (kinds or {}).get(id, kind),
             "direction": "more", "reference": {"year": 2020, "mean": mean, "spread": 0.04}}
            for id, domain, kind, mean in COUNTED
        ],
        "values": [
            {"area": f"N{n}", "indicator": id, "numerator": round(people * mean * MORE[n]),
             "denominator": people}
            for n, people in enumerate((*PEOPLE[:-1], fewest or PEOPLE[-1]))
            for id, _domain, _kind, mean in COUNTED
        ],
    }  # fmt: skip


def as_file(written):
    return json.dumps(written, ensure_ascii=False).encode()


@cache
def answer():
    """What the program says of it."""
    return calculation.work_out(
        as_file(town()), groups=False, seed=2025, draws=DRAWS, progress=lambda done, of: None
    )


def begun(*, by, at, written=None, year=2025, about=About.AREAS):
    return actions.start(
        year=year,
        about=about,
        origin=Origin.FILE,
        town=as_file(written or town()),
        sources=SOURCES,
        draws=DRAWS,
        by=by,
        at=at,
    )


def worked_out(*, by, at, year=2025):
    """With areas of the same codes, so that profiles can be made."""
    CityFactory()
    for n, name in enumerate(NAMES):
        AreaFactory(slug=f"n{n}", code=f"N{n}", name=name, population=2 * PEOPLE[n])
    found = begun(by=by, at=at, year=year)
    actions.conclude(found, State.FINISHED, at=at, result=answer())
    return Assessment.objects.get(pk=found.pk)


def profile(assessment, *, by, at, name="Vika"):
    actions.make_profiles(assessment, by=by, at=at)
    return Profile.objects.select_related("area").get(assessment=assessment, area__name=name)


def opened(assessment, *, by, at, name="Vika"):
    """Seen by its committee the same day, and open."""
    found = profile(assessment, by=by, at=at, name=name)
    actions.show(found, on=timezone.localdate(at), said="Vi vil ha et møtested.", by=by, at=at)
    actions.open_to_all(found, by=by, at=at)
    found.refresh_from_db()
    return found


def counted(*, by, at):
    return actions.count_in(
        indicators.indicator(slug="trangt", dataset=indicators.dataset(slug="trangt")),
        domain=Domain.INCOME,
        kind=Kind.HOUSING,
        more_is_need=True,
        year=2020,
        mean=0.12,
        spread=0.05,
        by=by,
        at=at,
    )
