from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kominn.core import serverkey
from kominn.vault import tokens
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.tokens import open_state, seal_state

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), values, max_size=4))
def test_state_comes_back_as_it_was(data):
    assert (
        open_state(seal_state(data, purpose="form", at=AT), purpose="form", at=AT, max_age=HOUR)
        == data
    )


def test_state_cannot_be_read_by_who_carries_it():
    token = seal_state({"text": "marker"}, purpose="form", at=AT)
    assert b"marker" not in base64.urlsafe_b64decode(token)


@given(st.data())
def test_a_changed_token_never_opens(data):
    raw = bytearray(base64.urlsafe_b64decode(seal_state({"a": 1}, purpose="form", at=AT)))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        open_state(base64.urlsafe_b64encode(raw).decode(), purpose="form", at=AT, max_age=HOUR)


@given(st.text(max_size=100))
def test_noise_never_opens(noise):
    with pytest.raises(CannotOpen):
        open_state(noise, purpose="form", at=AT, max_age=HOUR)


def test_a_token_beyond_all_size_is_not_even_decoded():
    with pytest.raises(CannotOpen):
        open_state("A" * (tokens.MAX_TOKEN_CHARACTERS + 4), purpose="form", at=AT, max_age=HOUR)


def test_a_token_opens_until_its_age_is_reached_and_not_after():
    token = seal_state({"a": 1}, purpose="form", at=AT)
    assert open_state(token, purpose="form", at=AT + HOUR, max_age=HOUR) == {"a": 1}
    with pytest.raises(CannotOpen):
        open_state(token, purpose="form", at=AT + HOUR + timedelta(seconds=1), max_age=HOUR)


def test_a_clock_set_back_loses_nothing():
    token = seal_state({"a": 1}, purpose="form", at=AT)
    assert open_state(token, purpose="form", at=AT - timedelta(days=400), max_age=HOUR) == {"a": 1}


def test_a_token_for_one_purpose_never_serves_another():
    token = seal_state({"a": 1}, purpose="form", at=AT)
    with pytest.raises(CannotOpen):
        open_state(token, purpose="mailbox", at=AT, max_age=HOUR)


def test_a_token_under_an_older_server_key_still_opens(monkeypatch):
    old, new = b"o" * 32, b"n" * 32
    monkeypatch.setattr(tokens, "server_keys", lambda: serverkey.ServerKeys("real", (old,)))
    token = seal_state({"a": 1}, purpose="form", at=AT)
    monkeypatch.setattr(tokens, "server_keys", lambda: serverkey.ServerKeys("real", (new, old)))
    assert open_state(token, purpose="form", at=AT, max_age=HOUR) == {"a": 1}
    monkeypatch.setattr(tokens, "server_keys", lambda: serverkey.ServerKeys("real", (new,)))
    with pytest.raises(CannotOpen):
        open_state(token, purpose="form", at=AT, max_age=HOUR)
