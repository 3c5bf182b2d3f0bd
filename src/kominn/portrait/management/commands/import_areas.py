"""`kominn import areas FILE.geojson`: polygons in place of the tile map.

The tile layout needs numpy, which therefore is loaded here and never in the web process.
"""

from __future__ import annotations

import datetime as dt
import math
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from citystats.outlines import LARGEST_FILE
from citystats.tiles import tile_layout
from kominn.portrait.actions import outlines as actions
from kominn.portrait.actions.outlines import AreasError, Columns, Figures, Imported
from kominn.portrait.models import Area


class Command(BaseCommand):
    help = "Draw the areas as the polygons of a GeoJSON file (WGS 84). All of it or nothing."
    suppressed_base_arguments = {
        "--version", "-v", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color",
        "--force-color", "--skip-checks",
    }  # fmt: skip
    """Work as ever, and are not what one asks for help about."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", default="", help="property with the area's code")
        parser.add_argument("--name", default="", help="property with its name")
        parser.add_argument("--population", default="", help="property with its residents")
        parser.add_argument(
            "--municipality",
            action="append",
            default=[],
            help="read only areas of this one; may be given more than once",
        )
        parser.add_argument(
            "--population-on",
            type=dt.date.fromisoformat,
            help="the day of the numbers; without it they are not taken from the file",
        )
        parser.add_argument("--source", default="", help="whose outlines and numbers these are")
        parser.add_argument("--create", action="store_true", help="add areas that are new")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        columns = Columns(
            options["code"],
            options["name"],
            options["population"],
            municipalities=tuple(options["municipality"]),
        )
        source = options["source"] or path.name
        day = options["population_on"]
        figures = Figures(day, source) if day else None
        today = timezone.localdate()
        try:
            with transaction.atomic():
                drawn = actions.read_areas(_bytes(path), columns)
                done = actions.import_areas(
                    drawn, source=source, today=today, figures=figures, create=options["create"]
                )
                _lay_missing_tiles(today)
        except AreasError as error:
            raise CommandError(f"{path.name}: {error} Nothing was changed.") from None
        self.stdout.write(_told(done))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise AreasError(
                "larger than %(most)s MB; simplify it first.", most=LARGEST_FILE // 1_000_000
            )
        return path.read_bytes()
    except OSError as error:
        raise AreasError("%(why)s.", why=error.strerror) from None


def _lay_missing_tiles(today: dt.date) -> None:
    """A new tile map where some area has no tile and every area has a centre."""
    areas = list(Area.objects.current(today).by_name())
    centres = [
        (area.centre_longitude, area.centre_latitude)
        for area in areas
        if area.centre_longitude is not None and area.centre_latitude is not None
    ]
    if all(area.tile_column is not None for area in areas) or len(centres) < len(areas):
        return
    shrink = math.cos(math.radians(sum(y for _, y in centres) / len(centres)))
    layout = tile_layout([(x * shrink, y) for x, y in centres])
    actions.lay_tiles(dict(zip((area.slug for area in areas), layout.cells, strict=True)))


def _told(done: Imported) -> str:
    sentences = [f"{done.drawn} areas have outlines, {done.created} of them new."]
    if done.without_outline:
        sentences.append(
            f"Still without: {', '.join(done.without_outline)}; "
            "the map shows tiles until every area is drawn."
        )
    return " ".join(sentences)
