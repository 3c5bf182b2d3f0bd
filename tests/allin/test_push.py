"""A knock on a team's phones: empty, signed, only to services we know, and gone with the team."""

from __future__ import annotations

import base64
import datetime as dt
import logging
from io import StringIO

import pytest
from django.conf import settings as real_settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from joserfc import jwt
from joserfc.jwk import ECKey

from kominn.allin import growing, push, push_services, team_card
from kominn.allin.actions import answering, writing
from kominn.allin.models import Concept, PushKey, PushPhone
from kominn.allin.states import State
from kominn.allin.views import cards
from kominn.audit.models import Event, ReporterEvent
from kominn.core import jobs, outgoing
from kominn.core.letters import Letter, send_later
from tests.allin.push_service import serving
from tests.allin.test_young import html, phone, team
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, said
from tests.page_checker import CheckedClient
from tests.wording import wording

__all__ = ["phone"]
pytestmark = pytest.mark.django_db
CITY = "https://trygg.example.no"


@pytest.fixture(autouse=True)
def _nothing_remembered_of_cards_and_services():
    cards.wrong_cards.buckets.clear()
    push_services.silent.clear()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("push")) as service:
        yield service


@pytest.fixture
def service(running, settings):
    running.got.clear()
    running.answers.clear()
    settings.BASE_URL = CITY
    settings.PUSH_OWN = {running.host: str(running.signed_by)}
    push.turn_on(at=timezone.now())
    return running


@pytest.fixture
def waits(course, kari):
    """An idea that is shown, and its card."""
    made = concept(course, name="Nattbuss", state=State.SHOWN)
    return made, team_card.first_card(made)


def send(secret, endpoint, *, go="on", browser=None, **headers):
    sent = {"go": go, "endpoint": endpoint}
    return (browser or CheckedClient()).post(f"/ungdom/kort/{secret}/varsel/", sent, **headers)


def answered(made, kari, *, then=State.YES):
    at = timezone.now()
    answering.answer(made, then, "Fordi.", role="Samferdsel", by=kari, at=at)
    made.refresh_from_db()
    return answering.pass_on(made, reply=made.reply_id, by=UserFactory(roles=["leader"]), at=at)


def run_waiting():
    """As the worker does, but on the test's own connection, which the worker would close."""
    while row := DBTaskResult.objects.ready().first():
        task, said = row.task, row.args_kwargs["kwargs"]
        row.delete()
        task.call(**said)


def try_again():
    """Let the time come at which what waits is tried again."""
    waiting = DBTaskResult.objects.filter(run_after__gt=timezone.now())
    assert waiting.update(run_after=timezone.now())
    run_waiting()


# --- What is sent ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_answer_knocks_with_nothing_in_it_signed_by_the_city_for_this_service(
    service, waits, kari
):
    made, secret = waits
    assert send(secret, service.endpoint("a")).json() == {"on": True}
    answered(made, kari)
    assert service.got == [], "the deed itself waits for nobody"
    jobs.run_waiting()
    [(path, headers, body)] = service.got
    assert (path, body) == ("/push/a", b"")
    assert int(headers["ttl"]) > 0, "Microsoft takes no knock that it may not keep"
    assert headers["urgency"] == "normal"
    assert "content-encoding" not in headers
    scheme, _space, parts = headers["authorization"].partition(" ")
    given = dict(part.strip().split("=", 1) for part in parts.split(","))
    assert scheme == "vapid"
    assert given["k"] == PushKey.objects.get().public
    point = base64.urlsafe_b64decode(given["k"] + "=")
    assert (len(point), point[0]) == (65, 4)
    x, y = (base64.urlsafe_b64encode(half).decode() for half in (point[1:33], point[33:]))
    key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x.rstrip("="), "y": y.rstrip("=")})
    read = jwt.decode(given["t"], key, algorithms=["ES256"])
    assert read.header == {"typ": "JWT", "alg": "ES256"}
    assert read.claims.keys() == {"aud", "exp", "sub"}
    assert read.claims["aud"] == f"https://{service.host}"
    assert read.claims["sub"] == CITY
    left = read.claims["exp"] - timezone.now().timestamp()
    assert 0 < left < dt.timedelta(days=1).total_seconds()
    assert PushKey.objects.get().taken == 1


