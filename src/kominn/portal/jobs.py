"""What the house itself does by the clock."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.audit.actions import SYSTEM, record
from kominn.audit.comparison import Disagreement, compare
from kominn.audit.models import Event
from kominn.audit.verification import verify
from kominn.core.letters import send_later
from kominn.portal.letters import trail_disagrees

AGREES = "audit.agrees"
DIFFERS = "audit.differs"


def hold_against_trail(*, at: dt.datetime) -> int:
    """As `./kominn audit verify` does, each night. What came of it stands in the trail, and is told
    by letter where it is not what the night before found; answers how many letters."""
    faults = len(verify())
    # Tables are held against a whole trail only: a broken one vouches for nothing.
    rows = 0 if faults else sum(isinstance(one, Disagreement) for one in compare())
    found = {"entries": f"{faults}", "rows": f"{rows}"} if faults or rows else {}
    with transaction.atomic():
        before = Event.objects.filter(verb__in=(AGREES, DIFFERS)).order_by("-number").first()
        known = before.detail if before else {}
        record(DIFFERS if found else AGREES, "audit", by=SYSTEM, at=at, detail=found)
        if not found or found == known:
            return 0
        readers = _told()
        for reader in readers:
            send_later(trail_disagrees(to=reader.email, language=reader.language))
    return len(readers)


def _told() -> list[User]:
    """Who watches over the trail, and who has the server seen to."""
    auditors, keepers = (
        User.objects.holding(right).values("pk") for right in (Right.SEE_AUDIT, Right.MANAGE_PEOPLE)
    )
    return list(User.objects.filter(Q(pk__in=auditors) | Q(pk__in=keepers)).by_name())
