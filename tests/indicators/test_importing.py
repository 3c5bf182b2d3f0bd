"""Files become figures: appended, never changed, and not before somebody has looked where it matters."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from kominn.audit.models import Event
from kominn.core.jobs import run_waiting
from kominn.indicators import jobs, problems
from kominn.indicators.actions import importing
from kominn.indicators.models import CodeChange, Indicator, Observation, Vintage
from kominn.indicators.series import series_of
from kominn.indicators.states import State
from tests.factories import indicators
from tests.factories.concerns import CityFactory
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
    with pytest.raises(importing.SameFile):
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

    importing.keep(waiting, by=kari, at=LATER)
    assert shown(indicator)["2019"] == 12


def test_a_file_somebody_refuses_changes_nothing(indicator, bring, kari):
    bring(*TWENTY)
    waiting = bring("3909;2019;99", at=LATER)
    assert (waiting.vanished, waiting.revised) == (19, 1)
    importing.refuse(waiting, by=kari, at=LATER)
    assert shown(indicator)["2019"] == 10
    assert Observation.objects.count() == 20
    with pytest.raises(importing.NotPossible):
        importing.keep(waiting, by=kari, at=LATER)


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
    vintage = importing.take_in(dataset, json.dumps(answer).encode(), by=None, at=AT)
    vintage = importing.read(vintage, at=AT)
    assert (vintage.state, vintage.published) == (State.KEPT, "2026-02-20T07:00:00Z")
    assert shown(indicator) == {"2024": 10.5, "2025": 11}
    assert Observation.objects.get(period="2025").flag == "p"


def test_a_reading_that_hangs_can_be_stopped(dataset, bring, kari):
    text = b"Kommune;\xc3\x85r;Andel\n3909;2024;1"
    hanging = importing.take_in(dataset, text, by=None, at=AT)
    importing.refuse(hanging, by=kari, at=AT)
    assert bring("3909;2024;1", at=LATER).state == State.KEPT


def test_a_file_that_is_still_read_cannot_be_shown(dataset, kari):
    reading = importing.take_in(dataset, indicators.text_of("3909;2024;1"), by=None, at=AT)
    with pytest.raises(importing.NotPossible, match="leses"):
        importing.keep(reading, by=kari, at=AT)


def test_a_file_that_was_stopped_stays_so_though_the_worker_goes_on(dataset, kari):
    reading = importing.take_in(dataset, indicators.text_of("3909;2024;1"), by=None, at=AT)
    of_the_worker = Vintage.objects.get(pk=reading.pk)
    importing.refuse(reading, by=kari, at=AT)
    with pytest.raises(importing.NotPossible):
        importing.read(of_the_worker, at=AT)
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
    vintage = importing.take_in(dataset, json.dumps(answer).encode(), by=None, at=AT)
    assert importing.read(vintage, at=AT).problem["code"] == "told_twice"


@pytest.mark.django_db(transaction=True)
def test_whatever_goes_wrong_the_table_is_open_to_the_next_file(dataset, bring, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("out of order")

    reading = importing.take_in(dataset, indicators.text_of("3909;2024;1"), by=None, at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(importing, "read_within", broken)
        jobs.read.enqueue(reading.pk)
        run_waiting()
    assert Vintage.objects.get().state == State.REFUSED
    assert bring("3909;2024;2", at=LATER).state == State.KEPT


def test_one_file_of_a_table_at_a_time(bring):
    bring(*TWENTY)
    bring("3909;2019;99", at=LATER)
    with pytest.raises(importing.NotPossible, match="Fil 2 leses nå, eller venter på at noen"):
        bring("3909;2019;98", at=LATER)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "3909;2024;140",
            "Rad 22, kolonnen «Andel»: 140 (3909, 2024) er ingen andel: den må være fra 0 til 100",
        ),
        ("3909;2024;10.5", "Rad 22, kolonnen «Andel»: «10.5» har desimalpunktum"),
        ("3909;2024", "Rad 22: Det er 2 felt, men 3 kolonner"),
        ("3909;2010;10", "Rad 22, kolonnen «Andel»: Dette sier det samme en gang til som rad 2"),
        ("3909;2010;11", "Rad 22, kolonnen «Andel»: Dette strider mot rad 2, kolonnen «Andel»"),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_says_where(indicator, bring, row, sentence):
    bring(*TWENTY)
    before = list(Observation.objects.order_by("pk").values())
    vintage = bring(*TWENTY, row, at=LATER)
    assert vintage.state == State.REFUSED
    assert problems.sentence(vintage.problem).startswith(sentence)
    assert list(Observation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("counted", ["12;10", "-1;10", "3;-10"])
def test_more_hits_than_people_are_no_share(counted, kari, browse):
    CityFactory()
    mapping = {"values": ["Andel"], "area": "Kommune", "period": "År",
               "numerator": "Ja", "denominator": "Alle"}  # fmt: skip
    table = indicators.dataset(slug="svar", mapping=mapping)
    rows = f"Kommune;År;Andel;Ja;Alle\n3909;2024;50;{counted}\n".encode()
    told = importing.read(importing.take_in(table, rows, by=None, at=AT), at=AT)
    indicators.indicator(slug="tilhorighet", dataset=table)
    assert told.state == State.KEPT  # Nobody had said yet that it is a share.
    assert browse.get("/byen/").status_code == 200
    again = rows.replace(b"2024", b"2023")
    told = importing.read(importing.take_in(table, again, by=None, at=AT), at=AT)
    assert (told.state, told.problem["code"]) == (State.REFUSED, "no_share")


COUNTED = {"values": ["Andel"], "area": "Kommune", "period": "År", "numerator": "Ja", "denominator": "Alle"}  # fmt: skip


@pytest.mark.parametrize("counted", ["2;3", "5;9", "2;400", "399;400"])
def test_a_share_of_so_few_that_they_may_be_known_waits_for_a_person(counted, kari, indicator):
    table = indicators.dataset(slug="svar", mapping=COUNTED)
    head = "Kommune;År;Andel;Ja;Alle\n3909;2023;50;200;400\n3909;2022;0;0;400\n"
    before = importing.read(importing.take_in(table, head.encode(), by=None, at=AT), at=AT)
    assert before.state == State.KEPT
    rows = f"{head}3909;2024;50;{counted}\n".encode()
    told = importing.read(importing.take_in(table, rows, by=None, at=AT), at=AT)
    assert told.state == State.WAITING
    (reason,) = map(problems.sentence, told.reasons)
    assert reason.startswith(f"Om 3909 i 2024 forteller den om {counted.replace(';', ' av ')}.")
    importing.keep(told, by=kari, at=AT)
    again = rows + b"3909;2021;25;100;400\n"
    told = importing.read(importing.take_in(table, again, by=None, at=AT), at=AT)
    assert told.state == State.KEPT  # Who has said yes to it is not asked again.


def test_a_year_that_has_not_begun_waits_for_a_person(dataset, bring, kari):
    waiting = bring("3909;2024;10,5", "3909;2045;11")
    assert waiting.state == State.WAITING
    (reason,) = map(problems.sentence, waiting.reasons)
    assert reason.startswith("Den har tall for 2045, som ikke har begynt.")
    importing.keep(waiting, by=kari, at=AT)
    assert bring("3909;2024;10,5", "3909;2045;11", "3909;2044;11", at=LATER).state == State.KEPT


def test_a_figure_for_each_day_of_many_years_is_more_than_a_page_can_show(bring):
    days = [AT.date() - dt.timedelta(days=back) for back in range(1001)]
    vintage = bring(*(f"3909;{day};10" for day in days))
    assert vintage.state == State.REFUSED
    assert problems.sentence(vintage.problem).startswith("Filen forteller om 1001 ulike tider")
    assert bring(*(f"3909;{day};10" for day in days[1:])).state == State.KEPT


def test_letters_of_another_kind_change_nothing_and_a_mark_at_the_beginning_is_no_letter(dataset):
    text = "Kommune;År;Andel\n3909;2024;10,5"
    vintage = importing.take_in(dataset, text.encode("latin-1"), by=None, at=AT)
    problem = importing.read(vintage, at=AT).problem
    assert problems.sentence(problem).startswith("Linje 1: Dette er ikke UTF-8")
    assert not Observation.objects.exists()
    marked = importing.take_in(dataset, text.encode("utf-8-sig"), by=None, at=AT)
    assert importing.read(marked, at=AT).state == State.KEPT


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_was_cut_off_goes_on_where_it_ended(indicator, bring, dataset, monkeypatch):
    """The server stops after the first batch; what is read so far is not shown."""
    monkeypatch.setattr(importing, "BATCH", 7)
    text = "Kommune;År;Andel\n" + "\n".join(TWENTY)
    vintage = importing.take_in(dataset, text.encode(), by=None, at=AT)
    write = importing.write

    def once(batch):
        monkeypatch.setattr(importing, "write", stop)
        return write(batch)

    def stop(batch):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "write", once)
    with pytest.raises(KeyboardInterrupt):
        importing.read(vintage, at=AT)
    assert Observation.objects.count() == 7
    assert shown(indicator) == {}

    monkeypatch.undo()
    again = importing.read(Vintage.objects.get(pk=vintage.pk), at=LATER)
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
    vintage = importing.read(importing.take_in(dataset, data, by=None, at=AT), at=AT)
    assert (vintage.state, vintage.fresh) == (State.KEPT, 70_668)
    assert shown(young)["2026"] == 1_717
    assert len(shown(young)) == 22
