"""The worker: jobs at round moments, and letters handed to a real mail server until it takes them."""

from __future__ import annotations

import datetime as dt
import email
import socket
import threading
from email import policy

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kominn.core import jobs
from kominn.core.jobs import forget_old, latest_moment, run_due, run_forever, run_waiting, take
from kominn.core.letters import (
    FIRST_WAIT,
    MOST_TRIES,
    SAMPLES,
    Letter,
    Post,
    send_later,
    where_letters_go,
)
from kominn.core.models import Tick

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)
LETTER = Letter("inga@example.org", "Noe nytt – æøå", "Logg inn for å lese.\n\nHilsen KomINN 😀\n")


# --- Fixed moments -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "every", "moment"),
    [
        (NOON, dt.timedelta(minutes=5), NOON),
        (NOON + dt.timedelta(minutes=4, seconds=59.9), dt.timedelta(minutes=5), NOON),
        (NOON + dt.timedelta(minutes=5), dt.timedelta(minutes=5), NOON + dt.timedelta(minutes=5)),
        (NOON + dt.timedelta(minutes=59), dt.timedelta(hours=1), NOON),
        (NOON, dt.timedelta(days=1), NOON.replace(hour=0)),
    ],
)
def test_a_moment_is_a_round_one(at, every, moment):
    assert latest_moment(at, every) == moment


def test_a_moment_is_taken_once():
    assert take("letters", NOON)
    assert not take("letters", NOON)
    assert take("other letters", NOON)
    assert take("letters", NOON + dt.timedelta(minutes=5))


def test_a_job_is_done_once_a_moment(settings, monkeypatch):
    done = []
    monkeypatch.setattr(jobs, "forget_old", lambda *, at: done.append(at))
    settings.SCHEDULE = {"forget": ("kominn.core.jobs.forget_old", dt.timedelta(minutes=5))}

    for minutes in (0, 1, 4.9, 5, 6, 21):
        run_due(at=NOON + dt.timedelta(minutes=minutes))
    assert done == [NOON, NOON + dt.timedelta(minutes=5), NOON + dt.timedelta(minutes=21)]


def test_a_clock_set_back_does_no_job_twice(settings, monkeypatch):
    done = []
    monkeypatch.setattr(jobs, "forget_old", lambda *, at: done.append(at))
    settings.SCHEDULE = {"forget": ("kominn.core.jobs.forget_old", dt.timedelta(minutes=5))}
    for minutes in (10, 5, 0, 5, 10):
        run_due(at=NOON + dt.timedelta(minutes=minutes))
    assert len(done) == 3


@pytest.mark.parametrize(("every", "kept"), [(5, 2), (14 * 24 * 60, 3)])
def test_moments_that_passed_are_forgotten_but_never_before_the_next(settings, every, kept):
    settings.SCHEDULE = {"letters": ("x", dt.timedelta(minutes=every))}
    for days in (0, 1, 20, 29):
        take("letters", NOON - dt.timedelta(days=days))

    forget_old(at=NOON)
    assert Tick.objects.count() == kept


def test_a_rare_job_is_done_once_though_old_moments_are_forgotten(settings):
    rare, often = dt.timedelta(weeks=1), dt.timedelta(minutes=5)
    forget = "kominn.core.jobs.forget_old"
    settings.SCHEDULE = {"rare": (forget, rare), "often": (forget, often)}
    at = latest_moment(NOON, rare) + dt.timedelta(days=6)

    assert run_due(at=at) == ["rare", "often"]
    assert run_due(at=at) == []
    assert run_due(at=at + often) == ["often"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_goes_on_until_it_is_told_to_stop(settings):
    settings.SCHEDULE = {}
    send_later(LETTER)
    stop = threading.Event()
    stop.wait = lambda _seconds: stop.set()

    run_forever(stop)

    assert [letter.to for letter in mail.outbox] == [["inga@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_a_letter_in_the_hands_of_a_worker_that_was_killed_is_sent_by_the_next(settings):
    settings.SCHEDULE = {}
    send_later(LETTER)
    DBTaskResult.objects.get().claim("killed")
    run_waiting()
    assert mail.outbox == []

    stop = threading.Event()
    stop.wait = lambda _seconds: stop.set()
    run_forever(stop)
    assert len(mail.outbox) == 1


# --- A real mail server ------------------------------------------------------------------------


class PostOffice:
    """Takes letters, or refuses them with these words."""

    def __init__(self):
        self.taken, self.refusal = [], None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 Taken"


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield office
    controller.stop()


def waiting():
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY)


def come_to_the_moment():
    """Let the time come at which the waiting letter is tried again."""
    waiting().update(run_after=timezone.now() - dt.timedelta(seconds=1))


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_a_letter_is_delivered_over_smtp(post_office):
    send_later(LETTER)
    run_waiting()

    [(sender, to, content)] = post_office.taken
    assert sender == "kominn@localhost"
    assert to == ["inga@example.org"]
    letter = email.message_from_bytes(content, policy=policy.default)
    assert letter["Subject"] == "Noe nytt – æøå"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.body
    assert not waiting().exists()


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("refusal", ["451 Try later", "550 No such mailbox", "421 Closing"])
def test_a_refused_letter_waits_twice_as_long_each_time_and_is_given_up_at_last(
    post_office, refusal, caplog
):
    post_office.refusal = refusal
    send_later(LETTER)
    waits = []
    for _ in range(MOST_TRIES + 2):
        began = timezone.now()
        run_waiting()
        if waiting().exists():
            waits.append(waiting().get().run_after - began)
            run_waiting()  # not before its moment
            assert waiting().count() == 1
            come_to_the_moment()

    assert len(waits) == MOST_TRIES - 1
    for number, wait in enumerate(waits):
        assert FIRST_WAIT * 2**number <= wait < FIRST_WAIT * 2**number + dt.timedelta(seconds=30)
    assert post_office.taken == []
    assert not DBTaskResult.objects.exists()
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(said) == 1
    assert "inga@example.org" not in said[0]


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_a_letter_that_was_refused_arrives_when_the_server_is_well_again(post_office):
    post_office.refusal = "451 Try later"
    send_later(LETTER)
    run_waiting()
    post_office.refusal = None
    come_to_the_moment()
    run_waiting()
    run_waiting()

    assert len(post_office.taken) == 1


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_while_there_is_no_mail_server_letters_wait(settings, post_office):
    port = settings.EMAIL_PORT
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        send_later(LETTER)
        run_waiting()
    assert waiting().count() == 1

    settings.EMAIL_PORT = port
    come_to_the_moment()
    run_waiting()
    assert len(post_office.taken) == 1


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_one_bad_letter_does_not_hold_up_the_others(post_office):
    send_later(Letter("kari@example.org\nBcc: someone@example.org", "x", "y"))
    send_later(LETTER)
    run_waiting()
    assert [to for _, to, _ in post_office.taken] == [["inga@example.org"]]


@pytest.mark.smtp
@pytest.mark.django_db(transaction=True)
def test_every_letter_there_is_can_be_sent(post_office):
    for sample in SAMPLES:
        send_later(sample.make("nb"))
    run_waiting()
    assert len(post_office.taken) == len(SAMPLES)


@pytest.mark.smtp
def test_whoever_asks_is_told_whether_a_mail_server_answers(post_office, settings):
    assert where_letters_go() is Post.OUT
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        assert where_letters_go() is Post.NO_ANSWER


def test_asking_where_letters_go_writes_none(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert where_letters_go() is Post.KEPT_HERE
    assert list(tmp_path.iterdir()) == []
