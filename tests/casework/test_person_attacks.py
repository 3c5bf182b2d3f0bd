"""Attacks on the pages of the person concerned: other people's keys, pages and passages."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kominn.casework.actions import follow
from kominn.casework.actions import person as deeds
from kominn.casework.models import Answer, Copy, Told
from kominn.casework.person import OPENINGS, Notice, Said
from kominn.concerns.actions import joining, mailbox
from kominn.concerns.actions.erase import erase
from kominn.vault.actions import records, teams
from kominn.vault.refusals import NoWrap
from tests.casework.test_copy_pages import ask, choose, for_guardian, takes, to
from tests.factories.casework import begin_help, decided
from tests.factories.concerns import DAY, ConcernFactory, add, again

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('hei')</script>"


@pytest.fixture
def concern(intake, inga):
    made = ConcernFactory(
        held_by=inga, seen="Han går alene.", contact="tlf-91234567", at=timezone.now() - 5 * DAY
    )
    add(made, "Det var jeg, naboen.", at=timezone.now() - 4 * DAY)
    return made


@pytest.fixture
def other(intake, inga):
    return ConcernFactory(held_by=inga, seen="Noe helt annet.", at=timezone.now() - 5 * DAY)


def everything(page, **more):
    """All that the page's form would send, and what an attacker puts to it."""
    form = page.form_with("state")
    sent = {
        e.get("name"): e.get("value", "") for e in form.iter("input") if e.get("type") == "hidden"
    }
    return sent | dict.fromkeys(takes(page), "whole") | more


@pytest.mark.parametrize("forged", ["answer_contact", "told_at", "message_1", "role", "unit"])
def test_no_forged_passage_brings_in_who_told(concern, inga, visit, forged):
    page = ask(visit, inga, concern)
    sent = everything(page, **{f"take_{forged}": "words", f"words_{forged}": "forfalsket"})
    sheet = page.visit.post(to(concern), sent)
    assert "Han går alene." in sheet.text
    for secret in ("forfalsket", "tlf-91234567", "naboen"):
        assert secret not in sheet.html


def test_a_page_of_one_concern_opens_no_other(concern, other, inga, visit):
    page = ask(visit, inga, concern)
    said = page.visit.post(to(other), everything(page))
    assert said.status == 200
    assert "Han går alene." not in said.html
    assert not Copy.objects.exists()


def test_a_colleague_s_page_is_no_one_else_s(concern, inga, kari, visit):
    page = ask(visit, inga, concern)
    of_kari = visit(kari).get(to(concern))
    sent = everything(page, csrfmiddlewaretoken=of_kari.value("csrfmiddlewaretoken"))
    assert of_kari.visit.post(to(concern), sent).status == 200
    assert not Copy.objects.exists()


@pytest.mark.parametrize("state", ["", "x", "AAAA", "é" * 40, "A" * 4000])
def test_a_damaged_page_begins_again_and_shows_what_was_written(concern, inga, visit, state):
    page = ask(visit, inga, concern)
    sent = everything(page, state=state, words_answer_seen="Noen så deg ute på brua.")
    again = page.visit.post(to(concern), sent)
    assert again.status == 200
    assert again.asks("for_whom")
    assert "Noen så deg ute på brua." in again.text
    assert not Copy.objects.exists()


@pytest.mark.parametrize("happens", ["set aside", "left", "erased"])
def test_whoever_loses_the_key_while_choosing_gets_no_sheet(
    concern, intake, inga, kari, visit, happens
):
    page = ask(visit, inga, concern)
    if happens == "set aside":
        records.set_aside(concern.pk, inga)
    elif happens == "left":
        teams.remove(intake, inga, by=kari, at=timezone.now())
    else:
        with transaction.atomic():
            erase(concern, at=timezone.now())
    assert page.visit.post(to(concern), everything(page)).status == 404
    assert not Copy.objects.exists()


@pytest.mark.parametrize(
    "about", ["{other}/answer:seen", "{own}/answer:seen", "answer:contact", "x"]
)
def test_nothing_of_another_concern_is_answered(concern, other, inga, visit, about):
    address = reverse("casework:answer_of_person", args=[concern.pk])
    page = visit(inga).get(reverse("casework:person", args=[concern.pk]))
    sent = {name: page.value(name) for name in ("csrfmiddlewaretoken", "token")}
    about = about.format(other=other.pk, own=concern.pk)
    page.visit.post(address, sent | {"kind": "rebuttal", "about": about, "text": "Nei."})
    assert not Answer.objects.exists()
    with pytest.raises(deeds.NotPossible):
        deeds.answer(
            concern, "rebuttal", Said(about, "Nei."), token=uuid.uuid4(), by=inga, at=timezone.now()
        )


