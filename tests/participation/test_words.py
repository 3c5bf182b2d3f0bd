"""Words that hint at danger and words that hurt, in the languages young people write in."""

from __future__ import annotations

import pytest

from kominn.participation.words import abuse, danger
from kominn.participation.words.abuse import ABUSE
from kominn.participation.words.danger import DANGER


@pytest.mark.parametrize(
    "text",
    [
        "jeg vil ikke leve lenger",
        "Jeg vil bare dø",
        "eg vil ikkje leve",
        "pappa slår meg når han drikker",
        "I don’t want to live",
        "he hits me",
        "chcę po prostu umrzeć",
        "б’є мене тато",
        "noriu tiesiog mirti",
        "أُريدُ أن أموت",
        "وسأنتحر",
        "aabahay waa i garaacaa",
        "ኣቦይ ይወቅዓኒ",
    ],
)
def test_words_about_danger_are_found_in_every_language(text):
    assert DANGER.found(text)


@pytest.mark.parametrize(
    "text",
    [
        "s e l v m o r d",
        "s.e.l.v.m.o.r.d",
        "selvm0rd",
        "SELVMOOOORD",
        "selv\u200bmord",
        "ｓｅｌｖｍｏｒｄ",
        "s\u0336e\u0336l\u0336v\u0336mord",
        "нe хочу жити",
        "vil\n\nikke\nleve",
    ],
)
def test_words_written_around_are_found_as_well(text):
    assert DANGER.found(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vi vil ha en kafé på brygga",
        "trekke på meg jakka",
        "et voldsomt bra sted",
        "vi slår gresset på søndag",
        "Ingen skal stå utenfor",
        "مكان نلتقي فيه مساء",
        "Meel aan ku kulanno",
    ],
)
def test_an_idea_without_danger_calls_nobody(text):
    assert not DANGER.found(text)


@pytest.mark.parametrize(
    "text",
    ["h0r3", "H.O.R.E", "din hore", "fuuuuck you", "b1tch", "k u r w a", "ty kurwo", "сукa",
     "شـرمـوطة", "يا $harmuta", "n€g3r"],
)  # fmt: skip
def test_words_that_hurt_are_found_in_five_languages_and_written_around(text):
    assert ABUSE.found(text)


@pytest.mark.parametrize("text", ["bokhora", "hører til", "kl 20 hver dag", "koranskole"])
def test_a_word_within_another_does_not_hurt(text):
    assert not ABUSE.found(text)


def test_every_language_of_the_young_has_words_about_danger():
    assert set(danger.BY_LANGUAGE) == {"nb", "nn", "en", "pl", "uk", "lt", "ar", "so", "ti"}
    assert len(abuse.BY_LANGUAGE) >= 5
    assert all(danger.BY_LANGUAGE.values())


@pytest.mark.parametrize("text", ["vil " * 20_000, "a " * 40_000, "\n" * 40_000, "0" * 80_000])
def test_a_long_text_is_looked_through(text):
    assert not DANGER.found(text)
