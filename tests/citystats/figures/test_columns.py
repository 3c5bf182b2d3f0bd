"""Columns of files as offices send them: commas, points, marks, signs, and rows that are wrong."""

import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from citystats.figures.columns import Columns, first_rows, read_columns
from citystats.figures.faults import Fault, FiguresError, Part, Place
from citystats.figures.terms import Missing
from tests.needs import SHARED

KPI = SHARED / "reference" / "kpi"
LARVIK = SHARED / "reference" / "larvik"
beside = pytest.mark.skipif(
    not KPI.is_dir(), reason=f"{KPI} is not there: the files stand beside the project"
)
SHARE = Columns(values=("Andel",), area="Kommune", period="År")
TEXT = "Kommune;År;Andel\nLågenvik;2023;10,5\nLågenvik;2024;:\n"


def read(text, columns=SHARE, encoding="utf-8"):
    return read_columns(text.encode(encoding), columns)


def test_a_figure_knows_where_it_stands():
    first, second = read(TEXT)
    assert (first.area, first.period, first.value) == ("Lågenvik", "2023", 10.5)
    assert first.place == Place(Part.FIELD, 2, "Andel")
    assert (second.value, second.missing, second.flag) == (None, Missing.PROTECTED, ":")


def test_a_mark_at_the_beginning_and_line_ends_of_windows_change_nothing():
    assert read("\ufeff" + TEXT.replace("\n", "\r\n")) == read(TEXT)


def test_latin_1_is_read_when_the_mapping_says_so():
    with pytest.raises(FiguresError, match="line 1: is not UTF-8; the file is probably Latin-1"):
        read(TEXT, encoding="latin-1")
    columns = Columns(values=("Andel",), area="Kommune", period="År", encoding="latin-1")
    assert read(TEXT, columns, encoding="latin-1") == read(TEXT)


def test_several_columns_of_numbers_are_told_apart():
    columns = Columns(values=("0-5", "6-12"), area="k", period="y")
    figures = read("k,y,0-5,6-12\n3909,2026,2 411,3822\n", columns)
    assert [(f.breakdown, f.value) for f in figures] == [
        ((("column", "0-5"),), 2411),
        ((("column", "6-12"),), 3822),
    ]