def test_what_is_taken_back_may_still_be_read_by_the_one_it_is_about(concern, inga, visit):
    assert mailbox.withdraw(mailbox.find(concern.receipt), at=timezone.now()) is False
    assert "Han går alene." in choose(ask(visit, inga, concern), concern).text


def test_who_stands_near_writes_nothing_of_it(concern, inga):
    records.set_aside(concern.pk, inga)
    now, notice = timezone.now(), Notice("person", "talk")
    for deed in (
        lambda: deeds.tell(concern, notice, on=now.date(), token=uuid.uuid4(), by=inga, at=now),
        lambda: deeds.make_exception(
            concern, why="x", until=(now + DAY).date(), token=uuid.uuid4(), by=inga, at=now
        ),
        lambda: deeds.read(concern, by=inga, at=now),
    ):
        with pytest.raises(NoWrap), transaction.atomic():
            deed()
    assert not Told.objects.exists()


def test_what_anybody_wrote_stands_on_the_pages_as_words(intake, inga, visit):
    concern = ConcernFactory(held_by=inga, seen=SCRIPT, at=timezone.now() - 5 * DAY)
    now = timezone.now()
    said = Said("answer:seen", SCRIPT)
    deeds.answer(concern, "correction", said, token=uuid.uuid4(), by=inga, at=now)
    deeds.tell(
        concern,
        Notice("person", "talk", SCRIPT),
        on=now.date(),
        token=uuid.uuid4(),
        by=inga,
        at=now,
    )
    page = for_guardian(visit, inga, concern, "from_12", to_whom=SCRIPT, view=SCRIPT)
    sheet = choose(page, concern, take_answer_seen="words", words_answer_seen=SCRIPT)
    person = sheet.visit.get(reverse("casework:person", args=[concern.pk]))
    for one in (page, sheet, person):
        assert SCRIPT in one.text
        assert SCRIPT not in one.html


def test_the_list_of_who_opened_it_names_roles_and_days_and_no_more(concern, inga, kari, visit):
    deeds.read(concern, by=kari, at=timezone.now())
    sheet = choose(ask(visit, inga, concern), concern)
    (table,) = next(iter(sheet.root.iter("article"))).iter("table")
    said = " ".join("".join(table.itertext()).split())
    for secret in (inga.name, kari.name, inga.email, kari.email, ":"):
        assert secret not in said


@pytest.mark.parametrize("who", ["person", "guardian"])
@pytest.mark.parametrize("whose", ["first", "under it"])
def test_no_page_of_the_person_concerned_opens_the_box_with_names(concern, inga, visit, who, whose):
    """The box is opened for a reason that is written down, on its own page and nowhere else."""
    named = ConcernFactory(held_by=inga, with_names=True, at=timezone.now() - 5 * DAY)
    if whose == "first":
        concern = named
    else:
        joining.join(concern, [named.pk], by=inga, at=timezone.now())
    page = ask(visit, inga, concern, for_whom=who, age="under_12")
    sheet = page.visit.post(to(concern), everything(page, take_names="whole"))
    person = sheet.visit.get(reverse("casework:person", args=[concern.pk]))
    for one in (page, sheet, person):
        assert one.status == 200
        assert "Nordmann" not in one.html
    assert "Navn ligger i en egen, lukket boks" in sheet.main
    assert Copy.objects.exists()


def test_where_no_names_are_kept_the_sheet_speaks_of_none(concern, inga, visit):
    assert "lukket boks" not in choose(ask(visit, inga, concern), concern).main


def test_the_sheet_is_kept_by_no_browser(concern, inga, visit):
    sheet = choose(ask(visit, inga, concern), concern)
    assert "no-store" in sheet.headers["Cache-Control"]


# --- A guardian of one who is old enough ----------------------------------------------------------


@pytest.mark.parametrize("age", ["from_12", "from_15", "from_18"])
def test_a_guardian_is_not_told_by_who_opened_it_that_help_is_given(
    intake, inga, kari, vera, visit, age
):
    concern = decided("person_followed", by=inga, second=vera)
    begin_help(again(concern), by=inga)
    at = timezone.now()
    follow.read(again(concern), by=inga, at=at)
    alone = Notice("person", "talk", "På skolen.")
    today = timezone.localdate()
    deeds.tell(again(concern), alone, on=today, token=uuid.uuid4(), by=inga, at=at)
    sheet = choose(for_guardian(visit, inga, concern, age), concern, "out")
    with override("nb"):
        hidden = [str(what) for verb, what in OPENINGS.items() if verb != "concern.read"]
        talk = alone.to_reader(is_guardian=True)
    assert hidden
    assert [what for what in hidden if what in sheet.text] == []
    assert talk
    assert talk not in sheet.text
