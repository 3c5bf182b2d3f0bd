"""Three hundred in one night, after something in the news: no clock is lost, and nobody drowns in letters."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from random import Random

import pytest

from kominn.accounts.models import User
from kominn.audit.models import Event
from kominn.concerns import jobs
from kominn.concerns.actions import handle, joining
from kominn.concerns.actions.receive import Setting, receive
from kominn.concerns.models import Concern
from kominn.concerns.states import OPEN, Nudged, State
from kominn.concerns.told import Told
from kominn.roster import actions as roster
from tests.concerns.watch import danger, forget_letters, moment, silence
from tests.factories.accounts import UserFactory
from tests.factories.concerns import TUESDAY, setting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 300
NIGHT = moment(3, 20, 0)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def night(intake, inga, kari, leif):
    """From eight in the evening to five in the morning; every fifth says that danger is now."""
    rita = UserFactory(name="Rita", roles=["employee"])
    roster.name_crisis_contact(rita, by=kari, at=TUESDAY)
    day = {"first_day": dt.date(2026, 3, 3), "last_day": dt.date(2026, 3, 3)}
    roster.put_on_duty(intake, inga, **day, night=True, by=kari, at=TUESDAY)
    User.objects.update(language="en")
    forget_letters()
    chance, hours = Random(3), setting().hours
    for number in range(MANY):
        at = NIGHT + MINUTE * chance.randrange(9 * 60)
        answers = {"seen": f"Nummer {number}", "danger": "no" if number % 5 else "yes"}
        received = receive(
            Told(answers, "", "nb", at, "web"),
            seed=secrets.token_bytes(32),
            setting=Setting(hours, 40_000),
            at=at,
        )
        assert not received.again
    return Concern.objects.all()


def through_the_night(until, *, step=5):
    """The jobs as the worker does them, every five minutes; who was written to, and how often."""
    sent: Counter[tuple[str, str]] = Counter()
    at = NIGHT
    while at <= until:
        sent += Counter(danger(at))
        if at.minute == 0:
            sent += Counter(silence(at))
        at += MINUTE * step
    return sent


def test_three_hundred_in_a_night_without_one_lost_clock(night, inga, kari, leif):
    assert jobs.announce(at=NIGHT) == 2
    forget_letters()
    in_danger = night.filter(danger="yes")
    assert in_danger.count() == in_danger.filter(clock__isnull=False).count() == MANY // 5
    assert not night.exclude(danger="yes").filter(clock__isnull=False).exists()

    sent = through_the_night(moment(4, 9, 0))
    # All told while the watch slept: asked once each, and then the leader and the crisis contact.
    assert not in_danger.filter(nudged__lt=Nudged.CRISIS).exists()
    assert not night.exclude(danger="yes").filter(nudged__gt=Nudged.NOBODY).exists()
    assert max(sent.values()) <= 13, "to each person one letter of a kind an hour"
    assert sent["kari", "look"] == 1, "in the morning one letter for all sixty"

    # Everyone has a date, and the team's readers see to it.
    for concern in night:
        assert concern.state in OPEN
        assert concern.due_on == (dt.date(2026, 3, 4) if concern.danger else dt.date(2026, 3, 5))
        assert concern.team.slug == "mottak"


def test_the_next_day_each_has_a_holder_or_a_date_and_exactly_one_escalation_path(
    night, inga, kari, leif
):
    through_the_night(moment(4, 9, 0))
    for number, concern in enumerate(night.order_by("pk")):
        if number % 3:
            who = inga if number % 2 else kari
            handle.read(concern, by=who, at=moment(4, 9, 30))
            handle.take(concern, by=who, at=moment(4, 9, 31))
    forget_letters()
    assert danger(moment(4, 12)) == []

    days = (4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18)
    sent = {day: silence(moment(day, 9, 5)) for day in days}
    assert all(len({to for to, _ in one}) == len(one) for one in sent.values()), "one letter each"

    for concern in Concern.objects.all():
        about = Event.objects.about(f"concern:{concern.pk}").filter(verb__endswith="_asked")
        path = [event.verb for event in about]
        unseen = concern.clock is not None
        assert unseen == (concern.danger == "yes" and concern.state == State.RECEIVED)
        assert path == (
            []
            if unseen
            else ["concern.holder_asked", "concern.leader_asked", "concern.crisis_contact_asked"]
        )
        assert concern.nudged == Nudged.CRISIS
        assert concern.holder_id or concern.team_id
        assert concern.due_on


def test_joined_by_the_hundred_no_clock_stops_that_nobody_has_looked_at(night, inga, kari, leif):
    main = night.filter(danger="").order_by("pk").first()
    others = [one.pk for one in night.exclude(pk=main.pk)]
    first = joining.join(main, others, by=kari, at=moment(4, 9, 30))
    assert (first.number, len(first.left)) == (MANY - MANY // 5 - 1, MANY // 5)
    handle.read(main, by=kari, at=moment(4, 9, 40))
    for one in Concern.objects.filter(main=main):
        handle.read(one, by=kari, at=moment(4, 9, 45))
    in_danger = Concern.objects.filter(danger="yes", main=None).exclude(pk=main.pk)
    assert in_danger.filter(clock__isnull=False, state=State.RECEIVED).count() == MANY // 5
    assert danger(moment(4, 12)), "they are still asked for"

    for one in in_danger:
        handle.read(one, by=inga, at=moment(4, 12, 10))
    second = joining.join(main, others, by=kari, at=moment(4, 12, 30))
    assert second.number == MANY // 5
    main.refresh_from_db()
    assert (main.joined.count(), main.danger) == (MANY - 1, "yes")
    assert main.due_on == dt.date(2026, 3, 4)
    assert not Concern.objects.filter(clock__isnull=False).exists()
