"""Figures fetched from an office by a saved query; whatever the office does, nothing else changes."""

import datetime as dt
import gzip
import ipaddress
import json
import threading

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from kominn.audit.models import Event
from kominn.core import outgoing
from kominn.core.jobs import run_waiting
from kominn.indicators import jobs, problems, queries
from kominn.indicators.actions import fetching, importing
from kominn.indicators.models import Fetch, Observation, Vintage
from kominn.indicators.states import State
from tests.factories import indicators
from tests.indicators.conftest import AT
from tests.indicators.office import Answer, an_office

pytestmark = pytest.mark.django_db
QUERY = "/api/pxwebapi/v2/tables/1/data?lang=no&outputFormat=json-stat2&valuecodes[Tid]=*"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with an_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def office(running, settings):
    running.asked.clear()
    running.answer = Answer()
    settings.FIGURES_OWN = {running.host: str(running.signed_by)}
    return running


@pytest.fixture
def table(office, dataset):
    dataset.form, dataset.mapping, dataset.address = "jsonstat", {}, office.address(QUERY)
    dataset.save()
    indicators.indicator(dataset=dataset)
    return dataset


def jsonstat(*years, code="3909", **more):
    """Our own small table: 10 in each of those years."""
    return json.dumps(
        {
            "class": "dataset",
            "version": "2.0",
            "updated": "2026-02-20T07:00:00Z",
            "id": ["Region", "Tid"],
            "size": [1, len(years)],
            "dimension": {
                "Region": {"category": {"index": [code]}},
                "Tid": {"category": {"index": list(years)}},
            },
            "value": [10.0] * len(years),
        }
        | more
    ).encode()


def fetched(table, *, at=AT):
    """Asked for and carried out, and read where a file came."""
    fetch = fetching.ask_for(table, by=None, at=at)
    vintage = fetching.carry_out(fetch, at=at)
    if vintage is not None:
        importing.read(vintage, at=at)
    return fetch


def said(fetch):
    return problems.sentence(fetch.problem)


@pytest.mark.django_db(transaction=True)
def test_a_table_is_fetched_by_the_worker_and_kept_byte_for_byte(
    table, office, browse, sign_in, kari
):
    office.answer.data = jsonstat("2024", "2025")
    sign_in(browse, kari)
    page = reverse("indicators:dataset", args=[table.slug])
    assert "Hent nå" in browse.get(page).content.decode()
    answer = browse.post(reverse("indicators:fetch", args=[table.slug]), follow=True)
    assert "hentes nå" in answer.content.decode()
    assert office.asked == [], "nobody waits for the office"

    run_waiting()
    [vintage] = Vintage.objects.all()
    assert (bytes(vintage.raw), vintage.state) == (office.answer.data, State.KEPT)
    assert (vintage.http_status, vintage.published) == (200, "2026-02-20T07:00:00Z")
    assert vintage.asked == {"address": table.address, "query": None}
    [(verb, path, _body)] = office.asked
    assert (verb, path) == ("GET", QUERY)
    assert "En ny fil kom" in browse.get(page).content.decode()
    assert Event.objects.filter(verb="figures.asked_for", by=f"user:{kari.pk}").exists()


def test_a_query_with_a_body_is_posted(table, office):
    table.query = {
        "dimensions": [{"code": "AAR", "filter": "all", "values": ["*"]}],
        "response": {"format": "json-stat2"},
    }
    table.address = office.address("/api/open/v1/nokkel/Table/185/data")
    table.save()
    office.answer.data = jsonstat("2024_2024", "2025_2025")
    fetched(table)
    [(verb, _path, body)] = office.asked
    assert (verb, json.loads(body)) == ("POST", table.query)
    assert set(Observation.objects.values_list("period", flat=True)) == {"2024", "2025"}


def test_the_same_answer_again_is_nothing_new(table, office):
    office.answer.data = jsonstat("2024", "2025")
    fetched(table)
    assert fetched(table, at=AT + dt.timedelta(days=7)).outcome == Fetch.Outcome.SAME
    assert Vintage.objects.count() == 1


def packed(data):
    return {"data": gzip.compress(data), "headers": {"Content-Encoding": "gzip"}}


