"""A team's card: one secret on paper, opened on any phone, and dead when there is a new one."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.utils import timezone

from kominn.allin import team_card
from kominn.allin.models import Concept
from kominn.allin.states import State
from kominn.allin.views import cards
from kominn.audit.models import Event
from kominn.participation import calling
from kominn.participation.states import CallEnd
from tests.allin.test_safe import DANGER
from tests.allin.test_young import html, phone, save, seated, team
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, start
from tests.wording import wording

__all__ = ["phone"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_cards_counted():
    cards.wrong_cards.buckets.clear()


def opened(browser, secret):
    return browser.get(f"/ungdom/kort/{secret}/")


def test_a_card_opens_what_became_of_the_idea_on_a_phone_without_a_seat(course, phone, marit, kari):
    from kominn.allin.actions import answering

    made = concept(course, name="Nattbuss", state=State.SHOWN)
    secret = team_card.first_card(made)
    made = answering.answer(made, State.NO, "Fordi.", role="Samferdsel", by=kari, at=timezone.now())
    page = html(opened(phone(), secret))
    assert "Nattbuss" in page
    assert "Fordi." not in page, "read by one only so far"
    leader = UserFactory(roles=["leader"])
    answering.pass_on(made, reply=made.reply_id, by=leader, at=timezone.now())
    page = html(opened(phone(), secret))
    assert "Fordi." in page
    assert "Samferdsel" in page


def test_only_the_digest_of_the_secret_is_kept(course):
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    secret = team_card.first_card(made)
    kept = Concept.objects.values().get()
    assert secret not in str(kept)
    assert kept["card_mark"]


def test_a_team_makes_its_first_card_itself_and_no_second(course, phone):
    browser, made = team(course, phone)
    first = browser.post(f"/ungdom/ide/{made.pk}/kort/")
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.headers["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(first.content)) as pdf:
        assert len(pdf.pages) == 1
    before = Concept.objects.get().card_mark
    assert browser.post(f"/ungdom/ide/{made.pk}/kort/").status_code == 302
    assert Concept.objects.get().card_mark == before


def test_a_seat_of_another_team_or_course_makes_no_card(course, phone, marit):
    _browser, made = team(course, phone)
    for other in (seated(course, phone), seated(start(by=marit, name="En annen"), phone)):
        assert other.post(f"/ungdom/ide/{made.pk}/kort/").status_code == 404
    assert Concept.objects.get().card_mark is None


def test_a_lost_card_is_replaced_and_the_old_one_dies(course, phone, browse, sign_in, marit):
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    old = team_card.first_card(made)
    sign_in(browse, marit)
    assert browse.post(f"/ungdom/ide/{made.pk}/nytt-kort/").status_code == 200
    answer = opened(phone(), old)
    assert answer.status_code == 404
    assert wording("This card opens nothing") in html(answer)
    assert Event.objects.filter(verb="concept.card_given").count() == 1


def test_while_a_grown_up_is_called_a_card_tells_nothing_of_what_was_written(course, phone, marit):
    browser, made = team(course, phone)
    secret = team_card.first_card(made)
    save(browser, made, idea="et sted", hurts=DANGER, name="Nattbuss", was_name="Båtkafeen")
    page = html(opened(phone(), secret))
    for written in ("et sted", DANGER, "Nattbuss"):
        assert written not in page
    call = Concept.objects.get().call
    calling.has_looked(call, CallEnd.TALKED, by=marit, at=timezone.now())
    assert "et sted" in html(opened(phone(), secret))


@pytest.mark.parametrize("role", ["facilitator", "coordinator"])
def test_while_a_grown_up_is_called_only_who_may_look_gives_a_new_card(
    course, phone, browse, sign_in, marit, role
):
    browser, made = team(course, phone)
    save(browser, made, hurts=DANGER)
    sign_in(browse, UserFactory(roles=[role]))
    status = browse.post(f"/ungdom/ide/{made.pk}/nytt-kort/").status_code
    assert status == (200 if role == "coordinator" else 404)
    sign_in(browse, marit)
    assert browse.post(f"/ungdom/ide/{made.pk}/nytt-kort/").status_code == 200


def test_who_leads_another_course_opens_no_way_in_to_this_one(course, browse, sign_in):
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    code = course.room.code
    sign_in(browse, UserFactory(roles=["facilitator"]))
    assert browse.post(f"/ungdom/ide/{made.pk}/nytt-kort/").status_code == 404
    assert browse.get(f"/ungdom/kurs/{course.pk}/plakat/").status_code == 404
    assert browse.get(f"/guiden/kurs/{course.pk}/plakat/").status_code == 404
    assert browse.post(f"/ungdom/kurs/{course.pk}/kode/").status_code == 404
    more = browse.post(f"/ungdom/kurs/{course.pk}/plasser/", {"most_seats": "500"})
    assert more.status_code == 404
    page = html(browse.get(f"/ungdom/kurs/{course.pk}/"))
    assert f"/guiden/kurs/{course.pk}/plakat/" not in page
    for door in ("/nytt-kort/", "/plakat/", "/kode/", "/plasser/"):
        assert f"/ungdom/kurs/{course.pk}{door}" not in page
        assert f"/ungdom/ide/{made.pk}{door}" not in page
    course.room.refresh_from_db()
    assert course.room.code == code
    assert Concept.objects.get().card_mark is None


def test_one_who_guesses_cards_is_slowed(course, phone):
    browser = phone()
    answers = {opened(browser, f"gjett-{n}").status_code for n in range(80)}
    assert answers == {404, 429}


@pytest.mark.parametrize("secret", ["None", "0", "-", "a" * 300])
def test_no_card_is_no_card(course, phone, secret):
    concept(course, name="Nattbuss", state=State.SHOWN)
    assert opened(phone(), secret).status_code == 404


def test_a_card_writes_nothing(course, phone):
    made = concept(course, name="Nattbuss", state=State.DRAFT)
    page = html(opened(phone(), team_card.first_card(made)))
    assert "<textarea" not in page
    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("idea", ["en kafé", "", "#panic() [x] $y$ 😀 مقعد", "lang " * 110])
def test_the_idea_is_a_real_a4_whatever_is_written(course, phone, idea):
    browser, made = team(course, phone)
    save(browser, made, idea=idea, hurts=idea, name="Båtkafeen", was_name="Båtkafeen")
    answer = browser.get(f"/ungdom/ide/{made.pk}/ark.pdf")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
