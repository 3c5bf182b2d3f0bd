"""A young person's way: the code on the board, a seat without a name, a team, a canvas, an answer."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from django.utils import timezone
from pycrdt import Doc, Text

from kominn.accounts.tokens import digest
from kominn.allin.actions import answering, courses
from kominn.allin.models import Concept
from kominn.allin.states import State
from kominn.audit.models import Event, ReporterEvent
from kominn.participation.models import Room, Seat
from tests.page_checker import CheckedClient
from tests.wording import wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    """`phone()`: somebody's own browser, with no past."""
    return lambda: CheckedClient()


def seated(course, phone):
    browser = phone()
    answer = browser.post(f"/ungdom/bli-med/{course.room.code}/")
    assert answer.status_code == 302
    return browser


def team(course, phone, name="Båtkafeen"):
    browser = seated(course, phone)
    answer = browser.post("/ungdom/her/", {"name": name})
    assert answer.status_code == 302
    return browser, Concept.objects.get(texts__name=name)


def html(answer):
    return answer.content.decode()


def merge(browser, concept, change=b"", known=-1):
    sent = {"known": known, "change": base64.b64encode(change).decode()}
    return browser.post(
        f"/ungdom/ide/{concept.pk}/flett/", json.dumps(sent), content_type="application/json"
    )


def test_the_code_is_typed_as_people_type_it(course, phone):
    spaced = f"{course.room.code[:4]} {course.room.code[4:]}"
    answer = phone().post("/ungdom/bli-med/", {"code": spaced})
    assert answer.headers["Location"] == f"/ungdom/bli-med/{course.room.code}/"


def test_before_sitting_down_one_reads_what_is_kept_and_that_is_nothing(course, phone):
    page = html(phone().get(f"/ungdom/bli-med/{course.room.code}/"))
    assert wording("What we keep about you: nothing") in page
    assert "116 111" in page


def test_a_seat_is_a_digest_and_nothing_else(course, phone):
    browser = seated(course, phone)
    seat = Seat.objects.get()
    assert {field.name for field in Seat._meta.fields} == {"id", "room", "mark"}
    assert seat.mark == digest(browser.cookies["kominn_seat"].value)
    cookie = browser.cookies["kominn_seat"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_sitting_down_leaves_no_trace(course, phone):
    before = Event.objects.count()
    browser, concept = team(course, phone)
    merge(browser, concept)
    assert Event.objects.count() == before
    assert not ReporterEvent.objects.exists()


def test_a_wrong_code_says_so_and_gives_it_back(course, phone):
    answer = phone().get("/ungdom/bli-med/10000001/")
    assert answer.status_code == 404
    assert "10000001" in html(answer)


def test_one_who_guesses_codes_is_slowed_and_the_right_code_waits_with_them(course, phone):
    browser = phone()
    answers = {
        browser.get(f"/ungdom/bli-med/{number}/").status_code
        for number in range(10_000_000, 10_000_080)
    }
    assert answers == {404, 429}


def test_when_all_seats_are_taken_nobody_is_lost(course, phone, marit):
    courses.change_seats(course, 1, by=marit, at=timezone.now())
    seated(course, phone)
    answer = phone().post(f"/ungdom/bli-med/{course.room.code}/")
    assert answer.status_code == 200
    assert wording(
        "All seats are taken. Tell the one who leads; they can open more seats."
    ) in html(answer)
    assert Seat.objects.count() == 1


def test_a_phone_that_sits_does_not_take_a_second_seat(course, phone):
    browser = seated(course, phone)
    browser.post(f"/ungdom/bli-med/{course.room.code}/")
    assert Seat.objects.count() == 1


def test_two_teams_of_one_name_are_told_apart(course, phone):
    team(course, phone, "Båtkafeen")
    answer = seated(course, phone).post("/ungdom/her/", {"name": "BÅTKAFEEN"})
    assert wording("Another team has this name already. Choose one more word.") in html(answer)


def test_a_team_is_joined_from_another_phone(course, phone):
    _browser, concept = team(course, phone)
    other = seated(course, phone)
    assert other.get(f"/ungdom/ide/{concept.pk}/skriv/").status_code == 404
    other.post(f"/ungdom/ide/{concept.pk}/lag/")
    assert other.get(f"/ungdom/ide/{concept.pk}/skriv/").status_code == 200


def test_a_phone_from_another_course_neither_reads_nor_joins(course, phone, marit):
    from tests.factories.allin import start

    _browser, concept = team(course, phone)
    stranger = seated(start(by=marit, name="En annen leir"), phone)
    assert stranger.post(f"/ungdom/ide/{concept.pk}/lag/").status_code == 404
    assert stranger.get(f"/ungdom/ide/{concept.pk}/skriv/").status_code == 404
    assert merge(stranger, concept).status_code == 404


def test_what_two_phones_send_is_merged_and_both_get_it(course, phone):
    one, concept = team(course, phone)
    other = seated(course, phone)
    other.post(f"/ungdom/ide/{concept.pk}/lag/")
    there = base64.b64decode(merge(one, concept).json()["canvas"])
    doc = Doc()
    text = doc.get("idea", type=Text)
    doc.apply_update(there)
    text += "Kafé på brygga"
    version = merge(one, concept, doc.get_update()).json()["version"]
    got = merge(other, concept).json()
    assert got["version"] == version
    seen = Doc()
    seen.get("idea", type=Text)
    seen.apply_update(base64.b64decode(got["canvas"]))
    assert str(seen.get("idea", type=Text)) == "Kafé på brygga"
    assert merge(other, concept, known=version).json()["canvas"] == ""


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"known": "x"}',
        '{"known": 1e999}',
        '{"known": -1e999}',
        '{"known": 1, "change": "å"}',
        '{"known": 1, "change": "AAAAAAA="}',
        "[" * 5000,
    ],
)
def test_what_is_no_change_is_refused_without_falling(course, phone, body):
    browser, concept = team(course, phone)
    answer = browser.post(f"/ungdom/ide/{concept.pk}/flett/", body, content_type="application/json")
    assert answer.status_code in (200, 422)
    assert Concept.objects.get().texts["name"] == "Båtkafeen"