def test_an_answer_that_is_packed_unasked_is_unpacked(table, office):
    office.answer = Answer(**packed(jsonstat("2024", "2025")))
    assert fetched(table).outcome == Fetch.Outcome.TAKEN_IN
    assert bytes(Vintage.objects.get().raw) == jsonstat("2024", "2025")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(status=500), "er ute av drift (500). Prøv igjen senere."),
        (Answer(status=404, kind="text/html"), "har ingen slik tabell (404)"),
        (Answer(status=429), "blir spurt for ofte (429)"),
        (Answer(status=403), "slipper oss ikke inn (403)"),
        (Answer(b'{"detail": "maxRowCount is 50000"}', status=400), "for mange rader"),
        (Answer(b"Tid: unknown", status=400), "forstår ikke spørringen (400): «Tid: unknown»"),
        (Answer(status=302, headers={"Location": "https://evil.example/"}), "flyttet til https://"),
        (Answer(b"<html>Hei</html>", kind="text/html"), "svarte med «text/html»"),
        (Answer(b"{}", length=2_000_000_000), "Svaret fra"),
        (Answer(bytes(50_000_001), length=7_000_000_000), "svarte med mer enn 50 MB"),
        (Answer(**packed(bytes(50_000_001))), "svarte med mer enn 50 MB"),
        (Answer(b"no", headers={"Content-Encoding": "br"}), "er pakket på en måte"),
        (Answer(b"no", headers={"Content-Encoding": "gzip"}), "er pakket på en måte"),
        (Answer(**packed(b"{}") | {"data": gzip.compress(b"{}") * 2}), "er pakket på en måte"),
        (Answer(gzip.compress(bytes(99))[:-9], headers={"Content-Encoding": "gzip"}), "brøt av"),
    ],
)
def test_what_an_office_does_wrong_is_said_and_changes_nothing(table, office, answer, sentence):
    office.answer.data = jsonstat("2024", "2025")
    fetched(table)
    before = list(Observation.objects.values())
    office.answer = answer
    fetch = fetched(table, at=AT + dt.timedelta(days=7))
    assert fetch.outcome == Fetch.Outcome.FAILED
    assert sentence in said(fetch)
    assert list(Observation.objects.values()) == before
    assert Vintage.objects.count() == 1
    assert Event.objects.filter(verb="figures.not_fetched").exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (jsonstat("2024", "2025")[:-20], "Linje 1, tegn"),
        (b"<!DOCTYPE html><p>Hei", "en nettside og ingen tall"),
        (b'{"dataset": {"dimension": {}}}', "versjon 1"),
        (jsonstat("2024", value=[1, 2]), "2 verdier, men dimensjonene gir 1"),
        (jsonstat("2024", value=[]), "ingen verdier"),
        (b'{"class": "collection"}', "«collection»"),
    ],
)
def test_an_answer_that_cannot_be_read_is_kept_and_shown_to_nobody(table, office, data, sentence):
    office.answer.data = data
    fetched(table)
    [vintage] = Vintage.objects.all()
    assert (vintage.state, bytes(vintage.raw)) == (State.REFUSED, data)
    assert sentence in problems.sentence(vintage.problem)
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"value": {"0": 10, "1": 11}},
        {"value": [10, 11], "status": ""},
        {"value": [10, 11], "status": ["", "p"]},
        {"value": [10, 11], "status": {"1": "p"}},
    ],
)
def test_each_way_of_writing_an_answer_is_read(table, office, more):
    office.answer.data = b"\xef\xbb\xbf" + jsonstat("2024", "2025", **more)
    fetched(table)
    assert Vintage.objects.get().state == State.KEPT
    assert dict(Observation.objects.values_list("period", "value")) == {"2024": 10, "2025": 11}


def test_an_office_that_is_shorter_than_it_says_is_cut_off_mid_number(table, office):
    """It says that it is 60 bytes long; the rest of what it has is never read as figures."""
    office.answer = Answer(jsonstat("2024", "2025"), length=60)
    fetched(table)
    assert Vintage.objects.get().state == State.REFUSED


def test_an_office_that_dawdles_is_left(table, office, monkeypatch):
    """It goes on sending nothing; the whole of it has an end, however often a byte comes."""
    monkeypatch.setattr(fetching, "BOUNDS", outgoing.Bounds(seconds=0.2, silent=15, most=1000))
    office.answer = Answer(b"{", length=9, waits=True)
    assert "brukte for lang tid" in said(fetched(table))


def test_an_office_of_a_thousand_addresses_is_left_too():
    """Whoever has waited long enough goes to no further address."""
    line = outgoing.Line("127.0.0.1", 9, signed_by=None, seconds=15)
    line._inside = True
    line.cut(threading.Event())
    with pytest.raises(TimeoutError):
        line.connect()


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("193.71.101.1", True),
        ("2001:700::1", True),
        ("64:ff9b::193.71.101.1", True),
        ("10.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b:1::10.0.0.1", False),
        ("2002:a00:1::", False),
        ("fec0::1", False),
        ("fd00::1", False),
    ],
)
def test_an_address_within_an_address_is_looked_at(address, is_open):
    assert outgoing.is_open(ipaddress.ip_address(address)) == is_open


def test_an_office_that_is_down_does_not_answer(table, settings, tmp_path):
    with an_office(tmp_path) as other:
        address, signed = other.address(QUERY), str(other.signed_by)
        settings.FIGURES_OWN = {other.host: signed}
    table.address = address
    assert "svarer ikke" in said(fetched(table))


def test_an_office_nobody_we_trust_has_signed_is_asked_nothing(table, office, settings, tmp_path):
    with an_office(tmp_path) as other:
        settings.FIGURES_OWN = {office.host: str(other.signed_by)}
    assert "kunne ikke vise" in said(fetched(table))
    assert office.asked == []


