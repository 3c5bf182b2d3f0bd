"""Safe by design: what points to somebody is caught before a team hands it in, and nothing is lost."""

from __future__ import annotations

import pytest

from kominn.allin.models import Concept
from kominn.allin.states import State
from tests.allin.test_young import html, merge, phone, save, seated, team
from tests.wording import wording

__all__ = ["phone"]
pytestmark = pytest.mark.django_db

WAS = {"was_name": "Båtkafeen", "name": "Båtkafeen"}


def hand_in(browser, concept, **cards):
    return save(browser, concept, "hand-in", **WAS, **cards)


@pytest.mark.parametrize(
    "idea",
    [
        "en kafé som Kaia Berg leder",
        "ring oss på 41234567",
        "hos oss i fjordgata 12",
        "født 01020312345",
        "skriv til kaia@example.org",
    ],
)
def test_an_idea_that_points_to_somebody_is_not_handed_in_and_not_lost(course, phone, idea):
    browser, concept = team(course, phone)
    answer = hand_in(browser, concept, idea=idea)
    assert answer.status_code == 422
    assert wording("Could somebody be found by this?") in html(answer)
    assert idea in html(answer)
    kept = Concept.objects.get()
    assert kept.state == State.DRAFT
    assert kept.texts["idea"] == idea


def test_what_is_nobodys_is_handed_in_when_the_team_says_so(course, phone):
    browser, concept = team(course, phone)
    idea = "en kafé som heter Grønn Brygge"
    assert hand_in(browser, concept, idea=idea).status_code == 422
    answer = hand_in(browser, concept, idea=idea, was_idea=idea, nobody="Grønn Brygge")
    assert answer.status_code == 302
    assert Concept.objects.get().state == State.HANDED_IN


def test_a_number_is_not_handed_in_whatever_the_team_says(course, phone):
    browser, concept = team(course, phone)
    answer = hand_in(browser, concept, idea="født 01020312345", nobody="01020312345")
    assert answer.status_code == 422
    assert Concept.objects.get().state == State.DRAFT


def test_a_name_written_by_the_script_is_caught_as_well(course, phone):
    from pycrdt import Doc, Text

    browser, concept = team(course, phone)
    doc = Doc()
    text = doc.get("hurts", type=Text)
    doc.apply_update(bytes(concept.canvas))
    text += "ingen tør si noe til Kaia Berg"
    assert merge(browser, concept, doc.get_update()).status_code == 200
    answer = hand_in(browser, concept, idea="et sted å være")
    assert answer.status_code == 422
    assert "Kaia Berg" in html(answer)


def test_marks_that_turn_the_text_around_are_gone_when_it_is_read(course, phone):
    from pycrdt import Doc, Text

    browser, concept = team(course, phone)
    doc = Doc()
    text = doc.get("hurts", type=Text)
    doc.apply_update(bytes(concept.canvas))
    text += "det er \u202egnidlyks\u202c her"
    merge(browser, concept, doc.get_update())
    assert hand_in(browser, concept, idea="et sted å være").status_code == 302
    held = Concept.objects.get()
    assert held.texts["hurts"] == "det er gnidlyks her"
    from kominn.allin import canvas

    assert canvas.texts(bytes(held.canvas)) == held.texts


def test_html_in_an_idea_is_shown_as_letters(course, phone):
    browser, concept = team(course, phone)
    save(browser, concept, idea="<img src=x onerror=alert(1)>", **WAS)
    page = html(browser.get(f"/ungdom/ide/{concept.pk}/skriv/"))
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_seat_of_another_course_hands_nothing_in(course, phone, marit):
    from tests.factories.allin import start

    _browser, concept = team(course, phone)
    stranger = seated(start(by=marit, name="En annen leir"), phone)
    assert hand_in(stranger, concept, idea="noe annet").status_code == 404
    assert Concept.objects.get().texts["idea"] == ""


# --- Danger --------------------------------------------------------------------------------------

DANGER = "jeg vil ikke leve lenger"


def test_words_about_danger_show_help_at_once_and_are_kept(course, phone):
    browser, concept = team(course, phone)
    answer = save(browser, concept, hurts=DANGER, **WAS)
    assert answer.status_code == 200
    assert "tel:116111" in html(answer)
    assert "tel:112" in html(answer)
    kept = Concept.objects.get()
    assert kept.texts["hurts"] == DANGER
    assert kept.call.adult == course.leader


