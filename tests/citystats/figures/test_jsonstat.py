"""JSON-stat 2 as it comes: every way of writing it, and every way of getting it wrong."""

import copy
import json
from collections import Counter

import pytest

from citystats.figures.faults import FiguresError
from citystats.figures.jsonstat import read_jsonstat
from citystats.figures.terms import Missing
from tests.needs import SHARED

SAMPLES = SHARED / "reference" / "jsonstat"
beside = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"{SAMPLES} is not there: the samples stand beside the project"
)

SMALL = {
    "version": "2.0",
    "class": "dataset",
    "id": ["Region", "Tid"],
    "size": [2, 3],
    "role": {"time": ["Tid"]},
    "dimension": {
        "Region": {"category": {"index": {"3909": 1, "3907": 0}, "label": {"3909": "Larvik"}}},
        "Tid": {"category": {"index": ["2020", "2021", "2022"]}},
    },
    "value": [1, 2, 3, 4, None, 6],
    "status": {"4": ":"},
}


def read(**changes):
    document = copy.deepcopy(SMALL)
    document.update(changes)
    return read_jsonstat(json.dumps(document).encode())


def told(dataset):
    return {(f.area, f.period): f.value for f in dataset.figures()}


def test_a_sign_that_cannot_be_shown_is_none():
    for status in ("\ud800", ["\ud800"] * 6, {"0": "\ud800"}):
        assert {figure.flag for figure in read(status=status).figures()} == {""}


def test_each_value_finds_its_area_and_year():
    assert told(read()) == {
        ("3907", "2020"): 1,
        ("3907", "2021"): 2,
        ("3907", "2022"): 3,
        ("3909", "2020"): 4,
        ("3909", "2021"): None,
        ("3909", "2022"): 6,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"value": {"0": 1, "1": 2, "2": 3, "3": 4, "5": 6}},
        {"status": ["", "", "", "", ":", ""]},
        {"status": ""},
        {"status": None},
        {"role": {"time": None}},
        {"role": None},
    ],
)
def test_the_ways_of_writing_it_say_the_same(changes):
    assert told(read(**changes)) == told(read())


def test_why_there_is_no_number_is_three_different_things():
    dataset = read(value=[None] * 6, status=[":", "..", ".", "", "p", "x"])
    assert [figure.missing for figure in dataset.figures({"x": Missing.PROTECTED})] == [
        Missing.PROTECTED,
        Missing.NOT_COLLECTED,
        Missing.CANNOT_BE,
        Missing.NOT_COLLECTED,
        Missing.NOT_COLLECTED,
        Missing.PROTECTED,
    ]


def test_a_sign_beside_a_number_is_kept():
    figures = list(read(status={"0": "p"}).figures())
    assert (figures[0].value, figures[0].flag, figures[0].missing) == (1, "p", None)


def test_a_dimension_of_one_needs_no_index():
    document = copy.deepcopy(SMALL)
    document["id"], document["size"] = ["Kjonn", "Region", "Tid"], [1, 2, 3]
    document["dimension"]["Kjonn"] = {"category": {"label": {"0": "begge"}}}
    figures = list(read_jsonstat(json.dumps(document).encode()).figures())
    assert len(figures) == 6
    assert figures[0].breakdown == (("Kjonn", "0"),)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"class": "collection"}, "a JSON-stat 'collection', not a dataset"),
        ({"class": None}, "does not say that it is a JSON-stat 2 dataset"),
        ({"value": [1, 2, 3]}, "has 3 values, but its dimensions make 6"),
        ({"value": []}, "has no values"),
        ({"value": {"6": 1}}, "one has the place '6'"),
        ({"value": {"-1": 1}}, "one has the place '-1'"),
        ({"value": {"x": 1}}, "one has the place 'x'"),
        ({"value": "many"}, "neither a list nor a mapping"),
        ({"value": [1, 2, 3, 4, 5, "6"]}, "value 5: '6' is not a number"),
        ({"value": [1, 2, 3, 4, 5, True]}, "value 5: True is not a number"),
        ({"status": [":"]}, "1 statuses for 6 values"),
        ({"status": 7}, "neither a word, a list nor a mapping"),
        ({"size": [2, -3]}, "'size' holds -3"),
        ({"size": [2]}, "one number for each dimension"),
        ({"size": [3, 2]}, "it has 2 categories, but its size is 3"),
        ({"size": [100_000, 100_000]}, "it has 2 categories"),
        ({"id": ["Region", "Region"]}, "names a dimension twice"),
        ({"id": ["Region", "When"]}, "it is named in 'id', but not described"),
        ({"dimension": None}, "has no 'dimension'"),
        ({"id": ["Reg\x00ion", "Tid"]}, "a character that cannot be shown"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence(changes, sentence):
    with pytest.raises(FiguresError, match=sentence.replace("(", r"\(")):
        read(**changes)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b"[1]", "not a JSON-stat dataset"),
        (json.dumps(SMALL).encode()[:-40], "may be cut off; fetch it again"),
        (b'{"class": "dataset", "value": [NaN]}', "NaN, which is not a number"),
        ('{"label": "Tj\xf8lling"}'.encode("latin-1"), "line 1: is not UTF-8"),
        ("{}".encode("utf-16"), "is UTF-16"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"dataset": {"dimension": {}}}', "version 1. Ask for json-stat2"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(FiguresError, match=sentence):
        read_jsonstat(data)


def test_a_mark_at_the_beginning_changes_nothing():
    assert told(read_jsonstat(b"\xef\xbb\xbf" + json.dumps(SMALL).encode())) == told(read())


def test_a_year_that_is_no_year_is_named():
    document = copy.deepcopy(SMALL)
    document["dimension"]["Tid"] = {"category": {"index": ["2020", "2021", "soon"]}}
    with pytest.raises(FiguresError, match="'soon' is no period that is known"):
        list(read_jsonstat(json.dumps(document).encode()).figures())


@beside
def test_an_answer_of_statistics_norway():
    dataset = read_jsonstat((SAMPLES / "ssb_05300.json").read_bytes())
    figures = list(dataset.figures())
    assert len(figures) == 432
    missing = [figure for figure in figures if figure.missing]
    assert len(missing) == 28
    assert Counter(figure.missing for figure in missing) == {
        Missing.CANNOT_BE: 20,
        Missing.NOT_COLLECTED: 8,
    }
    assert dataset.updated == "2022-05-24T06:00:00Z"


@beside
def test_an_answer_of_statistics_sweden():
    dataset = read_jsonstat((SAMPLES / "scb_TAB6471_data.json").read_bytes(), area="Region")
    figures = list(dataset.figures())
    assert len(figures) == 2772
    assert figures[0].period == "2026M01"
    assert figures[0].area == dataset.dimension("Region").categories[0].code


@beside
def test_a_description_without_values_is_refused():
    with pytest.raises(FiguresError, match="the table's description only"):
        read_jsonstat((SAMPLES / "scb_TAB6471_metadata.json").read_bytes())


@beside
def test_a_bundle_of_version_1_is_refused():
    with pytest.raises(FiguresError, match="version 1"):
        read_jsonstat((SAMPLES / "pyjstat_statswe.json").read_bytes())


@beside
def test_lists_and_mappings_in_one_file():
    dataset = read_jsonstat((SAMPLES / "askstat_pxweb_dataset.json").read_bytes())
    assert [f.value for f in dataset.figures()] == [10, 11, 20, 21]
