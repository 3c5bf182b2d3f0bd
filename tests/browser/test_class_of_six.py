"""A class of six phones, from the code on the board to a vote and an answer: they write one canvas
together, one of them without a network for a while, one in Arabic."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.allin.models import Concept
from kominn.allin.states import State
from kominn.ballot.actions import count, prepare
from tests.browser.conftest import click, enter_as, fits
from tests.browser.pictures import take
from tests.factories import ballot
from tests.factories.accounts import UserFactory
from tests.factories.allin import start

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NAME = "Trygg vei hjem"
SAVED = "Lagret. De andre ser det."
WRITTEN = {
    "left_out": "De som går alene hjem når klubben stenger.",
    "hurts": "Du går en omvei fordi det er mørkt.",
    "idea": "Vi går i følge hjem fra klubben, og kommunen lyser opp gangveien.",
    "joins": "Klubben, to foreldre og vi.",
    "first_step": "Telle hvor mange som går samme vei.",
    "cost": "Ingenting.",
}


@pytest.fixture
def marit(lagenvik):
    return UserFactory(name="Marit", roles=["facilitator"])


@pytest.fixture
def class_of_six(visit, marit, all_languages):
    """Six phones sit down; five write in Norwegian, and one reads Arabic."""
    course = start(by=marit, name="Niende A")
    phones = [visit("phone") for _ in range(5)] + [visit("phone", locale="ar")]
    for number, phone in enumerate(phones):
        phone.goto(f"{'/ar' if number == 5 else ''}/ungdom/bli-med/{course.room.code}/")
        assert fits(phone)
        if number == 0:
            take(phone, "ungdom-bli-med", height=780)
        click(phone, "main form button")
    return phones


def in_one_team(phones):
    first, *others = phones
    first.fill("input[name=name]", NAME)
    click(first, "main form:has(input[name=name]) button")
    for phone in others:
        phone.reload()
        click(phone, f"li:has-text('{NAME}') button")
    return first.url


def says(phone, card, words):
    """The card reads so on this phone, once what others sent has come."""
    phone.wait_for_function(
        "([card, words]) => document.querySelector(`[name=${card}]`).value === words",
        arg=[card, words],
    )


def test_six_phones_write_one_canvas_and_read_what_was_answered(
    visit, class_of_six, marit, leif, kari
):
    phones = class_of_six
    in_one_team(phones)
    arabic, away = phones[5], phones[4]
    assert arabic.get_attribute("html", "dir") == "rtl"
    assert "/ar/" in arabic.url

    away.context.set_offline(True)
    away.fill("[name=seen]", "Om færre blir hentet.")
    away.get_by_text("Ikke nett").wait_for()
    for phone, (card, words) in zip([*phones[:4], arabic, phones[0]], WRITTEN.items(), strict=True):
        phone.fill(f"[name={card}]", words)
    for phone in (*phones[:4], arabic):
        for card, words in WRITTEN.items():
            says(phone, card, words)

    # Two in one sentence: each keeps what the other writes.
    phones[1].locator("[name=idea]").press("Control+Home")
    phones[1].locator("[name=idea]").type("Fra høsten: ")
    phones[2].locator("[name=idea]").press("Control+End")
    phones[2].locator("[name=idea]").type(" Hver fredag.")
    both = f"Fra høsten: {WRITTEN['idea']} Hver fredag."
    for phone in (*phones[:4], arabic):
        says(phone, "idea", both)

    # What was written without a network comes when it is back; nothing of the others' is lost.
    away.context.set_offline(False)
    says(phones[0], "seen", "Om færre blir hentet.")
    says(away, "idea", both)
    assert fits(arabic)
    take(phones[0], "ungdom-lerret", height=1250)
    take(arabic, "ungdom-lerret-ar", height=1100)

    phones[3].get_by_text(SAVED).wait_for()
    click(phones[3], "button[name=go][value=hand-in]")
    concept = Concept.objects.get()
    assert concept.state == State.HANDED_IN
    assert concept.texts == {"name": NAME, **WRITTEN, "idea": both, "seen": "Om færre blir hentet."}

    desk = visit("wide")
    enter_as(desk, marit)
    desk.goto(f"/ungdom/ide/{concept.pk}/les/")
    desk.check("input[name=verdict][value=show]")
    click(desk, "main form button")
    they_vote_on_it(phones, concept, marit)
    enter_as(desk, leif)
    desk.goto(f"/ungdom/ide/{concept.pk}/svar/")
    desk.check("input[name=verdict][value=yes]")
    desk.fill("[name=words]", "Ja. Lyset på gangveien er tent før jul.")
    desk.fill("[name=role]", "Vei- og parksjefen")
    click(desk, "main form button")
    enter_as(desk, kari)
    desk.goto(f"/ungdom/ide/{concept.pk}/to/")
    desk.check("input[name=verdict][value=send]")
    click(desk, "main form button")

    for phone in (phones[0], away, arabic):
        phone.goto(f"{'/ar' if phone is arabic else ''}/ungdom/ide/{concept.pk}/skriv/")
        assert "Ja. Lyset på gangveien er tent før jul." in phone.inner_text("main")
        assert "Vei- og parksjefen" in phone.inner_text("main")
    take(phones[0], "ungdom-svar", height=900)


def they_vote_on_it(phones, concept, marit):
    """Each with a slip of paper; a second time the same slip opens nothing."""
    concept.refresh_from_db()
    vote = ballot.vote(by=marit, budget=60_000, ideas=2)
    prepare.add_line(vote, concept, 15_000 * 100)
    vote = prepare.announce(vote, by=marit, at=timezone.now())
    slips = prepare.print_slips(vote, len(phones), by=marit, at=timezone.now())
    number = vote.lines.get(concept=concept).number
    for phone, slip in zip(phones, slips, strict=True):
        arabic = phone is phones[-1]
        phone.goto(f"{'/ar' if arabic else ''}/ungdom/stem/#{slip.code}")
        phone.check(f"input[name=cross][value='{number}']")
        assert fits(phone)
        if phone is phones[0]:
            take(phone, "ungdom-stem", height=780)
        click(phone, "main form button")
        assert phone.locator(".receipt-digits").is_visible()
        assert slip.code not in phone.url
    phones[0].goto(f"/ungdom/stem/#{slips[0].code}")
    phones[0].locator("#id_code_error").wait_for()
    count.count_votes(ballot.close(vote), by=marit, at=timezone.now())
    phones[0].goto(f"/ungdom/stem/{vote.pk}/")
    assert "Vinner" in phones[0].inner_text(f"tr:has-text('{NAME}')")
    take(phones[0], "ungdom-telling", height=1100)


def test_a_seat_closed_by_mistake_comes_back_with_all_that_was_written(class_of_six):
    phone = class_of_six[0]
    address = in_one_team(class_of_six[:2])
    phone.context.set_offline(True)
    phone.fill("[name=idea]", "Skrevet uten nett")
    phone.get_by_text("Ikke nett").wait_for()
    phone.context.set_offline(False)
    phone.reload()
    says(phone, "idea", "Skrevet uten nett")
    says(class_of_six[1], "idea", "Skrevet uten nett")
    assert phone.url == address
