"""The tab of the person concerned, walked as a browser without JavaScript walks it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from kominn.casework.models import Answer, Told
from kominn.vault.models import Wrap
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


@pytest.mark.parametrize("who", ["stian", "leif", "ada", "per"])
def test_nobody_else_comes_in(concern, visit, who, request):
    user = request.getfixturevalue(who)
    assert visit(user).get(to("person", concern)).status in (403, 404)


@pytest.mark.parametrize("name", ["person", "tell", "not_yet", "answer_of_person", "copy"])
def test_where_the_key_is_damaged_a_page_says_so_and_shows_what_was_written(
    concern, inga, visit, name
):
    browser = visit(inga)
    page = browser.get(to("person", concern))
    Wrap.objects.filter(record=concern.pk).update(wrapped=b"damaged" * 20)
    if name == "person":
        page = browser.get(to(name, concern))
    else:
        told = {"to_whom": "guardian", "how": "talk", "on": today().isoformat()}
        why = {"why": "Det er fare for henne.", "until": (today() + DAY).isoformat()}
        said = {"kind": "rebuttal", "about": "", "text": "Det er fare for henne."}
        page = post(page, to(name, concern), **told, **why, **said)
        assert "Det er fare for henne." in page.text
    assert page.status == 200
    with override(page.root.get("lang")):
        assert gettext("The key to this concern can’t be opened") in page.text
    assert not Told.objects.exists()


@pytest.mark.parametrize("days", [-9, -4000, 1])
def test_nobody_was_told_before_we_knew_or_on_a_day_to_come(concern, inga, visit, days):
    page = visit(inga).get(to("person", concern))
    on = today() + days * DAY
    page = post(
        page, to("tell", concern), to_whom="guardian", how="talk", on=on.isoformat(), words="Mor."
    )
    assert page.value("words") == "Mor."
    assert page.value("on") == on.isoformat()
    assert not Told.objects.exists()


def test_they_may_have_been_told_on_the_very_day_it_came(concern, inga, visit):
    page = visit(inga).get(to("person", concern))
    on = today() - 5 * DAY
    post(page, to("tell", concern), to_whom="guardian", how="talk", on=on.isoformat())
    assert Told.objects.get().on == on