def test_each_news_knocks_once_and_what_is_taken_back_by_a_fault_does_not(
    service, course, marit, kari
):
    made = concept(course, name="Nattbuss", state=State.HANDED_IN)
    send(team_card.first_card(made), service.endpoint("a"))
    at = timezone.now()
    answering.show(made, version=made.version, by=marit, at=at)
    answered(made, kari)
    project = growing.begin(made, mentor=marit, people=4, grant_ore=0, by=kari, at=at)
    with pytest.raises(growing.NotSafeYet):
        growing.end(project, State.FINISHED, said("Mye.", by=marit), at=at)
    growing.find_safe(project, by=kari, at=at)
    run_waiting()
    assert len(service.got) == 3
    growing.end(project, State.FINISHED, said("Mye.", by=marit), at=at)
    run_waiting()
    assert len(service.got) == 4
    assert not PushPhone.objects.exists(), "the idea is done, and so is the phone"


def test_an_address_stands_nowhere_in_clear(service, waits, kari, caplog):
    made, secret = waits
    send(secret, service.endpoint("kanari-7f3a"))
    service.answers["/push/kanari-7f3a"] = (500, {})
    answered(made, kari)
    with caplog.at_level(logging.DEBUG):
        run_waiting()
    kept = [
        *PushPhone.objects.values(),
        *PushKey.objects.values(),
        *Concept.objects.values(),
        *DBTaskResult.objects.values(),
        *Event.objects.values(),
    ]
    assert "kanari" not in str(kept)
    assert b"kanari" not in bytes(PushPhone.objects.get().endpoint)
    assert "kanari" not in caplog.text
    assert "PRIVATE KEY" not in str(kept)


# --- What a service answers --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten(service, waits, kari, status):
    made, secret = waits
    send(secret, service.endpoint("gone"))
    send(secret, service.endpoint("here"))
    service.answers["/push/gone"] = (status, {})
    answered(made, kari)
    run_waiting()
    assert PushPhone.objects.count() == 1
    counted = PushKey.objects.get()
    assert (counted.taken, counted.gone, counted.given_up) == (1, 1, 0)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_in_trouble_is_asked_again_and_in_the_end_left_alone(
    service, waits, kari, status
):
    made, secret = waits
    send(secret, service.endpoint("a"))
    service.answers["/push/a"] = (status, {})
    assert answered(made, kari).state == State.YES
    run_waiting()
    assert len(service.got) == 1, "it waits before it asks again"
    for _time in range(push.MOST_TRIES - 1):
        try_again()
    assert len(service.got) == push.MOST_TRIES
    assert not DBTaskResult.objects.exists()
    assert PushKey.objects.get().given_up == 1
    assert PushPhone.objects.exists(), "the next news may get through"


@pytest.mark.parametrize("status", [301, 307, 400, 403])
def test_it_goes_nowhere_else_and_is_not_repeated_where_it_is_refused(service, waits, kari, status):
    made, secret = waits
    send(secret, service.endpoint("a"))
    service.answers["/push/a"] = (status, {"Location": service.endpoint("elsewhere")})
    answered(made, kari)
    run_waiting()
    assert service.paths == ["/push/a"]
    assert not DBTaskResult.objects.exists()
    assert PushKey.objects.get().given_up == 1


def test_a_service_that_nobody_we_trust_has_signed_is_told_nothing(
    service, waits, kari, settings, tmp_path
):
    made, secret = waits
    send(secret, service.endpoint("a"))
    with serving(tmp_path) as other:
        settings.PUSH_OWN = {service.host: str(other.signed_by)}
        answered(made, kari)
        run_waiting()
    assert service.got == []
    assert DBTaskResult.objects.count() == 1, "it is tried again later"


def test_where_nobody_answers_nobody_knocks_for_a_while_and_letters_go_first(
    service, waits, settings, tmp_path
):
    made, secret = waits
    key = PushKey.objects.get()
    for name in ("a", "b"):
        send(secret, service.endpoint(name))
    first, second = PushPhone.objects.all()
    at = timezone.now()
    with serving(tmp_path) as other:
        settings.PUSH_OWN = {service.host: str(other.signed_by)}
        assert push.knock(first, key, at) == push_services.Outcome.LATER
    settings.PUSH_OWN = {service.host: str(service.signed_by)}
    assert push.knock(second, key, at) == push_services.Outcome.LATER
    assert service.got == []
    at += push_services.LEFT_ALONE
    assert push_services.LEFT_ALONE < push.FIRST_WAIT
    assert push.knock(second, key, at) == push_services.Outcome.TAKEN
    push.tell_team(made)
    send_later(Letter("inga@example.org", "Noe nytt", "Logg inn."))
    waiting = DBTaskResult.objects.order_by("-priority").values_list("task_path", flat=True)
    assert waiting[0] == "kominn.core.letters.deliver"


