"""The page that says what was done, and the answers people give there."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from kominn.erasure import panels
from kominn.erasure.models import Journal, Night
from kominn.erasure.states import State
from kominn.law.classes import ADVICE
from tests.factories.erasure import DUE, finished, quiet_night, sign, tonight

OVERVIEW = "/lov/sletting/"


def test_the_page_counts_and_names_nothing(intake, inga, per, visit):
    sign(ADVICE)
    quiet_night()
    one = finished(by=inga, seen="hemmelig")
    tonight()
    page = visit(per).get(OVERVIEW)
    assert page.status == 200
    assert one.short not in page.text
    assert "hemmelig" not in page.text


def test_the_officer_answers_with_the_day_of_the_calendar(intake, inga, per, browse, sign_in):
    sign(ADVICE)
    finished(by=inga)
    night = tonight()
    browser = sign_in(browse, per)
    address = reverse("erasure:agree", args=[night.pk])
    assert address in browser.get(OVERVIEW).content.decode()
    wrong = browser.post(address, {"said_day": "2020-01-01"})
    assert wrong.status_code == 200
    assert Night.objects.get(pk=night.pk).state == State.ASKED
    today = timezone.localdate().isoformat()
    assert browser.post(address, {"said_day": today}).status_code == 302
    assert Night.objects.get(pk=night.pk).state == State.AGREED


def test_the_officer_may_say_no(intake, inga, per, browse, sign_in):
    sign(ADVICE)
    finished(by=inga)
    night = tonight()
    sign_in(browse, per).post(reverse("erasure:refuse", args=[night.pk]), {})
    assert Night.objects.get(pk=night.pk).state == State.REFUSED


def test_the_square_stands_only_where_somebody_must_do_something(intake, inga, per, stian):
    today = DUE.date()
    assert panels.panels(per, today) == []
    sign(ADVICE)
    finished(by=inga)
    tonight()
    (square,) = panels.panels(per, today)
    assert square.late
    assert panels.panels(stian, today) == []


def test_the_administrator_fetches_the_file_and_says_that_it_arrived(
    intake, inga, ada, browse, sign_in, archive
):
    from kominn.law.classes import PASSED_ON
    from tests.factories.concerns import DAY

    sign(PASSED_ON)
    year_on = DUE + 365 * DAY
    quiet_night(before=year_on)
    finished(by=inga, reason="passed_on")
    tonight(at=year_on)
    journal = Journal.objects.get()
    browser = sign_in(browse, ada)
    assert journal.name in browser.get(OVERVIEW).content.decode()
    response = browser.get(reverse("erasure:file", args=[journal.pk]))
    assert b"".join(response.streaming_content) == journal.path.read_bytes()
    assert "attachment" in response["Content-Disposition"]
    page = browser.post(
        reverse("erasure:take_in", args=[journal.pk]),
        {"digest": "feil", "reference": "26/17"},
    )
    assert page.status_code == 200
    browser.post(
        reverse("erasure:take_in", args=[journal.pk]),
        {"digest": journal.digest[:8], "reference": "26/17"},
    )
    journal.refresh_from_db()
    assert (journal.taken_by, journal.reference) == (ada, "26/17")
    assert journal.taken_on == timezone.localdate()


def test_what_is_to_be_archived_does_not_go_by_itself(intake, inga, per, visit, settings, tmp_path):
    from kominn.law.classes import PASSED_ON

    sign(PASSED_ON)
    settings.ARCHIVE_RECIPIENT = str(tmp_path / "none.pub")
    page = visit(per).get("/en" + OVERVIEW)
    assert "Stays: the archive has given no key" in page.text
    assert "Goes by itself" not in page.text


def test_a_night_that_asks_says_first_that_nothing_goes_before_the_answer(intake, inga, per, visit):
    sign(ADVICE)
    finished(by=inga)
    tonight()
    page = visit(per).get("/en" + OVERVIEW)
    assert "Nothing is erased before a person has signed the rule and answered here" in page.text
    assert "1 concern is due. It stays until the answer is yes." in page.text
