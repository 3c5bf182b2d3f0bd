"""Where nobody would read it, the form says so before anyone writes, and loses nothing of those who
had begun."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from kominn.concerns.models import Concern
from kominn.vault.actions import teams
from kominn.vault.intake import readers, takers, unread
from tests.concerns.pages import digits_of, send
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory

pytestmark = pytest.mark.django_db
CLOSED = "We can’t receive this yet"
NUMBERS = ("tel:112", "tel:116111", "tel:33000000")


def lose_their_roles(*people):
    for person in people:
        person.appointments.update(ended_at=TUESDAY + DAY * 400, ended_by=person)


@pytest.mark.parametrize("address", ["/en/meld/", "/en/meld/ansatt/"])
def test_without_a_team_the_form_asks_nothing_and_gives_the_numbers(city, reporter, address):
    page = reporter.get(address)

    assert page.status == 200
    assert CLOSED in page.main
    assert not page.asks("danger")
    assert "reads this" not in page.main
    for number in NUMBERS:
        assert number in page.html


def test_a_team_without_a_reader_is_as_good_as_none(intake, inga, kari, reporter):
    lose_their_roles(inga, kari)

    assert CLOSED in reporter.get("/en/meld/").main


def test_a_team_of_assessors_alone_is_as_good_as_none(city, intake, inga, kari, reporter):
    """They could read it and not take it on: it would lie there."""
    anne = UserFactory(name="Anne", roles=["assessor"])
    teams.admit(intake, anne, by=inga, at=TUESDAY)
    assert reporter.get("/en/meld/").asks("danger")
    lose_their_roles(inga, kari)
    cache.clear()

    assert CLOSED in reporter.get("/en/meld/").main
    assert unread() == [intake]
    assert list(readers(intake)) == [anne]
    assert not takers(intake).exists()


def test_a_team_made_without_keys_is_as_good_as_none(city, reporter):
    TeamFactory(name="Mottak", intake=True)

    assert CLOSED in reporter.get("/en/meld/").main


def test_the_form_opens_as_soon_as_somebody_reads(city, inga, reporter):
    assert CLOSED in reporter.get("/en/meld/").main
    teams.found_team_keys(TeamFactory(name="Mottak", intake=True), inga, by=None, at=TUESDAY)

    assert reporter.get("/en/meld/").asks("danger")


def test_who_had_begun_is_told_at_the_next_step_and_goes_on_from_there(
    intake, inga, kari, reporter
):
    page = reporter.get("/en/meld/").press("next", danger="unsure")
    roles = {person: person.appointments.get() for person in (inga, kari)}
    lose_their_roles(inga, kari)
    cache.clear()

    closed = page.press("next", role="resident")
    assert closed.status == 503
    assert CLOSED in closed.main

    for role in roles.values():
        role.save()
    again = closed.press("edit:sender")
    assert again.value("role") == "resident"
    assert digits_of(send(again, seen="Kaia er mørk."))
    assert Concern.objects.get().danger == "unsure"


def test_a_reader_gone_at_the_last_moment_costs_nothing_that_was_written(
    intake, inga, kari, reporter
):
    """The form still thinks that somebody reads: the deed itself asks again."""
    page = reporter.get("/en/meld/")
    lose_their_roles(inga, kari)

    closed = send(page, seen="Kaia er mørk.")
    assert closed.status == 503
    assert CLOSED in closed.main
    assert not Concern.objects.exists()


def test_a_receipt_promises_no_reading_while_nobody_reads(intake, inga, kari, reporter):
    concern = ConcernFactory()
    lose_their_roles(inga, kari)
    cache.clear()

    page = reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)
    assert "Nobody has taken it on yet" in page.main
    assert "reads this" not in page.main