def test_a_listed_name_that_leads_inside_is_not_gone_to(service, waits, kari, settings):
    made, secret = waits
    settings.PUSH_OWN, settings.PUSH_SERVICES = {}, [service.host]
    assert send(secret, service.endpoint("a")).json()["on"]
    answered(made, kari)
    run_waiting()
    assert service.got == []
    assert list(outgoing.addresses("localhost", 443, inside=False)) == []


def test_a_service_struck_from_the_list_is_gone_to_no_more(service, waits, kari, settings):
    made, secret = waits
    send(secret, service.endpoint("a"))
    settings.PUSH_OWN = {}
    answered(made, kari)
    run_waiting()
    assert service.got == []
    assert not PushPhone.objects.exists()


# --- Which addresses are taken -------------------------------------------------------------------------

REAL = (
    "https://fcm.googleapis.com/fcm/send/cQ8:APA91b-x_y",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB=",
    "https://web.push.apple.com/QF8w7V0M5",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2fx%3d",
)
ATTACKS = (
    "",
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://2130706433/",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://localhost/",
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:443/x",
    "https://fcm.googleapis.com@127.0.0.1/x",
    "https://user:word@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\@127.0.0.1/x",
    "https://127.0.0.1#@fcm.googleapis.com/x",
    "https://fcm.googleapis.com#/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilnotify.windows.com/x",
    "https://notify.windows.com/x",
    "https://.notify.windows.com/x",
    "https://a..notify.windows.com/x",
    "https://evil.example/.notify.windows.com",
    "https://evil.example?.notify.windows.com/x",
    "https://fcm.googleapis.com./x",
    "https://FCM.googleapis.com/x",
    "https://fсm.googleapis.com/x",
    "https://fcm。googleapis.com/x",
    "https://xn--fm-nkc.googleapis.com/x",
    "https://fcm.googleapis.com/x\r\nHost: evil.example",
    "https://fcm.googleapis.com/x y",
    "https://fcm.googleapis.com/x\n",
    " https://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/å",
    "https://fcm.googleapis.com",
    "//fcm.googleapis.com/x",
    "file:/etc/passwd",
    "javascript:alert(1)",
    "https://fcm.googleapis.com/" + "x" * push_services.MOST_CHARACTERS,
)


def test_the_services_of_the_browsers_are_known_as_they_give_their_addresses():
    for endpoint in REAL:
        assert push_services.known(endpoint).path


def test_no_other_address_is_taken_whatever_it_looks_like(service, waits):
    _made, secret = waits
    browser = CheckedClient()
    for endpoint in ATTACKS:
        assert send(secret, endpoint, browser=browser).json().get("refused"), endpoint
    assert not PushPhone.objects.exists()


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1",
                "224.0.0.1", "100.64.0.1", "0.0.0.0"],
)  # fmt: skip
def test_no_address_inside_is_gone_to(address):
    assert list(outgoing.addresses(address, 443, inside=False)) == []


# --- Whose phone ---------------------------------------------------------------------------------------


def test_another_team_s_card_neither_hears_nor_silences(service, course, waits, kari):
    made, secret = waits
    other = team_card.first_card(concept(course, name="Båtkafé", state=State.SHOWN))
    send(secret, service.endpoint("a"))
    assert send(other, service.endpoint("a"), go="off").json() == {"on": False}
    assert PushPhone.objects.get().concept == made
    send(other, service.endpoint("b"))
    answered(made, kari)
    run_waiting()
    assert service.paths == ["/push/a"]


def test_a_wrong_card_turns_nothing_on_and_who_guesses_is_slowed(service, waits):
    browser = CheckedClient()
    statuses = {send(f"gjett-{n}", REAL[0], browser=browser).status_code for n in range(80)}
    assert statuses == {404, 429}
    assert not PushPhone.objects.exists()


def test_another_site_has_no_browser_turn_it_on(service, waits):
    _made, secret = waits
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}):
        assert send(secret, REAL[0], **headers).status_code == 302
    assert not PushPhone.objects.exists()


def test_turned_on_twice_is_once_and_turned_off_is_off(service, waits):
    _made, secret = waits
    send(secret, REAL[0])
    send(secret, REAL[0])
    assert PushPhone.objects.count() == 1
    send(secret, REAL[0], go="off")
    assert not PushPhone.objects.exists()


def test_a_card_takes_a_team_s_phones_and_no_more(service, waits):
    _made, secret = waits
    for number in range(push.MOST_PHONES):
        assert send(secret, f"{REAL[2]}{number}").json()["on"]
    assert send(secret, f"{REAL[2]}0").json()["on"], "it is on already"
    assert str(push.MOST_PHONES) in send(secret, f"{REAL[2]}more").json()["refused"]
    assert PushPhone.objects.count() == push.MOST_PHONES