def test_a_listed_name_that_leads_inside_is_not_gone_to(table, office, settings):
    settings.FIGURES_OWN, settings.FIGURES_FROM = {}, [office.host]
    assert "et nett som ikke er åpent" in said(fetched(table))
    assert office.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://data.ssb.no/api/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "https://data.ssb.no.evil.example/",
        "https://data.ssb.no@127.0.0.1/",
        "https://user:word@data.ssb.no/",
        "https://data.ssb.no:8443/",
        "https://data.ssb.no/#@127.0.0.1/",
        "https://data.ssb.no\\@127.0.0.1/",
        "https://data.ssb.no/\r\nHost: evil",
        "ftp://data.ssb.no/",
        "",
    ],
)
def test_no_other_address_is_asked(address):
    with pytest.raises(problems.Unfit):
        queries.look_at(address, None, "jsonstat")


def test_the_newest_at_one_office_are_the_oldest_at_another():
    fhi = "https://statistikk-data.fhi.no/api/open/v1/nokkel/Table/185/data"
    for_years = {"code": "AAR", "filter": "top", "values": ["5"]}
    query = {"dimensions": [for_years], "response": {"format": "json-stat2"}}
    with pytest.raises(problems.Unfit) as found:
        queries.look_at(fhi, query, "jsonstat")
    assert "Hos FHI gir «top» de eldste årene" in problems.sentence(found.value.problem)
    for_years["filter"] = "bottom"
    queries.look_at(fhi, query, "jsonstat")
    ssb = "https://data.ssb.no/api/pxwebapi/v2/tables/07459/data?outputFormat=json-stat2"
    queries.look_at(f"{ssb}&valuecodes[Tid]=top(5)", None, "jsonstat")


@pytest.mark.parametrize(
    ("address", "query", "code"),
    [
        ("?outputFormat=json-stat2&valuecodes[Region]=3909", None, "asks_no_time"),
        ("?outputFormat=csv&valuecodes[Tid]=*", None, "another_format"),
        ("?valuecodes[Tid]=*", None, "another_format"),
        ("?outputFormat=json-stat2&valuecodes[Tid]=" + "2020," * 400, None, "long_address"),
        ("", {"query": [{"code": "Tid", "selection": {}}]}, "another_format"),
        ("", [], "query_is_no_mapping"),
    ],
)
def test_a_query_that_would_be_answered_otherwise_than_meant_is_told_of(address, query, code):
    ssb = "https://data.ssb.no/api/pxwebapi/v2/tables/07459/data"
    with pytest.raises(problems.Unfit) as found:
        queries.look_at(ssb + address, query, "jsonstat")
    assert found.value.problem["code"] == code


def test_the_oldest_years_stop_for_a_person(table, office):
    """What is asked for as the newest and answered with the oldest, on the first day and later."""
    office.answer.data = jsonstat("1990", "1991")
    fetched(table)
    [vintage] = Vintage.objects.all()
    assert (vintage.state, vintage.reasons[0]["code"]) == (State.WAITING, "older_than_expected")
    importing.refuse(vintage, by=None, at=AT)
    office.answer.data = jsonstat("2024", "2025")
    fetched(table)
    office.answer.data = jsonstat("2023", "2024")
    fetched(table)
    newest = Vintage.objects.order_by("number").last()
    assert newest.state == State.WAITING
    reasons = [problems.sentence(one) for one in newest.reasons]
    assert any("nyeste tallene er fra 2024, men vi har 2025" in one for one in reasons)


def test_a_municipality_added_up_over_its_codes_is_the_municipality(table, office):
    office.answer.data = jsonstat("2024", "2025", code="K-3909")
    fetched(table)
    assert set(Observation.objects.values_list("area_code", flat=True)) == {"3909"}


def test_the_desk_tells_of_a_table_that_could_not_be_fetched(table, office, browse, sign_in, kari):
    sign_in(browse, kari)
    assert "Kunne ikke hentes" not in browse.get(reverse("indicators:desk")).content.decode()
    office.answer = Answer(status=503)
    fetched(table)
    assert "Kunne ikke hentes" in browse.get(reverse("indicators:desk")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_by_night_the_tables_whose_turn_it_is_are_asked_for(table, office):
    table.fetch_every = "week"
    table.save()
    office.answer = Answer(status=503)
    jobs.fetch_due(at=timezone.now())
    run_waiting()
    office.answer = Answer(jsonstat("2024", "2025"))
    for nights, times in ((1, 2), (2, 2), (8, 3)):
        # What failed is asked for again the next night, what came not before its week is over.
        jobs.fetch_due(at=timezone.now() + dt.timedelta(days=nights))
        run_waiting()
        assert len(office.asked) == times


def test_a_table_that_waits_for_somebody_is_not_fetched(table, office):
    office.answer.data = jsonstat("1990")
    fetched(table)
    with pytest.raises(importing.NotPossible, match="venter på at noen"):
        fetching.ask_for(table, by=None, at=AT)


def test_every_fault_is_told_in_every_language_of_the_site():
    for code, words in problems.WORDS.items():
        for language in ("nb", "nn", "en"):
            with translation.override(language):
                assert str(words), code
    assert set(problems.WORDS) == {*problems.Fault, *problems.Trouble}
