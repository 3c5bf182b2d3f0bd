"""What was erased stays erased, also when an older backup is put back.

The numbers of what was erased stand in a file beside the database, each with a mark under the
server key: a restore replaces the database, and leaves this file. A number tells nothing.
"""

from __future__ import annotations

import datetime as dt
import hmac
import os
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kominn.audit.actions import SYSTEM, record
from kominn.audit.models import CHAINS
from kominn.concerns.actions.erase import erase
from kominn.concerns.models import Concern
from kominn.core.serverkey import server_keys

PURPOSE = "erased records"
LOOKED_BACK = dt.timedelta(days=60)
BATCH = 500
LINE = re.compile(r"([0-9a-f]{32}) ([0-9a-f]{64})")


def erase_again(*, at: dt.datetime) -> int:
    """Erase what a backup brought back; how many."""
    known = list(_listed())
    found = [
        pk
        for first in range(0, len(known), BATCH)
        for pk in Concern.objects.filter(pk__in=known[first : first + BATCH]).values_list(
            "pk", flat=True
        )
    ]
    return sum(_erase_again(pk, at=at) for pk in found)


@transaction.atomic
def _erase_again(pk: UUID, *, at: dt.datetime) -> bool:
    concern = Concern.objects.select_for_update().filter(pk=pk).first()
    if concern is None:
        return False
    erase(concern, at=at)
    record("concern.erased_again", f"concern:{pk}", by=SYSTEM, at=at)
    return True


def remember(*, at: dt.datetime) -> None:
    """Write down what the trail says was erased, also where an earlier night broke off."""
    known = set(_listed())
    fresh = [pk for pk in _in_trail(since=at - LOOKED_BACK) if pk not in known]
    if not fresh:
        return
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"\n{pk.hex} {_marks(pk)[0]}" for pk in fresh)
        file.flush()
        os.fsync(file.fileno())


def _in_trail(*, since: dt.datetime) -> Iterator[UUID]:
    for chain in CHAINS:
        erased = chain._default_manager.filter(at__gte=since, verb="concern.erased")
        for target in erased.values_list("target", flat=True):
            yield UUID(target.removeprefix("concern:"))


def _listed() -> Iterator[UUID]:
    """Only numbers under our own mark: a line that somebody else wrote erases nothing."""
    try:
        lines = _path().read_text().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        if whole := LINE.fullmatch(line):
            pk = UUID(whole[1])
            if any(hmac.compare_digest(whole[2], mark) for mark in _marks(pk)):
                yield pk


def _marks(pk: UUID) -> list[str]:
    """Under the current server key, then under older ones."""
    keys = server_keys().subkeys(PURPOSE).values()
    return [hmac.digest(key, pk.bytes, "sha256").hex() for key in keys]


def _path() -> Path:
    return Path(settings.ERASED)
