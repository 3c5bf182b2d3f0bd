"""A chart as a picture: decoded, the right size, not blank, and never more at once than one."""

import datetime as dt
import io
import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image

from kominn.core import chart_pictures
from kominn.core.charts.bars import bar_chart
from kominn.core.charts.lines import Dated, line_chart
from kominn.core.charts.rows import Row

ROWS = [Row("Ås\x0b & <by>", 12.0, "12 %", own=True), Row("Landet", 9.5, "9,5 %"), Row("Øy", None, why="hidden")]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept():
    chart_pictures.kept.forget()
    yield
    chart_pictures.kept.forget()


def made(rows=ROWS, title="Prøve"):
    with translation.override("nb"):
        return chart_pictures.picture(
            "core/charts/_bars.html",
            {"chart": bar_chart(rows)},
            title=title,
            told="",
            source="Kilde: Statistikkontoret. Hentet 1. mars 2026.",
        )


def test_a_picture_is_a_png_on_white_with_something_on_it():
    with Image.open(io.BytesIO(made())) as picture:
        assert (picture.format, picture.width) == ("PNG", 1440)
        assert 500 < picture.height < 1400
        colours = {colour: n for n, colour in picture.convert("RGB").getcolors(1 << 20)}
    assert max(colours, key=colours.get) == (255, 255, 255)
    assert colours[0x35, 0x56, 0x6F] > 1000  # the city's own bar
    assert 0.02 < 1 - colours[255, 255, 255] / sum(colours.values()) < 0.5


def test_the_same_picture_is_drawn_once_and_another_title_is_another_picture():
    assert made() == made()
    assert made(title="En annen") != made()
    assert len(chart_pictures.kept.pictures) == 2


def test_every_colour_of_the_page_is_known_to_the_picture():
    assert "var(" not in chart_pictures._styles()
    assert ".chart-bar-own { fill: #35566f;" in chart_pictures._styles()
    assert ".chart-halo" in chart_pictures._styles()


def test_the_picture_says_in_plain_words_what_the_page_says():
    page = """<figcaption class="chart-told">Øst &amp; vest:
      12&nbsp;%</figcaption><svg class="chart-drawing a"><path/></svg>
      <li><svg class="chart-sample" viewBox="0 0 1 1"></svg><span>Her &lt;nå&gt;</span></li>"""
    said = chart_pictures.words_of(page, title="T", told="", source="Kilde")
    assert said["told"] == "Øst & vest: 12\u00a0%"
    assert [one["words"] for one in said["key"]] == ["Her <nå>"]
    assert said["drawings"][0].startswith('<svg class="chart-drawing a" xmlns=')
    page = page.replace("chart-told", "x")
    assert (
        chart_pictures.words_of(page, title="T", told="9&nbsp;%", source="")["told"] == "9\u00a0%"
    )


def test_every_letter_of_a_name_stands_as_low_as_the_first():
    """Of an Arabic name typst lowers one letter only, where all are asked to be lowered."""
    facts = {"chart": bar_chart([Row("البلد", 7.3, "7,3 %")]), "id": "a", "title": "T"}
    page = render_to_string("core/charts/_bars.html", facts)
    [drawing] = chart_pictures.words_of(page, title="T", told="", source="")["drawings"]
    asked = re.findall(r' y="(\d+)" dy=".35em"', page)
    assert len(asked) == page.count("<text") > 2
    assert "dy=" not in drawing
    assert re.findall(r'<text [^>]*? y="([\d.]+)"', drawing) == [
        f"{int(y) + 0.35 * 8.5:.2f}" for y in asked
    ]


@pytest.mark.parametrize(("language", "country"), [("nb", "Landet"), ("en", "The country")])
def test_the_key_of_lines_is_names_and_nothing_else(language, country):
    named = [("Ås", [Dated(dt.date(2024, 1, 1), 1.0)]), (country, [Dated(dt.date(2025, 1, 1), 2)])]
    facts = {"chart": line_chart(named), "id": "a", "told": "core/charts/_none.html"}
    with translation.override(language):
        page = render_to_string("core/charts/_line.html", facts)
    key = chart_pictures.words_of(page, title="T", told="", source="")["key"]
    assert [one["words"] for one in key] == ["Ås", country]
    assert page.count('<span lang="nb">') == 1


def test_nobody_stands_in_line_for_long(monkeypatch):
    monkeypatch.setattr(chart_pictures, "MOST_SECONDS_IN_LINE", 0)
    with chart_pictures.turn, pytest.raises(chart_pictures.Busy):
        made()


def test_a_crowd_that_asks_for_pictures_leaves_threads_for_others(monkeypatch):
    monkeypatch.setattr(chart_pictures, "MOST_SECONDS_IN_LINE", 0)
    for _ in range(chart_pictures.MOST_IN_LINE):
        assert chart_pictures.line.acquire(blocking=False)
    try:
        with pytest.raises(chart_pictures.Busy):
            made()
    finally:
        chart_pictures.line.release(chart_pictures.MOST_IN_LINE)
    assert made()


def test_what_is_empty_or_endless_is_no_picture():
    for rows in ([], [Row(f"Rad {n}", 1.0, "1") for n in range(200)]):
        with pytest.raises(ValueError, match="not for a picture"):
            made(rows)
