import datetime as dt
import html
import re

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.accounts import actions
from kominn.accounts.models import Invitation, User
from kominn.accounts.roles import ROLES, Right
from kominn.audit.models import Event
from kominn.vault.models import MemberKey
from tests.factories.accounts import code, sign_in
from tests.wording import wording

pytestmark = pytest.mark.django_db
NOW = timezone.now()
EMAIL = "nora@lagenvik.example"
TOLD = {
    "name": "Nora",
    "password": "seks-maker-over-fjorden",
    "password_again": "seks-maker-over-fjorden",
}


def invite(ada, at=NOW, roles=("intake",), email=EMAIL):
    return f"/invitasjon/{actions.invite(email, roles=roles, language='nb', by=ada, at=at)}/"


def nobody_new():
    return not User.objects.filter(email=EMAIL).exists()


def no_server(settings):
    """A mail server that nobody has set up."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def invited_by(browse, ada):
    sign_in(browse, ada)
    asked = browse.get("/ansatte/inviter/").content.decode()
    told = {"email": EMAIL, "roles": ["intake"], "language": "nb"}
    return asked, browse.post("/ansatte/inviter/", told, follow=True).content.decode()


def test_where_no_mail_server_answers_nobody_is_told_that_a_letter_is_on_its_way(
    browse, ada, settings
):
    no_server(settings)
    asked, done = invited_by(browse, ada)
    assert "E-postserveren svarer ikke" in asked
    assert "på vei" not in done
    assert "e-postserveren svarer ikke" in done
    assert EMAIL in done


def test_the_link_stands_on_no_page_outside_the_demo(browse, ada, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    _asked, done = invited_by(browse, ada)
    assert "testserver/invitasjon/" not in done
    assert "er på vei" not in done


def test_each_role_stands_with_what_it_opens_and_what_it_does_not(browse, ada):
    sign_in(browse, ada)
    page = browse.get("/ansatte/inviter/").content.decode()
    for role in ROLES.values():
        assert str(role.may) in html.unescape(page)


def test_an_invited_colleague_comes_in_by_the_letter(browse, ada):
    sign_in(browse, ada)
    assert browse.get("/ansatte/inviter/").status_code == 200
    browse.post(
        "/ansatte/inviter/", {"email": EMAIL.upper(), "roles": ["intake"], "language": "nn"}
    )
    assert EMAIL in browse.get("/ansatte/").content.decode()
    browse.post("/logg-ut/")
    (letter,) = [r.args_kwargs["kwargs"] for r in DBTaskResult.objects.all()]
    assert (letter["to"], letter["body"].count("http")) == (EMAIL, 1)
    link = re.search(r"http://localhost:8000(\S+)", letter["body"])[1]
    assert link.startswith("/nn/invitasjon/")

    assert browse.get(link).status_code == 200
    assert browse.post(link, TOLD).url == "/nn/min-side/totrinn/app/"
    page = browse.get("/min-side/totrinn/app/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    browse.post("/min-side/totrinn/app/", {"code": code(secret=secret)})
    assert browse.get("/mandag/").status_code == 200

    nora = User.objects.get(email=EMAIL)
    assert (nora.name, nora.language, nora.may(Right.READ_CONCERNS)) == ("Nora", "nn", True)
    assert EmailAddress.objects.get(user=nora).verified
    assert MemberKey.objects.filter(user=nora).exists()
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"person.invited", "person.joined", "person.appointed"} <= verbs


def test_an_invitation_works_once(browse, client, ada):
    link = invite(ada)
    browse.post(link, TOLD)

    assert client.get(link).status_code == 404
    assert (
        client.post(link, TOLD | {"name": "Thief", "password": "another-pass-word-1"}).status_code
        == 404
    )
    assert User.objects.get(email=EMAIL).name == "Nora"


def test_an_invitation_runs_out(browse, ada):
    link = invite(ada, at=NOW - dt.timedelta(days=7, seconds=1))

    assert browse.get(link).status_code == 404
    assert browse.post(link, TOLD).status_code == 404
    assert nobody_new()


def test_a_withdrawn_invitation_does_not_work(browse, ada):
    link = invite(ada)
    sign_in(browse, ada)
    browse.post(f"/ansatte/invitasjon/{Invitation.objects.get().pk}/trekk/")

    assert browse.post(link, TOLD).status_code == 404
    assert nobody_new()


def test_a_second_invitation_replaces_the_first(browse, ada):
    first, second = invite(ada), invite(ada)

    assert browse.get(first).status_code == 404
    assert browse.get(second).status_code == 200


def test_a_tampered_link_opens_nothing(browse, ada):
    token = invite(ada).split("/")[2]
    stored = Invitation.objects.get().token_digest

    for wrong in (token[:-1], token + "a", token.swapcase(), stored, "x", "%00", "æ" * 300):
        assert browse.get(f"/invitasjon/{wrong}/").status_code == 404
        assert browse.post(f"/invitasjon/{wrong}/", TOLD).status_code == 404
    assert nobody_new()


def test_what_is_posted_cannot_choose_address_or_roles(browse, ada):
    browse.post(invite(ada), TOLD | {"email": "other@x.no", "roles": "administrator", "active": ""})

    nora = User.objects.get(email=EMAIL)
    assert not nora.may(Right.MANAGE_PEOPLE)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "kort", "password_again": "kort"}, None),
        (
            {"password": "passwordpassword", "password_again": "passwordpassword-"},
            "The two passwords differ.",
        ),
        ({"password": "nora@lagenvik.example", "password_again": "nora@lagenvik.example"}, None),
        ({"name": ""}, None),
        ({"name": "x" * 200}, None),
        ({"name": "\u202e\x00"}, None),
    ],
)
def test_a_form_that_does_not_do_says_so(browse, ada, wrong, words):
    response = browse.post(invite(ada), TOLD | wrong)

    assert response.status_code == 200
    assert wording(words or "Your name") in response.content.decode()
    assert nobody_new()


def test_opening_someones_link_while_logged_in_makes_one_the_newcomer(browse, ada, kari):
    link = invite(ada)
    sign_in(browse, kari)

    browse.post(link, TOLD)

    assert browse.session["_auth_user_id"] == str(User.objects.get(email=EMAIL).pk)


def test_nobody_is_invited_who_is_already_here(browse, ada, kari):
    sign_in(browse, ada)

    response = browse.post(
        "/ansatte/inviter/",
        {"email": "KARI@lagenvik.example", "roles": ["intake"], "language": "nb"},
    )

    assert (
        wording("Someone with this e-mail address already has an account.")
        in response.content.decode()
    )
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("roles", [[], ["king"], ["intake", "king"], ["' OR 1=1"]])
def test_there_are_no_other_roles(browse, ada, roles):
    sign_in(browse, ada)

    response = browse.post("/ansatte/inviter/", {"email": EMAIL, "roles": roles, "language": "nb"})

    assert response.status_code == 200
    assert not Invitation.objects.exists()


def test_an_unknown_role_is_refused_by_the_deed_too(ada):
    with pytest.raises(actions.UnknownRole):
        invite(ada, roles=["king"])


def test_one_who_comes_back_gets_the_account_back_but_not_the_old_roles(browse, client, ada, kari):
    sign_in(client, kari)
    actions.deactivate(kari, by=ada, at=NOW)

    browse.post(invite(ada, roles=["employee"], email=kari.email), TOLD | {"name": "Kari N"})

    again = User.objects.get(email=kari.email)
    assert (again.pk, again.name) == (kari.pk, "Kari N")
    assert again.may(Right.SEE_MONDAY_PAGE)
    assert not again.may(Right.READ_CONCERNS)
    assert client.get("/min-side/").url.startswith("/logg-inn/")


def test_old_invitations_are_forgotten(ada):
    invite(ada, at=NOW - dt.timedelta(days=98))
    invite(ada, email="other@lagenvik.example")

    actions.forget_old_invitations(at=NOW)

    assert [i.email for i in Invitation.objects.all()] == ["other@lagenvik.example"]


def test_what_must_never_be_false_the_database_refuses(ada):
    invite(ada)
    rows = Invitation.objects.all()
    for wrong in ({"email": "Nora@x.no"}, {"accepted_at": NOW}, {"accepted_by": ada}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
