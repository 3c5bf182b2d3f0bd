"""The first colleague: invited from the server's own terminal, where nobody can log in yet."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from kominn.accounts import actions
from kominn.accounts.letters import address


class Command(BaseCommand):
    help = "Invite an administrator and show the link; whoever opens it becomes administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--language", choices=["nb", "nn", "en"], default="nb")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"].strip())
        except ValidationError:
            raise CommandError(f"“{options['email']}” is not an e-mail address.") from None
        try:
            token = actions.invite(
                options["email"],
                roles=["administrator"],
                language=options["language"],
                by=None,
                at=timezone.now(),
            )
        except actions.NotPossible as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(address("account_accept_invitation", token))
