from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kominn.config import demo, profiles
from kominn.config.challenges_file import load_challenges
from kominn.config.demo_start import YEARS
from kominn.config.figures_file import load_figures
from kominn.config.story_file import load_story


class Command(BaseCommand):
    help = "Fill an empty demo database: the invented city, or a starter profile to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", default="lagenvik")
        parser.add_argument("--years", type=float, default=YEARS, help="of invented worries")

    def handle(self, *args: Any, city: str, years: float, **options: Any) -> None:
        if settings.SERVER_KEY_KIND != "demo":
            raise CommandError("A demo city is built only with a demo key.")
        today = timezone.localdate()
        if city == "lagenvik":
            demo.build(today=today, years=years)
            for name, word, roles in demo.PEOPLE:
                self.stdout.write(f"  {name:<20} {word}@lagenvik.example   {', '.join(roles)}")
            self.stdout.write("  One click signs you in as any of them: /demo/")
        else:
            profiles.load(city)
            load_figures(city, at=timezone.now())
            load_challenges(city, at=timezone.now())
            load_story(city, at=timezone.now())
            self.stdout.write("  A starter profile: no invented person, worry or group.")
