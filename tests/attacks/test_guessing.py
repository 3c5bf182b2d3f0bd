"""Guessing at the colleagues' door: what a guesser does to be taken for many, or be forgotten."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.factories.accounts import PASSWORD, code
from tests.wording import wording

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/logg-inn/", "/logg-inn/kode/"
SLOWED = "That was wrong too many times. Wait five minutes, then try again."


def guess(browse, user, password="guess-guess-guess", **extra):
    return browse.post(LOGIN, {"login": user.email, "password": password}, **extra)


def test_one_who_has_many_addresses_of_the_new_kind_is_one(browse, kari):
    """Whoever has a line has more of them than can be counted."""
    for number in range(5):
        guess(browse, kari, REMOTE_ADDR=f"2001:db8:7:{number}::{number}")

    answer = guess(browse, kari, PASSWORD, REMOTE_ADDR="2001:db8:7:ffff::1")

    assert wording(SLOWED) in answer.content.decode()
    assert guess(browse, kari, PASSWORD, REMOTE_ADDR="2001:db8:8::1").url == CODE


def test_wrong_codes_are_not_forgotten_for_much_else_that_is_remembered(browse, kari):
    """Memory holds so many things; a guesser could fill it with others, and begin anew."""
    guess(browse, kari, PASSWORD)
    for _ in range(5):
        browse.post(CODE, {"code": "000000"})
    for number in range(5_000):
        cache.set(f"else-{number}", number, 300)

    answer = browse.post(CODE, {"code": code()})

    assert wording(SLOWED) in answer.content.decode()
