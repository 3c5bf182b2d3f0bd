"""How fast things may come from one place; time is told, never taken."""

from __future__ import annotations

import pytest

from kominn.core import pace
from kominn.core.pace import Pace, Places, address, prefix

NOW = 1_780_000_000.0
SCHOOL, HOME = b"school", b"home"


def test_a_place_may_use_its_hour_at_once_and_then_waits_its_turn():
    paced = Pace(60)
    assert [paced.take(SCHOOL, now=NOW) for _ in range(60)] == [0.0] * 60
    assert paced.take(SCHOOL, now=NOW) == 60.0
    assert paced.take(SCHOOL, now=NOW) == 120.0
    assert paced.take(HOME, now=NOW) == 0.0


def test_asking_for_the_wait_spends_nothing():
    paced = Pace(1)
    assert [paced.wait(SCHOOL, now=NOW) for _ in range(5)] == [0.0] * 5
    paced.take(SCHOOL, now=NOW)
    assert paced.wait(SCHOOL, now=NOW) == pytest.approx(pace.MOST_WAIT)


def test_when_a_flood_has_ended_those_who_come_later_do_not_pay_for_it():
    paced = Pace(250)
    assert max(paced.take(SCHOOL, now=NOW) for _ in range(100_000)) == pytest.approx(pace.MOST_WAIT)
    assert paced.take(SCHOOL, now=NOW + pace.MOST_WAIT + 15) == 0.0


def test_a_clock_set_back_gives_nothing_and_takes_nothing():
    paced = Pace(10)
    for _ in range(10):
        paced.take(SCHOOL, now=NOW)
    assert paced.take(SCHOOL, now=NOW - 7200) == 360.0


def test_memory_does_not_grow_with_the_places(monkeypatch):
    monkeypatch.setattr(pace, "MOST_PLACES", 100)
    paced = Pace(1)
    for n in range(1000):
        paced.take(n.to_bytes(2), now=NOW + n)
        assert len(paced.buckets) <= 101
    assert paced.take((999).to_bytes(2), now=NOW + 999) > 0


def test_a_place_has_another_name_tomorrow():
    places = Places()
    today = places.place("10.1.2.3", now=NOW)
    assert places.place("10.1.2.200", now=NOW + 60) == today
    assert places.place("10.1.3.3", now=NOW + 60) != today
    assert places.place("10.1.2.3", now=NOW + pace.DAY + 1) != today


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::1", "::/48"),
        ("somewhere", "unknown"),
        ("", "unknown"),
    ],
)
def test_only_the_neighbourhood_of_an_address_is_looked_at(given, kept):
    assert prefix(given) == kept


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (0, "198.51.100.9", "127.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9", "203.0.113.5"),
        (2, "198.51.100.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(rf, settings, trusted, forwarded, seen):
    settings.TRUSTED_PROXIES = trusted
    assert address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == seen
