"""140 characters from a seat: caught, read, told, appealed; and nobody can say who wrote them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.audit.models import Event
from kominn.participation import calling, statements
from kominn.participation.models import Statement
from kominn.participation.reasons import Why
from kominn.participation.states import CallEnd, StatementState
from tests.allin.test_young import html, phone, seated
from tests.factories.accounts import UserFactory
from tests.factories.allin import start, statement
from tests.wording import wording

__all__ = ["phone"]
pytestmark = pytest.mark.django_db

SAY = "/ungdom/her/si/"


def said(browser, text="lys på gangveien", **more):
    return browser.post(SAY, {"text": text, **more})


def test_the_rules_stand_before_the_box(course, phone):
    page = html(seated(course, phone).get(SAY))
    assert page.index(wording("Before you write")) < page.index("<textarea")
    assert wording("A person reads it before others in the room see it, within two days.") in page


def test_others_read_it_only_when_a_person_has(course, phone, browse, sign_in, marit):
    one, other = seated(course, phone), seated(course, phone)
    assert said(one).status_code == 302
    assert "lys på gangveien" in html(one.get(SAY))
    assert "lys på gangveien" not in html(other.get(SAY))
    sign_in(browse, marit)
    assert "lys på gangveien" in html(browse.get("/ungdom/ytringer/"))
    browse.post(f"/ungdom/ytringer/{Statement.objects.get().pk}/", {"go": "show"})
    page = html(other.get(SAY))
    assert "lys på gangveien" in page
    assert wording("Written by another young person") in page
    assert Event.objects.filter(verb="statement.shown").count() == 1


@pytest.mark.parametrize("text", ["spør Kaia Berg om det", "ring 41234567", "født 01020312345"])
def test_what_points_to_somebody_is_caught_and_given_back(course, phone, text):
    answer = said(seated(course, phone), text)
    assert answer.status_code == 422
    assert text in html(answer)
    assert not Statement.objects.exists()


def test_what_is_nobodys_passes_when_its_writer_says_so(course, phone):
    answer = said(seated(course, phone), "vi vil ha Grønn Brygge", nobody="Grønn Brygge")
    assert answer.status_code == 302


def test_141_characters_are_given_back(course, phone):
    answer = said(seated(course, phone), "å" * 141)
    assert answer.status_code == 422
    assert "å" * 141 in html(answer)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eabc", "ord\x00", "😀" * 35])
def test_odd_signs_are_kept_as_letters_or_not_at_all(course, phone, text):
    browser = seated(course, phone)
    assert said(browser, text).status_code == 302
    page = html(browser.get(SAY))
    assert "<script>alert" not in page
    assert "\u202e" not in Statement.objects.get().text


def test_five_hundred_from_one_seat_are_stopped_kindly_and_others_still_write(course, phone):
    one = seated(course, phone)
    answers = [said(one, f"lys nummer {n}") for n in range(12)]
    assert [answer.status_code for answer in answers].count(302) == 5
    assert "lys nummer 11" in html(answers[-1])
    assert said(seated(course, phone)).status_code == 302


def test_one_seat_has_a_most_however_fast_it_is_read(course, phone):
    one = seated(course, phone)
    for n in range(statements.MOST_OF_A_SEAT):
        said(one, f"lys {n}")
        Statement.objects.filter(state="waits").update(state="shown")
    assert said(one, "en til").status_code == 422


def test_without_a_seat_nothing_is_said(course, phone):
    assert said(phone()).status_code == 302
    assert not Statement.objects.exists()


# --- The queue -----------------------------------------------------------------------------------


def test_what_may_hurt_stands_first_and_is_not_refused(course, phone, browse, sign_in, marit):
    browser = seated(course, phone)
    said(browser, "lys på gangveien")
    said(browser, "du er en h0r3")
    sign_in(browse, marit)
    page = html(browse.get("/ungdom/ytringer/"))
    assert page.index("h0r3") < page.index("lys på gangveien")
    assert wording("May hurt: read this first") in page


def test_its_writer_is_told_why_and_asks_the_youth_council(course, phone, browse, sign_in, marit):
    browser = seated(course, phone)
    said(browser)
    pk = Statement.objects.get().pk
    sign_in(browse, marit)
    browse.post(f"/ungdom/ytringer/{pk}/", {"go": "hide"})
    assert Statement.objects.get().state == StatementState.WAITS, "not without a reason"
    browse.post(f"/ungdom/ytringer/{pk}/", {"go": "hide", "why": "unclear"})
    assert wording(str(Why.UNCLEAR.label)) in html(browser.get(SAY))
    browser.post(f"{SAY}{pk}/", {"go": "appeal"})

    sign_in(browse, UserFactory(roles=["youth_council"]))
    assert f"/ungdom/anker/{pk}/" in html(browse.get("/ungdom/anker/"))
    browse.post(f"/ungdom/anker/{pk}/", {"go": "show"})
    told = html(browser.get(SAY))
    assert wording("The youth council said yes: others can read it.") in told
    assert "lys på gangveien" in html(seated(course, phone).get(SAY))


def test_after_the_youth_council_nobody_decides(course, marit):
    now = timezone.now()
    made = statement(course)
    statements.hide(made, Why.ELSEWHERE, by=marit, at=now)
    statements.appeal(made)
    statements.judge(made, shown=True, by=UserFactory(roles=["youth_council"]), at=now)
    with pytest.raises(statements.WrongState):
        statements.hide(made, Why.HURTS, by=marit, at=now)
    with pytest.raises(statements.WrongState):
        statements.appeal(made)


def test_one_appeals_once_and_only_about_what_is_not_shown(course, marit):
    made = statement(course)
    with pytest.raises(statements.WrongState):
        statements.appeal(made)


def test_a_seat_touches_only_its_own(course, phone, marit):
    other = statement(start(by=marit, name="En annen leir"))
    beside = statement(course)
    browser = seated(course, phone)
    for pk in (other.pk, beside.pk):
        assert browser.post(f"{SAY}{pk}/", {"go": "back"}).status_code == 404
    assert set(Statement.objects.values_list("state", flat=True)) == {"waits"}


def test_what_another_room_says_is_not_shown_here(course, phone, marit):
    statement(start(by=marit, name="En annen leir"), "bare hos oss", state="shown")
    assert "bare hos oss" not in html(seated(course, phone).get(SAY))


def test_danger_shows_help_and_waits_unread_until_the_called_one_looked(
    course, phone, browse, sign_in, marit
):
    answer = said(seated(course, phone), "jeg vil ikke leve lenger")
    assert "tel:116111" in html(answer)
    call = Statement.objects.get().call
    sign_in(browse, UserFactory(roles=["facilitator"]))
    assert "ikke leve" not in html(browse.get("/ungdom/ytringer/"))
    sign_in(browse, marit)
    assert "ikke leve" in html(browse.get(f"/ungdom/kall/{call.pk}/"))
    calling.has_looked(call, CallEnd.TALKED, by=marit, at=timezone.now())
    assert "ikke leve" in html(browse.get("/ungdom/ytringer/"))


def test_nothing_of_time_but_the_day_stands_with_it():
    kinds = {field.get_internal_type() for field in Statement._meta.fields}
    assert not kinds & {"DateTimeField", "TimeField"}


def test_what_waited_longer_than_promised_says_so_on_monday(course, browse, sign_in, marit):
    statement(course, written_on=timezone.localdate() - dt.timedelta(days=5))
    sign_in(browse, marit)
    assert "/ungdom/ytringer/" in html(browse.get("/mandag/"))
    page = html(browse.get("/ungdom/ytringer/"))
    assert wording("We promised to read it within two days.") in page
