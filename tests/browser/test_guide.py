"""README and guide say what is there: pictures, buttons and commands."""

from __future__ import annotations

import re

import polib
import pytest
from django.conf import settings
from django.core.management import get_commands

from kominn.config.launch.words import HELP
from tests.browser.pictures import FOLDER, MOST_BYTES, PAPERS, ROOT

GUIDE = [paper for paper in PAPERS if paper.parent.name == "guide"]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!http)([^)#]+)")
# Emphasis in sentences of their own: no button says this.
PLAIN_EMPHASIS = {
    "fet skrift",
    "Den åpne byen",
    "Rundebordet",
    "Det forseglede rommet",
    "Åpne aldri en fil du tror viser overgrep mot barn.",
}


def pictures_in(paper) -> list[tuple[str, str]]:
    return PICTURE.findall(paper.read_text(encoding="utf-8"))


def in_bokmaal() -> set[str]:
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "nb" / "LC_MESSAGES" / "django.po"))
    return {entry.msgstr for entry in catalogue if not entry.obsolete and not entry.fuzzy}


def test_every_picture_is_shown_somewhere_and_every_picture_shown_is_there():
    shown = {(paper.parent / path).resolve() for paper in PAPERS for _, path in pictures_in(paper)}
    kept = {path.resolve() for path in FOLDER.iterdir()}
    assert shown == kept


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_picture_says_in_words_what_it_shows(paper):
    assert [path for words, path in pictures_in(paper) if len(words) < 15] == []


@pytest.mark.parametrize("picture", sorted(FOLDER.iterdir()), ids=lambda picture: picture.name)
def test_pictures_are_small(picture):
    assert picture.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("paper", GUIDE, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_button_named_in_the_guide_is_on_a_page(paper):
    named = set(re.findall(r"\*\*(.+?)\*\*", paper.read_text(encoding="utf-8"), re.DOTALL))
    named = {" ".join(words.split()) for words in named} - PLAIN_EMPHASIS
    assert named - in_bokmaal() == set()


def test_every_button_readme_tells_one_to_press_is_on_a_page():
    pressed = re.findall(r"[Pp]ress \*\*(.+?)\*\*", (ROOT / "README.md").read_text("utf-8"))
    assert set(pressed) - in_bokmaal() == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_command_is_one(paper):
    text = paper.read_text(encoding="utf-8")
    words = set(re.findall(r"\./kominn (\w+)", text))
    assert words - set(re.findall(r"\./kominn (\w+)", HELP)) == set()
    assert set(re.findall(r"\./kominn manage (\w+)", text)) - get_commands().keys() == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_link_to_another_paper_leads_there(paper):
    links = LINK.findall(paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []
