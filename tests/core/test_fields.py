"""Text as people send it: everything they meant is kept, and nothing that no page may hold."""

from __future__ import annotations

import unicodedata

import html5lib
import pytest
from django import forms
from django.http import QueryDict
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from kominn.core.fields import Number, OneLine, OneOf, PlainText, plain
from kominn.core.unsent import unsent

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY = st.text(st.characters(codec=None))


class Written(forms.Form):
    seen = PlainText(label="Sett", max_length=10, rows=4)
    where = PlainText(label="Hvor", max_length=5, required=False)
    role = OneOf(label="Rolle", choices=[("young", "Ung")], required=False)


@given(text=ANY)
def test_plain_text_is_harmless_and_plain_already(text):
    done = plain(text)

    assert plain(done) == done
    assert not set(done) & set(TURNING)
    for character in done:
        assert unicodedata.category(character) != "Cs"
        assert character in "\t\n" or unicodedata.category(character) != "Cc"
    done.encode()


@given(text=st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Cn"))))
def test_nothing_that_a_person_can_write_is_taken_away(text):
    assert plain(text) == text


@given(text=ANY)
def test_a_page_may_hold_any_plain_text(text):
    page = html5lib.HTMLParser(strict=True)
    page.parse(
        f"<!doctype html><html><head><title>x</title></head><body><p>{escape(plain(text))}</p></body></html>"
    )


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\tb", "a\tb"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("می‌خواهم", "می‌خواهم"),
        ("אב\u200fג", "אב\u200fג"),
    ],
)
def test_line_breaks_are_one_kind_and_joiners_stay(text, same):
    assert plain(text) == same


def test_what_is_taken_away_does_not_count_against_the_length():
    assert Written({"seen": "\x00" * 50 + "1234567890"}).is_valid()
    assert not Written({"seen": "12345678901"}).is_valid()


def test_what_is_too_long_comes_back_whole():
    form = Written({"seen": "lang tekst som er for lang", "where": "x"})
    assert "lang tekst som er for lang</textarea>" in str(form["seen"])


def test_nothing_but_controls_is_nothing():
    form = Written({"seen": "\x00\u202e \n"})
    assert form.errors["seen"] == [Written.base_fields["seen"].error_messages["required"]]


def test_a_field_that_was_not_sent_is_empty_text():
    form = Written({"seen": "x"})
    assert form.is_valid()
    assert form.cleaned_data == {"seen": "x", "where": "", "role": ""}


@given(value=ANY.filter(lambda text: text.strip() not in ("", "young")))
def test_an_answer_that_is_not_offered_is_not_repeated(value):
    form = Written({"seen": "x", "role": value})
    if form.is_valid():
        return
    assert form.errors["role"] == [str(OneOf.default_error_messages["invalid_choice"])]


def test_what_could_not_be_sent_is_given_back_and_secrets_are_not():
    posted = QueryDict(mutable=True)
    posted.update(
        {
            "text": "  Et notat\x00 om noe ",
            "why": "Uten",
            "words": "Linje\nto",
            "password": "min hemmelige setning",
            "oldpassword1": "min gamle setning",
            "csrfmiddlewaretoken": "x" * 64,
            "state": "y" * 500,
            "code": "123 456",
            "token": "en lang tekst",
            "go": "send",
        }
    )
    assert unsent(posted) == ["Et notat om noe", "Linje\nto"]


@given(text=ANY)
def test_a_field_of_one_line_takes_one_line(text):
    """A name of two lines would make a letter with it in its subject impossible to send."""
    assert len(OneLine(label="Navn", required=False).clean(text).splitlines()) <= 1


def test_the_lines_of_what_was_pasted_into_one_are_kept_apart_by_a_space():
    assert OneLine(label="Navn").clean("Kari\r\n\nNordmann") == "Kari Nordmann"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("0", "Skriv 0,01 eller mer."),
        ("100,5", "Skriv 100 eller mindre."),
        ("mye", "Skriv et tall."),
    ],
)
def test_a_number_s_limits_are_told_as_people_write_them(sent, told):
    class Ask(forms.Form):
        spread = Number(min_value=0.01, max_value=100)

    assert Ask({"spread": sent}).errors == {"spread": [told]}
    assert Ask({"spread": "12,5"}).is_valid()
