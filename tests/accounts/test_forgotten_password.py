import re

import pytest
from django.utils.http import int_to_base36
from django_tasks_db.models import DBTaskResult

from kominn.audit.models import Event
from tests.factories.accounts import PASSWORD, code, sign_in
from tests.wording import wording

pytestmark = pytest.mark.django_db
FORGOT = "/glemt-passord/"
NEW = "elg-over-veien-i-kveld"


def letters():
    return [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.order_by("enqueued_at")]


def link_for(browse, user):
    browse.post(FORGOT, {"email": user.email})
    (letter,) = letters()
    return re.search(r"http://localhost:8000(\S+)", letter["body"])[1]


def choose(browse, link, password=NEW):
    form = browse.get(link)
    return browse.post(form.url, {"password1": password, "password2": password})


def test_a_link_by_letter_lets_one_choose_a_new_password_once(browse, kari):
    link = link_for(browse, kari)

    form = browse.get(link)
    assert "set-password" in form.url
    assert browse.get(form.url).status_code == 200
    done = browse.post(form.url, {"password1": NEW, "password2": NEW})
    assert browse.get(done.url).status_code == 200

    kari.refresh_from_db()
    assert kari.check_password(NEW)
    again = browse.get(link)
    assert again.status_code == 200
    assert wording("The link no longer works") in again.content.decode()
    assert Event.objects.filter(verb="person.password_reset_asked").exists()
    assert Event.objects.filter(verb="person.password_changed").exists()


def test_a_new_password_does_not_pass_by_the_second_factor(browse, kari):
    choose(browse, link_for(browse, kari))
    assert "_auth_user_id" not in browse.session

    browse.post("/logg-inn/", {"login": kari.email, "password": NEW})
    assert "_auth_user_id" not in browse.session
    assert browse.post("/logg-inn/kode/", {"code": code()}).url == "/mandag/"


def test_the_answer_is_the_same_for_unknown_addresses_and_no_letter_goes(browse, kari):
    known = browse.post(FORGOT, {"email": kari.email})
    unknown = browse.post(FORGOT, {"email": "nobody@lagenvik.example"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter["to"] for letter in letters()] == [kari.email]


def test_the_letter_holds_a_sentence_and_one_link(browse, kari):
    link_for(browse, kari)
    (letter,) = letters()

    assert letter["body"].count("http") == 1
    assert "Kari" not in letter["body"]


def test_the_link_ignores_a_forged_host(client, kari, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(FORGOT, {"email": kari.email}, headers={"host": "evil.example"})

    (letter,) = letters()
    assert "evil.example" not in letter["body"]


def test_no_letter_goes_to_a_closed_account(browse, kari):
    kari.active = False
    kari.save()

    browse.post(FORGOT, {"email": kari.email})

    assert letters() == []


def test_a_link_is_not_good_for_another_person(browse, kari, inga):
    link = link_for(browse, kari)
    theirs = re.sub(r"/[0-9a-z]+-([^/]+)/$", rf"/{int_to_base36(inga.pk)}-\1/", link)

    assert wording("The link no longer works") in browse.get(theirs).content.decode()


@pytest.mark.parametrize(("kept", "end"), [(-2, "x/"), (-10, "/"), (-1, "æ/"), (-1, "%00/")])
def test_a_changed_link_opens_nothing(client, kari, kept, end):
    link = link_for(client, kari)

    response = client.get(link[:kept] + end)

    assert (
        response.status_code == 404
        or wording("The link no longer works") in response.content.decode()
    )


def test_weak_passwords_are_explained(browse, kari):
    response = choose(browse, link_for(browse, kari), "kort")

    assert response.status_code == 200
    kari.refresh_from_db()
    assert kari.check_password(PASSWORD)


def test_one_logged_in_as_another_is_logged_out_by_the_link(browse, kari, inga):
    link = link_for(browse, kari)
    sign_in(browse, inga)

    choose(browse, link)

    assert "_auth_user_id" not in browse.session
