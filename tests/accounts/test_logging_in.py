import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache

from kominn.accounts.sessions import row_of
from kominn.audit.models import Event
from tests.factories.accounts import PASSWORD, SECRET, UserFactory, code, in_sessions, sign_in
from tests.factories.concerns import small_city
from tests.wording import wording

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/logg-inn/", "/logg-inn/kode/"


def give_password(browse, user, password=PASSWORD, **more):
    return browse.post(LOGIN, {"login": user.email, "password": password, **more})


def logged_in_as(browse):
    return browse.session.get("_auth_user_id")


def test_password_and_code_lead_to_the_monday_page(browse, kari):
    assert browse.get(LOGIN).status_code == 200
    assert give_password(browse, kari).url == CODE
    assert browse.get(CODE).status_code == 200
    assert logged_in_as(browse) is None

    response = browse.post(CODE, {"code": code()})

    assert response.url == "/mandag/"
    assert browse.get("/mandag/").status_code == 200
    assert Event.objects.filter(verb="person.logged_in", by=f"user:{kari.pk}").count() == 1


def test_the_address_may_be_written_in_capitals(browse, kari):
    response = browse.post(LOGIN, {"login": " KARI@Lagenvik.EXAMPLE ", "password": PASSWORD})

    assert response.url == CODE


def test_one_who_speaks_nynorsk_comes_to_nynorsk(browse):
    siri = UserFactory(name="Siri", language="nn", roles=["employee"])
    give_password(browse, siri)

    assert browse.post(CODE, {"code": code()}).url == "/nn/mandag/"


@pytest.mark.parametrize("email", ["kari@lagenvik.example", "nobody@lagenvik.example"])
def test_a_wrong_password_says_the_same_of_everyone(browse, kari, email):
    response = browse.post(LOGIN, {"login": email, "password": "wrong-wrong-wrong"})

    assert response.status_code == 200
    assert wording("The e-mail address or the password is wrong.") in response.content.decode()
    assert logged_in_as(browse) is None


def test_a_wrong_code_opens_nothing_and_leaves_a_trace(browse, kari):
    give_password(browse, kari)

    response = browse.post(CODE, {"code": "000000"})

    assert response.status_code == 200
    assert logged_in_as(browse) is None
    assert Event.objects.filter(verb="person.wrong_code").exists()


@pytest.mark.parametrize(
    "bad", ["", " ", "12345", "١٢٣٤٥٦", "12345678901234567890", "\x00", "a" * 5000]
)
def test_codes_that_are_no_codes_are_refused_calmly(browse, kari, bad):
    give_password(browse, kari)

    assert browse.post(CODE, {"code": bad}).status_code == 200
    assert logged_in_as(browse) is None


@pytest.mark.parametrize("credential", [
    "", "{}", "[]", "null", "1", '"a"', "{", '{"id": 1, "response": {}}', "[" * 40_000, "\x00",
    '{"id": "a", "rawId": "a", "response": {"userHandle": "MQ"}, "type": "public-key"}',
    '{"id": "!", "rawId": "!", "response": {"userHandle": 7}}', '"' + "a" * 60_000 + '"',
])  # fmt: skip
@pytest.mark.parametrize("page", [CODE, "/logg-inn/nokkel/"])
def test_passkeys_that_are_no_passkeys_are_refused_calmly(browse, kari, page, credential):
    give_password(browse, kari)
    browse.get(CODE)

    assert browse.post(page, {"credential": credential}).status_code in (200, 302)
    assert logged_in_as(browse) is None


def test_a_code_works_once_even_where_memory_is_lost(browse, kari):
    used = code()
    give_password(browse, kari)
    browse.post(CODE, {"code": used})
    browse.post("/logg-ut/")
    cache.clear()  # another process, or a restart

    give_password(browse, kari)
    browse.post(CODE, {"code": used})

    assert logged_in_as(browse) is None
    browse.post(CODE, {"code": code(ahead=1)})
    assert logged_in_as(browse) == str(kari.pk)


def test_five_wrong_codes_slow_the_next(browse, kari):
    give_password(browse, kari)
    for _ in range(5):
        browse.post(CODE, {"code": "000000"})

    response = browse.post(CODE, {"code": code()})

    assert (
        wording("That was wrong too many times. Wait five minutes, then try again.")
        in response.content.decode()
    )
    assert logged_in_as(browse) is None


def test_a_strangers_wrong_passwords_never_lock_out_the_right_person(browse, kari):
    for _ in range(20):
        browse.post(
            LOGIN, {"login": kari.email, "password": "guess-guess"}, REMOTE_ADDR="203.0.113.9"
        )

    assert give_password(browse, kari).url == CODE


def test_the_same_stranger_is_slowed(browse, kari):
    for _ in range(5):
        give_password(browse, kari, "guess-guess-guess")

    response = give_password(browse, kari)

    assert response.status_code == 200
    assert (
        wording("That was wrong too many times. Wait five minutes, then try again.")
        in response.content.decode()
    )