def test_the_script_is_told_to_show_help_only_on_the_phone_that_wrote(course, phone):
    from pycrdt import Doc, Text

    one, concept = team(course, phone)
    other = seated(course, phone)
    other.post(f"/ungdom/ide/{concept.pk}/lag/")
    doc = Doc()
    text = doc.get("hurts", type=Text)
    doc.apply_update(bytes(concept.canvas))
    text += DANGER
    change = doc.get_update()
    assert merge(one, concept, change).json()["help"] is True
    assert merge(other, concept).json()["help"] is False
    assert merge(one, concept, change).json()["help"] is False, "the same words are known by then"


def test_a_team_name_is_looked_at_as_well(course, phone):
    browser = seated(course, phone)
    answer = browser.post("/ungdom/her/", {"name": "Jeg vil dø"})
    assert "tel:116111" in html(answer)
    assert Concept.objects.get().call is not None


def test_words_about_danger_wait_unread_by_others_until_the_called_one_has_looked(
    course, phone, marit, browse, sign_in
):
    from django.utils import timezone

    from kominn.participation import calling
    from kominn.participation.states import CallEnd
    from tests.factories.accounts import UserFactory

    browser, concept = team(course, phone)
    hand_in(browser, concept, idea="et sted å være", hurts=DANGER)
    assert Concept.objects.get().state == State.HANDED_IN
    call = Concept.objects.get().call
    sign_in(browse, UserFactory(roles=["facilitator"]))
    assert DANGER not in html(browse.get("/ungdom/kurs/"))
    assert browse.get(f"/ungdom/ide/{concept.pk}/les/").status_code == 404
    assert browse.get(f"/ungdom/kall/{call.pk}/").status_code == 404
    course_page = html(browse.get(f"/ungdom/kurs/{course.pk}/"))
    assert "et sted å være" not in course_page
    assert "Båtkafeen" not in course_page, "a name may hint at danger too"

    sign_in(browse, marit)
    assert DANGER in html(browse.get(f"/ungdom/kall/{call.pk}/"))
    assert "Båtkafeen" not in html(browse.get(f"/ungdom/kurs/{course.pk}/")), "nor for who leads"
    calling.has_looked(call, CallEnd.TALKED, by=marit, at=timezone.now())
    assert browse.get(f"/ungdom/ide/{concept.pk}/les/").status_code == 200
    assert "Båtkafeen" in html(browse.get(f"/ungdom/kurs/{course.pk}/"))


def test_a_call_stands_first_on_the_monday_page_of_who_may_look(
    course, phone, browse, sign_in, marit
):
    browser, concept = team(course, phone)
    save(browser, concept, hurts=DANGER, **WAS)
    sign_in(browse, marit)
    page = html(browse.get("/mandag/"))
    assert f"/ungdom/kall/{Concept.objects.get().call_id}/" in page
    assert DANGER not in page


def test_nothing_of_a_seat_stands_with_a_call(course, phone):
    from kominn.participation.models import Call

    browser, concept = team(course, phone)
    save(browser, concept, hurts=DANGER, **WAS)
    assert "seat" not in {field.name for field in Call._meta.get_fields()}


def test_a_call_is_not_ended_over_words_that_came_after_the_page_was_opened(
    course, phone, browse, sign_in, marit
):
    from kominn.participation.models import Call
    from kominn.participation.states import CallState

    browser, concept = team(course, phone)
    save(browser, concept, hurts=DANGER, **WAS)
    page = f"/ungdom/kall/{Concept.objects.get().call_id}/"
    sign_in(browse, marit)

    def opened():
        return browse.get(page).context["form"]["seen"].value()

    def ended(**seen):
        return html(browse.post(page, {"came_of_it": "talked", **seen}, follow=True))

    seen = opened()
    save(browser, concept, hurts=DANGER, idea="jeg gjør det i kveld", was_hurts=DANGER, **WAS)
    after = ended(seen=seen)
    assert wording("Read the page anew: this one is out of date.") in after
    assert "jeg gjør det i kveld" in after, "the called one stands before the new words"
    seen = opened()
    seated(course, phone).post("/ungdom/her/si/", {"text": "jeg vil ikke leve lenger"})
    assert "ikke leve lenger" in ended(seen=seen)
    ended()
    assert Call.objects.get().state == CallState.OPEN
    ended(seen=opened())
    assert Call.objects.get().state == CallState.LOOKED
