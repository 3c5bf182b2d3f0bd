import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.accounts import actions
from kominn.accounts.models import FactorReset
from kominn.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory, code, sign_in
from tests.wording import wording

pytestmark = pytest.mark.django_db
ASK, LIST = "/logg-inn/mistet-totrinn/", "/ansatte/mistet-totrinn/"
NOW = timezone.now()
DAY = dt.timedelta(days=1)


def letters(to=None):
    every = [r.args_kwargs["kwargs"] for r in DBTaskResult.objects.order_by("enqueued_at")]
    return [letter for letter in every if to is None or letter["to"] == to.email]


def link_in(letter):
    return re.search(r"http://localhost:8000(\S+)", letter["body"])[1]


def asked(user, at=NOW):
    actions.ask_for_reset(user.email, at=at)
    return FactorReset.objects.unfinished().get(user=user)


def approved_by_two(user, first, second, at=NOW):
    reset = asked(user, at)
    actions.approve_reset(reset, by=first, at=at)
    actions.approve_reset(reset, by=second, at=at)
    return link_in(letters(user)[-1])


def approve(client, colleague, reset, word="approve"):
    sign_in(client, colleague)
    return client.post(f"{LIST}{reset.pk}/", {word: "yes"})


def log_in(browse, user):
    return browse.post("/logg-inn/", {"login": user.email, "password": PASSWORD})


def set_up_app(browse):
    page = browse.get("/min-side/totrinn/app/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    return browse.post("/min-side/totrinn/app/", {"code": code(secret=secret)})


def test_two_colleagues_let_a_third_in_again(browse, inga, leif, ada, kari):
    done = browse.post(ASK, {"email": "INGA@lagenvik.example"})
    assert browse.get(done.url).status_code == 200
    reset = FactorReset.objects.get()
    assert {letter["to"] for letter in letters()} == {inga.email, leif.email, ada.email, kari.email}

    sign_in(browse, leif)
    assert "Inga" in browse.get(LIST).content.decode()
    assert browse.get(f"{LIST}{reset.pk}/").status_code == 200
    approve(browse, leif, reset)
    page = browse.get(f"{LIST}{reset.pk}/").content.decode()
    assert wording("You have approved. One more colleague must do so.") in page
    assert Authenticator.objects.filter(user=inga).exists()
    approve(browse, ada, reset)
    assert not Authenticator.objects.filter(user=inga).exists()
    browse.post("/logg-ut/")

    link = link_in(letters(inga)[-1])
    assert browse.get(link).status_code == 200
    assert browse.post(link).url == "/logg-inn/"
    assert log_in(browse, inga).url == "/min-side/totrinn/app/"
    assert set_up_app(browse).status_code == 302
    assert browse.get("/mandag/").status_code == 200

    reset.refresh_from_db()
    inga.refresh_from_db()
    assert reset.used_at
    assert not inga.factor_removed
    assert browse.get(link).status_code == 404
    trail = list(Event.objects.about(f"user:{inga.pk}").values_list("verb", flat=True))
    for verb in ("reset_asked", "reset_approved", "removed"):
        assert f"second_factor.{verb}" in trail
    assert trail.count("second_factor.reset_approved") == 2


def test_after_the_removal_the_password_alone_opens_nothing(browse, inga, leif, ada):
    approved_by_two(inga, leif, ada)

    assert log_in(browse, inga).url == "/logg-inn/"
    assert "_auth_user_id" not in browse.session
    page = browse.get("/logg-inn/").content.decode()
    assert wording("Open the link in the letter we sent you, then log in.") in page


def test_a_session_a_thief_still_has_ends_with_the_removal(browse, inga, leif, ada):
    sign_in(browse, inga)
    approved_by_two(inga, leif, ada)

    for page in ("/mandag/", "/min-side/", "/min-side/totrinn/app/"):
        assert browse.get(page).url.startswith("/logg-inn/")
    assert "_auth_user_id" not in browse.session


def test_the_letter_of_one_does_not_let_another_in(browse, inga, leif, ada, kari):
    approved_by_two(inga, leif, ada)
    browse.post(approved_by_two(kari, leif, ada))

    assert log_in(browse, inga).url == "/logg-inn/"
    assert "_auth_user_id" not in browse.session


def test_a_letter_does_not_replace_the_password(browse, inga, leif, ada):
    browse.post(approved_by_two(inga, leif, ada))

    browse.post("/logg-inn/", {"login": inga.email, "password": "not-ingas-password"})

    assert "_auth_user_id" not in browse.session


def test_a_letter_is_good_for_a_day_and_then_one_asks_again(browse, inga, leif, ada):
    link = approved_by_two(inga, leif, ada, at=NOW - DAY - dt.timedelta(minutes=1))
    assert browse.get(link).status_code == 404
    assert browse.post(link).status_code == 404
    assert log_in(browse, inga).url == "/logg-inn/"
    assert "_auth_user_id" not in browse.session

    again = approved_by_two(inga, leif, ada)

    browse.post(again)
    assert log_in(browse, inga).url == "/min-side/totrinn/app/"


def test_the_first_letter_is_dead_once_a_second_is_sent(browse, inga, leif, ada):
    first = approved_by_two(inga, leif, ada, at=NOW - DAY - dt.timedelta(minutes=1))
    approved_by_two(inga, leif, ada)

    assert browse.get(first).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "æøå", "..%2f.."])
