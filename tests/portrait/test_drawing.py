"""The map as shapes: which map is drawn, and what stands where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kominn.config import profiles
from kominn.portrait.drawing import area_map
from kominn.portrait.models import Area


def area(slug, **fields):
    given_ = {
        "code": slug,
        "name": slug.title(),
        "population": 1,
        "population_on": date(2026, 1, 1),
    }
    return Area(slug=slug, source="x", **given_ | fields)


def tile(slug, column, row, **fields):
    return area(slug, tile_column=column, tile_row=row, **fields)


def outlined(slug, west, south, side, **fields):
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return area(
        slug,
        outline={"type": "Polygon", "coordinates": [ring]},
        bounds=[west, south, east, north],
        centre_longitude=west + side / 2,
        centre_latitude=south + side / 2,
        **fields,
    )


def test_without_areas_there_is_no_map():
    assert area_map([]) is None
    assert area_map([area("a")]) is None
    assert area_map([tile("a", 0, 0), area("b")]) is None


def test_tiles_stand_side_by_side_and_carry_their_names_word_by_word():
    drawing = area_map([tile("ostre", 0, 1, name="Østre Halsen"), tile("stavern", 1, 0)])
    assert drawing.kind == "tiles"
    assert drawing.view_box == "-2 -2 250 250"
    first, second = drawing.shapes
    assert (first.number, first.path) == (1, "M0 126h120v120h-120z")
    assert [line for _, line in first.lines] == ["Østre", "Halsen"]
    assert (second.x, second.y) == (186, 60)


def test_long_names_are_written_smaller_so_that_they_fit():
    drawing = area_map([tile("a", 0, 0, name="Ospelundvollen"), tile("b", 1, 0, name="Ås")])
    long, short = drawing.shapes
    assert long.size * 0.56 * len("Ospelundvollen") <= 120
    assert short.size > long.size


def test_tiles_are_drawn_until_the_last_area_has_an_outline():
    one = outlined("a", 10, 59, 0.1, tile_column=0, tile_row=0)
    assert area_map([one, tile("b", 1, 0)]).kind == "tiles"
    assert area_map([one, outlined("b", 10.2, 59, 0.1)]).kind == "outlines"


def test_a_square_in_kilometres_is_a_square_on_the_map():
    # At 60 degrees north a degree of longitude is half a degree of latitude.
    ring = [[10, 59.5], [12, 59.5], [12, 60.5], [10, 60.5], [10, 59.5]]
    one = area(
        "a",
        outline={"type": "Polygon", "coordinates": [ring]},
        centre_longitude=11.0,
        centre_latitude=60.0,
    )
    drawing = area_map([one])
    assert drawing.shapes[0].path == "M0 1000L1000 1000L1000 0L0 0Z"
    assert (drawing.shapes[0].x, drawing.shapes[0].y) == (500, 500)
    assert drawing.view_box == "-10 -10 1020 1020"


def test_islands_and_holes_are_one_path():
    def ring(west):
        return [[west, 59], [west + 0.1, 59], [west + 0.1, 59.1], [west, 59]]

    one = outlined("a", 10, 59, 1)
    one.outline = {"type": "MultiPolygon", "coordinates": [[ring(10), ring(10.2)], [ring(10.5)]]}
    assert area_map([one]).shapes[0].path.count("M") == 3


def test_an_area_too_small_to_see_is_still_a_speck():
    drawing = area_map([outlined("stor", 10, 59, 1), outlined("liten", 10.5, 59.5, 0.00001)])
    assert drawing.shapes[1].path.endswith("h4v4h-4z")


def test_where_numbers_would_collide_the_part_is_drawn_enlarged():
    areas = [
        outlined("stor", 10, 59, 1),
        *(outlined(f"by{i}", 10.8 + i * 0.01, 59.8, 0.01) for i in range(4)),
    ]
    drawing = area_map(areas)
    assert [shape.numbered for shape in drawing.shapes] == [True, False, False, False, False]
    assert {s.number for s in drawing.enlarged.shapes if s.numbered} >= {2, 3, 4, 5}
    left, top, width, height = drawing.frame
    assert 0 <= left < drawing.width
    assert 0 <= top < drawing.height
    assert width > 0
    assert height > 0


def test_nothing_is_enlarged_where_it_would_show_the_same_again():
    areas = [outlined("a", 10, 59, 1), outlined("b", 10, 59, 1)]
    drawing = area_map(areas)
    assert [shape.numbered for shape in drawing.shapes] == [True, False]
    assert drawing.enlarged is None


@given(
    st.lists(
        st.tuples(st.floats(4, 31), st.floats(57, 71), st.floats(0.001, 2)), min_size=1, max_size=8
    )
)
def test_every_number_stands_inside_its_drawing(places):
    drawing = area_map([outlined(f"a{i}", *place) for i, place in enumerate(places)])
    for part in filter(None, (drawing, drawing.enlarged)):
        for shape in part.shapes:
            if shape.numbered:
                assert part.left <= shape.x <= part.left + part.width
                assert part.top <= shape.y <= part.top + part.height


@pytest.mark.parametrize("city", ["larvik", "lagenvik"])
def test_the_cities_to_start_from_have_whole_tile_maps(city):
    areas = [Area(**row) for row in profiles.read(profiles.CITIES / f"{city}.toml").areas]
    drawing = area_map(areas)
    assert drawing.kind == "tiles"
    assert len({shape.path for shape in drawing.shapes}) == 17
    assert min(shape.size for shape in drawing.shapes) >= 12
