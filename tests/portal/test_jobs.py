"""Each night the tables are held against the trail, and somebody is told."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from kominn.accounts import actions as accounts
from kominn.audit.actions import record
from kominn.audit.models import Event
from kominn.core.jobs import run_waiting
from kominn.portal.jobs import AGREES, DIFFERS, hold_against_trail
from tests.audit.attacker import without_triggers
from tests.factories.accounts import sign_in

# Letters are sent by a worker of its own, over its own connection.
pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = dt.datetime(2026, 3, 4, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def came_by_invitation(per, ada, inga):
    """As everyone does: the factory makes their rows without."""
    for one in (per, ada, inga):
        accounts.note("person.joined", one, at=NIGHT - DAY)


def changed(statement, *values):
    """By someone with all rights in the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def outcome():
    latest = Event.objects.order_by("-number").first()
    return latest.verb, latest.detail


def letters():
    run_waiting()
    sent, mail.outbox = mail.outbox, []
    return {letter.to[0].partition("@")[0] for letter in sent}


def test_where_all_is_as_it_was_done_the_trail_says_so_and_nobody_is_written_to(per, ada):
    assert hold_against_trail(at=NIGHT) == 0
    assert outcome() == (AGREES, {})
    assert letters() == set()


def test_a_row_that_nobody_s_deed_accounts_for_is_told_once_to_auditors_and_administrators(
    per, ada, inga
):
    changed("UPDATE accounts_user SET active = %s WHERE id = %s", False, inga.pk)

    assert hold_against_trail(at=NIGHT) == 2
    assert outcome() == (DIFFERS, {"entries": "0", "rows": "1"})
    assert letters() == {person.email.partition("@")[0] for person in (per, ada)}

    assert hold_against_trail(at=NIGHT + DAY) == 0
    assert outcome()[0] == DIFFERS, "it is said as long as it is so"

    changed("UPDATE accounts_user SET active = %s WHERE id = %s", True, inga.pk)
    assert hold_against_trail(at=NIGHT + 2 * DAY) == 0
    assert outcome() == (AGREES, {})
    changed("UPDATE accounts_user SET active = %s WHERE id = %s", False, inga.pk)
    assert hold_against_trail(at=NIGHT + 3 * DAY) == 2


def test_a_changed_entry_is_told_and_no_table_is_held_against_it(per, ada):
    with transaction.atomic():
        record("city.measured", "city", by="system", at=NIGHT)
    with without_triggers():
        changed("UPDATE audit_event SET verb = 'city.hours_set' WHERE verb = 'city.measured'")

    assert hold_against_trail(at=NIGHT) == 2
    assert outcome() == (DIFFERS, {"entries": "1", "rows": "0"})


def test_it_stands_first_on_the_auditor_s_monday_page(per, inga):
    changed("UPDATE accounts_user SET active = %s WHERE id = %s", False, inga.pk)
    hold_against_trail(at=timezone.now())

    page = sign_in(Client(), per).get("/en/mandag/").content.decode()

    assert "Look into this in the trail" in page
    assert "Held the tables against the trail: they do not agree" in page
    assert "Inga" not in page
