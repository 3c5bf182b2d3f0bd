"""Words about danger that a form refuses: its writer is shown help all the same, and is told that
somebody is called only where somebody is."""

from __future__ import annotations

import pytest

from kominn.allin.models import Concept
from kominn.participation.models import Call, Statement
from tests.allin.test_safe import DANGER, WAS
from tests.allin.test_saying import SAY, said
from tests.allin.test_young import html, phone, save, seated, team
from tests.wording import wording

__all__ = ["phone"]
pytestmark = pytest.mark.django_db

TOLD = (
    "A grown-up is told to look at what was written, and doesn’t see who wrote it. "
    "A machine finds the words, and may be wrong: then nothing has happened."
)
HIDDEN = "data-help hidden"


def check_help(answer, *, told, above="<textarea"):
    page = html(answer)
    assert answer.status_code == 422
    assert page.index("tel:116111") < page.index(above)
    assert "tel:112" in page
    assert HIDDEN not in page
    assert (wording(TOLD) in page) is told


def with_five_waiting(course, phone):
    browser = seated(course, phone)
    for n in range(5):
        said(browser, f"lys nummer {n}")
    return browser


def test_danger_beside_a_number_is_refused_with_help(course, phone):
    answer = said(seated(course, phone), "Jeg vil dø, ring meg 91234567")
    check_help(answer, told=False)
    assert "91234567" in html(answer), "the words are given back"
    assert not Call.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.parametrize("text", [DANGER + " " + "å" * 140, "å " * 5000 + DANGER])
def test_danger_in_too_many_letters_is_refused_with_help(course, phone, text):
    check_help(said(seated(course, phone), text), told=False)
    assert not Call.objects.exists()


def test_danger_with_five_waiting_is_refused_with_help_and_calls_a_grown_up(course, phone):
    one = with_five_waiting(course, phone)
    check_help(said(one, "jeg vil dø"), told=True)
    assert Statement.objects.count() == 5
    assert Call.objects.get().adult == course.leader
    check_help(said(one, "jeg vil dø"), told=True)
    assert Call.objects.count() == 1, "one open call in a room at a time"


@pytest.mark.django_db(transaction=True)
def test_the_call_stays_where_no_transaction_is_around_the_refusal(course, phone):
    assert said(with_five_waiting(course, phone), "jeg vil dø").status_code == 422
    assert Call.objects.exists()


def test_what_is_refused_without_danger_shows_no_help_and_calls_nobody(course, phone):
    one, concept = team(course, phone)
    said_too_much = [said(one, "ring meg 91234567"), said(one, "å" * 141)]
    said_too_much.append(said(with_five_waiting(course, phone), "en til"))
    for answer in said_too_much:
        assert answer.status_code == 422
        assert "tel:116111" not in html(answer)
    assert HIDDEN in html(save(one, concept, idea="lang " * 200, **WAS))
    assert "tel:116111" not in html(one.get(SAY))
    assert not Call.objects.exists()


@pytest.mark.parametrize("go", ["save", "hand-in"])
def test_danger_on_a_card_that_is_too_long_is_refused_with_help(course, phone, go):
    one, concept = team(course, phone)
    check_help(save(one, concept, go, hurts=f"{DANGER} {'lang ' * 200}", **WAS), told=False)
    assert not Call.objects.exists()


def test_danger_beside_another_card_that_is_too_long_is_refused_with_help(course, phone):
    one, concept = team(course, phone)
    check_help(save(one, concept, hurts=DANGER, idea="lang " * 200, **WAS), told=False)


def test_danger_on_a_card_that_others_filled_meanwhile_is_refused_with_help(course, phone):
    one, concept = team(course, phone)
    save(one, concept, hurts="b" * 590, **WAS)
    check_help(save(one, concept, hurts=DANGER, **WAS), told=False)
    assert Concept.objects.get().texts["hurts"] == "b" * 590


def test_danger_written_when_the_idea_is_handed_in_already_is_refused_with_help(course, phone):
    one, concept = team(course, phone)
    save(one, concept, "hand-in", idea="et sted å være", **WAS)
    check_help(save(one, concept, hurts=DANGER, **WAS), told=False, above="</main>")


def test_danger_that_is_kept_but_not_handed_in_says_that_somebody_is_told(course, phone):
    one, concept = team(course, phone)
    check_help(save(one, concept, "hand-in", hurts=DANGER, **WAS), told=True)
    assert Call.objects.exists()


def test_danger_in_the_name_of_a_team_that_is_refused_shows_help(course, phone):
    one = seated(course, phone)
    page = html(one.post("/ungdom/her/", {"name": f"{DANGER} {'å' * 60}"}))
    assert "tel:116111" in page
    assert wording(TOLD) not in page
    assert "tel:116111" not in html(one.get("/ungdom/her/"))
