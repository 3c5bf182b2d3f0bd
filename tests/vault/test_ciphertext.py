from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kominn.core import serverkey
from kominn.vault.ciphertext import (
    CannotOpen,
    Place,
    bound,
    key_id,
    key_id_of,
    open_json,
    open_sealed,
    open_text,
    open_with_any,
    seal,
    seal_json,
    seal_text,
)

keys = st.binary(min_size=32, max_size=32)
places = st.builds(Place, st.text(max_size=20), st.text(max_size=20), st.uuids())
KEY = bytes(range(32))
PLACE = Place("concern", "text", UUID(int=7))


@given(st.binary(max_size=3000), keys, places)
def test_what_is_sealed_opens_in_its_own_spot(plaintext, key, place):
    assert open_sealed(seal(plaintext, key=key, place=place), key=key, place=place) == plaintext


@given(st.text(), st.binary())
def test_text_and_json_come_back_as_they_were(text, junk):
    assert open_text(seal_text(text, key=KEY, place=PLACE), key=KEY, place=PLACE) == text
    value = {"text": text, "list": [1, None, True, junk.hex()]}
    assert open_json(seal_json(value, key=KEY, place=PLACE), key=KEY, place=PLACE) == value


def test_half_a_surrogate_pair_does_not_stop_a_report():
    sealed = seal_text("a\ud800b", key=KEY, place=PLACE)
    assert open_text(sealed, key=KEY, place=PLACE) == "a?b"


@given(keys, keys)
def test_another_key_never_opens(key, other):
    assume(key != other)
    with pytest.raises(CannotOpen):
        open_sealed(seal(b"x", key=key, place=PLACE), key=other, place=PLACE)


@given(places, places)
def test_another_row_column_or_table_never_opens(place, other):
    assume(place != other)
    with pytest.raises(CannotOpen):
        open_sealed(seal(b"x", key=KEY, place=place), key=KEY, place=other)


@pytest.mark.parametrize(
    "other",
    [
        Place("concern", "text", UUID(int=8)),
        Place("concern", "name", UUID(int=7)),
        Place("message", "text", UUID(int=7)),
        Place("concernt", "ext", UUID(int=7)),
        Place("", "concerntext", UUID(int=7)),
    ],
)
def test_a_neighbouring_spot_never_opens(other):
    with pytest.raises(CannotOpen):
        open_sealed(seal(b"x", key=KEY, place=PLACE), key=KEY, place=other)


@given(st.binary(max_size=600), st.data())
def test_a_flipped_bit_never_opens(plaintext, data):
    sealed = bytearray(seal(plaintext, key=KEY, place=PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        open_sealed(bytes(sealed), key=KEY, place=PLACE)


@given(st.binary(max_size=600), st.data())
def test_a_shortened_or_lengthened_value_never_opens(plaintext, data):
    sealed = seal(plaintext, key=KEY, place=PLACE)
    end = data.draw(st.integers(0, len(sealed) - 1))
    for changed in (sealed[:end], sealed + b"\0"):
        with pytest.raises(CannotOpen):
            open_sealed(changed, key=KEY, place=PLACE)


@given(st.binary(max_size=200))
def test_noise_never_opens(noise):
    with pytest.raises(CannotOpen):
        open_sealed(noise, key=KEY, place=PLACE)


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("value", [0, 2, 255])
def test_an_unknown_version_or_algorithm_is_refused(at, value):
    sealed = bytearray(seal(b"x", key=KEY, place=PLACE))
    sealed[at] = value
    with pytest.raises(CannotOpen):
        open_sealed(bytes(sealed), key=KEY, place=PLACE)


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_two_lists_of_parts_never_look_alike(parts, others):
    assume(parts != others)
    assert bound(*parts) != bound(*others)


def test_the_length_of_a_text_is_hidden_in_steps():
    lengths = {len(seal(b"x" * length, key=KEY, place=PLACE)) for length in range(508)}
    assert len(lengths) == 1
    assert len(seal(b"x" * 509, key=KEY, place=PLACE)) > lengths.pop()


def test_the_same_text_never_looks_the_same_twice():
    assert seal(b"x", key=KEY, place=PLACE) != seal(b"x", key=KEY, place=PLACE)


def test_a_ciphertext_names_its_key_and_finds_it_among_several():
    other = bytes(32)
    sealed = seal(b"x", key=KEY, place=PLACE)
    assert key_id_of(sealed) == key_id(KEY) != key_id(other)
    both = {key_id(other): other, key_id(KEY): KEY}
    assert open_with_any(sealed, keys=both, place=PLACE) == b"x"
    with pytest.raises(CannotOpen):
        open_with_any(sealed, keys={key_id(other): other}, place=PLACE)


def test_the_refusal_tells_nothing():
    sealed = seal(b"the secret", key=KEY, place=PLACE)
    with pytest.raises(CannotOpen) as refusal:
        open_sealed(sealed, key=bytes(32), place=PLACE)
    assert str(refusal.value) == "This cannot be opened."
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_a_demo_key_never_opens_what_a_real_key_sealed():
    secret = uuid4().bytes * 2
    real = serverkey.ServerKeys("real", (secret,)).subkey("vault")
    demo = serverkey.ServerKeys("demo", (secret,)).subkey("vault")
    with pytest.raises(CannotOpen):
        open_sealed(seal(b"x", key=real, place=PLACE), key=demo, place=PLACE)
