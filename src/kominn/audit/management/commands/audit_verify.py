"""Read the whole trail of deeds against its marks, and then the tables against the trail."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kominn.audit.comparison import Untold, compare
from kominn.audit.verification import marks, stands, verify

MOST_SAID = 200


class Command(BaseCommand):
    help = (
        "Checks that no entry in the trail of deeds was changed, removed, moved or put in, and "
        "that what stands in the tables follows from what was done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            action="append",
            default=[],
            metavar="CHAIN:NUMBER:MARK",
            help="a mark noted down earlier, which must still stand; may be given more than once",
        )
        parser.add_argument(
            "--trail-only",
            action="store_true",
            help="leave the tables alone: those of an older KomINN, not yet brought up to date",
        )

    def handle(self, *args: Any, noted: list[str], trail_only: bool, **options: Any) -> None:
        faults = [str(fault) for fault in verify()]
        faults += [f"{mark}: what was noted down is not there." for mark in noted if not _ok(mark)]
        if faults:
            raise CommandError("\n".join(["The trail of deeds is not whole:", *faults]))
        self.stdout.write("The trail of deeds is whole. To be noted down away from this machine:")
        for chain, mark in marks().items():
            self.stdout.write(f"  {chain}:{mark}")
        if not trail_only:
            self._compare()

    def _compare(self) -> None:
        """Counted as it comes: what is held in memory does not grow with what is found."""
        said: list[str] = []
        number, untold = 0, Counter[str]()
        for found in compare():
            if isinstance(found, Untold):
                untold[found.what] += 1
            else:
                number += 1
                said += [str(found)] if number <= MOST_SAID else []
        for what, times in sorted(untold.items()):
            self.stdout.write(
                f"Nobody can tell, for the entries are older: {what} ({times} times)."
            )
        if number:
            more = [f"And {number - MOST_SAID} more."] if number > MOST_SAID else []
            first = "The trail is whole, but the tables say something else:"
            raise CommandError("\n".join([first, *said, *more]))
        self.stdout.write("The tables say what the trail says.")


def _ok(noted: str) -> bool:
    chain, _, mark = noted.partition(":")
    return stands(chain, mark)
