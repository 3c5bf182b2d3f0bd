"""The text that several phones write: merged letter by letter, and never by a phone's good faith."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Text

from kominn.allin import canvas
from kominn.allin.canvas import NotACanvas

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def begun(text="Hei på deg"):
    return canvas.rewritten(canvas.new_canvas(), was={}, now={"idea": text})


def phone(there):
    """A phone that has the canvas, as the script on it has."""
    doc = Doc()
    doc.get("idea", type=Text)
    doc.apply_update(there)
    return doc


def idea(there):
    return canvas.texts(there)["idea"]


def test_a_new_canvas_is_empty_on_every_card():
    assert set(canvas.texts(canvas.new_canvas()).values()) == {""}


def test_two_phones_in_one_sentence_lose_no_letter():
    there = begun()
    one, other = phone(there), phone(there)
    first, second = one.get("idea", type=Text), other.get("idea", type=Text)
    first += ", verden"
    second.insert(0, "Å! ")
    merged = canvas.merged(canvas.merged(there, one.get_update()), other.get_update())
    assert idea(merged) == "Å! Hei på deg, verden"
    assert canvas.texts(merged) == canvas.texts(
        canvas.merged(canvas.merged(there, other.get_update()), one.get_update())
    )


def test_the_same_change_twice_is_one_change():
    there = begun()
    one = phone(there)
    text = one.get("idea", type=Text)
    text += "!"
    once = canvas.merged(there, one.get_update())
    assert canvas.merged(once, one.get_update()) == once


def test_without_a_script_what_others_wrote_meanwhile_stays():
    there = begun("En kafé for alle")
    others = canvas.rewritten(there, was=canvas.texts(there), now={"idea": "En kafé for alle 🎉"})
    mine = canvas.rewritten(
        others, was=canvas.texts(there), now={"idea": "En gratis kafé for alle"}
    )
    assert idea(mine) == "En gratis kafé for alle 🎉"


@given(base=words, mine=words)
def test_merging_three_ways_with_nobody_else_gives_what_i_wrote(base, mine):
    assert canvas.three_ways(base, mine, base) == mine
    assert canvas.three_ways(base, base, mine) == mine


@given(text=words, now=words)
def test_a_canvas_says_what_was_written_last(text, now):
    there = begun(text)
    assert idea(canvas.rewritten(there, was={"idea": text}, now={"idea": now})) == now


@given(
    before=words,
    puts=st.lists(st.tuples(st.integers(0, 40), words, st.integers(0, 9)), max_size=12),
)
def test_whatever_a_phone_writes_and_deletes_is_taken(before, puts):
    there = begun(before)
    one = phone(there)
    text = one.get("idea", type=Text)
    for place, put, cut in puts:
        now = str(text)
        canvas._rewrite(
            text, now[: place % (len(now) + 1)] + put + now[place % (len(now) + 1) + cut :]
        )
    assert idea(canvas.merged(there, one.get_update())) == str(text)


@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_change_with_one_byte_wrong_is_refused_or_leaves_a_canvas(place, byte):
    there = begun()
    one = phone(there)
    text = one.get("idea", type=Text)
    text += ", verden"
    change = bytearray(one.get_update())
    change[place % len(change)] = byte
    try:
        after = canvas.merged(there, bytes(change))
    except NotACanvas:
        return
    assert "Hei" in idea(after) or len(idea(after)) < 40


@given(junk=st.binary(max_size=300))
def test_what_is_no_change_is_refused_or_changes_nothing_readable(junk):
    there = begun()
    try:
        after = canvas.merged(there, junk)
    except NotACanvas:
        return
    assert all(isinstance(text, str) for text in canvas.texts(after).values())


def test_a_card_longer_than_a_card_is_refused_and_may_be_made_shorter():
    there = begun("a" * canvas.MOST_IN_A_CARD)
    with pytest.raises(NotACanvas):
        canvas.rewritten(there, was=canvas.texts(there), now={"idea": "a" * 601})
    assert idea(canvas.rewritten(there, was=canvas.texts(there), now={"idea": "b"})) == "b"


def test_a_change_of_another_kind_does_not_take_a_card_away():
    there = begun()
    odd = Doc()
    odd.get("idea", type=Array).append("x")
    with pytest.raises(NotACanvas):
        canvas.merged(there, odd.get_update())


def test_a_sign_no_database_keeps_is_refused():
    there = begun()
    one = phone(there)
    text = one.get("idea", type=Text)
    text += "a\0b"
    with pytest.raises(NotACanvas):
        canvas.merged(there, one.get_update())


COUNTS = r"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from kominn.allin import canvas
there = canvas.rewritten(canvas.new_canvas(), was={}, now={"idea": "Hei"})
huge = [b"\xff\xff\xff\xff\x0f", b"\x80\x80\x809", b"\xff" * 9 + b"\x01"]
for head in (b"", b"\x00", b"\x01", b"\x01\x01", b"\x01\x01\x01\x00\x04\x01\x04idea", b"\x00\x01\x01"):
    for count in huge:
        try:
            canvas.merged(there, head + count)
        except canvas.NotACanvas:
            pass
# The peak of this program alone: `ru_maxrss` begins with that of whoever started it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(canvas.texts(there)["idea"], int(peak.split()[1]) // 1024)
"""


def test_a_phone_that_claims_millions_of_changes_takes_no_memory():
    ended = subprocess.run(
        [sys.executable, "-c", COUNTS],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    text, megabytes = ended.stdout.split()
    assert text == "Hei"
    assert int(megabytes) < 100
