"""The drawings as SVG: well formed, with words for who does not see, and numbers no language breaks."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from citystats.funnel import curve
from kominn.core.chart_pictures import STATIC
from kominn.core.charts.area_maps import Outlined, area_map
from kominn.core.charts.bars import bar_chart
from kominn.core.charts.dots import dot_strip
from kominn.core.charts.funnels import Spot, funnel_chart
from kominn.core.charts.ranges import Measure, range_chart
from kominn.core.charts.rows import Row
from kominn.core.charts.slopes import Change, slope_chart
from kominn.core.charts.tiles import Tile, tile_map

ODD = "Øst & <vest>"
RING = [(10.0, 59.0), (10.1, 59.0), (10.1, 59.05), (10.0, 59.0)]
MADE = {
    "bars": bar_chart([Row("Her", 1234.5, "1 234,5", 1000.5, 1500.25, "1 000,5–1 500,25", own=True), Row(ODD, -2.5, "−2,5"), Row("Skjult", None, why="hidden"), Row("Få", None, why="few"), Row("Ingen", None)]),
    "ranges": range_chart([Measure("Her", 12.5, "12,5", 12.0, 13.0, country=10.5, country_text="10,5", least=8.5, most=14.5), Measure(ODD, None, why="hidden", country=1.5)]),
    "dots": dot_strip([Row("Her", 12.5, "12,5", own=True), Row(ODD, 10.25, "10,25"), Row("Skjult", None, why="hidden")], country=Row("Landet", 11.5, "11,5")),
    "slopes": slope_chart([Change("Her", 12.5, "12,5", own=True, before=10.5, before_text="10,5"), Change(ODD, None, before=3.5, before_text="3,5")], before="2015", after="2025"),
    "funnels": funnel_chart([Spot("Her", 0.5, "50 %", size=1200, size_text="1200", own=True, beyond="far"), Spot(ODD, 0.21, "21 %", size=12_000, size_text="12 000")], curve(1000, 12_000, 0.2), middle=0.2, middle_text="20 %"),
    "tiles": tile_map([Tile("Her", 12.5, "12,5"), Tile(ODD, None, why="few", column=1)]),
    "area_map": area_map([Outlined("Her", 12.5, "12,5", rings=[RING], centre=(10.05, 59.02)), Outlined(ODD, None, why="hidden", rings=[[(x + 0.1, y) for x, y in RING]], centre=(10.15, 59.02))]),
}  # fmt: skip
FIGURES = re.compile(r'\b(?:x|y|x1|y1|cx|cy|r|d|width|height|viewBox|transform)="([^"]*)"')


def drawn(kind, language="nb"):
    with translation.override(language):
        facts = {"chart": MADE[kind], "id": "prov", "title": "Prøve & sånn", "unit": "%"}
        return render_to_string(f"core/charts/_{kind}.html", facts)


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("kind", MADE)
def test_a_drawing_is_well_formed_and_no_attribute_holds_a_comma(kind, language):
    page = drawn(kind, language)
    assert not [one for one in FIGURES.findall(page) if set(one) & set(",\u00a0\u202f")]
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(svg)


@pytest.mark.parametrize("kind", MADE)
def test_whoever_does_not_see_it_hears_every_name_and_figure(kind):
    svg = re.search(r"<svg class=\"chart-drawing.*?</svg>", drawn(kind), re.DOTALL)[0]
    found = {e.tag.rpartition("}")[2]: e for e in ElementTree.fromstring(svg)[:2]}
    assert found["title"].text == "Prøve & sånn"
    told = found["desc"].text
    for row in MADE[kind].told.rows:
        assert row.name in told
        assert row.text in told
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [
        found[tag].get("id") for tag in ("title", "desc")
    ]


class Text(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.said = []
        self.feed(page)

    def handle_data(self, data):
        if data.strip():
            self.said.append(data.strip())


@pytest.mark.parametrize("kind", MADE)
def test_the_table_says_all_that_the_drawing_does(kind):
    with translation.override("nb"):
        facts = {"chart": MADE[kind], "id": "tabell", "title": "Prøve"}
        page = render_to_string("core/charts/_table.html", facts)
    said = Text(page).said
    for row in MADE[kind].told.rows:
        assert row.name in said
        assert not row.text or row.text in said
        assert row.value is not None or {"vises ikke", "for få", "ikke noe tall"} & set(said)


@pytest.mark.parametrize("kind", MADE)
def test_what_cannot_be_drawn_is_said_in_words(kind):
    with translation.override("nb"):
        page = render_to_string(f"core/charts/_{kind}.html", {"chart": None, "id": "x"})
    assert Text(page).said[0] == "Det er ingen tall å tegne."


def test_what_one_sees_is_said_first_in_words():
    said = " ".join(Text(drawn("bars")).said)
    assert said.startswith(
        "Her: 1 234,5. Høyest: Her, 1 234,5. Lavest: Øst & <vest>, −2,5. "
        "1 tall vises ikke, for å verne enkeltpersoner. 1 gjelder for få til å si noe."
    )
    said = " ".join(Text(drawn("ranges")).said)
    assert said.startswith("Klart over landet: Her. 1 tall vises ikke")


def test_a_value_of_the_barometer_stands_by_its_name_and_never_over_the_country_s_line():
    texts = re.findall(r'<text class="chart-text chart-halo.*?</text>', drawn("ranges"), re.DOTALL)
    assert re.search(
        r' x="0" [^>]*>Her<tspan class="chart-own" dx="8">&#8206;12,5</tspan>', texts[0]
    )
    assert not [one for one in texts if 'text-anchor="end"' in one]


def test_what_a_map_draws_beyond_its_frame_covers_nothing_on_the_page():
    rules = (STATIC / "charts.css").read_text()
    assert rules.index(".chart-map { overflow: hidden; }") > rules.index("overflow: visible")
    assert 'class="chart-drawing chart-map"' in drawn("area_map")


def test_a_figure_stays_as_written_in_a_sentence_that_runs_from_the_right():
    with translation.override("ar"):
        facts = {"chart": MADE["slopes"], "id": "prov", "title": "Prøve"}
        page = render_to_string("core/charts/_slopes.html", facts)
        assert render_to_string("core/charts/_names.html", {"rows": [Row("16–19 år", 1.0)]}) == (
            "\u206816–19 år\u2069"
        )
    assert "\u206610,5\u00a0→\u00a012,5\u2069" in page, "and on one line"
    assert not {"\u2066", "\u2068"} & set(drawn("slopes"))


def test_what_the_others_are_parts_of_is_told_and_is_no_competitor():
    def said(*rows):
        with translation.override("nb"):
            facts = {"chart": bar_chart(rows), "id": "prov", "title": "Prøve"}
            return " ".join(render_to_string("core/charts/_rows_told.html", facts).split())

    own, other = Row("Her", 9.8, "9,8", own=True), Row("Der", 10.3, "10,3")
    country = Row("Landet", 11.7, "11,7", whole=True)
    assert (
        said(own, other, country) == "Her: 9,8. Høyest: Der, 10,3. Lavest: Her, 9,8. Landet: 11,7."
    )
    assert said(own, country) == "Her: 9,8. Landet: 11,7."
