"""How often a page asks the database: a fixed number, however many concerns there are.

On PostgreSQL a savepoint and the lock of the trail stand beside these; they are not counted.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kominn.concerns.actions import joining
from kominn.concerns.models import Concern
from kominn.concerns.states import FINISHED, OPEN, State
from kominn.vault.actions import records, teams
from tests.factories.accounts import TeamFactory, sign_in
from tests.factories.concerns import TUESDAY, ConcernFactory, finish, write

pytestmark = pytest.mark.django_db
STATE = re.compile(r'name="state" value="([^"]+)"')
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT pg_advisory")
PAGES = {
    "open": ("/innboks/", 8),
    "mine": ("/innboks/?vis=mine", 7),
    "finished": ("/innboks/?vis=ferdige", 8),
    "later": (f"/innboks/?etter=2026-03-04.{uuid.UUID(int=0)}", 9),
    "monday": ("/mandag/", 31),
    "looks": ("/innboks/andre-blikk/", 7),
}


def asked(client, address, data=None):
    """What one page asks of the database."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, data) if data else client.get(address)
    assert answer.status_code == 200
    queries = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in queries if not sql.startswith(NOT_COUNTED)]


def report(client):
    page = client.get("/meld/").content.decode()
    return {
        "state": STATE.search(page)[1],
        "whole": "1",
        "step": "start",
        "go": "send",
        "seen": "Det er noe galt.",
    }


def many(inga, kari, *, number=12):
    """Every kind of concern, many of each."""
    for _ in range(number):
        ConcernFactory(area=None)
        ConcernFactory(held_by=inga)
        ConcernFactory(closed_by=kari)
        write(ConcernFactory(young=True, held_by=kari), by=kari)
        main, joined = ConcernFactory(held_by=inga), ConcernFactory()
        joining.join(main, [joined.pk], by=inga, at=TUESDAY)
        finish(ConcernFactory(in_danger=True, held_by=kari), by=kari, reason="advice")


# --- Reporters ---------------------------------------------------------------------------------


def test_the_form_asks_nothing_once_the_city_is_known(intake):
    """City, numbers, areas, other places and approvals, and who is on duty or away."""
    client = Client()
    assert len(asked(client, "/meld/")) == 11
    assert asked(client, "/meld/") == []
    assert asked(client, "/meld/ansatt/") == []
    assert asked(client, "/en/meld/") == []


def test_sending_writes_and_asks_as_little_as_it_can(intake):
    """The team, the report, the team's key and the wrap, and the trail's end, entry and end."""
    client = Client()
    ConcernFactory()
    words = [sql.split()[0] for sql in asked(client, "/meld/", report(client))]

    assert words == ["SELECT", "INSERT", "SELECT", "INSERT", "SELECT", "INSERT", "UPDATE"]


def test_sending_asks_no_more_where_many_were_sent(intake, inga, kari):
    client = Client()
    ConcernFactory()
    few = len(asked(client, "/meld/", report(client)))
    many(inga, kari)

    assert len(asked(client, "/meld/", report(client))) == few


# --- Colleagues --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_list_asks_the_same_of_few_and_of_many(intake, inga, kari, name):
    address, number = PAGES[name]
    client = sign_in(Client(), inga)
    many(inga, kari, number=1)
    client.get(address)
    few = asked(client, address)
    many(inga, kari)
    lots = asked(client, address)

    assert len(few) == len(lots) == number


def test_a_concern_asks_the_same_among_few_and_among_many(intake, inga, kari):
    client = sign_in(Client(), inga)
    concern = ConcernFactory()
    address = f"/innboks/{concern.pk}/"
    client.get(address)
    few = len(asked(client, address))
    many(inga, kari)

    assert len(asked(client, address)) == few <= 23


def test_the_page_of_one_that_many_told_asks_the_same_of_few_and_of_many(intake, inga):
    client, main = sign_in(Client(), inga), ConcernFactory()
    for address in (f"/innboks/{main.pk}/", f"/innboks/{main.pk}/samle/"):
        asks = []
        for number in (1, 12):
            joined = [ConcernFactory().pk for _ in range(number)]
            joining.join(main, joined, by=inga, at=TUESDAY)
            ConcernFactory()
            client.get(address)
            asks.append(len(asked(client, address)))
        assert asks[0] == asks[1] <= 25


@pytest.mark.parametrize("name", PAGES)
def test_no_list_fetches_what_is_sealed(intake, inga, kari, name):
    many(inga, kari)
    client = sign_in(Client(), inga)
    for sql in asked(client, PAGES[name][0]):
        for column in Concern.Privacy.sealed:
            assert f'"concerns_concern"."{column}"' not in sql
        assert '"concerns_message"."body"' not in sql


ALL_THERE_IS = re.compile(
    r"SCAN (concerns|casework|vault_wrap|vault_memberwrap)\w*( USING INDEX \w+_id_\w+)?$"
)
ALL_OF_A_COLLEAGUE = re.compile(r"USING INDEX \w+_(author|assessor|holder|owner)_id_\w+ ")


@pytest.mark.sqlite
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["inga", "kari"])
def test_no_list_looks_through_all_there_is_nor_all_that_a_colleague_ever_did(
    request, intake, inga, kari, name, who
):
    """As the page asks it: with values in their places an index over some rows may be found that is
    not found without."""
    client = sign_in(Client(), request.getfixturevalue(who))
    many(inga, kari, number=1)
    for sql, values in asked_with(client, PAGES[name][0]):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            plan = [row[3] for row in cursor.fetchall()]
        wrong = [
            step for step in plan if ALL_THERE_IS.search(step) or ALL_OF_A_COLLEAGUE.search(step)
        ]
        assert not wrong, sql


def asked_with(client, address):
    """What one page asks of the database, and the values it gives beside it."""
    found = []

    def keep(execute, sql, values, *given):
        found.append((sql, values))
        return execute(sql, values, *given)

    with connection.execute_wrapper(keep):
        client.get(address)
    return [(sql, values) for sql, values in found if sql.startswith("SELECT")]


# --- In order of deadline ----------------------------------------------------------------------


def pages_of(user, states, size):
    """Leaf through a list to its end."""
    after, found = None, []
    while page := Concern.objects.most_urgent(size, to=user, states=states, after=after):
        found += page
        after = page[-1].due_on, page[-1].pk
        assert len(found) < 200
    return found


@pytest.mark.parametrize("states", [OPEN, FINISHED, [State.RECEIVED]])
@pytest.mark.parametrize("size", [1, 3, 50])
def test_leafing_through_several_teams_shows_each_concern_once_and_in_order(
    intake, inga, kari, states, size
):
    school = TeamFactory(name="Skolen")
    teams.found_team_keys(school, inga, by=None, at=TUESDAY)
    for n in range(4):
        ConcernFactory()
        ConcernFactory(held_by=inga)
        ConcernFactory(closed_by=kari)
        shared = ConcernFactory(at=TUESDAY + dt.timedelta(days=n))
        records.rewrap(shared.pk, school, by=inga)
        Concern.objects.filter(pk=shared.pk).update(team=school)

    found = pages_of(inga, states, size)
    visible = Concern.objects.visible_to(inga).filter(state__in=states)
    assert [c.pk for c in found] == [c.pk for c in visible.order_by("due_on", "id")]
    assert len(found) == visible.count() >= 4


def test_a_list_shows_nothing_of_a_team_one_has_left(intake, inga, kari):
    ConcernFactory()
    teams.remove(intake, kari, by=inga, at=timezone.now())

    assert pages_of(kari, OPEN, 10) == []
    assert len(pages_of(inga, OPEN, 10)) == 1
