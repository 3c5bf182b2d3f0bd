"""Whatever the library says of a bad file is said in the reader's words."""

import json
import re

import pytest

from citystats.composite.files import TownError, read_town
from citystats.composite.groups import check_groups
from kominn.support.problems import in_words
from tests.factories import support

LINE = "area;indicator;domain;kind;direction;numerator;denominator"


def spoilt(spoil):
    written = support.town()
    spoil(written)
    return support.as_file(written)


BAD = [
    b"\xff\xfe",
    b"{",
    b'{"areas": 3}',
    b'{"areas": [3]}',
    b"area;kart\n1;2",
    b"area;indicator\n1;2",
    LINE.encode(),
    f"{LINE}\n1;2".encode(),
    f"{LINE}\n1;a;income;income;more;ti;100".encode(),
    f"{LINE}\n1;a;income;income;opp;10;100".encode(),
    spoilt(lambda town: town["indicators"][0].update(kind="police")),
    spoilt(lambda town: town["indicators"][0].update(title="Trossamfunn")),
    spoilt(lambda town: town["values"][0].update(numerator=9999)),
    spoilt(lambda town: town["values"][0].update(estimate=1, error=2)),
    spoilt(lambda town: town["values"][0].update(area="N99")),
    spoilt(lambda town: town["values"].append(town["values"][0])),
    spoilt(lambda town: town["areas"].append(town["areas"][0])),
    spoilt(lambda town: town["areas"].clear() or town["values"].clear() or town.pop("neighbours")),
    spoilt(lambda town: town["neighbours"].append(["N1", "N1"])),
    spoilt(lambda town: town["neighbours"].append("N1")),
    spoilt(lambda town: town["indicators"][0]["reference"].update(spread=0)),
    b"<!doctype html><html><head><title>Logg inn hos statistikkbanken</title></head></html>\n1",
    b"\x00\x01\x02PK",
    b'{"areas": ' + b"[" * 100_000,
    b'{"areas": NaN}',
    b'{"areas": ' + b"9" * 5_000 + b"}",
    spoilt(lambda town: town["values"][0].update(area="d'Arc")),
    spoilt(lambda town: town["indicators"][0].update(direction="opp " * 40)),
    spoilt(lambda town: town["indicators"][0].update(id="barn's", title="Trossamfunn")),
]


@pytest.mark.parametrize("data", BAD, ids=range(len(BAD)))
def test_a_bad_file_is_told_of_in_bokmal_with_its_place(data):
    with pytest.raises(TownError) as wrong:
        read_town(data)
    said = str(wrong.value)
    told = in_words({"sentence": said})
    assert told.translated, said
    number = re.match(r"(line|areas|indicators|values|neighbours) (\d+)", said)
    assert number is None or number[2] in told.words
    assert not re.search(r"\b(must|the|is|area|figure)\b", re.sub(r"«.*?»", "", told.words)), told


def test_codes_of_unknown_areas_are_told_of_in_bokmal_five_at_most():
    known = [f"N{n}" for n in range(4)]
    with pytest.raises(TownError, match="areas 5: ") as wrong:
        read_town(support.as_file(support.town()), known=known)
    told = in_words({"sentence": str(wrong.value)})
    assert told.translated
    assert told.words.startswith("Område nr. 5: ")
    assert "N4, N5, N6, N7, N8, …" in told.words


def test_a_group_that_is_refused_is_told_of_in_bokmal():
    few, named = support.town(fewest=99), support.town()
    named["areas"][0]["name"] = "Flyktninger"
    for written, word in ((few, "minst 100"), (named, "opprinnelse")):
        with pytest.raises(ValueError, match="group") as wrong:
            check_groups(read_town(support.as_file(written)))
        told = in_words({"sentence": str(wrong.value)})
        assert told.translated
        assert word in told.words


@pytest.mark.parametrize(
    "sentence",
    [
        "indicator 'a': no area has people",
        "an indicator that is the same everywhere needs a reference",
        "4000 draws of so many areas and indicators are too many",
        "3 areas have all domains; a fifth needs at least 5",
        "no answer came; tell whoever runs KomINN",
    ],
)
def test_what_is_found_only_when_it_is_worked_out_is_told_of_in_bokmal_too(sentence):
    told = in_words({"sentence": sentence})
    assert told.translated
    assert told.words != sentence


def test_what_is_not_known_is_shown_as_it_is():
    told = in_words({"sentence": "the moon is in the way"})
    assert (told.words, told.translated) == ("the moon is in the way", False)
    assert json.dumps(in_words({}).words) == '""'
