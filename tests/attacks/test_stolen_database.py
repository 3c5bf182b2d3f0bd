"""Someone reads the database, or has a copy of it; the keys stand elsewhere."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

pytestmark = pytest.mark.django_db


# --- Coming in as a colleague who is logged in -------------------------------------------------


def holding(key):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_the_row_of_a_session_opens_no_page(intake, inga, visit):
    """Whoever reads the table may try each value in it as a cookie."""
    assert visit(inga).get("/innboks/").status == 200
    for row in Session.objects.values():
        for value in row.values():
            assert holding(str(value)).get("/innboks/").status_code == 302


def test_a_session_copied_under_a_key_of_ones_own_opens_no_page(intake, inga, visit):
    """Who may write as well, makes the row answer to a cookie they know."""
    from kominn.accounts.sessions import row_of

    visit(inga).get("/innboks/")
    row = Session.objects.get()
    chosen = "a" * 32
    for name in (chosen, row_of(chosen)):
        Session.objects.create(
            session_key=name, session_data=row.session_data, expire_date=row.expire_date
        )

    assert holding(chosen).get("/innboks/").status_code == 302


def test_logging_out_takes_the_row_with_it(inga, sign_in):
    client = sign_in(Client(), inga)
    key, row = client.session.session_key, Session.objects.get().pk

    client.post("/logg-ut/")

    assert not Session.objects.filter(pk=row).exists()
    assert holding(key).get("/min-side/").status_code == 302
