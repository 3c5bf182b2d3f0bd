"""What is large, or packed, is read by a process of its own, which is stopped at its bounds."""

import io
import json
import zipfile

import openpyxl
import pytest

from citystats.figures.columns import Columns
from citystats.figures.faults import Fault, FiguresError, Part, Place
from citystats.figures.reading import SMALL, Dimensions, Limits, read, read_within
from citystats.figures.terms import Missing

SHARE = Columns(
    values=("Andel",),
    area="Kommune",
    period="År",
    numerator="Av",
    denominator="Alle",
    signs={"x": Missing.PROTECTED},
)
ROWS = "Kommune;År;Andel;Av;Alle\nA;2023;10,5;21;200\nA;2024;x;;\n"


def answer(**more):
    told = {
        "class": "dataset",
        "updated": "2026-02-20",
        "id": ["Region", "Kjonn", "Tid"],
        "size": [1, 1, 2],
        "dimension": {
            "Region": {"category": {"index": ["3909"]}},
            "Kjonn": {"category": {"index": ["begge"]}},
            "Tid": {"category": {"index": ["2023", "2024"]}},
        },
        "value": [1, None],
        "status": {"1": ":"},
    }
    return json.dumps(told | more).encode()


def padded(data):
    """With so much white space around it that it is no small file any more."""
    return data + b"\n" * SMALL


@pytest.mark.parametrize(
    ("data", "how"), [(answer(), Dimensions()), (ROWS.encode(), SHARE)], ids=["answer", "columns"]
)
def test_both_ways_of_reading_say_the_same(data, how):
    assert read_within(padded(data), how) == read(data, how)


def test_what_is_wrong_is_named_by_either():
    with pytest.raises(FiguresError) as found:
        read_within(padded(ROWS.replace("10,5", "10.5").encode()), SHARE)
    assert found.value.fault == Fault.DECIMAL_POINT
    assert found.value.place == Place(Part.FIELD, 2, "Andel")
    assert found.value.facts == {"found": "10.5"}


def test_a_file_that_would_fill_the_memory_is_stopped():
    nothing = b"[" + b"[]," * 4_000_000 + b"[]]"
    with pytest.raises(FiguresError) as found:
        read_within(nothing, Dimensions(), Limits(memory=150_000_000, seconds=60))
    assert found.value.fault == Fault.TOO_MUCH_WORK


def test_a_workbook_that_takes_too_long_is_stopped():
    plain, endless = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Kommune", "År", "Andel"])
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as before,
        zipfile.ZipFile(endless, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for name in before.namelist():
            page = before.read(name)
            to.writestr(name, page.replace(b"</row>", b"<c/>" * 15_000_000 + b"</row>"))
    with pytest.raises(FiguresError) as found:
        read_within(endless.getvalue(), SHARE, Limits(seconds=1))
    assert found.value.fault == Fault.TOO_MUCH_WORK


def test_a_name_without_end_is_refused_before_it_is_written_for_each_figure():
    endless = {"Region": {"category": {"index": ["9" * 1000]}}}
    told = json.loads(answer())
    with pytest.raises(FiguresError, match="too long for a code"):
        read(answer(dimension=told["dimension"] | endless), Dimensions())


def test_200_mb_are_not_handed_to_anybody():
    with pytest.raises(FiguresError, match="200 MB; at most 50 MB is read"):
        read_within(bytes(200_000_000), SHARE)
