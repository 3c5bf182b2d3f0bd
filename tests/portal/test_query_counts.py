"""Every page that lists something asks the database as often where there is ten times as much."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kominn.allin.models import Concept
from kominn.allin.states import State
from kominn.concerns.actions import joining
from kominn.concerns.models import Concern
from kominn.roster import actions as roster
from kominn.roster.models import CrisisContact
from kominn.vault.actions import records, teams
from tests.factories import casework, plan
from tests.factories.accounts import TeamFactory, UserFactory, sign_in
from tests.factories.activities import arranged, invited
from tests.factories.allin import concept, start
from tests.factories.concerns import (
    TUESDAY,
    AreaFactory,
    ConcernFactory,
    add,
    finish,
    small_city,
    write,
)
from tests.factories.erasure import finished

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 30
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT pg_advisory")
LISTS = {
    "inga": (
        "/mandag/",
        "/innboks/",
        "/innboks/?vis=mine",
        "/innboks/?vis=ferdige",
        "/innboks/andre-blikk/",
        "/innboks/alene/",
        "/innboks/{main}/",
        "/innboks/{main}/samle/?theme=&area=&weeks=",
        "/innboks/{assessed}/vurdering/",
        "/innboks/{followed}/tiltak/",
        "/tiltak/",
        "/tiltak/?vis=mine",
        "/tiltak/?vis=avsluttet",
        "/vakt/",
        "/vakt/fravaer/",
        "/byen/",
        "/planen/",
    ),
    "kari": (
        "/mandag/",
        "/kalenderbord/",
        "/innboks/",
        "/ansatte/team/mottak/",
        "/vakt/stengt/",
        "/vakt/krise/",
    ),
    "leif": ("/mandag/", "/tiltak/", "/tiltak/katalog/"),
    "ada": ("/mandag/", "/ansatte/", "/ansatte/team/", "/ansatte/mistet-totrinn/"),
    "per": ("/mandag/", "/sporlogg/", "/sporlogg/?om=leser", "/lov/", "/lov/sletting/"),
    "nobody": (
        "/aktiviteter/",
        "/aktiviteter/kalender.ics",
        "/",
        "/ungdom/",
        "/ungdom/venter/",
        "/byen/",
        "/planen/",
        "/dette-gjorde-vi/",
        "/meld/",
    ),
}


@pytest.fixture(autouse=True)
def city(settings, tmp_path):
    settings.SEALED_FILES = tmp_path / "sealed"
    return small_city()


class Growing:
    """A city that gets more of everything, beside the few whose pages are looked at."""

    def __init__(self, team, inga, kari, leif):
        self.team, self.inga, self.kari, self.leif = team, inga, kari, leif
        self.number = 0
        self.main = ConcernFactory(held_by=inga)
        self.course = start(by=kari)
        self.assessed, _rows = casework.asked(inga, kari, by=inga)
        self.followed = casework.decided(by=inga, second=kari)
        self.first = [self.followed.pk, ConcernFactory().pk]

    def more(self, number):
        for _ in range(number):
            self.number += 1
            self._concerns()
            self._colleagues()
            self._around()
            self._young()
        # Of each kind that a list asks about, one stays on its first page, however many come.
        days_ago = TUESDAY.date() - dt.timedelta(days=9)
        Concern.objects.filter(pk__in=self.first).update(due_on=days_ago)

    def _concerns(self):
        inga, kari = self.inga, self.kari
        ConcernFactory(area=None)
        add(ConcernFactory(held_by=inga))
        write(self.main, by=inga)
        write(ConcernFactory(young=True, held_by=kari), by=kari)
        joining.join(self.main, [ConcernFactory().pk], by=inga, at=TUESDAY)
        finish(ConcernFactory(in_danger=True, held_by=kari), by=kari, reason="advice")
        finished(by=inga)
        records.set_aside(ConcernFactory().pk, kari)
        casework.asked(inga, kari, by=kari)
        casework.begin_help(self.followed, by=inga)
        casework.begin_help(casework.decided(by=kari, second=inga), by=kari)

    def _young(self):
        long_ago = timezone.localdate() - dt.timedelta(days=40)
        idea = concept(self.course, name=f"idé {self.number}", state=State.SHOWN)
        Concept.objects.filter(pk=idea.pk).update(handed_in_on=long_ago)
        cache.clear()
        organiser, _token = invited(by=self.kari, name=f"Klubb {self.number}")
        arranged(organiser, by=self.kari)
        arranged(organiser)

    def _colleagues(self):
        at, today = timezone.now(), timezone.localdate()
        reader = UserFactory(name=f"Leser {self.number}", roles=["intake"])
        teams.admit(self.team, reader, by=self.inga, at=at)
        TeamFactory()
        UserFactory(roles=["employee"])
        day = today + dt.timedelta(days=self.number % FEW)
        roster.be_away(reader, first_day=day, last_day=day, deputy=self.inga, by=reader, at=at)
        roster.put_on_duty(
            self.team, reader, first_day=day, last_day=day, night=False, by=self.kari, at=at
        )
        CrisisContact.objects.create(
            user=reader, since=today - dt.timedelta(days=9), until=today - dt.timedelta(days=2)
        )

    def _around(self):
        AreaFactory(name=f"Nes {self.number}", population=900)
        kind = plan.MeasureKindFactory(slug=f"tilbud-{self.number}")
        for owner in (self.inga, self.leif):
            plan.begin(by=self.leif, owner=owner, kind=kind)


def queries(client, address):
    client.get(address)  # What is remembered of the city is asked for once, by whoever comes first.
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    asked = [query["sql"] for query in captured.captured_queries]
    return len([sql for sql in asked if not sql.startswith(NOT_COUNTED)])


def test_every_list_asks_as_often_of_thirty_as_of_three(intake_team, inga, kari, leif, ada, per):
    cast = {"inga": inga, "kari": kari, "leif": leif, "ada": ada, "per": per}
    city = Growing(intake_team, inga, kari, leif)
    places = {name: getattr(city, name).pk for name in ("main", "assessed", "followed")}

    def asked():
        return {
            (who, address): queries(client, address.format(**places))
            for who, addresses in LISTS.items()
            for client in [sign_in(Client(), cast[who]) if who in cast else Client()]
            for address in addresses
        }

    city.more(FEW)
    few = asked()
    city.more(MANY - FEW)
    lots = asked()

    assert {page: (few[page], lots[page]) for page in few if few[page] != lots[page]} == {}
