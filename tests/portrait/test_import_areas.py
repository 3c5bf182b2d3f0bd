"""Outlines from a file: all of them or none, and each fault in a sentence."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kominn.config import profiles
from kominn.portrait.actions import outlines as actions
from kominn.portrait.actions.outlines import AreasError, Figures
from kominn.portrait.drawing import area_map
from kominn.portrait.models import Area
from kominn.portrait.sentences import said

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[3] / "shared/reference/larvik/larvik_delomraader_m.geojson"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason=f"no reference data beside the project: {REFERENCE.name}"
)
TODAY = date(2026, 11, 23)


def square(west, south, side=0.1):
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, west=10.0, south=59.0, **properties):
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Sted {code}", "population": 100} | properties,
        "geometry": {"type": "Polygon", "coordinates": [square(west, south)]},
    }


def data(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def larvik():
    profiles.load("larvik")


@pytest.fixture
def file(tmp_path):
    def written(content):
        path = tmp_path / "omrader.geojson"
        path.write_bytes(content)
        return path

    return written


def everything():
    return list(Area.objects.order_by("pk").values())


@needs_reference
def test_the_published_outlines_of_larvik_are_drawn(larvik, capsys):
    call_command("import_areas", str(REFERENCE), source="Kartverket")
    assert "17 areas have outlines, 0 of them new." in capsys.readouterr().out
    areas = list(Area.objects.current(TODAY).by_name())
    drawing = area_map(areas)
    assert drawing.kind == "outlines"
    assert len(drawing.shapes) == 17
    stavern = Area.objects.get(slug="stavern")
    assert stavern.outline["type"] == "MultiPolygon"
    assert stavern.bounds == pytest.approx([10.01493, 58.98819, 10.05717, 59.00239])
    assert stavern.outline_source == "Kartverket"
    assert stavern.population_on == date(2025, 1, 1)


@needs_reference
def test_importing_twice_changes_nothing(larvik):
    call_command("import_areas", str(REFERENCE))
    before = everything()
    call_command("import_areas", str(REFERENCE))
    assert everything() == before


@needs_reference
def test_the_invented_city_refuses_real_outlines():
    profiles.load("lagenvik")
    with pytest.raises(CommandError, match=r"code '39090500', which no area here has .*LV01"):
        call_command("import_areas", str(REFERENCE))
    assert not Area.objects.exclude(outline=None).exists()


def test_a_file_with_some_areas_says_which_still_lack_an_outline(larvik, file, capsys):
    call_command("import_areas", str(file(data(feature("39091300")))))
    told = capsys.readouterr().out
    assert told.startswith("1 areas have outlines")
    assert "Still without: Brunlanes Nordre, Brunlanes Vestre" in told
    assert area_map(list(Area.objects.current(TODAY))).kind == "tiles"


def test_residents_are_taken_only_with_a_day(larvik, file):
    path = str(file(data(feature("39091300", population=2700))))
    call_command("import_areas", path)
    assert Area.objects.get(slug="stavern").population == 2650
    call_command("import_areas", path, population_on=date(2026, 1, 1), source="SSB")
    stavern = Area.objects.get(slug="stavern")
    assert (stavern.population, stavern.population_on, stavern.source) == (
        2700,
        date(2026, 1, 1),
        "SSB",
    )


def test_a_city_can_start_from_its_outlines_alone(file, capsys):
    content = data(
        feature("1", 10.0, 59.0, name="Østre Ås"),
        feature("2", 10.5, 59.0, name="Østre-Ås"),
        feature("3", 10.0, 59.5, name="→"),
    )
    call_command(
        "import_areas",
        str(file(content)),
        create=True,
        population_on=date(2026, 1, 1),
        source="SSB",
    )
    assert "3 of them new" in capsys.readouterr().out
    areas = Area.objects.order_by("code")
    assert [area.slug for area in areas] == ["ostre-as", "ostre-as-2", "omrade"]
    assert [(a.tile_column, a.tile_row) for a in areas] == [(0, 1), (1, 1), (0, 0)]


def test_other_names_of_properties_can_be_given(larvik, file):
    content = data(feature("x", nr="39091300"))
    call_command("import_areas", str(file(content)), code="nr")
    assert Area.objects.get(slug="stavern").drawn


def test_the_fault_in_the_last_feature_undoes_the_first(larvik, file):
    before = everything()
    path = file(data(feature("39091300"), feature("39099999")))
    with pytest.raises(CommandError, match=r"omrader.geojson: feature 2: .* Nothing was changed\."):
        call_command("import_areas", str(path))
    assert everything() == before


GOOD = data(feature("39091300"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (GOOD[:-30], "cut off; fetch it again"),
        (b"", "the file is empty"),
        (data(), "holds no features"),
        (GOOD.replace(b"Sted", "Støl".encode("latin-1")), "probably Latin-1. Save it as UTF-8"),
        (data(feature("39091300", 59.0, 10.0)), "latitude before longitude.*Swap them"),
        (data(feature("39091300", 100.0, 5.0)), "outside the Nordic countries.*Convert it"),
        (data(feature("39091300", 500.0, 5.0)), "not longitude and latitude in degrees"),
        (data(feature("39091300"), feature("39091300")), "feature 2: has the code .* of feature 1"),
        (data(feature(None)), "has no code. Say which property holds it; it has: code, name"),
        (data(feature("3909\u00001300")), "control characters"),
        (data(feature("39091300", name="\u202eeman")), "control characters"),
        (data(feature("39091300", name="x" * 101)), "over 100 letters"),
        (data(feature("39091300", population=10.5)), "'10.5' residents; a whole number"),
        (data(feature("39091300", population=-1)), "'-1' residents"),
        (data(feature("39091300", population="mange")), "'mange' residents"),
        (data(feature("39091300", population=10**12)), "residents; a whole number"),
    ],
)
def test_a_bad_file_changes_nothing_and_says_why(larvik, file, content, sentence):
    before = everything()
    with pytest.raises(CommandError, match=sentence):
        call_command("import_areas", str(file(content)))
    assert everything() == before


def test_a_byte_order_mark_is_no_hindrance(larvik, file):
    call_command("import_areas", str(file(b"\xef\xbb\xbf" + GOOD)))
    assert Area.objects.get(slug="stavern").drawn


def test_a_missing_or_huge_file_is_named(larvik, tmp_path):
    with pytest.raises(CommandError, match=r"borte\.geojson: No such file"):
        call_command("import_areas", str(tmp_path / "borte.geojson"))
    huge = tmp_path / "svaer.geojson"
    with huge.open("wb") as handle:
        handle.truncate(60_000_000)
    with pytest.raises(CommandError, match=r"svaer\.geojson: larger than 50 MB; simplify it"):
        call_command("import_areas", str(huge))


@pytest.mark.parametrize(
    ("properties", "figures"),
    [
        ({"name": ""}, Figures(TODAY, "SSB")),
        ({"population": None}, Figures(TODAY, "SSB")),
        ({}, None),
    ],
)
def test_a_new_area_needs_name_residents_and_their_day(properties, figures):
    drawn = actions.read_areas(data(feature("1", **properties)))
    with pytest.raises(AreasError, match="feature 1: is a new area: it needs a name"):
        actions.import_areas(drawn, source="x", today=TODAY, figures=figures, create=True)


def test_a_property_named_by_hand_must_be_there():
    with pytest.raises(AreasError, match="feature 1: has no property 'nr'"):
        actions.read_areas(data(feature("1")), actions.Columns(code="nr"))


def test_areas_without_a_centre_get_no_tiles(larvik, file):
    Area.objects.filter(slug="lardal").update(
        tile_column=None, tile_row=None, centre_longitude=None, centre_latitude=None
    )
    call_command("import_areas", str(file(GOOD)))
    assert Area.objects.get(slug="lardal").tile_column is None
    assert Area.objects.get(slug="stavern").tile_column == 1


def to_and_fro(code, sides):
    """One outline whose border crosses all of it again and again, and itself nowhere."""
    border = [[10 + i % 2 * 0.5, 59 + i * 1e-4] for i in range(sides)]
    around = [[11, border[-1][1]], [11, 58.9], [10, 58.9], border[0]]
    found = feature(code)
    found["geometry"]["coordinates"] = [[*border, *around]]
    return found


def test_an_outline_that_would_take_hours_is_refused(monkeypatch):
    monkeypatch.setattr(actions, "MOST_STEPS", 10_000)
    with pytest.raises(AreasError, match="feature 2: goes to and fro too often"):
        actions.read_areas(data(feature("1"), to_and_fro("2", 400)))
    monkeypatch.undo()
    assert len(actions.read_areas(data(feature("1"), to_and_fro("2", 400)))) == 2


def test_more_areas_than_a_municipality_has_are_refused():
    many = [feature(str(n), west=10 + n / 100) for n in range(actions.MOST_AREAS + 1)]
    with pytest.raises(AreasError, match="the file has 1001 areas; at most 1000 are read"):
        actions.read_areas(data(*many))


def test_a_file_that_would_fill_the_memory_is_not_unfolded():
    with pytest.raises(AreasError, match="far more than the outlines of a country"):
        actions.read_areas(b'{"type": "FeatureCollection", "features": [' + b"[]," * 3_000_000)


@pytest.mark.parametrize(
    "features",
    [
        [{"type": "Feature", "geometry": {"type": "\ud800"}}],
        [feature("", **{"\ud800": 1})],
        [feature("0", municipality="\ud800"), feature("1", municipality="3909")],
    ],
)
def test_half_a_character_in_a_file_can_be_told_of(features):
    with pytest.raises(AreasError) as refused:
        actions.read_areas(data(*features))
    assert said(refused.value).encode()
