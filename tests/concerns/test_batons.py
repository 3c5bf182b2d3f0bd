"""The Monday page where batons change hands: offered to me, accepted by nobody, left by who is away."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kominn.accounts import actions as accounts
from kominn.concerns import jobs
from kominn.concerns.actions import handle, handover, mailbox
from kominn.concerns.models import Concern
from kominn.concerns.panels import panels
from kominn.portal import joining
from kominn.roster import actions as roster
from kominn.vault.actions import records, teams
from tests.concerns.test_handover import FRIDAY, LATER, offer
from tests.concerns.watch import moment
from tests.factories.accounts import UserFactory
from tests.factories.concerns import ConcernFactory, add, again, write

pytestmark = pytest.mark.django_db
TODAY = LATER.date()
MONDAY = dt.date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def held(intake, inga):
    return ConcernFactory(held_by=inga)


def squares(user, today=TODAY):
    user.forget_rights()
    return {panel.slug: panel for panel in panels(user, today)}


def lines(user, slug, today=TODAY):
    panel = squares(user, today).get(slug)
    return [(str(line.text), str(line.note)) for line in panel.lines] if panel else []


def todo(user, slug, today=TODAY):
    return [str(one.text) for one in squares(user, today)[slug].must]


def test_what_is_offered_stands_first_with_the_taker_and_marked_with_the_giver(held, inga, kari):
    offer(held, kari, by=inga)
    assert lines(kari, "handing") == [(held.short, "Inga offers it to you · tomorrow")]
    assert todo(kari, "handing") == ["Answer the colleague who offers you 1 baton"]
    assert squares(kari)["handing"].lines[0].url.endswith("/overlevering/")
    (mine,) = squares(inga)["mine"].lines
    assert [str(mark.text) for mark in mine.marks] == ["Offered to Kari"]
    assert "handing" not in squares(inga)


@pytest.mark.parametrize("end", ["accept", "decline", "take_back", "withdraw"])
def test_what_is_answered_stands_there_no_longer(held, inga, kari, end):
    one = offer(held, kari, by=inga)
    if end == "accept":
        handover.accept(one, by=kari, at=LATER)
    elif end == "decline":
        handover.decline(one, words="Nei.", by=kari, at=LATER)
    elif end == "take_back":
        handover.take_back(one, by=inga, at=LATER)
    else:
        mailbox.withdraw(mailbox.find(held.receipt), at=LATER)
    for user in (inga, kari):
        assert "handing" not in squares(user)


def test_what_nobody_accepted_stands_with_the_giver_until_it_is_offered_anew(held, inga, kari):
    offer(held, kari, by=inga)
    jobs.ask_where_it_is_silent(at=moment(9))
    assert lines(inga, "handing", MONDAY) == [
        (held.short, "nobody accepted: Kari did not answer · in 2 days")
    ]
    assert "Nobody accepted 1 of yours" in todo(inga, "handing", MONDAY)[0]
    assert "mine" not in squares(inga, MONDAY), "each stands in one square"
    assert "handing" not in squares(kari, MONDAY)

    offer(held, kari, by=inga, answer_by=dt.date(2026, 3, 11), at=moment(9))
    assert "handing" not in squares(inga, MONDAY)
    assert "handing" not in squares(inga, dt.date(2026, 3, 20))


def test_who_is_shut_out_is_offered_nothing(held, intake, inga, kari):
    offer(held, kari, by=inga)
    teams.remove(intake, kari, by=inga, at=LATER)
    assert "handing" not in squares(kari)


# --- Away, and gone ----------------------------------------------------------------------------


def away(user, deputy, *, first=5, last=12):
    days = {"first_day": dt.date(2026, 3, first), "last_day": dt.date(2026, 3, last)}
    return roster.be_away(user, **days, deputy=deputy, by=user, at=moment(2))


def test_the_deputy_sees_what_the_holder_on_leave_has_and_takes_it(held, inga, kari):
    away(inga, kari)
    assert str(squares(kari)["instead"].title) == "You stand in for Inga"
    assert lines(kari, "instead") == [(held.short, "Inga · in 6 days")]
    assert "instead" not in squares(kari, dt.date(2026, 3, 4))
    assert "instead" not in squares(kari, dt.date(2026, 3, 13))
    assert todo(kari, "instead", dt.date(2026, 3, 12)) == [
        "See to 1 that you stand in for: its day is today, or has been"
    ]
    assert "late" not in squares(kari, dt.date(2026, 3, 12)), "each stands in one square"

    offer(held, kari, by=inga)
    assert "instead" not in squares(kari), "what is offered stands there, and nowhere else"
    handle.take(held, by=kari, at=LATER)
    assert "instead" not in squares(kari)
    assert len(lines(kari, "mine")) == 1


def test_only_the_deputy_sees_it_so_and_only_what_the_deputy_may_read(intake, held, inga, kari):
    rita = UserFactory(name="Rita", roles=["intake"])
    teams.admit(intake, rita, by=inga, at=LATER)
    away(inga, kari)
    assert "instead" not in squares(rita)
    records.set_aside(held.pk, kari)
    assert "instead" not in squares(kari)


def test_along_the_deputies_and_never_in_a_circle(intake, held, inga, kari):
    away(inga, kari)
    away(kari, inga)
    assert "instead" not in squares(kari)
    assert "instead" not in squares(inga)


def test_what_a_leaver_held_is_seen_by_everyone_in_the_team(held, inga, kari, ada):
    joining.leave_the_house(inga, by=ada, at=timezone.now())
    assert lines(kari, "left") == [(held.short, "Inga · in 6 days")]
    assert todo(kari, "left") == ["Take over 1: whoever holds it no longer can"]
    handle.take(again(held), by=kari, at=LATER)
    assert "left" not in squares(kari)


def test_what_is_held_by_one_whose_role_has_ended_is_seen_too(held, inga, kari, ada):
    accounts.end_appointment(inga.appointments.get(), by=ada, at=timezone.now())
    assert lines(kari, "left") == [(held.short, "Inga · in 6 days")]


# --- How often it asks -------------------------------------------------------------------------


def test_it_asks_the_same_of_few_and_of_many_and_fetches_nothing_sealed(intake, inga, kari):
    def ask():
        kari.forget_rights()
        with CaptureQueriesContext(connection) as captured:
            panels(kari, MONDAY)
        return [query["sql"] for query in captured.captured_queries]

    def more():
        offer(ConcernFactory(held_by=inga), kari, by=inga)
        lapsed = ConcernFactory(held_by=kari)
        offer(lapsed, inga, by=kari, answer_by=FRIDAY)
        jobs.ask_where_it_is_silent(at=moment(9))
        ConcernFactory(held_by=inga)

    away(inga, kari, first=9)
    more()
    few = ask()
    for _ in range(6):
        more()
    many = ask()
    assert len(many) == len(few)
    for sql in many:
        for column in (*Concern.Privacy.sealed, "words", "answer"):
            assert f'"concerns_concern"."{column}" ' not in sql.partition("FROM")[0]
            assert f'"concerns_handover"."{column}"' not in sql


def test_a_message_that_waits_for_the_taker_hides_no_offer(intake, inga, kari):
    young = ConcernFactory(young=True, held_by=inga)
    write(young, by=inga)
    add(young)
    offer(young, kari, by=inga)
    assert len(lines(kari, "handing")) == len(lines(kari, "second")) == 1
