"""Draw docs/reference anew."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from kominn.config.drawing import draw
from kominn.config.launch.places import ROOT


class Command(BaseCommand):
    help = "Draws docs/reference from roles, marks, states and models."

    def add_arguments(self, parser: ArgumentParser) -> None:
        folder = ROOT / "docs" / "reference"
        parser.add_argument("--to", type=Path, default=folder, metavar="DIR")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        for path in draw(to):
            self.stdout.write(str(path))