def test_made_up_letters_open_nothing(browse, token):
    assert browse.get(f"/logg-inn/brev/{token}/").status_code == 404


def test_the_answer_is_the_same_whoever_is_asked_for(browse, inga):
    nils = UserFactory(name="Nils", second_factor=False)
    gone = UserFactory(name="Gone", active=False)

    answers = {
        (response.status_code, response.url)
        for email in (inga.email, nils.email, gone.email, "nobody@lagenvik.example")
        for response in [browse.post(ASK, {"email": email})]
    }

    assert len(answers) == 1
    assert [reset.user for reset in FactorReset.objects.all()] == [inga]


def test_asking_twice_bothers_nobody_twice(inga, leif):
    asked(inga)
    before = len(letters())

    asked(inga, at=NOW + dt.timedelta(hours=1))

    assert len(letters()) == before


def test_a_request_nobody_answered_runs_out_and_can_be_made_again(inga, leif):
    old = asked(inga)
    later = NOW + 4 * DAY

    with pytest.raises(actions.ResetOver):
        actions.approve_reset(old, by=leif, at=later)
    assert asked(inga, at=later) != old


def test_the_same_colleague_twice_is_not_two(inga, leif):
    reset = asked(inga)
    actions.approve_reset(reset, by=leif, at=NOW)

    with pytest.raises(actions.NotOnOneself):
        actions.approve_reset(reset, by=leif, at=NOW)
    assert Authenticator.objects.filter(user=inga).exists()


def test_nobody_approves_for_themselves(browse, kari, leif):
    reset = asked(kari)

    with pytest.raises(actions.NotOnOneself):
        actions.approve_reset(reset, by=kari, at=NOW)
    assert approve(browse, kari, reset).status_code == 404
    assert "Kari" not in browse.get(LIST).content.decode().split("<main")[1]


def test_not_even_the_database_takes_one_person_for_two(inga, leif, ada):
    reset = asked(inga)
    rows = FactorReset.objects.filter(pk=reset.pk)
    wrongs = (
        {"first_by": leif, "first_at": NOW, "second_by": leif, "second_at": NOW},
        {"first_by": inga, "first_at": NOW},
        {"first_by": leif, "first_at": NOW, "second_by": inga, "second_at": NOW},
        {"second_by": leif, "second_at": NOW},
        {"token_digest": "a" * 64},
        {"used_at": NOW},
    )
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.create(user=inga, asked_at=NOW, expires_at=NOW + DAY)


@pytest.mark.parametrize("outsider", ["stian", "inga", "per"])
def test_only_those_with_the_right_may_approve(client, request, kari, outsider):
    reset = asked(kari)
    person = request.getfixturevalue(outsider)

    assert approve(client, person, reset).status_code == 403
    assert client.get(LIST).status_code == 403


def test_approving_asks_for_the_colleagues_own_second_factor_again(browse, inga, leif):
    reset = asked(inga)
    sign_in(browse, leif)
    session = browse.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()

    response = browse.post(f"{LIST}{reset.pk}/", {"approve": "yes"})

    assert response.url.startswith("/min-side/bekreft/kode/")
    reset.refresh_from_db()
    assert reset.first_by is None


def test_one_word_of_no_stops_it(browse, inga, leif, ada):
    reset = asked(inga)
    actions.approve_reset(reset, by=ada, at=NOW)

    approve(browse, leif, reset, "refuse")

    with pytest.raises(actions.ResetOver):
        actions.approve_reset(reset, by=leif, at=NOW)
    assert Authenticator.objects.filter(user=inga).exists()
    assert Event.objects.filter(verb="second_factor.reset_refused").exists()


def test_the_old_app_still_works_until_two_have_approved(browse, inga, leif):
    reset = asked(inga)
    actions.approve_reset(reset, by=leif, at=NOW)

    log_in(browse, inga)

    assert browse.post("/logg-inn/kode/", {"code": code()}).url == "/mandag/"


def test_no_one_time_link_lies_in_the_rows_it_opens(inga, leif, ada):
    link = approved_by_two(inga, leif, ada)
    token = link.rstrip("/").rsplit("/", 1)[1]

    assert token not in str(FactorReset.objects.values())
