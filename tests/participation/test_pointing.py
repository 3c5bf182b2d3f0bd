"""What the young write is looked at before it is sent: could somebody be found by it?"""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.core.hints import Kind
from kominn.participation.pointing import PointsToSomebody, check_points_to_nobody, pointing

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


def kinds(*texts):
    return [hint.kind for hint in pointing(texts, today=TODAY)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("spør Kaia Berg om det", Kind.NAME),
        ("ring 41 23 45 67", Kind.PHONE),
        ("ring ٤١٢٣٤٥٦٧", Kind.PHONE),
        ("skriv til kaia@example.org", Kind.EMAIL),
        ("født 01020312345", Kind.NATIONAL_NUMBER),
        ("født 010203 12345", Kind.NATIONAL_NUMBER),
        ("født 0\u200b1020312345", Kind.NATIONAL_NUMBER),
        ("født \u202e01020312345", Kind.NATIONAL_NUMBER),
        ("hun bor i fjordgata 12", Kind.ADDRESS),
        ("vi møtes i Skogveien 3 B", Kind.ADDRESS),
        ("han bor i 3256 Fjellvik", Kind.ADDRESS),
        ("vi møtes i Ola Nordmanns vei 5", Kind.ADDRESS),
    ],
)
def test_what_may_point_to_somebody_is_found(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "En kafé på brygga, åpen til klokka 22",
        "Det koster 12 000 kr i 2026",
        "På vei 3 ganger i uka",
        "Vi trenger 14 baller og en vei ut",
        "مكان نلتقي فيه",
        "😀" * 100,
    ],
)
def test_an_idea_is_not_taken_for_a_person(text):
    assert kinds(text) == []


def test_what_stands_on_two_cards_is_not_read_as_one_number():
    assert kinds("010203", "12345") == []


def test_a_name_may_be_said_to_be_nobodys_and_a_number_may_not():
    texts = ["en dag med Grønn Brygge", "01020312345"]
    with pytest.raises(PointsToSomebody) as refused:
        check_points_to_nobody(texts, nobody=["Grønn Brygge", "01020312345"], today=TODAY)
    assert [hint.found for hint in refused.value.found] == ["01020312345"]


def test_what_points_to_nobody_passes():
    check_points_to_nobody(["en dag med Grønn Brygge"], nobody=["Grønn Brygge"], today=TODAY)


def test_a_long_text_is_looked_through_quickly_enough_to_end():
    assert kinds("aA1 " * 5_000 + "gata " * 5_000) == []
