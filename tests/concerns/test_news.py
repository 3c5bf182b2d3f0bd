"""What the reporter wrote last stands as news until whoever answers for it has read it."""

from __future__ import annotations

import pytest

from kominn.concerns.actions import handle, mailbox
from kominn.concerns.states import State
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, add, again

pytestmark = pytest.mark.django_db
LATER = TUESDAY + 2 * DAY


def read(concern, by):
    handle.read(again(concern), by=by, at=LATER)


def withdraw(concern):
    return mailbox.withdraw(mailbox.find(concern.receipt), at=LATER)


def test_a_new_concern_is_no_news_beside_being_new(intake):
    assert not ConcernFactory().news


def test_what_the_reporter_writes_is_news_until_the_holder_reads_it(intake, inga, kari):
    concern = ConcernFactory(held_by=inga)
    add(concern)
    assert again(concern).news

    read(concern, kari)
    assert again(concern).news
    read(concern, inga)
    assert not again(concern).news


def test_news_goes_with_the_baton(intake, inga, kari):
    concern = ConcernFactory(held_by=inga)
    add(concern)
    handle.take(again(concern), by=kari, at=LATER)

    read(concern, inga)
    assert again(concern).news
    read(concern, kari)
    assert not again(concern).news


def test_a_finished_concern_that_wakes_is_news_until_somebody_has_taken_and_read_it(
    intake, inga, kari
):
    concern = ConcernFactory(closed_by=kari)
    add(concern)
    read(concern, kari)
    assert again(concern).news

    handle.take(again(concern), by=inga, at=LATER)
    read(concern, inga)
    assert not again(concern).news


@pytest.mark.parametrize("past", ["held_by", "closed_by"])
def test_that_it_was_taken_back_is_news_to_whoever_held_it(intake, inga, kari, past):
    concern = ConcernFactory(**{past: kari})
    assert not withdraw(concern)

    read(concern, inga)
    assert again(concern).news
    read(concern, kari)
    assert not again(concern).news
    assert again(concern).state == State.WITHDRAWN


def test_that_it_was_taken_back_before_anyone_held_it_is_news_to_any_reader(intake, inga, kari):
    concern = ConcernFactory(read_by=kari)
    withdraw(concern)
    assert again(concern).news

    read(concern, inga)
    assert not again(concern).news


def test_what_comes_while_the_holder_reads_an_older_page_stays_news(intake, inga):
    """The concern was fetched before the reporter wrote: what was shown may lack it."""
    concern = ConcernFactory(held_by=inga)
    fetched = again(concern)
    add(concern)
    handle.read(fetched, by=inga, at=LATER)

    assert again(concern).news
