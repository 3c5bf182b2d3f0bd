"""Files become figures: appended, never changed, and not before somebody has looked where it matters."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from kominn.audit.models import Event
from kominn.core.jobs import run_waiting
from kominn.indicators import actions, jobs
from kominn.indicators.models import CodeChange, Indicator, Observation, Vintage
from kominn.indicators.series import series_of
from kominn.indicators.states import State
from tests.factories import indicators
from tests.indicators.conftest import AT
from tests.needs import SHARED

LARVIK = SHARED / "reference" / "larvik"
LATER = AT + dt.timedelta(days=365)
TWENTY = [f"{code};{year};10" for code in ("3909", "0") for year in range(2010, 2020)]


def shown(indicator, day=None):
    [series] = series_of([indicator], own_name="Lågenvik", known_on=day)
    return {point.period.text: point.value for point in series.own.points}


def test_a_file_is_kept_byte_for_byte_with_its_print(dataset, bring):
    vintage = bring("3909;2024;10,5")
    assert bytes(vintage.raw) == "Kommune;År;Andel\n3909;2024;10,5".encode()
    assert (vintage.state, vintage.size, len(vintage.sha256)) == (State.KEPT, 32, 64)
    assert Event.objects.filter(verb="figures.taken_in", target="figures lavinntekt 1").exists()


def test_the_same_file_again_changes_nothing(bring):
    bring("3909;2024;10,5")
    with pytest.raises(actions.SameFile):
        bring("3909;2024;10,5", at=LATER)
    assert Vintage.objects.count() == 1


def test_what_was_known_on_a_day_can_be_asked_for_ever_after(indicator, bring):
    bring(*TWENTY)
    bring(*[row.replace("2019;10", "2019;11") for row in TWENTY[:10]], *TWENTY[10:], at=LATER)
    assert shown(indicator)["2019"] == 11
    assert shown(indicator, AT.date())["2019"] == 10
    assert shown(indicator, AT.date() - dt.timedelta(days=1)) == {}
    assert Observation.objects.count() == 21


def test_a_file_that_changes_much_of_the_past_waits_for_a_person(indicator, bring, kari):
    bring(*TWENTY)
    waiting = bring(*[row.replace(";10", ";12") for row in TWENTY], at=LATER)
    assert (waiting.state, waiting.revised, waiting.unchanged) == (State.WAITING, 20, 0)
    assert shown(indicator)["2019"] == 10

    actions.keep(waiting, by=kari, at=LATER)
    assert shown(indicator)["2019"] == 12


def test_a_file_somebody_refuses_changes_nothing(indicator, bring, kari):
    bring(*TWENTY)
    waiting = bring("3909;2019;99", at=LATER)
    assert (waiting.vanished, waiting.revised) == (19, 1)
    actions.refuse(waiting, by=kari, at=LATER)
    assert shown(indicator)["2019"] == 10
    assert Observation.objects.count() == 20
    with pytest.raises(actions.NotPossible):
        actions.keep(waiting, by=kari, at=LATER)


def test_a_figure_that_vanishes_is_shown_no_more_but_was_known(indicator, bring):
    bring(*TWENTY)
    vintage = bring(*TWENTY[:9], *TWENTY[10:], at=LATER)
    assert (vintage.vanished, vintage.state) == (1, State.KEPT)
    assert "2019" not in shown(indicator)
    assert shown(indicator, AT.date())["2019"] == 10
    again = bring(*TWENTY, at=LATER + dt.timedelta(days=1))
    assert (again.fresh, shown(indicator)["2019"]) == (1, 10)


def test_an_answer_of_an_office_says_when_it_was_published(dataset, indicator):
    dataset.form, dataset.mapping = "jsonstat", {}
    dataset.save()
    answer = {
        "class": "dataset",
        "version": "2.0",
        "updated": "2026-02-20T07:00:00Z",
        "id": ["Region", "Tid"],
        "size": [1, 2],
        "dimension": {
            "Region": {"category": {"index": ["3909"]}},
            "Tid": {"category": {"index": ["2024", "2025"]}},
        },
        "value": [10.5, 11],
        "status": {"1": "p"},
    }
    vintage = actions.take_in(dataset, json.dumps(answer).encode(), by=None, at=AT)
    vintage = actions.read(vintage, at=AT)
    assert (vintage.state, vintage.published) == (State.KEPT, "2026-02-20T07:00:00Z")
    assert shown(indicator) == {"2024": 10.5, "2025": 11}
    assert Observation.objects.get(period="2025").flag == "p"


def test_a_reading_that_hangs_can_be_stopped(dataset, bring, kari):
    text = b"Kommune;\xc3\x85r;Andel\n3909;2024;1"
    hanging = actions.take_in(dataset, text, by=None, at=AT)
    actions.refuse(hanging, by=kari, at=AT)
    assert bring("3909;2024;1", at=LATER).state == State.KEPT


def test_a_file_that_is_still_read_cannot_be_shown(dataset, kari):
    reading = actions.take_in(dataset, indicators.text_of("3909;2024;1"), by=None, at=AT)
    with pytest.raises(actions.NotPossible, match="leses"):
        actions.keep(reading, by=kari, at=AT)


def test_a_file_that_was_stopped_stays_so_though_the_worker_goes_on(dataset, kari):
    reading = actions.take_in(dataset, indicators.text_of("3909;2024;1"), by=None, at=AT)
    of_the_worker = Vintage.objects.get(pk=reading.pk)
    actions.refuse(reading, by=kari, at=AT)
    with pytest.raises(actions.NotPossible):
        actions.read(of_the_worker, at=AT)
    assert Vintage.objects.get().state == State.REFUSED
    assert not Observation.objects.exists()


def test_a_file_that_tells_of_one_year_twice_is_refused(dataset):
    dataset.form, dataset.mapping = "jsonstat", {"time": "Tid"}
    dataset.save()
    answer = {
        "class": "dataset",
        "id": ["Tid"],
        "size": [2],
        "dimension": {"Tid": {"category": {"index": ["2020", "2020_2020"]}}},
        "value": [1, 2],
    }
    vintage = actions.take_in(dataset, json.dumps(answer).encode(), by=None, at=AT)
    assert "twice" in actions.read(vintage, at=AT).problem


@pytest.mark.django_db(transaction=True)
def test_whatever_goes_wrong_the_table_is_open_to_the_next_file(dataset, bring, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("out of order")

    reading = actions.take_in(dataset, indicators.text_of("3909;2024;1"), by=None, at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(actions, "figures_of", broken)
        jobs.read.enqueue(reading.pk)
        run_waiting()
    assert Vintage.objects.get().state == State.REFUSED
    assert bring("3909;2024;2", at=LATER).state == State.KEPT


def test_one_file_of_a_table_at_a_time(bring):
    bring(*TWENTY)
    bring("3909;2019;99", at=LATER)
    with pytest.raises(actions.NotPossible, match="venter på at noen"):
        bring("3909;2019;98", at=LATER)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("3909;2024;140", 'row 22, column "Andel": 140 is no share: it must be from 0 to 100'),
        ("3909;2024;10.5", "row 22, column \"Andel\": '10.5' has a decimal point"),
        ("3909;2024", 'row 22, column "Andel"'),
        ("3909;2010;10", "once more as row 2"),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_says_where(indicator, bring, row, sentence):
    bring(*TWENTY)
    before = list(Observation.objects.order_by("pk").values())
    vintage = bring(*TWENTY, row, at=LATER)
    if row == "3909;2024":
        # A field that is missing at the end of a row is a figure nobody has.
        assert vintage.state == State.KEPT
        return
    assert vintage.state == State.REFUSED
    assert sentence in vintage.problem
    assert list(Observation.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_was_cut_off_goes_on_where_it_ended(indicator, bring, dataset, monkeypatch):
    """The server stops after the first batch; what is read so far is not shown."""
    monkeypatch.setattr(actions, "BATCH", 7)
    text = "Kommune;År;Andel\n" + "\n".join(TWENTY)
    vintage = actions.take_in(dataset, text.encode(), by=None, at=AT)
    create = Observation.objects.bulk_create

    def once(batch):
        monkeypatch.setattr(Observation.objects, "bulk_create", stop)
        return create(batch)

    def stop(batch):
        raise KeyboardInterrupt

    monkeypatch.setattr(Observation.objects, "bulk_create", once)
    with pytest.raises(KeyboardInterrupt):
        actions.read(vintage, at=AT)
    assert Observation.objects.count() == 7
    assert shown(indicator) == {}

    monkeypatch.undo()
    again = actions.read(Vintage.objects.get(pk=vintage.pk), at=LATER)
    assert (again.state, again.read, again.of, again.fresh) == (State.KEPT, 20, 20, 20)
    assert len(shown(indicator)) == 10


def test_a_figure_or_why_there_is_none_is_a_rule_of_the_table(bring, dataset):
    vintage = bring("3909;2024;:")
    [row] = Observation.objects.all()
    assert (row.value, row.missing) == (None, "protected")
    with pytest.raises(IntegrityError):
        Observation.objects.create(dataset=dataset, vintage=vintage, period="2025", change="fresh")


def test_one_unbroken_line_over_four_codes(dataset, bring):
    residents = Indicator.objects.create(
        slug="folketall", dataset=dataset, breakdown="[]", unit="count", own_code="3909"
    )
    CodeChange.objects.bulk_create(
        CodeChange(old=old, new=new, year=year, source="Klass")
        for old, new, year in [
            ("0709", "0712", 2018),
            ("0728", "0712", 2018),
            ("0712", "3805", 2020),
            ("3805", "3909", 2024),
        ]
    )
    bring(
        "0709;2017;44000", "0728;2017;2483", "0712;2018;46801", "3805;2020;47204", "3909;2024;48686"
    )
    assert shown(residents) == {"2017": 46483, "2018": 46801, "2020": 47204, "2024": 48686}


def test_a_figure_of_long_ago_says_that_it_is_old(indicator, bring):
    bring("3909;2024;10")
    [series] = series_of([indicator], own_name="Lågenvik")
    assert not series.is_stale(dt.date(2026, 6, 30))
    assert series.is_stale(dt.date(2026, 7, 1))


def test_lines_of_many_indicators_take_two_queries(indicator, bring):
    bring(*TWENTY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        series_of([indicator] * 9, own_name="Lågenvik")
    assert len(queries) == 2


@pytest.mark.skipif(
    not LARVIK.is_dir(), reason=f"{LARVIK} is not there: the files stand beside the project"
)
@pytest.mark.django_db
def test_every_municipality_over_22_years_and_nine_ages():
    ages = ["0-5", "6-12", "13-15", "16-19", "20-24", "25-44", "45-66", "67-79", "80+"]
    dataset = indicators.dataset(
        slug="alder", mapping={"values": ages, "area": "kommune", "period": "calyear"}
    )
    young = Indicator.objects.create(
        slug="unge",
        dataset=dataset,
        breakdown='[["column","13-15"]]',
        unit="count",
        own_code="3909",
    )
    data = (LARVIK / "population_by_ageband_2024borders.csv").read_bytes()
    vintage = actions.read(actions.take_in(dataset, data, by=None, at=AT), at=AT)
    assert (vintage.state, vintage.fresh) == (State.KEPT, 70_668)
    assert shown(young)["2026"] == 1_717
    assert len(shown(young)) == 22
