"""Every sample that stands beside the project: read, kept, given out, and read again the same."""

import datetime as dt
import json

import pytest

from citystats.figures.columns import Columns, read_columns
from kominn.indicators.actions import importing
from kominn.indicators.models import Dataset, Observation
from kominn.indicators.states import State
from kominn.portrait.models import THE_ONE_ROW, City
from tests.factories import indicators
from tests.needs import SHARED

REFERENCE = SHARED / "reference"
# No month of any sample has still to begin by then.
AFTERWARDS = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not REFERENCE.is_dir(),
        reason=f"{REFERENCE} is not there: the files stand beside the project",
    ),
]
SCHOOL = {"values": ["Andel"], "area": "Kommune", "period": "Skoleår", "decimal": "."}
AGES = ["0-5", "6-12", "13-15", "16-19", "20-24", "25-44", "45-66", "67-79", "80+"]
SAMPLES = [
    ("kpi/mobbing_7_trinn_treaarig.csv", "columns", SCHOOL, 152),
    ("kpi/trivsel_10_klasse_treaarig.csv", "columns", SCHOOL, 190),
    (
        "kpi/barnevern.csv",
        "columns",
        {"values": ["Andel"], "area": "Geografi", "period": "År", "decimal": "."},
        190,
    ),
    (
        "kpi/psykiske_plager_ungdom.csv",
        "columns",
        {
            "values": ["value"],
            "area": "Geografi",
            "period": "År",
            "breakdown": ["Kjønn"],
            "decimal": ".",
        },
        570,
    ),
    (
        "kpi/andel_unge_utenfor.csv",
        "columns",
        {"values": ["Andel (2024)"], "area": "Kommune", "the_period": "2024", "decimal": "."},
        19,
    ),
    (
        "kpi/andel_innvandrere.csv",
        "columns",
        {"values": ["Andel"], "area": "Kommune", "the_period": "2024"},
        23,
    ),
    (
        "kpi/fhus_kommunetall.csv",
        "columns",
        {
            "values": ["Stor grad av trivsel i nærmiljøet"],
            "area": "Kommune",
            "the_period": "2021",
        },
        24,
    ),
    ("jsonstat/ssb_05300.json", "jsonstat", {}, 432),
    ("jsonstat/scb_TAB6471_data.json", "jsonstat", {"area": "Region"}, 2_772),
    ("jsonstat/askstat_pxweb_dataset.json", "jsonstat", {}, 4),
]


@pytest.fixture
def city(db):
    return City.objects.create(
        pk=THE_ONE_ROW,
        slug="lagenvik",
        name="Lågenvik",
        kind=City.Kind.DEMO,
        population=1,
        population_on=dt.date(2026, 1, 1),
        population_source="Oppdiktet",
    )


@pytest.mark.parametrize(("name", "form", "mapping", "count"), SAMPLES, ids=lambda v: str(v)[:40])
def test_what_goes_in_comes_out(city, browse, name, form, mapping, count):
    dataset = indicators.dataset(form=form, mapping=mapping)
    vintage = importing.take_in(dataset, (REFERENCE / name).read_bytes(), by=None, at=AFTERWARDS)
    vintage = importing.read(vintage, at=AFTERWARDS)
    assert (vintage.state, vintage.fresh) == (State.KEPT, count), vintage.problem
    breakdowns = sorted(set(Observation.objects.values_list("breakdown", flat=True)))
    for breakdown in {breakdowns[0], breakdowns[-1]}:
        assert_comes_out(browse, dataset, breakdown)


def assert_comes_out(browse, dataset: Dataset, breakdown: str):
    kept = Observation.objects.filter(breakdown=breakdown)
    told = {(one.area_code, one.period): (one.value, one.missing) for one in kept}
    codes = sorted({code for code, _ in told})
    indicator = indicators.indicator(
        slug=f"ut-{Observation.objects.filter(breakdown__lt=breakdown).count()}",
        dataset=dataset,
        breakdown=breakdown,
        unit="other",
        own_code=codes[0],
        beside=[{"code": code, "name": code} for code in codes[1:]],
    )
    page = f"/byen/tall/{indicator.slug}/"
    given = json.loads(browse.get(f"{page}tall.json").content)
    assert told == {
        (area["code"], one["period"]): (one["value"], one["missing"] or "")
        for area in given["areas"]
        for one in area["figures"]
    }
    columns = Columns(values=("Tall",), area="Kode for stedet", period="Tid", breakdown=("Hvor",))
    if codes != [""]:
        again = read_columns(browse.get(f"{page}tall.csv").content, columns)
        assert {one.area: None for one in again}.keys() == set(codes)
        assert {(one.area, one.period): one.value for one in again} == {
            key: value for key, (value, _) in told.items()
        }


def test_every_municipality_at_every_age_comes_out(city, browse):
    mapping = {"values": AGES, "area": "kommune", "period": "calyear"}
    dataset = indicators.dataset(mapping=mapping)
    data = (REFERENCE / "larvik/population_by_ageband_2024borders.csv").read_bytes()
    vintage = importing.read(
        importing.take_in(dataset, data, by=None, at=AFTERWARDS), at=AFTERWARDS
    )
    assert (vintage.state, vintage.fresh) == (State.KEPT, 70_668)
    assert_comes_out(browse, dataset, '[["column","13-15"]]')


@pytest.mark.parametrize("name", ["scb_TAB6471_metadata.json", "pyjstat_statswe.json"])
def test_what_is_no_table_changes_nothing(city, name):
    dataset = indicators.dataset(form="jsonstat", mapping={})
    data = (REFERENCE / "jsonstat" / name).read_bytes()
    vintage = importing.read(
        importing.take_in(dataset, data, by=None, at=AFTERWARDS), at=AFTERWARDS
    )
    assert (vintage.state, Observation.objects.exists()) == (State.REFUSED, False)
