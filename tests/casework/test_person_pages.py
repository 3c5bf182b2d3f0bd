"""The tab of the person concerned, walked as a browser without JavaScript walks it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from kominn.casework.models import Answer, Copy, Told
from tests.factories.concerns import DAY, ConcernFactory, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def concern(intake, inga):
    made = ConcernFactory(
        held_by=inga, seen="Han går alene.", contact="tlf-91234567", at=timezone.now() - 5 * DAY
    )
    write(made, "Takk for at du sa fra.", by=inga, at=timezone.now() - 2 * DAY)
    return made


def to(name, concern):
    return reverse(f"casework:{name}", args=[concern.pk])


def post(page, address, **answers):
    csrf = page.value("csrfmiddlewaretoken")
    token = page.value("token")
    return page.visit.post(address, {"csrfmiddlewaretoken": csrf, "token": token, **answers})


def today():
    return timezone.localdate()


def test_the_tab_is_there_and_says_that_nothing_is_recorded(concern, inga, visit):
    browser = visit(inga)
    address, of_talk = to("person", concern), reverse("concerns:concern", args=[concern.pk])
    assert address in browser.get(of_talk).links()
    page = browser.get(address)
    assert page.status == 200
    assert "Nothing is recorded yet" in browser.get("/en" + address).text


def test_they_are_told_and_it_shows(concern, inga, visit):
    page = visit(inga).get(to("person", concern))
    page = post(
        page,
        to("tell", concern),
        to_whom="guardian",
        how="talk",
        on=today().isoformat(),
        words="Mor.",
    )
    assert "Mor." in page.text
    assert Told.objects.get().by == inga


def test_what_was_typed_stays_when_it_is_refused(concern, inga, visit):
    page = visit(inga).get(to("person", concern))
    far = (today() + 900 * DAY).isoformat()
    page = post(page, to("not_yet", concern), why="Det er fare.", until=far)
    assert page.value("why") == "Det er fare."
    assert not Told.objects.exists()


def test_an_answer_shows_beside_what_it_answers_and_is_told_of_on_the_other_tabs(
    concern, inga, visit
):
    browser = visit(inga)
    page = post(
        browser.get(to("person", concern)), to("answer_of_person", concern),
        kind="rebuttal", about="answer:seen", text="Jeg liker å gå alene.",
    )  # fmt: skip
    assert "Jeg liker å gå alene." in page.text
    assert Answer.objects.exists()
    talk = browser.get(reverse("concerns:concern", args=[concern.pk]))
    assert to("person", concern) + "#answers" in talk.links()


def test_a_copy_is_written_out_passage_by_passage(concern, inga, visit):
    page = visit(inga).get(to("copy", concern))
    assert "Han går alene." in page.text
    assert "tlf-91234567" not in page.html
    assert "Takk for at du sa fra." not in page.html
    names = [name for name in names_in(page) if name.startswith("take_")]
    assert names

    undecided = post(page, to("copy", concern), to_whom="Ola", language="nb")
    assert undecided.status == 200
    assert not Copy.objects.exists()

    choices = dict.fromkeys(names, "whole")
    sheet = post(page, to("copy", concern), to_whom="Ola", language="nn", **choices)
    assert "Han går alene." in sheet.text
    assert "tlf-91234567" not in sheet.html
    assert inga.name not in sheet.main
    assert Copy.objects.get().by == inga


def test_in_other_words_must_be_words(concern, inga, visit):
    page = visit(inga).get(to("copy", concern))
    choices = dict.fromkeys([n for n in names_in(page) if n.startswith("take_")], "words")
    page = post(page, to("copy", concern), to_whom="Ola", language="nb", **choices)
    assert not Copy.objects.exists()


def names_in(page):
    return {e.get("name") for e in page.root.iter("input") if e.get("name")}


@pytest.mark.parametrize("who", ["stian", "leif", "ada", "per"])
def test_nobody_else_comes_in(concern, visit, who, request):
    user = request.getfixturevalue(who)
    assert visit(user).get(to("person", concern)).status in (403, 404)
