"""Hints to the writer: what may point to one person is found, and no text whatever stops the form."""

from __future__ import annotations

import signal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kominn.core.hints import Hint, Kind, hints, replaced

ANY = st.text(st.characters(), max_size=400)
PIECES = st.sampled_from(
    ["01020312345", "010203 12345", "912 34 567", "+47 91234567", "0047 912 34 567", "a@b.no", "Ola", "Ola Nordmann",
     "og ", ", ", " ", "\n", ".", "2", "torget", "Torget", "ÅSE", "Åse", "å"]
)  # fmt: skip


def found(text, **more):
    return [(hint.kind, hint.found) for hint in hints(text, **more)]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("han har nummer 01020312345 sa han", Kind.NATIONAL_NUMBER, "01020312345"),
        ("010203 12345", Kind.NATIONAL_NUMBER, "010203 12345"),
        ("99999999999", Kind.NATIONAL_NUMBER, "99999999999"),  # the rules for check digits change
        ("ring 91234567!", Kind.PHONE, "91234567"),
        ("ring 912 34 567", Kind.PHONE, "912 34 567"),
        ("ring +47 22 33 44 55", Kind.PHONE, "+47 22 33 44 55"),
        ("skriv til ola.nordmann@skole.no.", Kind.EMAIL, "ola.nordmann@skole.no."),
        ("jeg så Ola Nordmann der", Kind.NAME, "Ola Nordmann"),
        ("det var Åse, tror jeg", Kind.NAME, "Åse"),
    ],
)
def test_what_may_point_to_one_person_is_found(text, kind, what):
    assert (kind, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Noen henger ved brygga hver kveld.", "Det skjedde 12.03.2026 klokka 22.15", "Det kostet 12 500 kr",
        "Han gikk på ungdomsskolen. Der var det bråk.", "12345", "1234567890123456", "kl 10-12", "112 og 116 111",
        "Ring 02800", "3262 Larvik", "Vi var 20 stykker, og 5 voksne",
    ],
)  # fmt: skip
def test_ordinary_text_is_left_in_peace(text):
    assert found(text) == []


def test_the_citys_own_places_are_no_names():
    assert found("de er på Torget og i Nesbyen", places=["Torget", "Nesbyen Øst"]) == []
    assert found("de er i Nesbyen", places=[]) == [(Kind.NAME, "Nesbyen")]


@pytest.mark.parametrize(
    "text",
    [
        "de henger ved Coop Extra", "vi så det på Bryggen på Mandag", "hun la det på Snapchat og Instagram",
        "utenfor Nesbyen ungdomsskole og i Storgata", "ved Solvikparken, Langeveien og Rema", "he was in Larvik on Monday",
        "Ved Torget står de", "w Polsce i w Norwegii", "він поїхав в Україну", "på Torgets sørside",
    ],
)  # fmt: skip
def test_places_shops_apps_and_days_are_no_names(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Бачив, що його звати Іван Петренко там", "Іван Петренко"),
        ("Він розмовляв з Оленою щодня", "Оленою"),
        ("Я знаю Мар’яну Ковальчук", "Мар’яну Ковальчук"),
        ("Petter Hansen slår henne", "Petter Hansen"),
        ("Det skjer ofte. Åse-Marie Lønn gjør det", "Åse-Marie Lønn"),
        ("jeg så Łukasz Wiśniewski der", "Łukasz Wiśniewski"),
        ("šalia gyvena Žygimantas Šimkus", "Žygimantas Šimkus"),
        ("jirka Xaawo Cabdi ayaa yimid", "Xaawo Cabdi"),
        ("هناك شاب اسمه أحمد يوسف يهدد الأطفال", "أحمد يوسف"),
        ("والفتاة اسمها: مريم", "مريم"),
        ("رجل يدعى سليم حداد", "سليم حداد"),
        ("ሓደ ሰብ ስሙ ተስፋይ ሃይለ ኣሎ", "ተስፋይ ሃይለ"),
        ("ተስፋይ ዝበሃል ወዲ ርእየ", "ተስፋይ"),
        ("ved Coop Torstein Vik", "Torstein Vik"),
    ],
)
def test_names_are_found_in_every_script_people_write_to_us_in(text, what):
    assert (Kind.NAME, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "لا أعرف ما حدث ولكن سمعت صراخا كل ليلة", "ትማሊ ምሸት ድምጺ ሰሚዐ", "Бачив бійку біля школи. Вони кричали",
        "Czy ktoś może pomóc? Nie wiem", "Noen roper. Vi er redde",
    ],
)  # fmt: skip
def test_ordinary_text_in_every_script_is_left_in_peace(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "found_", "left"),
    [
        ("jeg så Per og Person, Per!", "Per", "jeg så [1] og Person, [1]!"),
        ("ring 912 34 567.", "912 34 567", "ring [1]."),
        ("اسمه أحمد يوسف", "أحمد يوسف", "اسمه [1]"),
        (r"\\1 a.b", "a.b", r"\\1 [1]"),
    ],
)
def test_what_is_moved_is_taken_out_where_it_stands_as_a_word(text, found_, left):
    assert replaced(text, found_, "[1]") == left


def test_the_same_thing_is_told_once():
    assert found("ring 91234567, eller 91234567") == [(Kind.PHONE, "91234567")]


@given(text=ANY, places=st.lists(ANY, max_size=3))
@example(text="\x00", places=["\x00"])
def test_no_text_at_all_breaks_it(text, places):
    for hint in hints(text, places=places):
        assert isinstance(hint, Hint)
        assert hint.kind in Kind


@given(text=st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join))
def test_whatever_is_found_stands_in_the_text(text):
    for hint in hints(text):
        for word in hint.found.split():
            assert word in text


@given(before=ANY, after=ANY)
def test_an_eleven_digit_number_never_hides(before, after):
    text = f"{before} 01020312345 {after}"
    if before[-1:].isdigit() or after[:1].isdigit():
        return
    assert any(hint.kind == Kind.NATIONAL_NUMBER for hint in hints(text))


@pytest.mark.parametrize(
    "text",
    ["a" * 40_000, "a." * 20_000, "1 " * 20_000, "a@" * 20_000, "Aa " * 13_000, "a, A" * 10_000, "12 " * 13_000, "é" * 40_000,
     "0047 " * 8_000, ", Aab" * 8_000, "+" * 40_000, "اسمه " * 8_000, "አ" * 40_000, "Aa" * 20_000, "Aaa-Aaa " * 5_000, "a@a" * 13_000, "a@a." * 10_000, "123456 " * 6_000],
    ids=range(18),
)  # fmt: skip
def test_the_longest_text_there_may_be_is_read_and_hangs_nothing(text):
    """Read in a breath; whatever goes back over the text again and again is cut off here."""
    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(60)
    try:
        hints(text)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def too_long(*_):
    raise AssertionError("a minute has gone, and it is still being read")
