"""The catalogues: whole, in step with the code, and never quietly English.

What a sentence says is for people to judge; these tests hold what a machine can see.
"""

from __future__ import annotations

import ast
import gettext
import re
import unicodedata
from functools import cache

import polib
import pytest

from kominn.config import catalogues, texts
from kominn.core import languages

WHOLE = ("nb", "nn")
FOR_REPORTERS = ("pl", "lt", "uk", "ar", "so", "ti")
EVERY = WHOLE + FOR_REPORTERS
PLURALS = {"nb": 2, "nn": 2, "pl": 4, "lt": 4, "uk": 4, "ar": 6, "so": 2, "ti": 2}

SAME_IN_NORWEGIAN = "same in Norwegian"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
SET_APART = re.compile("\u2066[^\u2069]*\u2069")
NUMBER = re.compile(r"\d+")


@cache
def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(texts.catalogue(code)))


def wordings(entry: polib.POEntry) -> list[str]:
    return [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


def pairs(code: str) -> list[tuple[str, str]]:
    """Every wording beside the English it stands for."""
    return [
        (entry.msgid_plural or entry.msgid, wording)
        for entry in catalogue(code)
        for wording in wordings(entry)
    ]


def figures(text: str) -> set[str]:
    """The numbers in a text, whatever digits they are written with."""
    digits = PLACEHOLDER.sub("", text)
    return {"".join(str(unicodedata.digit(d)) for d in n) for n in NUMBER.findall(digits)}


# --- Whole, and in step with the code --------------------------------------------------------


@pytest.mark.parametrize("code", EVERY)
def test_a_catalogue_holds_every_text_of_the_code_and_no_other(code):
    held = [(entry.msgctxt, entry.msgid) for entry in catalogue(code)]
    assert len(held) == len(set(held))
    assert set(held) == set(texts.needed(code)), "run `python -m django texts`"


def test_no_source_calls_gettext_by_a_name_the_reader_of_texts_does_not_know():
    """`from … import gettext as now_` hides every text it marks, unless `now_` is a keyword."""
    names = {
        f"{path.name}: {alias.asname or alias.name}"
        for path in texts.PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and (alias.asname or alias.name) not in texts.KEYWORDS
    }
    assert not names


@pytest.mark.parametrize("code", EVERY)
def test_nothing_is_left_empty_or_in_doubt(code):
    assert [e.msgid for e in catalogue(code) if not all(w.strip() for w in wordings(e))] == []
    assert [e.msgid for e in catalogue(code) if e.fuzzy or e.obsolete] == []


@pytest.mark.parametrize("code", EVERY)
def test_a_plural_has_as_many_wordings_as_the_language_has_forms(code):
    header = catalogue(code).metadata["Plural-Forms"]
    count, rule = re.fullmatch(r"nplurals\s*=\s*(\d);\s*plural\s*=\s*(.+);", header).groups()
    form = gettext.c2py(rule)
    assert int(count) == PLURALS[code]
    assert {form(n) for n in range(1000)} <= set(range(PLURALS[code]))
    plurals = [entry for entry in catalogue(code) if entry.msgid_plural]
    assert plurals
    assert [e.msgid for e in plurals if [*e.msgstr_plural] != [*range(PLURALS[code])]] == []


# --- What a translation must keep ------------------------------------------------------------


@pytest.mark.parametrize("code", EVERY)
def test_a_translation_has_the_placeholders_and_tags_of_its_source(code):
    for english, wording in pairs(code):
        assert {*PLACEHOLDER.findall(wording)} == {*PLACEHOLDER.findall(english)}, wording
        assert sorted(TAG.findall(wording)) == sorted(TAG.findall(english)), wording


@pytest.mark.parametrize("code", EVERY)
def test_every_number_to_call_and_every_limit_stands_in_the_translation(code):
    assert [(e, w) for e, w in pairs(code) if not figures(e) <= figures(w)] == []


def test_a_number_to_call_is_read_in_arabic_in_the_order_it_is_dialled():
    """Two groups of digits change places where the text runs from the right, unless set apart."""
    mixed = [w for _, w in pairs("ar") if re.search(r"\d[\s-]\d", SET_APART.sub("", w))]
    assert mixed == []


@pytest.mark.parametrize("code", FOR_REPORTERS)
def test_no_text_a_reporter_meets_is_left_in_english(code):
    assert [entry.msgid for entry in catalogue(code) if entry.msgid in wordings(entry)] == []


@pytest.mark.parametrize("code", WHOLE)
def test_a_norwegian_text_is_english_only_where_the_word_is_the_same(code):
    same = {entry.msgid for entry in catalogue(code) if entry.msgid in wordings(entry)}
    marked = {e.msgid for e in catalogue(code) if SAME_IN_NORWEGIAN in e.tcomment}
    assert same == marked


@pytest.mark.parametrize("code", WHOLE)
def test_norwegian_is_quoted_and_dashed_as_norwegian_is(code):
    said = [TAG.sub("", wording) for _english, wording in pairs(code)]
    assert [text for text in said if re.search(r"[\"“”]| - ", text)] == []


def test_nynorsk_is_not_bokmaal():
    bokmaal = {(e.msgctxt, e.msgid): wordings(e) for e in catalogue("nb")}
    differ = [e for e in catalogue("nn") if wordings(e) != bokmaal[e.msgctxt, e.msgid]]
    assert len(differ) > 0.6 * len(bokmaal)


# --- The texts a life may hang on ------------------------------------------------------------


@pytest.mark.parametrize("code", EVERY)
def test_emergency_rights_and_receipt_are_marked_as_vital(code):
    vital = {entry.msgid for entry in catalogue(code) if entry.msgctxt == catalogues.VITAL}
    assert {
        "Is anyone in danger right now?",
        "Police, in an emergency",
        "Duty to avert a serious crime",
        "Duty to notify the child welfare service",
        "Never send intimate pictures of anyone under 18",
        "Your receipt",
        "The digits on your receipt",
        "Take it back",
    } <= vital


@pytest.fixture
def compiled(tmp_path, settings):
    """Compile the catalogues into a place of their own, each entry first seen by `mend`."""

    def compile_all(mend=lambda entry: None):
        for code in EVERY:
            copied = polib.pofile(str(texts.catalogue(code)))
            for entry in copied:
                mend(entry)
            folder = tmp_path / code / "LC_MESSAGES"
            folder.mkdir(parents=True, exist_ok=True)
            copied.save(str(folder / "django.po"))
            catalogues.compile_one(folder / "django.po")
        forget()

    settings.LOCALE_PATHS = [tmp_path]
    forget()
    yield compile_all
    forget()


def forget():
    languages.open_to_reporters.cache_clear()
    languages.unreviewed.cache_clear()


def all_read(entry):
    entry.tcomment = ""


def one_left_unread(entry):
    unread = entry.msgctxt == catalogues.VITAL and entry.msgid == "Your receipt"
    entry.tcomment = texts.MACHINE if unread else ""


def only_others_unread(entry):
    entry.tcomment = "" if entry.msgctxt == catalogues.VITAL else texts.MACHINE


def test_a_language_with_one_vital_text_no_person_has_read_is_off(compiled):
    compiled(one_left_unread)
    assert [languages.unreviewed(code) for code in FOR_REPORTERS] == [1] * len(FOR_REPORTERS)
    assert languages.open_to_reporters() == ("nb", "nn", "en")


@pytest.mark.parametrize("mend", [all_read, only_others_unread])
def test_a_language_is_on_when_people_have_read_its_vital_texts(compiled, mend):
    compiled(mend)
    assert set(languages.open_to_reporters()) == {"en", *EVERY}


def test_a_language_without_a_compiled_catalogue_is_off(compiled):
    assert languages.open_to_reporters() == ("nb", "nn", "en")


def test_in_the_demo_every_language_is_on(compiled, settings):
    compiled(one_left_unread)
    settings.SERVER_KEY_KIND = "demo"
    assert set(languages.open_to_reporters()) == {"en", *EVERY}


def test_the_whole_site_is_open_in_its_three_languages_as_the_catalogues_stand(compiled):
    """What is open today follows from the marks in the catalogues, and from nothing else."""
    compiled()
    unread = {
        code
        for code in FOR_REPORTERS
        if any(
            entry.msgctxt == catalogues.VITAL and catalogues.BY_MACHINE in entry.tcomment
            for entry in catalogue(code)
        )
    }
    assert set(languages.open_to_reporters()) == {"en", *EVERY} - unread
