"""Towns from files: JSON and CSV say the same, and bad input is named with its place."""

import json

import pytest

from citystats.composite.files import TownError, read_town
from citystats.composite.towns import Count, Rate
from tests.citystats.composite.towns import CODES, as_csv, as_json, counts, town


def read(described):
    return read_town(json.dumps(described).encode())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(json.dumps(as_json()).encode(), id="json"),
        pytest.param(as_csv().encode("utf-8-sig"), id="csv with a mark"),
        pytest.param(as_csv().replace("\n", "\n\n").encode(), id="csv with empty lines"),
    ],
)
def test_both_forms_give_the_same_town(data):
    found, meant = read_town(data), town()
    assert (found.areas, found.borders, found.indicators) == (
        meant.areas, meant.borders, meant.indicators
    )  # fmt: skip
    assert found.seen == meant.seen


def test_an_area_without_a_value_is_simply_not_known():
    seen = counts()
    del seen[CODES[0], "turnout"]
    assert len(read(as_json(seen)).seen) == len(counts()) - 1


def test_a_line_of_csv_without_numbers_describes_and_counts_nothing():
    first = next(iter(counts()))
    text = as_csv().splitlines()
    text[1] = text[1].replace(f";{counts()[first].hits};900;", ";;;")
    found = read_town("\n".join(text).encode())
    assert len(found.seen) == len(counts()) - 1
    assert len(found.indicators) == 5


def test_a_rate_is_read_with_its_error_and_a_comma_is_a_point_in_csv():
    text = "area,indicator,domain,kind,direction,estimate,error\n" + "".join(
        f'{code},turnout,part,participation,less,"61,5",2.5\n' for code in CODES
    )
    assert read_town(text.encode()).seen[0, 0] == Rate(61.5, 2.5)
    described = as_json({})
    described["values"] = [{"area": "a00", "indicator": "turnout", "estimate": 61, "error": 2}]
    assert list(read(described).seen.values()) == [Rate(61.0, 2.0)]


def changed(place, name, value):
    described = as_json()
    described[place][0][name] = value
    return json.dumps(described)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"areas": [', "line 1, column 12: not JSON"),
        ('{"areas": 3}', "'areas' must be a list"),
        ('{"areas": [3]}', "areas 1: must be an object"),
        ('{"areas": NaN}', "NaN is not a number"),
        ('{"areas": [{"code": 4}]}', "areas 1: 'code' must be a text"),
        ('{"a":' + "[" * 100_000, "nested too deep"),
        (changed("areas", "code", "a01"), "area 'a01' comes twice"),
        (changed("areas", "name", "Vi\ud800ka"), "areas 1: 'name' must be a text"),
        (changed("indicators", "title", "\u202eAndel"), "indicators 1: 'title' must be a text"),
        (changed("indicators", "domain", "work\0"), "indicators 1: 'domain' must be a text"),
        (changed("indicators", "id", "dropout"), "indicator 'dropout' comes twice"),
        (changed("indicators", "kind", "wealth"), "indicators 1: 'kind' is 'wealth', not one of"),
        (changed("indicators", "kind", "police"), "indicators 1: indicator 'low_income' is about police"),
        (changed("indicators", "direction", "up"), "not one of more, less"),
        (changed("indicators", "reference", 4), "'reference' must be an object"),
        (changed("indicators", "reference", {"year": 2019, "mean": 1, "spread": 0}),
         "indicators 1, reference: a reference needs"),
        (changed("indicators", "reference", {"year": "x"}), "'year' must be a whole number"),
        (changed("values", "area", "b"), "no area has the code 'b'"),
        (changed("values", "indicator", "b"), "no indicator has the id 'b'"),
        (changed("values", "area", "a01"), "values 6: 'low_income' of area 'a01' comes twice"),
        (changed("values", "numerator", 901), "values 1: 901 of 900 cannot be"),
        (changed("values", "numerator", 1.5), "values 1: 'numerator' must be a whole number"),
        (changed("values", "error", 1.5), "values 1: has both a count and a rate"),
        (json.dumps(as_json() | {"values": [{"area": "a00", "indicator": "turnout",
                                            "estimate": 1, "error": 0}]}), "an error above 0"),
        (json.dumps(as_json() | {"values": [{"area": "a00", "indicator": "turnout",
                                            "estimate": 10**400, "error": 0}]}), "must be a number"),
        (json.dumps(as_json() | {"values": [*as_json()["values"][1:],
            {"area": "a00", "indicator": "low_income", "estimate": 1, "error": 1}]}),
         "mixes counts and rates"),
        (json.dumps(as_json() | {"neighbours": [["a00"]]}), "neighbours 1: must be two codes"),
        (json.dumps(as_json() | {"neighbours": {}}), "'neighbours' must be a list"),
        (json.dumps(as_json() | {"neighbours": [["a00", "a00"]]}), "'a00' borders on itself"),
        (json.dumps(as_json() | {"areas": as_json()["areas"][:4], "values": [], "neighbours": []}),
         "5 to 400 areas"),
        (json.dumps(as_json() | {"indicators": [], "values": []}), "1 to 40 indicators"),
        ("", "no line below the names"),
        ("area;indicator;domain;kind;direction\n", "no line below the names"),
        ("area;wealth\n", "line 1: no column is called 'wealth'"),
        ("area;area\n", "each column needs a name of its own"),
        ("area;indicator\n", "the column 'domain' is missing"),
        (as_csv().replace(";900;", ";nine;", 1), "line 2: 'denominator' must be a whole number"),
        (as_csv().replace(";900;", ";9_00;", 1), "line 2: 'denominator' must be a whole number"),
        (as_csv().replace(";900;", ";;", 1), "line 2: 'denominator' must be a whole number"),
        (as_csv().replace(";900;", ";", 1), "line 2: has 12 fields, the first has 13"),
        (as_csv().replace("2019;0,2", "2019;", 1), "line 2: 'reference_mean' must be a number"),
        (as_csv().replace("2019;0,2", "2018;0,2", 1), "line 7: indicator 'low_income' is not described"),
        (as_csv().replace("Vika 0;", "Vika;", 1), "line 3: area 'a00' has another name"),
        (as_csv().replace("a00;", '"a00;', 1), "is not CSV"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_its_place(text, sentence):
    with pytest.raises(TownError) as caught:
        read_town(text.encode())
    assert sentence in str(caught.value)


def test_latin_letters_in_an_old_coding_and_huge_files_are_named():
    with pytest.raises(TownError, match="line 2: is not UTF-8"):
        read_town("area;name\na;Østre".encode("latin-1"))
    with pytest.raises(TownError, match="larger than 10 MB"):
        read_town(b"x" * 10_000_001)


def test_people_are_whole_and_bounded():
    with pytest.raises(ValueError, match="cannot be"):
        Count(1, 10**9)
