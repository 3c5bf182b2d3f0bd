"""`citystats`: the library's methods on open file formats, for analysts."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from citystats.outlines import (
    CODE_PROPERTIES,
    LARGEST_FILE,
    NAME_PROPERTIES,
    Outline,
    OutlineError,
    read_outlines,
)
from citystats.tiles import TileLayout, tile_layout

BAD_INPUT = 2


class BadInput(Exception):
    """A sentence that starts with the file's name."""


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        print(_tiles(chosen))
    except BadInput as error:
        print(f"citystats: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="citystats", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    tiles = commands.add_parser("tiles", help="an equal-area tile map from outlines of areas")
    tiles.add_argument("areas", type=Path, metavar="AREAS.geojson")
    tiles.add_argument("--code", metavar="PROPERTY", help="property with the code of an area")
    tiles.add_argument("--name", metavar="PROPERTY", help="property with the name of an area")
    tiles.add_argument("--columns", type=int, help="columns of the grid")
    tiles.add_argument("--rows", type=int, help="rows of the grid")
    tiles.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser


def _tiles(chosen: argparse.Namespace) -> str:
    outlines = _outlines(chosen.areas)
    try:
        layout = tile_layout(plane(outlines), columns=chosen.columns, rows=chosen.rows)
    except ValueError as error:
        raise BadInput(f"{chosen.areas}: {error}") from None
    codes = _values(outlines, (chosen.code,) if chosen.code else CODE_PROPERTIES, chosen)
    names = _values(outlines, (chosen.name,) if chosen.name else NAME_PROPERTIES, chosen)
    return _as_json(layout, codes, names) if chosen.json else _as_table(layout, codes, names)


def _outlines(path: Path) -> tuple[Outline, ...]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path}: larger than {LARGEST_FILE / 1e6:.0f} MB")
        return read_outlines(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except OutlineError as error:
        raise BadInput(f"{path}: {error}") from None


def plane(outlines: Sequence[Outline]) -> list[tuple[float, float]]:
    """Centres with longitudes shortened by the cosine of the mean latitude: one unit, both axes."""
    shrink = math.cos(math.radians(sum(o.centre[1] for o in outlines) / len(outlines)))
    return [(o.centre[0] * shrink, o.centre[1]) for o in outlines]


def _values(
    outlines: Sequence[Outline], properties: Sequence[str], chosen: argparse.Namespace
) -> list[str]:
    values = [outline.value(properties) for outline in outlines]
    if len(properties) == 1 and not all(values):
        feature = outlines[values.index("")].feature
        raise BadInput(f"{chosen.areas}: feature {feature}: no property {properties[0]!r}")
    return values


def _as_json(layout: TileLayout, codes: Sequence[str], names: Sequence[str]) -> str:
    result = asdict(layout) | {
        "n": layout.n,
        "mean_squared_displacement": layout.mean_squared_displacement,
        "cells": [
            {"code": code, "name": name, "column": column, "row": row}
            for code, name, (column, row) in zip(codes, names, layout.cells, strict=True)
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def _as_table(layout: TileLayout, codes: Sequence[str], names: Sequence[str]) -> str:
    lines = [f"{'code':<12}{'name':<28}{'column':>6}{'row':>5}"]
    lines += [
        f"{code:<12}{name:<28}{column:>6}{row:>5}"
        for code, name, (column, row) in sorted(
            zip(codes, names, layout.cells, strict=True), key=lambda area: (area[2][1], area[2][0])
        )
    ]
    lines += [
        "",
        f"{layout.n} areas on {layout.columns} x {layout.rows} cells; mean squared displacement "
        f"{layout.mean_squared_displacement:.3f} tile widths squared; "
        f"{layout.order_kept:.0%} of the pairs keep their order.",
    ]
    return "\n".join(lines)
