from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kominn.vault.receipts import NotAReceipt, Receipt, parse

receipts = st.builds(Receipt.from_seed, st.binary(min_size=16, max_size=32), st.integers(0, 9))
positions = st.integers(0, 33)


@given(receipts)
def test_a_receipt_is_34_digits_and_reads_back(receipt):
    assert len(receipt.digits) == 34
    assert receipt.digits.isascii()
    assert receipt.digits.isdecimal()
    assert parse(receipt.digits) == receipt
    assert "".join(receipt.groups) == receipt.digits
    assert {len(group) for group in receipt.groups[:-1]} == {4}


@given(receipts)
def test_the_check_digits_are_those_of_iso_7064(receipt):
    assert int(receipt.digits) % 97 == 1


@given(receipts, positions, st.integers(1, 9))
def test_any_single_wrong_digit_is_refused(receipt, at, off):
    digits = receipt.digits
    wrong = str((int(digits[at]) + off) % 10)
    with pytest.raises(NotAReceipt):
        parse(digits[:at] + wrong + digits[at + 1 :])


@given(receipts, st.integers(0, 32))
def test_any_two_neighbours_that_changed_places_are_refused(receipt, at):
    digits = receipt.digits
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if swapped != digits:
        with pytest.raises(NotAReceipt):
            parse(swapped)


@given(receipts, st.sampled_from("٠۰০०０߀"))
def test_the_digits_of_any_script_are_read(receipt, zero):
    written = "".join(chr(ord(zero) + int(digit)) for digit in receipt.digits)
    assert parse(written) == receipt


@given(
    receipts,
    st.lists(
        st.sampled_from([" ", "-", ".", "–", "\u00a0", "\u200f", "\t", "\r\n", ", "]),
        min_size=34,
        max_size=34,
    ),
)
def test_spaces_dashes_dots_and_invisible_marks_do_not_matter(receipt, between):
    written = "".join(mark + digit for mark, digit in zip(between, receipt.digits, strict=True))
    assert parse(written) == receipt


@given(st.text(max_size=400))
def test_other_text_is_refused_with_one_sentence(text):
    with pytest.raises(NotAReceipt) as refusal:
        parse(text)
    assert "34" in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", "1" * 33, "1" * 35, "1" * 10_000, "½" * 34, "¹" * 34, "x" * 34, "\0"]
)
def test_what_is_not_34_digits_is_refused(text):
    with pytest.raises(NotAReceipt):
        parse(text)


def test_the_other_writing_of_the_same_check_is_refused():
    receipt = next(r for r in (Receipt.new() for _ in range(100_000)) if r.digits.endswith("98"))
    with pytest.raises(NotAReceipt):
        parse(receipt.digits[:-2] + "01")


def test_the_secret_has_at_least_77_bits():
    assert math.log2(10 ** len(Receipt.new().secret)) >= 77


def test_the_same_seed_gives_the_same_receipt_and_the_next_attempt_another():
    seed = b"s" * 16
    assert Receipt.from_seed(seed, 0) == Receipt.from_seed(seed, 0)
    assert Receipt.from_seed(seed, 0).locator != Receipt.from_seed(seed, 1).locator
    assert Receipt.new() != Receipt.new()


def test_a_verifier_knows_its_receipt_and_opens_nothing():
    receipt = Receipt.new()
    assert receipt.matches(receipt.verifier())
    assert not Receipt.new().matches(receipt.verifier())
    assert receipt.verifier() != receipt.wrapping_key()
    assert len(receipt.verifier()) == len(receipt.wrapping_key()) == 32


def test_the_locator_salts_the_verifier():
    assert Receipt("1" * 8, "2" * 24).verifier() != Receipt("3" * 8, "2" * 24).verifier()


def test_a_receipt_never_shows_itself_in_a_log():
    receipt = Receipt.new()
    for shown in (repr(receipt), str(receipt), f"{receipt}"):
        assert receipt.secret not in shown
        assert receipt.locator not in shown