def save(browser, concept, go="save", **cards):
    return browser.post(f"/ungdom/ide/{concept.pk}/skriv/", {"go": go, **cards})


def test_without_a_script_two_save_and_nothing_is_lost(course, phone):
    one, concept = team(course, phone)
    other = seated(course, phone)
    other.post(f"/ungdom/ide/{concept.pk}/lag/")
    was = {"was_name": "Båtkafeen", "name": "Båtkafeen"}
    save(one, concept, idea="Kafé på brygga", was_idea="", **was)
    save(
        other,
        concept,
        hurts="Det er ingen steder å være",
        was_hurts="",
        was_idea="",
        idea="",
        **was,
    )
    texts = Concept.objects.get().texts
    assert texts["idea"] == "Kafé på brygga"
    assert texts["hurts"] == "Det er ingen steder å være"


def test_a_card_too_long_comes_back_as_it_was_typed(course, phone):
    browser, concept = team(course, phone)
    answer = save(browser, concept, name="Båtkafeen", was_name="Båtkafeen", idea="lang " * 200)
    assert answer.status_code == 422
    assert "lang lang" in html(answer)


def test_an_idea_without_a_sentence_is_not_handed_in(course, phone):
    browser, concept = team(course, phone)
    answer = save(browser, concept, "hand-in", name="Båtkafeen", was_name="Båtkafeen")
    assert wording("Write a name and the idea first. The rest can come later.") in html(answer)
    assert Concept.objects.get().state == State.DRAFT


def handed_in(course, phone):
    browser, concept = team(course, phone)
    was = {"was_name": "Båtkafeen", "name": "Båtkafeen"}
    save(browser, concept, "hand-in", idea="Kafé på brygga", was_idea="", **was)
    return browser, Concept.objects.get()


def test_what_is_handed_in_is_read_before_anybody_else_sees_it(
    course, phone, marit, browse, sign_in
):
    _browser, concept = handed_in(course, phone)
    assert phone().get(f"/ungdom/ide/{concept.pk}/").status_code == 404
    staff = sign_in(browse, marit)
    assert "Båtkafeen" in html(staff.get("/ungdom/kurs/"))
    staff.post(f"/ungdom/ide/{concept.pk}/les/", {"verdict": "show", "version": concept.version})
    page = html(phone().get(f"/ungdom/ide/{concept.pk}/"))
    assert "Kafé på brygga" in page


def test_sent_back_the_team_reads_why_and_writes_on(course, phone, marit, kari, browse, sign_in):
    browser, concept = handed_in(course, phone)
    staff = sign_in(browse, marit)
    empty = staff.post(f"/ungdom/ide/{concept.pk}/les/", {"verdict": "back", "reason": ""})
    assert wording("The team must be told why.") in html(empty)
    said = {"verdict": "back", "reason": "Hvem er «de»?", "version": concept.version}
    staff.post(f"/ungdom/ide/{concept.pk}/les/", said)
    reply = Concept.objects.get().reply_id
    answering.pass_on(concept, reply=reply, by=kari, at=timezone.now())
    page = html(browser.get(f"/ungdom/ide/{concept.pk}/skriv/"))
    assert "Hvem er «de»?" in page
    assert "<textarea" in page


def test_a_named_role_answers_and_everybody_reads_it(
    course, phone, marit, leif, kari, browse, sign_in
):
    browser, concept = handed_in(course, phone)
    answering.show(concept, version=concept.version, by=marit, at=timezone.now())
    staff = sign_in(browse, leif)
    answer = {"verdict": "yes_if", "words": "Ja, hvis havna blir med.", "role": "Kultursjefen"}
    staff.post(f"/ungdom/ide/{concept.pk}/svar/", answer)
    reply = Concept.objects.get().reply_id
    answering.pass_on(concept, reply=reply, by=kari, at=timezone.now())
    for reader in (
        phone().get(f"/ungdom/ide/{concept.pk}/"),
        browser.get(f"/ungdom/ide/{concept.pk}/skriv/"),
    ):
        assert "Ja, hvis havna blir med." in html(reader)
        assert "Kultursjefen" in html(reader)


def test_an_answer_that_is_late_says_so_to_everybody(course, phone, marit):
    _browser, concept = handed_in(course, phone)
    answering.show(concept, version=concept.version, by=marit, at=timezone.now())
    long_ago = timezone.localdate() - dt.timedelta(days=31)
    Concept.objects.filter(pk=concept.pk).update(handed_in_on=long_ago)
    assert wording("The answer is late") in html(phone().get(f"/ungdom/ide/{concept.pk}/"))


def test_when_the_room_is_closed_the_seat_opens_nothing(course, phone):
    browser, concept = team(course, phone)
    Room.objects.update(closed=True)
    assert browser.get(f"/ungdom/ide/{concept.pk}/skriv/").status_code == 404
    assert browser.get("/ungdom/her/").status_code == 302


def test_a_canvas_page_asks_the_same_of_the_database_however_many_sit(
    course, phone, django_assert_max_num_queries
):
    browser, concept = team(course, phone)
    for _ in range(5):
        other = seated(course, phone)
        other.post(f"/ungdom/ide/{concept.pk}/lag/")
    with django_assert_max_num_queries(8):
        merge(browser, concept)
