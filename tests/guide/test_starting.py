"""From a recipe to a course: what cannot be is refused, and what stands can be printed."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
from django.utils import timezone

from kominn.allin.models import Course, Gathering
from kominn.audit.models import Event
from kominn.guide.models import MethodCard, Recipe
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SHEETS = ("plakat", "timeplan", "huskeliste", "samtykke", "regler", "for", "etter")


def answers(**changed):
    return {
        "name": "Leir i fjæra",
        "first_day": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
        "starts": "09:00",
        "place": "Fjellhallen",
        "area": "",
        "age_band": "younger",
        "most_seats": "40",
        "answers": "Leder for kultur",
    } | changed


@pytest.fixture
def led(guide, marit, browse, sign_in):
    sign_in(browse, marit)
    return browse


def begin(browser, recipe="leir", **changed):
    answer = browser.post(f"/guiden/oppskrift/{recipe}/start/", answers(**changed))
    assert answer.status_code == 302, answer.content.decode()
    return Course.objects.get()


def test_who_may_not_lead_courses_starts_none(guide, browse, sign_in):
    assert browse.post("/guiden/oppskrift/leir/start/", answers()).status_code == 401
    sign_in(browse, UserFactory(roles=["employee"]))
    assert browse.post("/guiden/oppskrift/leir/start/", answers()).status_code == 403
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first_day": "2020-01-01"}, "har vært"),
        ({"first_day": "30. februar"}, "dato"),
        ({"starts": "23:00"}, "midnatt"),
        ({"starts": "99:99"}, "gyldig"),
        ({"name": ""}, "fylles"),
        ({"most_seats": "0"}, "1"),
        ({"most_seats": "9999999"}, "500"),
        ({"age_band": "grown"}, "valg"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(led, changed, said):
    answer = led.post("/guiden/oppskrift/leir/start/", answers(place="Bak båthuset", **changed))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert "Bak båthuset" in page
    assert not Course.objects.exists()


def test_a_recipe_without_a_timetable_starts_nothing(led):
    Recipe.objects.get(slug="leir").steps.all().delete()
    page = led.post("/guiden/oppskrift/leir/start/", answers()).content.decode()
    assert "timeplan" in page
    assert not Course.objects.exists()


def test_a_recipe_that_is_not_shown_starts_nothing(led):
    Recipe.objects.filter(slug="leir").update(active=False)
    assert led.post("/guiden/oppskrift/leir/start/", answers()).status_code == 404


def test_a_camp_becomes_a_course_of_three_days_with_its_gatherings(led, marit):
    course = begin(led)
    assert (course.last_day - course.first_day).days == 2
    assert course.leader == marit
    assert course.recipe == "leir"
    first = course.gatherings.first()
    assert (first.day, first.starts) == (course.first_day, dt.time(9))
    assert course.gatherings.filter(method="kart-over-byen").count() == 1
    assert Event.objects.filter(verb="course.started").count() == 1


def test_another_hour_moves_the_whole_day(led):
    course = begin(led, "skoletime", starts="12:30")
    hours = [one.starts for one in course.gatherings.all()]
    assert hours[0] == dt.time(12, 30)
    assert course.gatherings.last().ends == dt.time(13, 15)
    assert hours == sorted(hours)


def test_today_is_not_too_late(led):
    begin(led, "skoletime", first_day=timezone.localdate().isoformat())
    assert Gathering.objects.count() == 5


def test_the_course_page_shows_what_to_print_and_every_sheet_is_a_pdf(led):
    course = begin(led)
    page = led.get(f"/ungdom/kurs/{course.pk}/").content.decode()
    for sheet in SHEETS:
        address = f"/guiden/kurs/{course.pk}/{sheet}/"
        assert address in page
        for language in ("", "/nn", "/en"):
            answer = led.get(language + address)
            assert answer["Content-Type"] == "application/pdf"
            with pikepdf.open(io.BytesIO(answer.content)) as pdf:
                assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
                assert len(pdf.pages) <= 2, sheet
    for number in (1, 2, 3):
        assert f"/guiden/kurs/{course.pk}/kort/{number}/" in page
    with pikepdf.open(io.BytesIO(led.get(f"/guiden/kurs/{course.pk}/kort/2/").content)) as pdf:
        assert len(pdf.pages) == 7


def test_the_letter_of_a_camp_stands_on_one_sheet(led):
    course = begin(led)
    letter = led.get(f"/guiden/kurs/{course.pk}/samtykke/")
    with pikepdf.open(io.BytesIO(letter.content)) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("sheet", ["sang", "kort/0/", "kort/9/", "kort/99999999999/"])
def test_a_sheet_that_is_none_is_not_found(led, sheet):
    course = begin(led)
    assert led.get(f"/guiden/kurs/{course.pk}/{sheet.rstrip('/')}/").status_code == 404


def test_what_the_leader_names_the_course_is_printed_as_it_was_written(led):
    course = begin(led, name='#panic("x") [ \\ $ <b>', place="@sted *stjerne_")
    for sheet in SHEETS:
        assert led.get(f"/guiden/kurs/{course.pk}/{sheet}/").status_code == 200


def test_a_card_that_is_gone_takes_no_sheet_with_it(led):
    course = begin(led, "gatestand")
    Gathering.objects.update(method="borte")
    assert led.get(f"/guiden/kurs/{course.pk}/kort/1/").status_code == 404
    assert led.get(f"/ungdom/kurs/{course.pk}/").status_code == 200
    MethodCard.objects.update(active=False)
    assert led.get(f"/guiden/kurs/{course.pk}/timeplan/").status_code == 200


def test_a_course_without_a_recipe_has_a_poster_and_says_where_recipes_are(led, marit):
    from tests.factories.allin import start

    course = start(by=marit)
    page = led.get(f"/ungdom/kurs/{course.pk}/").content.decode()
    assert f"/guiden/kurs/{course.pk}/plakat/" in page
    assert "/guiden/" in page
    assert led.get(f"/guiden/kurs/{course.pk}/samtykke/").status_code == 404