def test_no_address_is_kept_in_the_database(browse, kari):
    browse.post(LOGIN, {"login": kari.email, "password": "x"}, REMOTE_ADDR="203.0.113.77")
    give_password(browse, kari)
    browse.post(CODE, {"code": code()})
    browse.get("/min-side/totrinn/app/fjern/", REMOTE_ADDR="203.0.113.77")
    session = browse.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    session.save()
    browse.post("/min-side/totrinn/nokler/ny/", {"name": "x"}, REMOTE_ADDR="203.0.113.77")

    kept = in_sessions()
    assert "account_authentication_methods" in kept
    kept += " ".join(str(e.detail) + e.by + e.target for e in Event.objects.all())
    assert "203.0.113.77" not in kept


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https:/evil.example",
        "\thttps://evil.example/",
    ],
)
def test_a_log_in_never_leads_to_another_site(browse, kari, elsewhere):
    give_password(browse, kari, next=elsewhere)
    response = browse.post(CODE, {"code": code(), "next": elsewhere})

    assert response.url == "/mandag/"


def test_the_door_says_which_city_it_leads_into(browse, db):
    small_city()
    for path in ("/logg-inn/", "/nn/logg-inn/", "/logg-inn/mistet-totrinn/", "/glemt-passord/"):
        page = browse.get(path).content.decode()
        assert '<span class="brand-city">Småvik</span>' in page, path
        assert "KomINN Småvik</title>" in page


def test_without_a_city_one_can_still_log_in(browse, db):
    assert "<title>Logg inn – KomINN</title>" in browse.get("/logg-inn/").content.decode()


def test_a_log_in_leads_back_to_where_one_was_going(browse, kari):
    response = browse.get("/min-side/")
    assert response.url == "/logg-inn/?next=/min-side/"
    browse.get(response.url)
    give_password(browse, kari, next="/min-side/")

    assert browse.post(CODE, {"code": code()}).url == "/min-side/"


def test_logging_out_never_leads_to_another_site(browse, kari):
    sign_in(browse, kari)

    assert browse.get("/logg-ut/").status_code == 200
    assert browse.post("/logg-ut/", {"next": "https://evil.example/"}).url == "/"
    assert logged_in_as(browse) is None
    assert browse.get("/mandag/").url == "/logg-inn/?next=/mandag/"


def test_a_session_given_by_someone_else_is_exchanged(browse, kari):
    browse.get(LOGIN)
    session = browse.session
    session["planted"] = "by someone else"
    session.save()
    browse.cookies["sessionid"] = planted = session.session_key

    give_password(browse, kari)
    browse.post(CODE, {"code": code()})

    assert browse.session.session_key != planted
    assert not Session.objects.filter(pk=row_of(planted)).exists()


def test_another_person_gets_nothing_of_the_last_ones_session(browse, kari, inga):
    sign_in(browse, kari)
    session = browse.session
    session["secret"] = "kari's"
    session.save()

    sign_in(browse, inga)

    assert "secret" not in browse.session


def test_a_closed_account_does_not_open(browse, kari):
    kari.active = False
    kari.save()

    response = give_password(browse, kari)

    assert response.url == LOGIN
    assert wording("This account is closed.") in browse.get(LOGIN).content.decode()
    assert logged_in_as(browse) is None


def test_a_session_dies_with_the_account(browse, kari):
    sign_in(browse, kari)
    kari.active = False
    kari.save()

    assert browse.get("/mandag/").url == "/logg-inn/?next=/mandag/"


def test_a_new_password_ends_other_sessions(browse, client, kari):
    sign_in(browse, kari)
    sign_in(client, kari)

    page = browse.get("/min-side/passord/")
    assert page.status_code == 200
    new = "solnedgang-over-staalfjellet"
    browse.post("/min-side/passord/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert browse.get("/mandag/").status_code == 200
    assert client.get("/mandag/").status_code == 302
    assert Event.objects.filter(verb="person.password_changed").exists()


def test_who_has_no_second_factor_is_led_to_set_one_up(browse):
    nils = UserFactory(name="Nils", roles=["employee"], second_factor=False)

    assert give_password(browse, nils).url == "/min-side/totrinn/app/"
    assert browse.get("/mandag/").url == "/min-side/totrinn/app/"
    assert browse.get("/min-side/").status_code == 200


def test_a_session_from_before_the_second_factor_must_show_it(browse, kari):
    sign_in(browse, kari, second_factor=False)

    for page in ("/mandag/", "/min-side/", "/min-side/passord/", "/min-side/totrinn/nokler/"):
        assert browse.get(page).url == f"/min-side/bekreft/kode/?next={page}"
    response = browse.post("/min-side/bekreft/kode/", {"code": code(), "next": "/mandag/"})
    assert response.url == "/mandag/"
    assert browse.get("/mandag/").status_code == 200


def test_a_password_does_not_stand_in_for_the_second_factor(browse, kari):
    sign_in(browse, kari, second_factor=False)

    response = browse.get("/min-side/bekreft/")

    assert response.url == "/min-side/bekreft/kode/"


def test_the_apps_secret_lies_sealed_in_the_database(kari):
    kept = Authenticator.objects.get(user=kari).data

    assert SECRET not in str(kept)


def test_nobody_can_sign_up(client):
    for page in ("/signup/", "/logg-inn/signup/", "/accounts/signup/"):
        assert client.get(page).status_code == 404
