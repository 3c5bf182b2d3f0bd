"""From the wall to the fourth step, and out again with nothing left but counts."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from kominn.ambassadors import few
from kominn.ambassadors.actions import passports
from kominn.ambassadors.models import Deed, Gender, Gone, Joined, Passport
from kominn.ambassadors.needs import progress
from kominn.ambassadors.training import modules
from kominn.audit.models import Event, ReporterEvent
from tests.factories import ambassadors
from tests.factories.ambassadors import passport
from tests.wording import wording

pytestmark = pytest.mark.django_db
HOME = "/ungdom/ambassador/her/"


def html(answer):
    return answer.content.decode()


def test_a_passport_begins_with_the_code_on_the_wall_and_without_a_name(phone, gathering):
    browser = phone()
    page = html(browser.get(f"/ungdom/ambassador/begynn/{gathering.code}/"))
    assert gathering.code in page
    answer = browser.post(
        "/ungdom/ambassador/begynn/",
        {
            "code": f"{gathering.code[:3]} {gathering.code[3:]}",
            "born": str(ambassadors.band(15)),
            "gender": "girl",
            "old_enough": "on",
        },
    )
    assert wording("Keep these digits") in html(answer)
    held = Passport.objects.get()
    assert held.attendances.count() == 1
    assert (held.first_name, held.email, held.area) == ("", "", None)
    assert "girl" not in [str(value) for value in vars(held).values()]
    assert Joined.objects.get().people == 1
    assert browser.get(HOME).status_code == 200


def test_what_the_owner_does_leaves_no_trace(phone, gathering):
    before = Event.objects.count(), ReporterEvent.objects.count()
    _held, code = passport()
    browser = phone(code)
    browser.post(f"{HOME}oppmote/", {"code": gathering.code})
    browser.post(f"{HOME}kurs/listening/", {"choice": "0"})
    browser.post(f"{HOME}slett/")
    assert (Event.objects.count(), ReporterEvent.objects.count()) == before


def test_a_camera_on_the_wall_brings_one_who_has_a_passport_to_be_there(phone, gathering):
    held, code = passport()
    browser = phone(code)
    answer = browser.get(f"/ungdom/ambassador/begynn/{gathering.code}/", follow=True)
    assert gathering.code in html(answer)
    browser.post(f"{HOME}oppmote/", {"code": gathering.code})
    assert progress(held).minutes == 120


@pytest.mark.parametrize("slug", list(modules()))
def test_a_course_is_read_and_its_question_answered(phone, slug):
    held, code = passport()
    browser = phone(code)
    one = modules()[slug]
    right = next(n for n, choice in enumerate(one.choices) if choice.right)
    wrong = next(n for n, choice in enumerate(one.choices) if not choice.right)
    page = html(browser.post(f"{HOME}kurs/{slug}/", {"choice": str(wrong)}))
    assert one.choices[wrong].answer in page.replace("&quot;", '"')
    assert not held.modules.exists()
    assert browser.post(f"{HOME}kurs/{slug}/", {"choice": str(right)}).status_code == 302
    assert held.modules.get().module == slug


@pytest.mark.parametrize("slug", list(modules()))
def test_every_course_stands_in_three_languages_and_has_one_right_answer(slug):
    one = modules()[slug]
    for words in (
        one.title,
        one.ask,
        *one.read,
        *(c.words for c in one.choices),
        *(c.then for c in one.choices),
    ):
        assert words.keys() == {"nb", "nn", "en"}
        assert all(words.values())
    assert sum(choice.right for choice in one.choices) == 1


def test_the_way_from_the_first_gathering_to_trainer_and_to_thanks(phone, desk, marit):
    held, code = passport()
    browser = phone(code)
    for step, times, signed, kind in (
        ("helper", 1, 0, Deed.Kind.HELPED),
        ("ambassador", 2, 1, Deed.Kind.RAN),
        ("trainer", 3, 2, Deed.Kind.HELPED),
    ):
        assert not progress(held).ready
        ambassadors.trained(held, by=marit, times=times, signed=signed, kind=kind)
        assert browser.post(f"{HOME}klar/").status_code == 302
        assert held.number in html(desk.get("/ambassadorer/"))
        desk.post(f"/ambassadorer/pass/{held.pk}/steg/", {"go": "step"})
        held.refresh_from_db()
        assert held.step == step
        assert held.term_ends_on > timezone.localdate()
    desk.post(f"/ambassadorer/pass/{held.pk}/steg/", {"go": "thank"})
    held.refresh_from_db()
    assert (held.step, held.term_ends_on) == ("thanked", None)
    assert wording(
        "Your term is over. All you did stays yours. Want another term? Tell the one who leads."
    ) in html(browser.get(HOME))


def test_a_term_that_is_over_waits_for_a_person(desk, marit):
    held, _code = passport()
    today = timezone.localdate()
    Passport.objects.filter(pk=held.pk).update(step="helper", term_ends_on=today)
    assert held.number in html(desk.get("/ambassadorer/"))
    desk.post(f"/ambassadorer/pass/{held.pk}/steg/", {"go": "renew"})
    held.refresh_from_db()
    assert held.step == "helper"
    assert held.term_ends_on == passports.term_from(today)
    assert held not in Passport.objects.terms_over(today)


def test_something_done_is_signed_or_sent_back_in_chosen_words(phone, desk):
    held, code = passport()
    browser = phone(code)
    told = {"kind": "made", "done_on": timezone.localdate().isoformat(), "minutes": "90"}
    for _time in range(2):
        assert browser.post(f"{HOME}gjort/", told).status_code == 302
    first, second = held.deeds.all()
    desk.post(f"/ambassadorer/gjort/{first.pk}/", {"go": "sign"})
    desk.post(f"/ambassadorer/gjort/{second.pk}/", {"go": "back", "why": "twice"})
    assert progress(held).minutes == 90
    assert wording("This stands here already.") in html(browser.get(f"{HOME}gjort/"))
    assert {*Event.objects.values_list("verb", flat=True)} >= {"deed.signed", "deed.sent_back"}


def test_the_owner_takes_everything_along_as_a_file(phone, marit):
    held, code = passport()
    ambassadors.trained(held, by=marit, signed=1)
    told = json.loads(phone(code).get(f"{HOME}alt.json").content)
    assert told["hours"] == 3
    assert len(told["courses"]) == 5
    assert told["gatherings"][0]["gathering"] == "Onsdagsmøtet"
    assert told["things_done"][0]["signed"]


def test_erasing_leaves_counts_alone(phone, desk, marit, gathering):
    _held, code = passport(gender=Gender.BOY)
    browser = phone(code)
    browser.post(f"{HOME}oppmote/", {"code": gathering.code})
    assert browser.post(f"{HOME}slett/").status_code == 302
    assert not Passport.objects.exists()
    gone = Gone.objects.get()
    assert (gone.people, gone.minutes, gone.step) == (1, 120, "participant")
    gathering.refresh_from_db()
    assert gathering.gone == 1
    assert browser.get(HOME).status_code == 302
    assert "1 er her." in html(desk.get(f"/ambassadorer/samling/{gathering.pk}/"))


def test_a_lost_code_is_replaced_face_to_face(desk, phone):
    held, code = passport()
    page = desk.post(f"/ambassadorer/pass/{held.pk}/kode/")
    assert wording(
        "Hand these over to the one whose passport it is. They are shown only now."
    ) in html(page)
    assert "kominn_passport" not in page.cookies
    assert phone(code).get(HOME).status_code == 302


def test_few_are_never_counted_one_by_one(desk):
    for _time in range(4):
        passport(gender=Gender.GIRL)
    page = desk.get("/ambassadorer/")
    assert '<td data-numeric="">4</td>' not in html(page)
    counts = page.context["counts"]
    every = [*counts.areas, *counts.steps, *counts.bands, *counts.genders]
    assert every
    assert {one.people for one in every} <= {0, few.BASE}


def test_a_passport_is_found_by_the_number_its_owner_says(desk):
    held, _code = passport()
    answer = desk.get("/ambassadorer/finn/", {"number": held.number})
    assert answer.headers["Location"] == f"/ambassadorer/pass/{held.pk}/"
    assert (
        desk.get("/ambassadorer/finn/", {"number": "hei"}).headers["Location"] == "/ambassadorer/"
    )
