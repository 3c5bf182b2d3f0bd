"""`kominn load_city --city larvik`: start from a city's profile, or bring it in step."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kominn.config import profiles
from kominn.config.challenges_file import load_challenges
from kominn.config.figures_file import load_figures
from kominn.config.story_file import load_story
from kominn.guide import starter as guide
from kominn.law import starter


class Command(BaseCommand):
    help = "Load a city's profile: areas, numbers to call, services, the plan; and legal bases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--city", required=True, help=", ".join(profiles.available()))

    def handle(self, *args: Any, city: str, **options: Any) -> None:
        try:
            profiles.load(city)
            load_figures(city, at=timezone.now())
            load_challenges(city, at=timezone.now())
            load_story(city, at=timezone.now())
        except profiles.ProfileError as error:
            raise CommandError(str(error)) from None
        starter.begin(at=timezone.now())
        guide.begin()
        self.stdout.write(f"{city}: loaded.")
