"""The pages of young people and of those who lead courses, looked at by axe."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from kominn.allin import growing, mentoring, push
from kominn.allin.actions.answering import answer, pass_on
from kominn.allin.models import About, LeftOut
from kominn.allin.states import State
from kominn.allin.team_card import first_card
from kominn.allin.views import young
from kominn.participation import statements
from kominn.participation.models import Call, Statement
from kominn.vault.kinds import Kind
from tests.browser.conftest import enter_as
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, said, start, statement
from tests.vault.samples import picture

DRAWN = picture(Kind.JPEG)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nothing_counted():
    young.wrong_codes.buckets.clear()
    yield
    young.wrong_codes.buckets.clear()


@pytest.fixture
def marit(lagenvik):
    return UserFactory(name="Marit", roles=["facilitator"])


def test_the_pages_of_the_young_hold(begin, marit, leif, kari, settings):
    course = start(by=marit)
    shown = concept(course, name="Sjøbod for alle", state=State.SHOWN)
    waiting = concept(course, name="Kveldsbuss", state=State.HANDED_IN)
    for one in (shown, waiting):
        one.pictures.create(place=1, alt="Bua", **dict.fromkeys(("large", "small"), DRAWN))
        one.pictures.create(place=2, left_out=LeftOut.FACE)
    walk = begin("young", "phone")
    page = walk.page
    walk.to("/ungdom/", "/ungdom/venter/", "/ungdom/bli-med/", closely=True)
    walk.to(f"/ungdom/ide/{shown.pk}/", closely=True)
    walk.to(f"/ungdom/bli-med/{course.room.code}/", closely=True)
    walk.click("main form button")
    walk.look(closely=True)
    page.fill("input[name=name]", "Trygg vei hjem")
    walk.click("main form:has(input[name=name]) button")
    page.set_input_files("#new_pictures", {"name": "bua.jpg", "mimeType": "", "buffer": DRAWN})
    page.click("#pictures button")
    page.locator(".own-picture textarea").fill("Bua")
    walk.look(closely=True)
    walk.to(re.sub("skriv/$", "ark/", page.url), closely=True)
    walk.page.goto("/ungdom/her/")
    page.fill("input[name=name]", "Jeg vil dø")
    walk.click("main form:has(input[name=name]) button")
    walk.look(closely=True)
    settings.BASE_URL = "https://trygg.example.no"
    push.turn_on(at=timezone.now())
    card = f"/ungdom/kort/{first_card(shown)}/"
    walk.to(card, f"/ungdom/ide/{shown.pk}/historie/", closely=True)
    walk.to("/ungdom/kort/feil/")
    page.goto("/ungdom/her/si/")
    page.fill("textarea[name=text]", "spør Kaia Berg om det")
    walk.click("main form button")
    walk.look(closely=True)
    page.fill("textarea[name=text]", "lys på gangveien")
    walk.click("main form button")
    walk.look(closely=True)
    statement(course, hurts=True)
    statement(course, state="shown")
    Statement.objects.filter(text="lys på gangveien").update(state="not_shown", why="unclear")
    walk.to("/ungdom/her/si/", closely=True)
    appealed = Statement.objects.get(state="not_shown")
    statements.appeal(appealed)
    no = concept(course, name="Skatehall", state=State.SHOWN)
    no = answer(no, State.NO, "For dyrt.", role="Veisjefen", by=kari, at=timezone.now())
    no = pass_on(no, reply=no.reply_id, by=leif, at=timezone.now())
    walk.to(f"/ungdom/kort/{first_card(no)}/", closely=True)
    walk.click("main form button")
    walk.look(closely=True)
    enter_as(page, UserFactory(name="Ungdomsrådet", roles=["youth_council"]))
    walk.to("/ungdom/anker/", closely=True)
    enter_as(page, marit)
    walk.to("/ungdom/ytringer/", closely=True)
    call = Call.objects.get()
    walk.to(f"/ungdom/kall/{call.pk}/", closely=True)
    walk.to("/ungdom/kurs/", "/ungdom/kurs/nytt/", f"/ungdom/kurs/{course.pk}/", closely=True)
    walk.to(f"/ungdom/kurs/{course.pk}/plakat/", f"/ungdom/ide/{waiting.pk}/les/", closely=True)
    walk.to(f"/ungdom/ide/{shown.pk}/bilder/", closely=True)
    enter_as(page, leif)
    walk.to(f"/ungdom/ide/{shown.pk}/svar/", closely=True)
    answer(shown, State.YES, "Ja, fra mai.", role="Kultursjefen", by=kari, at=timezone.now())
    walk.to(f"/ungdom/ide/{shown.pk}/to/", closely=True)
    accepted = concept(course, name="Båtkafé", state=State.YES)
    walk.to(f"/ungdom/ide/{accepted.pk}/prosjekt/", closely=True)
    at = timezone.now()
    project = growing.begin(accepted, mentor=marit, people=4, grant_ore=900_00, by=leif, at=at)
    growing.add_milestone(project, said("Lån båten", by=marit), due_on=at.date(), at=at)
    step = mentoring.propose(accepted, About.STEP, "Åpne døra", day=at.date(), by=marit, at=at)
    walk.to(f"/ungdom/ord/{step.pk}/", closely=True)
    walk.to(f"/ungdom/ide/{accepted.pk}/prosjekt/", closely=True)
    growing.find_safe(project, by=marit, at=at)
    walk.to(f"/ungdom/ide/{accepted.pk}/prosjekt/", f"/ungdom/ide/{accepted.pk}/", closely=True)
    young.wrong_codes.per_hour, before = 1, young.wrong_codes.per_hour
    try:
        walk.to(*["/ungdom/bli-med/11111111/"] * 3)
    finally:
        young.wrong_codes.per_hour = before


def test_the_pages_of_the_young_hold_in_arabic(begin, marit, all_languages):
    course = start(by=marit)
    shown = concept(course, name="Sjøbod for alle", state=State.SHOWN)
    walk = begin("", "phone", locale="ar")
    walk.to("/ar/ungdom/", "/ar/ungdom/venter/", f"/ar/ungdom/ide/{shown.pk}/", closely=True)
    walk.to(f"/ar/ungdom/bli-med/{course.room.code}/", closely=True)
    walk.click("main form button")
    walk.look(closely=True)
    walk.page.fill("input[name=name]", "مقعد على الشاطئ")
    walk.click("main form:has(input[name=name]) button")
    walk.look(closely=True)
