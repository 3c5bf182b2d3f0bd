"""Outlines of areas from GeoJSON (RFC 7946), checked before anything is done with them.

Pure Python on purpose: a web process may read outlines without loading numpy.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

LARGEST_FILE = 50_000_000
MOST_BRACKETS = 3_000_000
"""Each list takes far more room in memory than its two signs in a file."""
CODE_PROPERTIES = ("delomraade_no", "delomradenummer", "code", "kode", "id")
NAME_PROPERTIES = ("delomraade_name", "delomradenavn", "name", "navn")
POPULATION_PROPERTIES = ("population", "befolkning", "innbyggere")
MUNICIPALITY_PROPERTIES = ("kommune_no", "kommunenummer", "kommunenr", "municipality")
WORLD_IN_DEGREES = ("crs84", "epsg:4326", "epsg::4326", "crs:84")

Position = tuple[float, float]
Ring = list[Position]


class OutlineError(ValueError):
    """What is wrong with the file, in a sentence; `feature` counts from 1.

    `template` and `facts` are the sentence before it was put together, for whoever says it in
    another language.
    """

    def __init__(self, template: str, feature: int | None = None, **facts: object) -> None:
        facts = {name: _sayable(fact) for name, fact in facts.items()}
        self.template, self.feature, self.facts = template, feature, facts
        sentence = template % facts
        super().__init__(sentence if feature is None else f"feature {feature}: {sentence}")


def _sayable(fact: object) -> object:
    """JSON can write half a character, which no page can be sent with."""
    return fact.encode("utf-8", "replace").decode() if isinstance(fact, str) else fact


@dataclass(frozen=True, slots=True)
class Outline:
    """One area of the file.

    Attributes
    ----------
    feature : int
        Place in the file, counted from 1.
    properties : Mapping[str, Any]
        As they stand in the file.
    geometry : dict
        GeoJSON Polygon or MultiPolygon, WGS 84 degrees, rounded.
    bounds : tuple of float
        West, south, east, north in degrees.
    centre : tuple of float
        Longitude and latitude of the centre of area, in degrees.
    """

    feature: int
    properties: Mapping[str, Any]
    geometry: dict[str, Any]
    bounds: tuple[float, float, float, float]
    centre: Position

    def value(self, names: Iterable[str]) -> str:
        """The first property of these names that says something, as text; else empty."""
        for name in names:
            found = self.properties.get(name)
            if found is not None and str(found).strip():
                return str(found).strip()
        return ""


def read_outlines(data: bytes, *, decimals: int = 5) -> tuple[Outline, ...]:
    """Read and check a GeoJSON FeatureCollection of polygons.

    Parameters
    ----------
    data : bytes
        The file, UTF-8 with or without a byte-order mark, at most 50 million bytes.
    decimals : int
        Decimals kept of a degree; five are about one metre.

    Returns
    -------
    tuple of Outline
        In the order of the file, at least one.

    Raises
    ------
    OutlineError
        With a sentence that names the feature, or the line and column, and what to do.

    Notes
    -----
    Checked: encoding, syntax, coordinate system, ranges, closed rings, an area above zero. Whether
    a ring crosses itself, `citystats.overlaps` tells.
    """
    document = _parse(_text(data))
    _check_collection(document)
    return tuple(
        _outline(feature, number, decimals)
        for number, feature in enumerate(document["features"], start=1)
    )


def _text(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise OutlineError(
            "the file is %(size)s MB; at most %(most)s MB is read. Simplify the outlines first.",
            size=round(len(data) / 1e6),
            most=LARGEST_FILE // 1_000_000,
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise OutlineError("the file is UTF-16; save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise OutlineError(
            "line %(line)s is not UTF-8; the file is probably Latin-1. Save it as UTF-8.",
            line=line,
        ) from None


def _parse(text: str) -> Any:
    if not text.strip():
        raise OutlineError("the file is empty.")
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise OutlineError(
            "the file holds far more than the outlines of a country. Ask for less of it."
        )
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise OutlineError(
            "line %(line)s, column %(column)s: not JSON from here on. The file may be cut off; "
            "fetch it again.",
            line=error.lineno,
            column=error.colno,
        ) from None
    except OutlineError:
        raise
    except ValueError:
        raise OutlineError("the file holds a whole number of thousands of digits.") from None
    except RecursionError:
        raise OutlineError("the file is nested too deeply to be GeoJSON.") from None


def _refuse_constant(name: str) -> float:
    raise OutlineError("the file holds %(name)s, which is not a number in JSON.", name=name)


def _check_collection(document: Any) -> None:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise OutlineError("the file is JSON, but not a GeoJSON FeatureCollection.")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise OutlineError("the FeatureCollection holds no features.")
    system = _coordinate_system(document.get("crs"))
    if system and not system.lower().endswith(WORLD_IN_DEGREES):
        raise OutlineError(
            "the coordinates are in %(system)s; convert them to WGS 84 (EPSG:4326).",
            system=f"{system:.60}",
        )


def _coordinate_system(crs: Any) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _outline(feature: Any, number: int, decimals: int) -> Outline:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise OutlineError("is not a GeoJSON Feature.", number)
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if not kind:
        raise OutlineError("has no geometry; a Polygon or MultiPolygon is needed.", number)
    if kind not in ("Polygon", "MultiPolygon"):
        raise OutlineError(
            "has %(kind)s; a Polygon or MultiPolygon is needed.", number, kind=f"{kind!s:.40}"
        )
    polygons = _polygons(geometry.get("coordinates"), kind, number, decimals)
    positions = [position for polygon in polygons for ring in polygon for position in ring]
    properties = feature.get("properties")
    return Outline(
        feature=number,
        properties=properties if isinstance(properties, dict) else {},
        geometry=_geometry(kind, polygons),
        bounds=(
            min(x for x, _ in positions),
            min(y for _, y in positions),
            max(x for x, _ in positions),
            max(y for _, y in positions),
        ),
        centre=_centre(polygons, number),
    )


def _polygons(coordinates: Any, kind: str, number: int, decimals: int) -> list[list[Ring]]:
    if not isinstance(coordinates, list) or not coordinates:
        raise OutlineError("has no coordinates.", number)
    found = [coordinates] if kind == "Polygon" else coordinates
    polygons = [_rings(polygon, number, decimals) for polygon in found]
    kept = [polygon for polygon in polygons if polygon]
    if not kept:
        raise OutlineError("encloses no area.", number)
    return kept


def _rings(polygon: Any, number: int, decimals: int) -> list[Ring]:
    """Rings of a polygon, outer first; empty where the outer ring vanishes when rounded."""
    if not isinstance(polygon, list) or not polygon:
        raise OutlineError("has a polygon without rings.", number)
    rings = [_ring(ring, number, decimals) for ring in polygon]
    if len(rings[0]) < 4:
        return []
    return [ring for ring in rings if len(ring) >= 4]


def _ring(ring: Any, number: int, decimals: int) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise OutlineError("has a ring of fewer than four positions.", number)
    positions = [_position(position, number) for position in ring]
    if positions[0] != positions[-1]:
        raise OutlineError("has a ring that is not closed: repeat its first position last.", number)
    rounded = [(round(x, decimals), round(y, decimals)) for x, y in positions]
    return [rounded[0], *(b for a, b in pairwise(rounded) if a != b)]


def _position(position: Any, number: int) -> Position:
    if (
        not isinstance(position, list)
        or len(position) < 2
        or not all(map(_is_number, position[:2]))
    ):
        raise OutlineError(
            "has the position %(position)s; two numbers are needed.",
            number,
            position=f"{position!r:.60}",
        )
    longitude, latitude = float(position[0]), float(position[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise OutlineError(
            "has the position %(position)s, which is not longitude and latitude in degrees; "
            "convert the file to WGS 84 (EPSG:4326).",
            number,
            position=f"{longitude:g}, {latitude:g}",
        )
    return longitude, latitude


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def _geometry(kind: str, polygons: Sequence[Sequence[Ring]]) -> dict[str, Any]:
    coordinates = [[[list(p) for p in ring] for ring in polygon] for polygon in polygons]
    return {"type": kind, "coordinates": coordinates[0] if kind == "Polygon" else coordinates}


def _centre(polygons: Sequence[Sequence[Ring]], number: int) -> Position:
    """Centre of area by the shoelace formula; holes count against, islands with their size."""
    # Longitudes and latitudes are taken about the first position: the cross products are tiny
    # differences of large numbers otherwise.
    x0, y0 = polygons[0][0][0]
    twice, east, north = 0.0, 0.0, 0.0
    for polygon in polygons:
        for place, ring in enumerate(polygon):
            area, x, y = _moments(ring, x0, y0)
            sign = math.copysign(1.0, area) * (-1.0 if place else 1.0)
            twice, east, north = twice + sign * area, east + sign * x, north + sign * y
    if twice <= 0:
        raise OutlineError("encloses no area.", number)
    return x0 + east / (3 * twice), y0 + north / (3 * twice)


def _moments(ring: Ring, x0: float, y0: float) -> tuple[float, float, float]:
    area, east, north = 0.0, 0.0, 0.0
    for (ax, ay), (bx, by) in _sides(ring, x0, y0):
        cross = ax * by - bx * ay
        area, east, north = area + cross, east + (ax + bx) * cross, north + (ay + by) * cross
    return area, east, north


def _sides(ring: Ring, x0: float, y0: float) -> Iterator[tuple[Position, Position]]:
    shifted = [(x - x0, y - y0) for x, y in ring]
    return pairwise(shifted)
