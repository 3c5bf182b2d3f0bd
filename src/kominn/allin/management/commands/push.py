"""`kominn manage push`: whether the phones of teams may be knocked at, turned on and off."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kominn.allin import push
from kominn.allin.models import PushKey, PushPhone


class Command(BaseCommand):
    help = "Push for the cards of teams: show how it stands, turn it on, or off with all phones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("then", nargs="?", choices=["on", "off"])

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["then"] == "off":
            self.stdout.write(f"Push is off. Phones forgotten: {push.turn_off(at=at)}.")
            return
        if options["then"] == "on":
            try:
                push.turn_on(at=at)
            except push.NotHeard as reason:
                raise CommandError(str(reason)) from None
        key = PushKey.objects.first()
        if key is None:
            self.stdout.write("Push is off.")
            return
        self.stdout.write(
            f"Push is on since {key.made_on}. Phones: {PushPhone.objects.count()}. "
            f"Knocks taken: {key.taken}, phones gone: {key.gone}, given up: {key.given_up}."
        )
