from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from kominn.config import texts


class Command(BaseCommand):
    help = "Bring every catalogue in step with the texts in the code."

    def handle(self, *args: Any, **options: Any) -> None:
        for code, _name in settings.LANGUAGES:
            if code == "en":
                continue
            new, gone = texts.update(code)
            self.stdout.write(f"{code}: {new} new, {gone} gone")
