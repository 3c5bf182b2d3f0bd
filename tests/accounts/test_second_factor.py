import json
import re

import html5lib
import pytest
from allauth.account.internal.flows import login as records
from allauth.mfa.models import Authenticator

from kominn.audit.models import Event
from tests.accounts.soft_passkey import SoftPasskey
from tests.factories.accounts import PASSWORD, UserFactory, code, sign_in
from tests.wording import wording

pytestmark = pytest.mark.django_db
APP, ADD = "/min-side/totrinn/app/", "/min-side/totrinn/nokler/ny/"


@pytest.fixture
def nils(db):
    """Nils accepted his invitation today and has no second factor yet."""
    return UserFactory(name="Nils", roles=["employee"], second_factor=False)


def make_stale(browse):
    session = browse.session
    for record in session[records.AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 6 * 60
    session.save()


def options_on(response):
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    return json.loads(page.find(".//form[@data-options]").get("data-options"))


def set_up_app(browse):
    page = browse.get(APP).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    return browse.post(APP, {"code": code(secret=secret)}), secret


def add_passkey(browse, *, alone):
    key = SoftPasskey()
    asked = options_on(browse.get(ADD))["creation_options"]
    told = {"name": "Phone", "credential": key.create(asked, alone=alone)}
    return key, browse.post(ADD, told | ({"passwordless": "on"} if alone else {}))


def test_the_app_is_set_up_from_picture_or_key_and_the_person_is_in(browse, nils, mailoutbox):
    sign_in(browse, nils, second_factor=False)
    assert "data:image/svg+xml" in browse.get(APP).content.decode()

    response, secret = set_up_app(browse)

    assert response.url == "/min-side/totrinn/reservekoder/"
    assert browse.get(response.url).content.decode().count("<li><code>") == 10
    assert browse.get("/mandag/").status_code == 200
    assert Event.objects.filter(verb="person.app_added", target=f"user:{nils.pk}").exists()
    assert secret not in str(Authenticator.objects.get(user=nils, type="totp").data)


def test_a_wrong_code_sets_nothing_up(browse, nils):
    sign_in(browse, nils, second_factor=False)
    browse.get(APP)

    assert browse.post(APP, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_setting_up_asks_for_the_password_again_after_five_minutes(browse, nils):
    sign_in(browse, nils, second_factor=False)
    make_stale(browse)

    assert browse.get(APP).url == f"/min-side/bekreft/?next={APP}"
    assert browse.get("/min-side/bekreft/").status_code == 200
    assert browse.post("/min-side/bekreft/", {"password": "wrong", "next": APP}).status_code == 200
    response = browse.post("/min-side/bekreft/", {"password": PASSWORD, "next": APP})
    assert response.url == APP
    assert browse.get(APP).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "app/fjern/", "reservekoder/", "reservekoder/nye/", "reservekoder/fil/", "nokler/ny/",
        "nokler/7001/", "nokler/7001/fjern/",
    ],
)  # fmt: skip
def test_every_page_about_the_second_factor_asks_for_it_again(browse, kari, page):
    add = Authenticator.objects.create
    add(user=kari, type="webauthn", pk=7001, data={"name": "a", "credential": {}})
    sign_in(browse, kari)
    make_stale(browse)

    for response in (
        browse.get(f"/min-side/totrinn/{page}"),
        browse.post(f"/min-side/totrinn/{page}"),
    ):
        assert response.url.startswith("/min-side/bekreft/kode/?next=")


def test_the_only_second_factor_cannot_be_removed(browse, kari):
    sign_in(browse, kari)

    assert browse.get(f"{APP}fjern/").url == "/min-side/totrinn/"
    assert browse.post(f"{APP}fjern/").url == "/min-side/totrinn/"
    assert Authenticator.objects.filter(user=kari).exists()
    page = browse.get("/min-side/totrinn/").content.decode()
    assert wording("This is your only second factor. Set up another before you remove it.") in page


def test_a_passkey_is_added_used_as_second_factor_renamed_and_replaces_the_app(browse, kari):
    sign_in(browse, kari)
    key, response = add_passkey(browse, alone=False)
    assert response.status_code == 302
    pk = Authenticator.objects.get(user=kari, type="webauthn").pk
    assert "Phone" in browse.get("/min-side/totrinn/nokler/").content.decode()
    assert browse.get(f"/min-side/totrinn/nokler/{pk}/").status_code == 200
    browse.post(f"/min-side/totrinn/nokler/{pk}/", {"name": "Work phone"})
    assert browse.get(f"{APP}fjern/").status_code == 200
    browse.post(f"{APP}fjern/")
    browse.post("/logg-ut/")

    browse.post("/logg-inn/", {"login": kari.email, "password": PASSWORD})
    asked = options_on(browse.get("/logg-inn/kode/"))["request_options"]
    response = browse.post("/logg-inn/kode/", {"credential": key.get(asked)})

    assert response.url == "/mandag/"
    assert browse.get("/mandag/").status_code == 200
    assert "Work phone" in browse.get("/min-side/totrinn/").content.decode()
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"person.passkey_added", "person.app_removed"} <= verbs