def test_only_rows_that_the_mapping_asks_for():
    text = "Kommune;År;Kjønn;Andel\nA;2023;begge;1\nA;2023;gutter;2\n"
    columns = Columns(values=("Andel",), area="Kommune", period="År", only={"Kjønn": "begge"})
    assert [figure.value for figure in read(text, columns)] == [1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no row below the names"),
        ("Kommune;År;Andel\n", "no row below the names"),
        ("Kommune;År;År\nA;2023;1\n", "row 1: each column needs a name of its own"),
        ("Kommune;Aar;Andel\nA;2023;1\n", "no column is named 'År'; there are Kommune, Aar, Andel"),
        ("Kommune;År;Andel\nA;2023;10.5\n", "row 2, column \"Andel\": '10.5' has a decimal point"),
        ("Kommune;År;Andel\nA;2023;mange\n", "row 2, column \"Andel\": 'mange' is not a number"),
        ("Kommune;År;Andel\nA;23;1\n", "row 2, column \"År\": '23' is no period that is known"),
        ("Kommune;År;Andel\n;2023;1\n", 'row 2, column "Kommune": is empty'),
        ("Kommune;År;Andel\nA;2023;1;9\n", "row 2: has 4 fields, but there are 3 columns"),
        ("Kommune;År;Andel\nA;2023;1\nA;2023;1\n", 'once more as row 2, column "Andel"'),
        ('Kommune;År;Andel\nA;2023;"1\n', "is not CSV"),
        ("Kommune;År;Andel\nA\x00B;2023;1\n", "cannot be shown"),
        ('{"version": "2.0", "class": "dataset", "id": ["Reg', "looks like JSON"),
        ('\ufeff [\n  {"Kommune": "3909"', "looks like JSON"),
        ("[Kommune];[År];[Andel]\n", "no row below the names"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(text, sentence):
    with pytest.raises(FiguresError) as error:
        read(text)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    "begins",
    [b"\x00\x01\x02PK", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_picture_or_an_old_workbook_is_said_to_be_no_text(begins, encoding):
    with pytest.raises(FiguresError, match="is no text") as error:
        read_columns(begins + b"\xff" * 40, replace(SHARE, encoding=encoding))
    assert error.value.fault == Fault.BINARY


def test_a_file_of_200_mb_is_refused_before_it_is_read():
    with pytest.raises(FiguresError, match="200 MB; at most 50 MB is read"):
        read_columns(bytes(200_000_000), SHARE)


def test_an_excel_workbook():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Tall"
    for row in [["Kommune", "År", "Andel"], ["Lågenvik", 2023, 10.5], ["Lågenvik", 2024, ":"]]:
        page.append(row)
    packed = io.BytesIO()
    book.save(packed)
    figures = read_columns(packed.getvalue(), SHARE)
    assert [(f.period, f.value, f.missing) for f in figures] == [
        ("2023", 10.5, None),
        ("2024", None, Missing.PROTECTED),
    ]
    assert first_rows(packed.getvalue(), SHARE, 1)[0] == ["Kommune", "År", "Andel"]
    with pytest.raises(FiguresError, match="no sheet 'Ark2'; it has Tall"):
        read_columns(packed.getvalue(), Columns(values=("Andel",), period="År", sheet="Ark2"))
    with pytest.raises(FiguresError, match="cut off"):
        read_columns(packed.getvalue()[:-400], SHARE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ((b'<row r="2"', b'<row r="30000000"'), "more than 200000 rows"),
        ((b'ref="A1:C3"', b'ref="A1:C2"'), ""),
    ],
)
def test_what_a_sheet_says_of_its_own_size_is_not_believed(change, sentence):
    packed, lying = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    for row in [["Kommune", "År", "Andel"], ["A", 2023, 1], ["A", 2024, 2]]:
        book.active.append(row)
    book.save(packed)
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(lying, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(*change))
    if sentence:
        with pytest.raises(FiguresError, match=sentence):
            read_columns(lying.getvalue(), SHARE)
    else:
        assert len(read_columns(lying.getvalue(), SHARE)) == 2


def test_a_number_that_nobody_can_draw_is_refused_with_its_place():
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in [["Kommune", "År", "Andel"], ["A", 2023, 1], ["A", 2024, -1.7e308]]:
        book.active.append(row)
    book.save(packed)
    with pytest.raises(FiguresError) as caught:
        read_columns(packed.getvalue(), SHARE)
    assert caught.value.place == Place(Part.FIELD, 3, "Andel")


def test_a_workbook_that_is_none_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<not>")
    with pytest.raises(FiguresError, match="not an Excel workbook"):
        read_columns(packed.getvalue(), SHARE)


@beside
@pytest.mark.parametrize(
    ("name", "columns", "count", "missing"),
    [
        (
            "andel_innvandrere.csv",
            Columns(values=("Andel",), area="Kommune", the_period="2024"),
            23,
            0,
        ),
        (
            "andel_unge_utenfor.csv",
            Columns(values=("Andel (2024)",), area="Kommune", the_period="2024", decimal="."),
            19,
            0,
        ),
        (
            "mobbing_7_trinn_treaarig.csv",
            Columns(
                values=("Andel",),
                area="Kommune",
                period="Skoleår",
                breakdown=("Kjønn",),
                decimal=".",
            ),
            152,
            65,
        ),
        (
            "barnevern.csv",
            Columns(
                values=("Andel",),
                area="Geografi",
                period="År",
                breakdown=("Kjønn", "Alder"),
                decimal=".",
            ),
            190,
            0,
        ),
    ],
)
def test_files_of_a_county_and_its_neighbour(name, columns, count, missing):
    figures = read_columns((KPI / name).read_bytes(), columns)
    assert (len(figures), sum(figure.value is None for figure in figures)) == (count, missing)


@beside
def test_every_municipality_over_22_years_and_nine_ages():
    ages = ("0-5", "6-12", "13-15", "16-19", "20-24", "25-44", "45-66", "67-79", "80+")
    columns = Columns(values=ages, area="kommune", period="calyear")
    figures = read_columns((LARVIK / "population_by_ageband_2024borders.csv").read_bytes(), columns)
    assert len(figures) == 7852 * 9
    total = sum(f.value for f in figures if f.area == "3909" and f.period == "2026")
    assert total == 49_022
    [young] = [
        f.value
        for f in figures
        if (f.area, f.period, f.breakdown) == ("3909", "2026", (("column", "13-15"),))
    ]
    assert young == 1_717
    assert json.dumps(figures[0].breakdown) == '[["column", "0-5"]]'


@pytest.mark.parametrize("between", [" ", "\u00a0", "\u202f"])
def test_a_space_between_thousands_may_be_one_that_does_not_break(between):
    data = f"Kommune;År;Antall\n3909;2024;49{between}022".encode()
    columns = Columns(values=("Antall",), area="Kommune", period="År")
    assert [figure.value for figure in read_columns(data, columns)] == [49_022]
