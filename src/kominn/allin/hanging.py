"""The words that hang on a call, and its end: only over the words the called grown-up has read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.allin.models import Concept, Picture
from kominn.core.turns import in_turn
from kominn.participation import calling
from kominn.participation.models import Call, Room, Statement
from kominn.participation.states import CallEnd


@dataclass(frozen=True, slots=True)
class Hanging:
    """What was written, as it stands now."""

    concepts: Sequence[Concept]
    pictures: Sequence[Picture]
    statements: Sequence[Statement]

    @property
    def mark(self) -> str:
        """Another one as soon as a word is."""
        words = [
            [[str(one.pk), one.texts] for one in self.concepts],
            [[str(one.pk), one.alt] for one in self.pictures],
            [[str(one.pk), one.text] for one in self.statements],
        ]
        return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def hanging(call: Call) -> Hanging:
    concepts = [*call.concepts.order_by("pk")]
    pictures = Picture.objects.shown().light().filter(concept__in=concepts)
    return Hanging(concepts, [*pictures], [*call.statements.order_by("pk")])


def has_looked(call: Call, came_of_it: CallEnd, *, seen: str, by: User, at: dt.datetime) -> Call:
    """Raises `calling.WrongState` where other words hang on the call than those with this mark.

    The ideas are held and then the room, in the order in which a team writes: what is written
    meanwhile finds the call ended, and calls anew.
    """
    with in_turn(), transaction.atomic():
        list(call.concepts.select_for_update().order_by("pk"))
        Room.objects.select_for_update().get(pk=call.room_id)
        if hanging(call).mark != seen:
            raise calling.WrongState(_("Read the page anew: this one is out of date."))
        return calling.has_looked(call, came_of_it, by=by, at=at)
