import os

import pytest
from playwright.sync_api import sync_playwright

from tests.factories.accounts import PASSWORD, UserFactory, code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = "/usr/bin/chromium-headless-shell"
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(monkeypatch):
    """A browser with a virtual phone that says yes."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("KOMINN_CHROMIUM", CHROMIUM), args=["--no-sandbox"]
        )
        page = browser.new_page(locale="nb-NO")
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
        yield page
        browser.close()


def test_a_passkey_is_added_and_logs_in_alone(page, live_server):
    stian = UserFactory(name="Stian", roles=["employee"])
    home = live_server.url.replace("127.0.0.1", "localhost")
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    page.goto(f"{home}/logg-inn/")
    page.fill("input[name=login]", stian.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("form:not([data-passkey]) button")
    page.fill("input[name=code]", code())
    page.click("form:not([data-passkey]) button")
    page.wait_for_url("**/mandag/")

    page.goto(f"{home}/min-side/totrinn/nokler/ny/")
    page.check("input[name=passwordless]")
    page.click("form[data-passkey=create] button")
    page.wait_for_url("**/reservekoder/")
    assert stian.authenticator_set.filter(type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto(f"{home}/logg-inn/")
    page.click("form[data-passkey=login] button")
    page.wait_for_url("**/mandag/")

    page.context.clear_cookies()
    page.goto(f"{home}/logg-inn/")
    page.fill("input[name=login]", stian.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("form:not([data-passkey]) button")
    page.click("form[data-passkey=get] button")
    page.wait_for_url("**/mandag/")
    assert complaints == []
