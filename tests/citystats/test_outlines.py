"""Reading outlines: what is accepted, and what is refused with which sentence."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citystats.outlines import OutlineError, read_outlines

SQUARE = [[10.0, 59.0], [10.2, 59.0], [10.2, 59.1], [10.0, 59.1], [10.0, 59.0]]


def collection(*geometries, **extra):
    features = [
        {"type": "Feature", "properties": {"code": str(i), "name": "Ås"}, "geometry": geometry}
        for i, geometry in enumerate(geometries)
    ]
    return {"type": "FeatureCollection", "features": features} | extra


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def written(document):
    return json.dumps(document, ensure_ascii=False).encode()


def test_a_square_has_its_middle_as_centre_and_its_sides_as_bounds():
    (area,) = read_outlines(written(collection(polygon(SQUARE))))
    assert area.centre == pytest.approx((10.1, 59.05))
    assert area.bounds == (10.0, 59.0, 10.2, 59.1)
    assert area.value(["code"]) == "0"
    assert area.value(["nothing", "name"]) == "Ås"
    assert area.value(["nothing"]) == ""


def test_a_hole_moves_the_centre_away_whichever_way_its_ring_runs():
    hole = [[10.1, 59.0], [10.2, 59.0], [10.2, 59.1], [10.1, 59.1], [10.1, 59.0]]
    for ring in (hole, hole[::-1]):
        (area,) = read_outlines(written(collection(polygon(SQUARE, ring))))
        assert area.centre == pytest.approx((10.05, 59.05))


def test_islands_count_with_their_size():
    island = [[x + 1, y] for x, y in SQUARE]
    geometry = {"type": "MultiPolygon", "coordinates": [[SQUARE], [island]]}
    (area,) = read_outlines(written(collection(geometry)))
    assert area.centre == pytest.approx((10.6, 59.05))
    assert area.geometry["type"] == "MultiPolygon"


def test_degrees_are_rounded_to_a_metre_and_repeated_positions_dropped():
    ring = [[10.0000001, 59.0], [10.0000002, 59.0], *SQUARE[1:4], [10.0000001, 59.0]]
    (area,) = read_outlines(written(collection(polygon(ring))))
    assert area.geometry["coordinates"] == [SQUARE]


def test_a_speck_that_vanishes_when_rounded_is_left_out_but_not_its_neighbours():
    speck = [[11, 59], [11.0000001, 59], [11, 59.0000001], [11, 59]]
    geometry = {"type": "MultiPolygon", "coordinates": [[SQUARE], [speck]]}
    (area,) = read_outlines(written(collection(geometry)))
    assert area.geometry["coordinates"] == [[SQUARE]]
    (area,) = read_outlines(written(collection(polygon(SQUARE, speck))))
    assert area.geometry["coordinates"] == [SQUARE]


def test_a_byte_order_mark_is_no_hindrance():
    assert read_outlines(b"\xef\xbb\xbf" + written(collection(polygon(SQUARE))))


def test_an_old_file_that_names_degrees_is_read():
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"):
        crs = {"type": "name", "properties": {"name": name}}
        assert read_outlines(written(collection(polygon(SQUARE), crs=crs)))


def test_a_feature_without_properties_is_read():
    document = collection(polygon(SQUARE))
    document["features"][0]["properties"] = None
    assert read_outlines(written(document))[0].properties == {}


GOOD = collection(polygon(SQUARE))
UTM = [[560000, 6540000], [560100, 6540000], [560100, 6540100], [560000, 6540000]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (written(GOOD)[:-40], r"line 1, column \d+: not JSON .* cut off"),
        (written(GOOD).decode().encode("latin-1"), "line 1 is not UTF-8; .*Latin-1"),
        (written(GOOD).decode().encode("utf-16"), "UTF-16"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "holds NaN"),
        (b"[]", "not a GeoJSON FeatureCollection"),
        (written(collection()), "holds no features"),
        (b'{"type": "FeatureCollection", "features": [7]}', "feature 1: is not a GeoJSON Feature"),
        (written(collection(None)), "feature 1: has no geometry"),
        (written(collection({"type": "Point", "coordinates": [1, 2]})), "has Point; a Polygon"),
        (written(collection(polygon(SQUARE), polygon())), "feature 2: has no coordinates"),
        (written(collection({"type": "Polygon"})), "feature 1: has no coordinates"),
        (b'{"a": ' + b"9" * 9_000 + b"}", "thousands of digits"),
        (b" " * 50_000_001, "50 MB; at most 50 MB is read. Simplify"),
        (written(collection(polygon([[1, 2]]))), "fewer than four positions"),
        (
            written(collection({"type": "MultiPolygon", "coordinates": [[]]})),
            "has a polygon without rings",
        ),
        (written(collection(polygon(SQUARE[:4]))), "not closed: repeat its first position"),
        (written(collection(polygon([[1, "x"]] * 4))), r"has the position \[1, 'x'\]"),
        (written(collection(polygon([[1, True]] * 4))), "two numbers are needed"),
        (written(collection(polygon([[1]] * 4))), "two numbers are needed"),
        (written(collection(polygon(UTM))), r"560000, 6.54e\+06.*convert the file to WGS 84"),
        (written(collection(polygon([[1, 2], [2, 2], [3, 2], [1, 2]]))), "encloses no area"),
        (written(collection(polygon([[1, 2]] * 4))), "encloses no area"),
        (
            written(collection(polygon(SQUARE), crs={"properties": {"name": "EPSG:25833"}})),
            "EPSG:25833; convert them",
        ),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(OutlineError, match=sentence):
        read_outlines(data)


@given(
    st.lists(st.floats(0.1, 1.0), min_size=4, max_size=9),
    st.floats(-170, 170),
    st.floats(-80, 80),
)
def test_the_centre_of_a_star_shaped_area_lies_inside_its_bounds(radii, east, north):
    around = [2 * math.pi * i / len(radii) for i in range(len(radii))]
    ring = [
        [east + r * math.cos(a), north + r * math.sin(a)]
        for r, a in zip(radii, around, strict=True)
    ]
    (area,) = read_outlines(written(collection(polygon([*ring, ring[0]]))))
    west, south, east_side, north_side = area.bounds
    assert west < area.centre[0] < east_side
    assert south < area.centre[1] < north_side


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_rubbish_never_gets_past_with_another_error(data):
    with pytest.raises(OutlineError):
        read_outlines(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["Polygon", "MultiPolygon"]), JSON)
def test_any_shape_of_json_is_answered_with_a_sentence(coordinates, kind, crs):
    document = collection({"type": kind, "coordinates": coordinates}, crs=crs)
    with pytest.raises(OutlineError):
        read_outlines(written(document))
