"""A file through the desk, with a worker that reads it; and the open pages of what it told."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kominn.core import jobs
from kominn.core.uploads import OpenUploadHandler
from kominn.indicators.models import Observation, Vintage
from kominn.indicators.states import State
from kominn.portrait.models import THE_ONE_ROW, City
from tests.factories import indicators
from tests.factories.indicators import text_of

ROWS = ["3909;2023;10,2", "3909;2024;10,5", "0;2024;:"]


@pytest.fixture
def city(db):
    return City.objects.create(
        pk=THE_ONE_ROW,
        slug="lagenvik",
        name="Lågenvik",
        kind=City.Kind.DEMO,
        population=47000,
        population_on="2026-01-01",
        population_source="Oppdiktet",
    )


def upload(client, data, name="tall.csv"):
    page = reverse("indicators:dataset", args=["lavinntekt"])
    return client.post(page, {"file": SimpleUploadedFile(name, data)})


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_in_at_the_desk_and_comes_out_on_the_open_page(
    city, indicator, browse, sign_in, kari
):
    sign_in(browse, kari)
    answer = upload(browse, text_of(*ROWS))
    [vintage] = Vintage.objects.all()
    assert answer.url == reverse("indicators:vintage", args=[vintage.pk])
    assert "Filen leses" in browse.get(answer.url).content.decode()

    jobs.run_waiting()
    assert "Ny" in browse.get(answer.url).content.decode()
    browse.logout()
    page = browse.get(reverse("indicators:figure", args=["lavinntekt"])).content.decode()
    assert "10,5" in page
    assert "Statistikkontoret" in page
    assert "vises ikke" in page


def test_every_way_out_tells_the_same(city, indicator, bring, browse):
    bring(*ROWS)
    told = json.loads(browse.get(reverse("indicators:figure_json", args=["lavinntekt"])).content)
    assert told["areas"][0]["figures"][-1] == {
        "period": "2024",
        "value": 10.5,
        "missing": None,
        "estimate": False,
    }
    rows = browse.get(reverse("indicators:figure_csv", args=["lavinntekt"])).content.decode()
    assert "3909;Lågenvik;2024;10,5;;" in rows
    assert "0;Landet;2024;;protected;" in rows


def test_the_past_is_asked_for_by_a_day_in_the_address(city, indicator, bring, browse):
    bring(*ROWS)
    page = reverse("indicators:figure", args=["lavinntekt"])
    assert "10,5" in browse.get(page, {"kjent": "2026-03-02"}).content.decode()
    assert "10,5" not in browse.get(page, {"kjent": "2026-03-01"}).content.decode()
    assert browse.get(page, {"kjent": "i fjor"}).status_code == 422


def test_a_file_with_a_mistake_is_told_of_by_row_and_column(
    city, indicator, bring, browse, sign_in, kari
):
    vintage = bring("3909;2024;140")
    sign_in(browse, kari)
    page = browse.get(reverse("indicators:vintage", args=[vintage.pk])).content.decode()
    assert "row 2, column" in page
    assert not Observation.objects.exists()


def test_a_file_that_is_too_large_is_refused_and_nothing_is_kept(
    city, indicator, browse, sign_in, kari, monkeypatch
):
    sign_in(browse, kari)
    answer = upload(browse, bytes(50_000_001))
    assert answer.status_code == 422
    assert "større enn 50 MB" in answer.content.decode()
    assert not Vintage.objects.exists()


def test_a_form_from_another_site_takes_in_nothing(city, indicator, sign_in, kari):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, kari)
    assert upload(client, text_of(*ROWS)).status_code == 403
    assert not Vintage.objects.exists()


def test_a_strangers_files_are_never_held(city, indicator, monkeypatch):
    """Not even for the moment in which the token against forgery is looked for."""
    held = []
    complete = OpenUploadHandler.file_complete

    def counted(self, size):
        held.append(complete(self, size).size)
        return complete(self, size)

    monkeypatch.setattr(OpenUploadHandler, "file_complete", counted)
    files = {f"f{n}": SimpleUploadedFile("tall.csv", b"x" * 1000) for n in range(3)}
    page = reverse("indicators:dataset", args=["lavinntekt"])
    assert Client(enforce_csrf_checks=True).post(page, files).status_code != 200
    assert held == []


def test_of_several_files_one_is_held(city, indicator, browse, sign_in, kari):
    sign_in(browse, kari)
    page = reverse("indicators:dataset", args=["lavinntekt"])
    more = {
        "file": SimpleUploadedFile("a.csv", text_of(*ROWS)),
        "b": SimpleUploadedFile("b", b"x" * 99),
    }
    answer = browse.post(page, more)
    assert answer.status_code == 302
    assert answer.wsgi_request.FILES["b"].size == 0


def test_what_waits_is_decided_once(city, indicator, bring, browse, sign_in, kari):
    bring("3909;2023;10", "3909;2024;10")
    waiting = bring("3909;2023;12", "3909;2024;12", at=timezone.now())
    assert waiting.state == State.WAITING
    sign_in(browse, kari)
    page = browse.get(reverse("indicators:vintage", args=[waiting.pk])).content.decode()
    assert "Denne filen endrer mye" in page
    browse.post(reverse("indicators:keep", args=[waiting.pk]))
    answer = browse.post(reverse("indicators:refuse", args=[waiting.pk]), follow=True)
    assert "En kollega har allerede" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == State.KEPT


def test_the_desk_and_the_open_list_ask_as_often_of_many_as_of_one(
    city, indicator, bring, browse, sign_in, kari
):
    bring(*ROWS)
    sign_in(browse, kari)
    pages = [reverse("indicators:desk"), reverse("indicators:figures")]
    counted = []
    for _ in range(2):
        for page in pages:
            browse.get(page)
            with CaptureQueriesContext(connection) as queries:
                browse.get(page)
            counted.append(len(queries))
        more = range(8) if len(counted) == 2 else ()
        for number in more:
            indicators.indicator(
                slug=f"nr-{number}", dataset=indicators.dataset(slug=f"tabell-{number}")
            )
    assert counted[:2] == counted[2:]
    assert counted[1] <= 12
