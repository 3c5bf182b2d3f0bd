"""Read the whole trail of deeds against its marks."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kominn.audit.verification import marks, stands, verify


class Command(BaseCommand):
    help = "Checks that no entry in the trail of deeds was changed, removed, moved or put in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            action="append",
            default=[],
            metavar="CHAIN:NUMBER:MARK",
            help="a mark noted down earlier, which must still stand; may be given more than once",
        )

    def handle(self, *args: Any, noted: list[str], **options: Any) -> None:
        faults = [str(fault) for fault in verify()]
        faults += [f"{mark}: what was noted down is not there." for mark in noted if not _ok(mark)]
        if faults:
            raise CommandError("\n".join(["The trail of deeds is not whole:", *faults]))
        self.stdout.write("The trail of deeds is whole. To be noted down away from this machine:")
        for chain, mark in marks().items():
            self.stdout.write(f"  {chain}:{mark}")


def _ok(noted: str) -> bool:
    chain, _, mark = noted.partition(":")
    return stands(chain, mark)
