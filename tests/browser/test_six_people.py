"""The longer loop on real pages, as six people: a mother calls the school, an employee writes it down,
the coordinator takes it, two assess and decide, the leader answers for the measure, and she hears."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.concerns.actions.mailbox import find
from kominn.concerns.surroundings import surroundings
from kominn.law import starter
from kominn.vault.actions import teams
from kominn.vault.receipts import parse
from tests.browser.conftest import answer, click, digits, enter_as, fits, open_mailbox, press
from tests.browser.pictures import take
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEEN = (
    "Datteren min og tre venninner tør ikke gå hjem over gangveien når det er mørkt. Eldre gutter "
    "stenger veien og tar bilder av dem."
)
VERA = {
    "facts": "Mor så det selv onsdag. Jentene har fortalt det samme hver for seg.",
    "interpretations": "Mor tror guttene gjør det for moro skyld.",
    "explanations": "Lysene på gangveien har vært slukket siden oktober.",
    "vulnerability": "Den ene jenta har sluttet på håndball.",
    "protective": "De går hjem sammen, og sier fra hjemme.",
    "voice": "Jentene vil ha lys og voksne, ikke bråk med guttene.",
    "best_interest": "At de kan gå hjem igjen uten å være redde.",
    "unknown": "Hvem guttene er, og om noen følger med på dem.",
    "feared": "At de slutter å gå ut etter skolen.",
    "help": "Lys på gangveien og voksne ute de første ukene.",
}
ARNE = {
    "facts": "To lærere har sett guttene der etter trening.",
    "interpretations": "Læreren tror de venter på bussen.",
    "explanations": "Bussen går sjeldnere i høst. De har ikke noe sted å være.",
    "vulnerability": "Jentene er yngre, og det er mørkt.",
    "protective": "Fritidsklubben ligger like ved.",
    "voice": "Elevrådet har bedt om lys.",
    "best_interest": "Trygg vei hjem for alle fire.",
    "unknown": "Hva guttene selv sier.",
    "feared": "At det blir slåsskamp.",
    "help": "Åpen klubb til bussen går.",
}
REASONS = "Lys og voksne hjelper alle som går der. Ingen trenger å følges opp som person."
TOLD = "Lysene på gangveien er tent igjen. Voksne går der når klubben stenger."
ENDING = "Takk for at du ringte. Lysene er på, og jentene går hjem sammen igjen."


@pytest.fixture
def vera(mottak, inga):
    return _assessor("Vera", mottak, inga)


@pytest.fixture
def arne(mottak, inga):
    return _assessor("Arne", mottak, inga)


def _assessor(name, team, by):
    user = UserFactory(name=name, roles=["assessor"])
    teams.admit(team, user, by=by, at=timezone.now())
    return user


def test_six_people_walk_from_a_call_to_a_measure_and_to_what_the_mother_hears(
    visit, mottak, stian, kari, vera, arne, leif
):
    starter.begin(at=timezone.now())
    mother, school, office, first, second, leader = (
        visit(look) for look in ("phone", *["wide"] * 5)
    )
    for page, user in zip(
        (school, office, first, second, leader), (stian, kari, vera, arne, leif), strict=True
    ):
        enter_as(page, user)

    # The employee writes down what the mother said, and reads her the number of the receipt.
    receipt = she_calls_the_school(school)
    concern = find(parse(receipt)).concern
    assert school.goto(f"/innboks/{concern.pk}/").status == 403
    open_mailbox(mother, receipt)
    assert "Mottatt" in mother.inner_text("main")

    # The coordinator takes it, and asks two.
    here = f"/innboks/{concern.pk}"
    past_the_question(office, here)
    assert SEEN in office.inner_text("main")
    click(office, "form[action$='/ta/'] button")
    office.goto(f"{here}/vurdering/")
    for one in (vera, arne):
        office.check(f"input[name=assessors][value='{one.pk}']")
    take(office, "be-to", height=900)
    click(office, "form[action$='/vurdering/be/'] button")

    # Each writes alone.
    writes(first, here, VERA, level="1")
    first.goto(f"{here}/vurdering/")
    assert ARNE["help"] not in first.inner_text("main")
    assert "Begge" not in first.inner_text("main h2")
    writes(second, here, ARNE, level="0", picture="egen-vurdering")

    # Both are open now; the coordinator proposes, and one of the two says yes.
    office.goto(f"{here}/vurdering/")
    assert VERA["help"] in office.inner_text("main")
    assert ARNE["help"] in office.inner_text("main")
    assert fits(office)
    take(office, "to-vurderinger", above="[aria-labelledby^=sides]", height=1000)
    propose(office)
    first.goto(f"{here}/vurdering/")
    first.fill("textarea[name=words]", "Enig. Det er veien som er problemet, ikke jentene.")
    take(first, "andre-ja", above="[aria-labelledby=proposed]", height=760)
    click(first, "button[name=go][value=yes]")
    concern.refresh_from_db()
    assert concern.state == "followed"

    # A measure begins, with the leader as its owner.
    begin(office, here, leif)
    assert TOLD in office.inner_text("main")
    take(office, "tiltak-i-sak", height=900)

    # The leader sees the measure and the numbers, and nothing of what was told.
    leader.goto("/mandag/")
    assert fits(leader)
    assert leader.goto(f"{here}/").status == 403
    assert leader.goto(f"{here}/vurdering/").status == 403
    reviews(leader)

    # The mother reads what was done, and then that it is finished.
    open_mailbox(mother, receipt)
    assert TOLD in mother.inner_text("main")
    assert VERA["help"] not in mother.inner_text("main")
    assert fits(mother)
    take(mother, "postkasse-tiltak", height=740)
    office.goto(f"{here}/")
    office.check("input[name=reason][value=helped]")
    office.fill("textarea[name=words]", ENDING)
    click(office, "button[formaction$='/avslutt/']")
    press(office, "send")
    open_mailbox(mother, receipt)
    assert ENDING in mother.inner_text(".timeline")
    concern.refresh_from_db()
    assert concern.state == "closed"


def she_calls_the_school(page) -> str:
    page.goto("/registrer/")
    page.check("input[name=channel][value=phone]")
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    answer(page, danger="no", role="guardian", about="place", under_18="yes", seen=SEEN,
           where="Gangveien ved fritidsklubben", worry="At noen av dem blir slått.")  # fmt: skip
    press(page, "register")
    return digits(page)


def past_the_question(page, here) -> None:
    page.goto(f"{here}/")
    if "/naer/" in page.url:
        press(page, "no")


def writes(page, here, words, *, level, picture="") -> None:
    page.goto("/mandag/")
    past_the_question(page, here)
    page.goto(f"{here}/vurdering/")
    click(page, f"a[href='{here}/vurdering/min/']")
    for name, text in words.items():
        page.fill(f"textarea[name={name}]", text)
    page.check("input[name=informed][value=told]")
    page.fill("input[name=informed_on]", timezone.localdate().isoformat())
    page.check(f"input[name=level][value='{level}']")
    page.check("input[name=outcome][value=place_measure]")
    assert fits(page)
    if picture:
        take(page, picture, height=900)
    press(page, "hand_in")


def propose(page) -> None:
    page.check("input[name=outcome][value=place_measure]")
    page.fill("textarea[name=reasons]", REASONS)
    page.fill("textarea[name=voice]", VERA["voice"])
    page.fill("textarea[name=best_interest]", VERA["best_interest"])
    page.fill("input[name=review_on]", in_days(15))
    click(page, "form[action$='/forslag/'] button:not([tabindex])")


def begin(page, here, owner) -> None:
    page.goto(f"{here}/tiltak/")
    click(page, f"a[href='{here}/tiltak/start/']")
    kind = page.locator("select[name=kind] option").nth(1).get_attribute("value")
    page.select_option("select[name=kind]", kind)
    page.fill("input[name=title], textarea[name=title]", "Lys og voksne på gangveien")
    page.fill("textarea[name=aim]", "At de yngste går gangveien hjem igjen.")
    page.select_option("select[name=owner]", str(owner.pk))
    page.fill("textarea[name=public_words]", TOLD)
    page.check("input[name=told_public]")
    click(page, "main form button:not([tabindex])")
    page.goto(f"{here}/tiltak/")


def reviews(page) -> None:
    page.goto("/tiltak/")
    page.click("text=Lys og voksne på gangveien")
    page.goto(page.url.rstrip("/") + "/vurder/")
    page.check("input[name=verdict][value=continue]")
    page.fill("textarea[name=words]", "Lysene er på. Vi teller på to onsdager.")
    page.fill("input[name=review_on]", in_days(20))
    click(page, "main form button:not([tabindex])")
    assert "Lysene er på" in page.inner_text("main")


def in_days(days) -> str:
    """An open day, as the browser types it."""
    at: dt.datetime = timezone.now()
    return surroundings(timezone.localdate(at)).hours.working_day_after(at, days=days).isoformat()
