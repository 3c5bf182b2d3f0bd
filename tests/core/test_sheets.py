"""Sheets for the printer: what somebody wrote is never read as a template's language."""

from __future__ import annotations

import shutil

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from kominn.core import sheets, squares

PLAIN = """#import "/core/paper/house.typ": *
#show: page-of.with(foot: [Lågenvik])
= #facts.name
#panel[#facts.text]
#square(facts.square, "til koden")
"""
SQUARE = squares.as_drawing("https://example.org/ungdom/bli-med/12345678/")


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A house with one more sheet in it: typst reads nothing outside of its root."""
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(sheets.ROOT / "core" / "paper", root / "core" / "paper")
    (root / "plain.typ").write_text(PLAIN)
    return root


@pytest.fixture(autouse=True)
def here(folder, monkeypatch):
    monkeypatch.setattr(sheets, "ROOT", folder)


def made(text, *, language="nb"):
    facts = {"name": text or "–", "text": text, "square": SQUARE}
    return sheets.sheet("plain.typ", facts, language=language, title="Ark")


def test_a_sheet_is_a_pdf_on_a4_that_says_its_language_and_title(tmp_path):
    (tmp_path / "a.pdf").write_bytes(made("Sjøbod for alle"))
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert pdf.Root.Lang == "nb"
        assert pdf.Root.MarkInfo.Marked
        assert "Ark" in str(pdf.open_metadata()["dc:title"])


def test_an_emoji_is_drawn_and_what_no_typeface_has_is_a_square(tmp_path):
    for text, read_aloud in (("Sjøbod 🛶", True), ("海の小屋", False)):
        (tmp_path / "a.pdf").write_bytes(made(text))
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            assert ("{http://www.aiim.org/pdfua/ns/id/}part" in pdf.open_metadata()) is read_aloud


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_somebody_wrote_makes_a_sheet(text):
    assert made(text).startswith(b"%PDF")


@pytest.mark.parametrize("attack", ["#panic()", '#read("/etc/passwd")', "$x", "*_`", "#{"])
def test_what_looks_like_the_template_s_language_is_words(attack):
    assert made(attack).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["nb", "nn", "en", "ar", "ti"])
def test_every_script_has_its_typeface(language, tmp_path):
    (tmp_path / "a.pdf").write_bytes(made("Hei مرحبا ሰላም", language=language))
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    for name in ("Inter", "IBMPlexSansArabic", "NotoSansEthiopic"):
        assert any(name.casefold() in font.replace("-", "").casefold() for font in fonts), fonts


def test_a_template_reads_no_file_outside_the_house(folder):
    (folder / "out.typ").write_text('#read("/../../etc/passwd")')
    with pytest.raises(typst.TypstError):
        sheets.sheet("out.typ", {}, language="nb", title="x")


def test_a_picture_without_words_is_refused(folder):
    (folder / "mute.typ").write_text(
        PLAIN.replace('square(facts.square, "til koden")', "image(bytes(facts.square))")
    )
    facts = {"name": "x", "text": "x", "square": SQUARE}
    with pytest.raises(typst.TypstError):
        sheets.sheet("mute.typ", facts, language="nb", title="x")