def test_one_logs_in_with_a_passkey_alone(browse, kari):
    sign_in(browse, kari)
    key, _ = add_passkey(browse, alone=True)
    browse.post("/logg-ut/")
    page = "/logg-inn/nokkel/"

    asked = browse.get(page, headers={"accept": "application/json"}).json()["request_options"]
    response = browse.post(page, {"credential": key.get(asked)})

    assert response.url == "/mandag/"
    assert browse.get("/mandag/").status_code == 200


def test_a_passkey_answers_each_question_once(browse, kari):
    sign_in(browse, kari)
    key, _ = add_passkey(browse, alone=True)
    browse.post("/logg-ut/")
    page = "/logg-inn/nokkel/"
    asked = browse.get(page, headers={"accept": "application/json"}).json()["request_options"]
    answer = key.get(asked)
    browse.post(page, {"credential": answer})
    browse.post("/logg-ut/")

    browse.get(page, headers={"accept": "application/json"})
    browse.post(page, {"credential": answer})

    assert "_auth_user_id" not in browse.session


def test_another_persons_passkey_does_not_open(browse, kari, inga):
    sign_in(browse, kari)
    key, _ = add_passkey(browse, alone=True)
    browse.post("/logg-ut/")
    browse.post("/logg-inn/", {"login": inga.email, "password": PASSWORD})
    asked = options_on(browse.get("/logg-inn/kode/"))["request_options"]

    response = browse.post("/logg-inn/kode/", {"credential": key.get(asked)})

    assert response.status_code == 200
    assert "_auth_user_id" not in browse.session


def test_a_passkey_of_a_closed_account_does_not_open(browse, kari):
    sign_in(browse, kari)
    key, _ = add_passkey(browse, alone=True)
    browse.post("/logg-ut/")
    kari.active = False
    kari.save()
    page = "/logg-inn/nokkel/"
    asked = browse.get(page, headers={"accept": "application/json"}).json()["request_options"]

    assert browse.post(page, {"credential": key.get(asked)}).url == "/logg-inn/"
    assert "_auth_user_id" not in browse.session


def test_nobody_touches_another_persons_passkeys(browse, kari, inga):
    add = Authenticator.objects.create
    theirs = add(user=inga, type="webauthn", data={"name": "Inga's", "credential": {}})
    sign_in(browse, kari)

    for page in ("", "fjern/"):
        address = f"/min-side/totrinn/nokler/{theirs.pk}/{page}"
        assert browse.post(address, {"name": "mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Inga's"


def test_recovery_codes_open_once_each_and_can_be_made_anew(browse, nils):
    sign_in(browse, nils, second_factor=False)
    set_up_app(browse)
    text = browse.get("/min-side/totrinn/reservekoder/fil/").content.decode()
    first, second, *_ = text.split()
    browse.post("/logg-ut/")

    for attempt, opens in ((first, True), (first, False), (second, True)):
        browse.post("/logg-inn/", {"login": nils.email, "password": PASSWORD})
        browse.post("/logg-inn/kode/", {"code": attempt})
        assert ("_auth_user_id" in browse.session) is opens
        browse.post("/logg-ut/")

    sign_in(browse, nils)
    assert browse.get("/min-side/totrinn/reservekoder/nye/").status_code == 200
    browse.post("/min-side/totrinn/reservekoder/nye/")
    assert first not in browse.get("/min-side/totrinn/reservekoder/").content.decode()
    assert Event.objects.filter(verb="person.recovery_codes_made").exists()


def test_recovery_codes_alone_are_no_second_factor(browse, kari):
    Authenticator.objects.filter(user=kari).update(type="recovery_codes")
    sign_in(browse, kari)

    assert browse.get("/mandag/").url == APP


def test_the_pages_hold_in_every_language_of_the_site(browse, nils):
    sign_in(browse, nils, second_factor=False)
    for language in ("", "/nn", "/en"):
        for page in ("/min-side/", "/min-side/totrinn/", APP, "/min-side/passord/", ADD):
            assert browse.get(language + page).status_code == 200
        for page in ("/glemt-passord/", "/logg-inn/mistet-totrinn/", "/glemt-passord/sendt/"):
            assert browse.get(language + page).status_code == 200


def test_ones_own_page_says_who_one_is(browse, kari, intake_team):
    sign_in(browse, kari)

    page = browse.get("/min-side/").content.decode()

    for said in ("Kari", kari.email, "Mottak", "/ansatte/team/", "/ansatte/mistet-totrinn/"):
        assert said in page


def test_own_language_is_chosen(browse, kari):
    sign_in(browse, kari)

    assert browse.post("/min-side/", {"language": "nn"}).url == "/nn/min-side/"
    assert browse.post("/min-side/", {"language": "xx"}).status_code == 200
    kari.refresh_from_db()
    assert kari.language == "nn"
