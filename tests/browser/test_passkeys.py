import pytest

from tests.factories.accounts import PASSWORD, UserFactory, code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(visit):
    """A window with a virtual phone that says yes."""
    page = visit()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return page


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