def test_who_found_a_lost_card_hears_nothing_once_the_team_has_a_new_one(service, waits, marit):
    made, secret = waits
    send(secret, REAL[0])
    held = team_card.concept_of(secret)
    team_card.new_card(made, by=marit, at=timezone.now())
    assert not PushPhone.objects.exists()
    with pytest.raises(push.NotHeard):
        push.hear(held, REAL[0])
    assert send(secret, REAL[0]).status_code == 404


def test_nothing_joins_a_phone_to_a_seat_and_nobody_writes_down_who_turned_it_on(
    service, course, phone
):
    browser, made = team(course, phone)
    before = Event.objects.count()
    made.refresh_from_db()
    send(team_card.first_card(made), REAL[0], browser=browser)
    assert {field.name for field in PushPhone._meta.fields} == {"id", "concept", "mark", "endpoint"}
    assert Event.objects.count() == before
    assert not ReporterEvent.objects.exists()


# --- When it ends --------------------------------------------------------------------------------------


def test_a_no_is_the_last_knock(service, waits, kari):
    made, secret = waits
    send(secret, service.endpoint("a"))
    answered(made, kari, then=State.NO)
    run_waiting()
    assert service.paths == ["/push/a"]
    assert not PushPhone.objects.exists()
    assert send(secret, service.endpoint("a")).json()["refused"]


def test_a_team_that_takes_its_idea_back_and_a_draft_that_goes_take_their_phones_along(
    service, course
):
    for name, end in (("A", writing.take_back), ("B", Concept.delete)):
        made = concept(course, name=name, state=State.DRAFT)
        send(team_card.first_card(made), REAL[0])
        assert PushPhone.objects.count() == 1
        end(made)
        assert not PushPhone.objects.exists()


def test_a_year_after_the_room_has_closed_phones_are_forgotten(service, course, waits):
    _made, secret = waits
    send(secret, REAL[0])
    closed = dt.datetime.combine(course.room.closes_on, dt.time(3), dt.UTC)
    assert push.forget_old(at=closed + push.KEPT_AFTER_CLOSING) == 0
    assert push.forget_old(at=closed + push.KEPT_AFTER_CLOSING + dt.timedelta(days=1)) == 1
    assert ("kominn.allin.push.forget_old", dt.timedelta(days=1)) in (
        real_settings.SCHEDULE.values()
    )


# --- On and off ----------------------------------------------------------------------------------------


def test_until_the_city_turns_it_on_a_card_says_nothing_of_it(course, waits):
    _made, secret = waits
    page = html(CheckedClient().get(f"/ungdom/kort/{secret}/"))
    assert wording("Hear when there is news") not in page
    assert "push.js" not in page
    assert "manifest" not in page
    assert send(secret, REAL[0]).json()["refused"]


def test_turned_on_a_card_offers_it_and_keeps_no_cookie(service, waits):
    made, secret = waits
    answer = CheckedClient().get(f"/ungdom/kort/{secret}/")
    page = html(answer)
    assert PushKey.objects.get().public in page
    assert "push.js" in page
    assert not answer.cookies
    app = CheckedClient().get(f"/ungdom/kort/{secret}/app.webmanifest")
    assert app.json()["start_url"] == f"/ungdom/kort/{secret}/"
    assert made.name not in app.content.decode()


def test_the_worker_says_one_sentence_and_knows_no_idea(service, waits):
    words = CheckedClient().get("/nn/ungdom/kort/varsel.js").content.decode()
    assert wording("There is news on your team’s card", "nn") in words
    assert "event.data" not in words


def test_the_command_turns_it_on_once_and_off_with_every_phone(service, waits):
    _made, secret = waits
    told = StringIO()
    first = PushKey.objects.get().public
    send(secret, REAL[0])
    call_command("push", "on", stdout=told)
    assert PushKey.objects.get().public == first, "phones know it"
    assert "Phones: 1" in told.getvalue()
    call_command("push", "off", stdout=told)
    assert not PushKey.objects.exists()
    assert not PushPhone.objects.exists()
    call_command("push", stdout=told)
    assert told.getvalue().endswith("Push is off.\n")
    verbs = [event.verb for event in Event.objects.about("city")]
    assert verbs == ["push.turned_on", "push.turned_off"]


@pytest.mark.parametrize("url", ["http://trygg.example.no", "https://localhost:8000", ""])
def test_a_city_without_a_safe_address_turns_nothing_on(db, settings, url):
    settings.BASE_URL = url
    with pytest.raises(CommandError, match="KOMINN_BASE_URL"):
        call_command("push", "on")
    assert not PushKey.objects.exists()
