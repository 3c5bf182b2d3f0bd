"""No page that is open to the young weighs over 150 kB on a first visit, in whichever language."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve
from django.utils import timezone

from kominn.allin.pictures import MOST_PICTURES, SMALL
from kominn.allin.states import State
from kominn.allin.team_card import first_card
from kominn.ambassadors.access import COOKIE
from kominn.ambassadors.actions import consents, passports
from kominn.ballot.actions import count
from kominn.guide import starter
from kominn.vault.kinds import Kind
from tests.browser.conftest import click
from tests.browser.scales import Scales
from tests.factories import ambassadors, ballot
from tests.factories.accounts import UserFactory
from tests.factories.activities import arranged, invited
from tests.factories.allin import concept, start, statement
from tests.vault.samples import picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 150_000
ROOMS = {"allin", "ballot", "ambassadors", "badges", "activities", "guide"}
# Deeds, and files one asks for by name.
NO_PAGES = {
    "allin": {"own_statement", "leave", "merge", "first_card", "join_team", "sheet_pdf",
              "card_manifest", "card_phone", "card_worker", "picture", "story_paper",
              "story_picture", "story_small"},
    "ballot": {"data", "pabulib", "exercise"},
    "ambassadors": {"leave", "untell", "ready", "everything", "everything_on_paper", "poster",
                    "picture", "paper", "guardian_link", "new_code", "credit_off"},
    "badges": {"keys", "key", "issuer", "revoked", "achievement"},
    "activities": {"feed", "manifest", "worker"},
    "guide": {"whole", "card_sheet", "recipe_sheet"},
}  # fmt: skip
MUCH = "Et sted å være når det regner og bussen ikke går, med lys, varme og noen å snakke med. "


def open_pages(language: str) -> set[str]:
    """Every open address of these rooms that answers with a page in this language."""
    found = {
        f"{room}:{pattern.name}"
        for pattern, room in each_pattern(get_resolver(), "")
        if room in ROOMS
        and pattern.callback.access.kind == "public"
        and (language in settings.WHOLE_SITE_LANGUAGES or speaks_all(pattern.callback))
    }
    return found - {f"{room}:{name}" for room, names in NO_PAGES.items() for name in names}


def speaks_all(view) -> bool:
    return getattr(view, "speaks_all_languages", False)


def each_pattern(resolver, room):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one, room
        else:
            yield from each_pattern(one, one.namespace or room)


@pytest.fixture
def city(lagenvik):
    """As full as a city is after a year; each page's address by when one can open it."""
    starter.begin()
    marit = UserFactory(name="Marit", roles=["facilitator"])
    course = start(by=marit)
    ideas = [
        concept(course, name=f"Idé nummer {number}", state=State.SHOWN, idea=MUCH)
        for number in range(14)
    ]
    heavy = picture(Kind.JPEG).ljust(SMALL.most_bytes, b"\0")
    for place in range(1, MOST_PICTURES + 1):
        ideas[0].pictures.create(place=place, alt="Bua", large=heavy, small=heavy)
    for _number in range(6):
        statement(course, state="shown")
    over, slips = ballot.announced(by=marit, slips=18, name="Fjorårets budsjett")
    ballot.cast_all(slips, [(1, 1, 0, 0)] * 12 + [(0, 0, 1, 0)] * 6)
    count.count_votes(ballot.close(over), by=marit, at=timezone.now())
    _running, (slip, other) = ballot.announced(by=marit, slips=2)
    organiser, link = invited(by=marit)
    for number in range(25):
        shown = arranged(organiser, by=marit, title=f"Ting nummer {number}", about=MUCH * 6)
    held, code = ambassadors.passport()
    ambassadors.trained(held, by=marit, times=2, signed=2)
    passports.ask_for_step(held)
    held = passports.give_step(held, by=marit, at=timezone.now())
    badge = held.badges.get()
    card = f"/ungdom/kort/{first_card(ideas[0])}/"
    young, hers = "/ungdom/ambassador/", "/ungdom/ambassador/her/"
    return {
        "open": [
            "/ungdom/", "/ungdom/bli-med/", f"/ungdom/bli-med/{course.room.code}/",
            "/ungdom/venter/", f"/ungdom/ide/{ideas[0].pk}/",
            f"/ungdom/ide/{ideas[0].pk}/historie/", card, f"{card}navn/",
            "/ungdom/stem/", f"/ungdom/stem/{over.pk}/", f"/ungdom/stem/{over.pk}/kroner/",
            "/aktiviteter/", f"/aktiviteter/{shown.pk}/", f"/arrangor/{link}/",
            f"/arrangor/{link}/{shown.pk}/",
            "/guiden/", "/guiden/kort/", "/guiden/kort/navnerunde/", "/guiden/oppskrift/leir/",
            "/guiden/eksempler/", "/guiden/eksempler/batkafeen/", "/guiden/side/vare-rad/",
            young, f"{young}begynn/", f"{young}begynn/11111111/", f"{young}apne/",
            f"{young}apne/{code.digits}/", f"{young}foresatt/{consents.link_for(held)}/",
            "/merke/", f"/merke/{badge.pk}/",
        ],
        "passport": [
            hers, f"{hers}oppmote/", f"{hers}oppmote/11111111/", f"{hers}kurs/safety/",
            f"{hers}gjort/", f"{hers}meg/", f"{hers}merke/{badge.pk}/", f"{hers}slett/",
        ],
        "join": f"/ungdom/bli-med/{course.room.code}/",
        "slips": {"nb": slip, "ar": other},
        "digits": code.digits,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "ar"])
def test_no_open_page_weighs_too_much(visit, city, all_languages, language):
    at = "" if language == "nb" else f"/{language}"
    page = visit("phone")
    # What the calendar keeps for later must not answer for the network.
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    scales = Scales(page, packed=True)
    weights: dict[str, int] = {}

    def weigh(name: str = "") -> None:
        found = resolve(page.evaluate("location.pathname").removeprefix(at))
        weights[name or found.view_name] = scales.all_of_it()

    def walk(addresses: list[str]) -> None:
        for address in addresses:
            if not at or speaks_all(resolve(address).func):
                page.goto(f"{at}{address}")
                weigh()

    walk(city["open"])
    page.goto(f"{at}/ungdom/stem/")
    page.fill("input[name=code]", city["slips"][language])
    scales.all_of_it()
    click(page, "main form button")
    weigh("the ballot")
    page.check("input[name=cross] >> nth=0")
    click(page, "main form button")
    weigh("ballot:cast")
    page.context.add_cookies(
        [{"name": COOKIE, "value": city["digits"], "domain": "localhost", "path": "/"}]
    )
    walk(city["passport"])
    page.goto(f"{at}{city['join']}")
    click(page, "main form button")
    scales.all_of_it()
    walk(["/ungdom/her/", "/ungdom/her/si/"])
    page.goto(f"{at}/ungdom/her/")
    page.fill("input[name=name]", "مقعد" if language == "ar" else "Čáhci og łódź")
    click(page, "main form:has(input[name=name]) button")
    scales.all_of_it()
    page.reload()
    weigh()
    page.goto(page.url.replace("skriv/", "ark/"))
    weigh()

    assert open_pages(language) - weights.keys() == set(), "nobody weighed these"
    heaviest, weight = max(weights.items(), key=lambda one: one[1])
    assert weight <= MOST_BYTES, f"{heaviest} weighs {weight} bytes; all of them: {weights}"
