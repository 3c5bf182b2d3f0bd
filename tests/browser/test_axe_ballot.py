"""The pages of a vote, looked at by axe: slip, ballot, receipt, count, and the desk behind them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.ballot.actions import count
from kominn.ballot.views import voting
from tests.browser.conftest import enter_as
from tests.factories import ballot
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ALIKE = [(1, 1, 0, 0)] * 30 + [(0, 0, 1, 0)] * 15 + [(1, 0, 0, 1)] * 6


@pytest.fixture(autouse=True)
def _nothing_counted():
    voting.wrong_slips.buckets.clear()


@pytest.fixture
def marit(lagenvik):
    return UserFactory(name="Marit", roles=["facilitator"])


def counted(by):
    vote, codes = ballot.announced(by=by, slips=len(ALIKE), name="Fjorårets budsjett")
    ballot.cast_all(codes, ALIKE)
    count.count_votes(ballot.close(vote), by=by, at=timezone.now())
    return vote


def test_the_pages_of_a_vote_hold(begin, marit):
    over = counted(marit)
    running, (code, _other) = ballot.announced(by=marit, slips=2, kind="rank", most=3)
    draft = ballot.vote(by=marit, name="Neste års budsjett")
    walk = begin("ballot", "phone")
    page = walk.page
    walk.to("/ungdom/stem/", f"/ungdom/stem/{running.pk}/", closely=True)
    walk.to(f"/ungdom/stem/{over.pk}/", f"/ungdom/stem/{over.pk}/kroner/", closely=True)
    walk.to(f"/ungdom/stem/{over.pk}/kroner/?v=1-1-0-0", closely=True)
    walk.to(f"/ungdom/stem/{over.pk}/kroner/?v=1-1-1-1", closely=True)
    # The square on the slip: script takes the digits from behind the #.
    page.goto(f"/ungdom/stem/#{code}")
    page.wait_for_selector("select")
    assert code not in page.url
    walk.look(closely=True)
    page.select_option("select >> nth=0", "2")
    walk.click("main form button")
    walk.look(closely=True)
    enter_as(page, marit)
    walk.to("/ungdom/avstemninger/", "/ungdom/avstemninger/ny/", closely=True)
    walk.to("/ungdom/avstemninger/tell/", f"/ungdom/avstemninger/{draft.pk}/", closely=True)
    walk.to(f"/ungdom/avstemninger/{running.pk}/", closely=True)
    walk.to(f"/ungdom/avstemninger/{running.pk}/papir/", closely=True)
    walk.to(f"/ungdom/avstemninger/{over.pk}/?prov=1", closely=True)


def test_ones_own_device_counts_again_and_agrees(begin, marit):
    over = counted(marit)
    page = begin("", "phone").page
    page.goto(f"/ungdom/stem/{over.pk}/")
    page.click("[data-recount] button")
    page.wait_for_selector("[data-done=same]", timeout=60_000)
