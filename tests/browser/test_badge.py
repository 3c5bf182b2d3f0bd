"""An ambassador carries a badge away, and whoever is shown it can tell that it is real: by the
city's published key alone, and on the city's own page. A changed one is found out on both."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.request
import warnings

import pytest
from django.utils import timezone
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey

from kominn.ambassadors.access import COOKIE
from kominn.ambassadors.actions import passports
from tests.browser.conftest import click, fits
from tests.browser.pictures import take
from tests.factories import ambassadors
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HOME = "/ungdom/ambassador/her/"


@pytest.fixture
def city(lagenvik, live_server, settings):
    """The city signs under the address it is served at."""
    settings.BASE_URL = live_server.url
    return lagenvik


@pytest.fixture
def nora(city):
    """A helper, and the digits of her passport."""
    held, code = ambassadors.passport()
    marit = UserFactory(name="Marit", roles=["facilitator"])
    ambassadors.trained(held, by=marit, signed=1)
    passports.ask_for_step(held)
    return passports.give_step(held, by=marit, at=timezone.now()), code


def test_a_badge_is_carried_away_and_verified_without_and_with_the_city(
    visit, nora, live_server, tmp_path
):
    held, code = nora
    page = visit("phone")
    page.context.add_cookies(
        [{"name": COOKIE, "value": code.digits, "domain": "localhost", "path": "/"}]
    )
    page.goto(HOME)
    click(page, f"a[href$='{held.badges.get().pk}/']")
    assert fits(page)
    take(page, "ungdom-merke", height=640)
    with page.expect_download() as coming:
        page.click("a[href$='bilde.svg']")
    coming.value.save_as(tmp_path / "badge.svg")
    token = baked_into((tmp_path / "badge.svg").read_text(encoding="utf-8"))

    claims = verified(token)
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert fetched(claims["iss"])["name"] == claims["issuer"]["name"]
    achievement = claims["credentialSubject"]["achievement"]
    assert fetched(achievement["id"])["name"] == achievement["name"] == "ALL'IN helper"
    taken_back = fetched(claims["credentialStatus"]["id"])["revokedCredential"]
    assert claims["id"] not in [one["id"] for one in taken_back]
    better = tampered(token, achievement["name"], "ALL'IN trainer")
    with pytest.raises(BadSignatureError):
        verified(better)

    other = visit("phone")
    assert says(other, token) == "Ja, dette merket er ekte."
    take(other, "ungdom-merke-ekte", height=640)
    assert says(other, better) == "Nei: noen har endret det etter at det ble signert."
    other.goto(claims["id"])
    assert "Ja, dette merket er ekte." in other.inner_text("main")


def baked_into(picture: str) -> str:
    return html.unescape(re.search(r'<openbadges:credential verify="([^"]+)"', picture).group(1))


def fetched(address: str):
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def verified(token: str):
    """What the badge says, by the key that its head names and its issuer publishes."""
    key = fetched(json.loads(in_clear(token.split(".")[0]))["kid"])
    with warnings.catch_warnings(action="ignore"):
        # Open Badges 3.0 calls the algorithm by its older name.
        return jwt.decode(token, OKPKey.import_key(key), algorithms=["EdDSA"]).claims


def in_clear(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def tampered(token: str, now: str, then: str) -> str:
    head, claims, signature = token.split(".")
    changed = in_clear(claims).decode().replace(now, then)
    assert changed.encode() != in_clear(claims)
    packed = base64.urlsafe_b64encode(changed.encode()).decode().rstrip("=")
    return f"{head}.{packed}.{signature}"


def says(page, token: str) -> str:
    page.goto("/merke/")
    page.fill("textarea[name=badge]", token)
    click(page, "main form button")
    assert fits(page)
    return page.inner_text(".ds-alert[role=status] h2")
