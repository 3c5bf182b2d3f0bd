"""Numbers that lead to one person are known by their shape, and sums, days and years are not."""

from __future__ import annotations

import pytest

from kominn.core.identifiers import numbers_of_people


@pytest.mark.parametrize(
    "text",
    [
        "01020312345",
        "010203\n12345",
        "010203, 12345",
        "010203: 12345",
        "010203 (12345)",
        "010203_12345",
        "010203 | 12345",
        "010203~12345",
        "010203·12345",
        "010203*12345",
        "010203+12345",
        "410203, 12345",
        "٠١٠٢٠٣, ١٢٣٤٥",
        "01.02.03, personnr. 12345",
        "0️⃣1️⃣0️⃣2️⃣0️⃣3️⃣ 1️⃣2️⃣3️⃣4️⃣5️⃣",
        "010203 12345",
        "010203-12345",
        "01.02.03.12345",
        "01 02 03 12345",
        "010203\u00a012345",
        "010203\u202f12345",
        "Fnr. 01020399999.",
        "٠١٠٢٠٣١٢٣٤٥",
        "90012345",
        "900 12 345",
        "33 17 10 00",
        "900\u00a012\u00a0345",
        "+47 900 12 345",
        "004790012345",
        "Ring 22222222!",
        "(90012345)",
    ],
)
def test_what_leads_to_a_person_is_found(text):
    assert len(numbers_of_people(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "112",
        "116 111",
        "02800",
        "Skoleåret 2026 2027",
        "2026–2027",
        "24.12.2026",
        "2026-12-24",
        "25 000 000 kroner",
        "8 prosent av 48 120",
        "kl. 18.30–22.00",
        "3909 Lågenvik",
        "123456789012",
        "120326, 12345 kr",
        "120326: 12345,50",
        "24.03.26, 12345 besøkende",
        "12.03.2026\n12345",
        "Sak 992403, 12345",
        "123456, 12345",
        "500000, 25000 innbyggere",
        "12345, 120326",
        "3909, 12345",
        "10+20+30+100+50",
        "10 | 12 | 30 | 100 | 50",
        "10, 20, 30, 405, 60",
        "112, 113, 110, 116117, 12345",
        "0-6 år: 12345, 7-15 år: 23456",
    ],
)
def test_what_leads_to_nobody_is_let_be(text):
    assert numbers_of_people(text) == []


def test_a_number_is_told_once_as_it_was_written():
    text = "Ring 900 12 345, altså 900 12 345, eller skriv 010203 12345."
    assert numbers_of_people(text) == ["010203 12345", "900 12 345"]


def test_two_telephone_numbers_in_a_sentence_are_two():
    for text in ("Ring 22334455, 90012345.", "900 12 345\n900 12 346", "22 33 44 55: 66 77 88 99"):
        assert len(numbers_of_people(text)) == 2


def test_a_long_run_of_digits_takes_no_time():
    assert numbers_of_people("1 " * 20_000 + "2" * 20_000) in ([], ["2"])[:1]
