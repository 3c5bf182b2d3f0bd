"""One-time slips: good for one time, replaced when lost, and never a second vote."""

from __future__ import annotations

import pytest

from kominn.participation import slips
from kominn.participation.models import Slip

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return slips.new_book()


def test_a_slip_is_good_for_one_time(book):
    (printed,) = slips.issue(book, 1)
    slips.spend(slips.slip_of(printed.code))
    with pytest.raises(slips.Spent):
        slips.spend(slips.slip_of(printed.code))


def test_what_is_printed_stands_nowhere_else(book):
    (printed,) = slips.issue(book, 1)
    row = Slip.objects.values().get()
    assert printed.code not in str(row)
    assert len(printed.code) == slips.DIGITS_OF_A_SLIP


def test_digits_that_nobody_printed_open_nothing(book):
    with pytest.raises(slips.NoSuchSlip):
        slips.slip_of("1" * slips.DIGITS_OF_A_SLIP)


def test_a_lost_slip_is_replaced_and_the_old_one_dies(book):
    lost, other = slips.issue(book, 2)
    new = slips.replace(book, lost.number)
    with pytest.raises(slips.NoSuchSlip):
        slips.slip_of(lost.code)
    slips.spend(slips.slip_of(new.code))
    slips.spend(slips.slip_of(other.code))


def test_for_a_slip_that_was_used_there_is_no_new_one(book):
    (printed,) = slips.issue(book, 1)
    slips.spend(slips.slip_of(printed.code))
    with pytest.raises(slips.Spent):
        slips.replace(book, printed.number)


def test_a_slip_replaced_while_its_old_one_is_held_open_is_not_spent_twice(book):
    """The page was open on a phone when the teacher replaced the slip."""
    (printed,) = slips.issue(book, 1)
    held = slips.slip_of(printed.code)
    new = slips.replace(book, printed.number)
    with pytest.raises(slips.NoSuchSlip):
        slips.spend(held)
    slips.spend(slips.slip_of(new.code))


def test_whoever_votes_on_paper_has_no_slip_left(book):
    (printed,) = slips.issue(book, 1)
    slips.take_in(book, printed.number)
    with pytest.raises(slips.NoSuchSlip):
        slips.slip_of(printed.code)
    with pytest.raises(slips.NoSuchSlip):
        slips.replace(book, printed.number)


@pytest.mark.parametrize("number", [0, 2, 60_000])
def test_a_number_that_no_slip_has_is_said_to_have_none(book, number):
    slips.issue(book, 1)
    with pytest.raises(slips.NoSuchSlip):
        slips.replace(book, number)


def test_there_is_an_end_to_slips(book):
    with pytest.raises(slips.TooMany):
        slips.issue(book, slips.MOST_SLIPS + 1)
    with pytest.raises(slips.TooMany):
        slips.issue(book, 0)


def test_every_slip_up_to_the_last_has_a_bit_of_its_own(book):
    printed = slips.issue(book, slips.MOST_SLIPS)
    for place in (0, 6, 7, 8, slips.MOST_SLIPS - 1):
        slips.spend(slips.slip_of(printed[place].code))
    book.refresh_from_db()
    assert book.times_spent == 5
    assert book.is_spent(slips.MOST_SLIPS)
    assert not book.is_spent(2)
