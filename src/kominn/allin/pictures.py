"""Pictures that a team puts on its canvas: at most three, and never as they came.

What a phone sends is sealed while it streams in (`vault.uploads`), opened in memory, and drawn anew
in two sizes by a program of its own: place, camera and comments are gone before anything is kept.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.allin.actions.steps import NotPossible
from kominn.allin.actions.writing import Written, call_if_danger, writable
from kominn.allin.models import Concept, Picture
from kominn.allin.states import State
from kominn.core.pace import Pace
from kominn.core.turns import in_turn
from kominn.vault.copying import CannotCopy, Size, TooManyPixels, pictures
from kominn.vault.uploads import Refusal, SealedUpload

MOST_PICTURES = 3
LARGE = Size(side=1600, most_bytes=400_000)
SMALL = Size(side=480, most_bytes=18_000)
"""Three of these and a page of the young weigh less than 150 kB together."""
AT_ONCE = 2
MOST_WAITING = 2
LONGEST_WAIT = 2.0
"""Who waits holds a thread that everybody else needs."""
A_TEAM_IN_AN_HOUR = 60

from_team = Pace(A_TEAM_IN_AN_HOUR)
_places = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)
_hands = threading.BoundedSemaphore(AT_ONCE)


class Refused(NotPossible):
    """A picture is not taken in; the text is fit to show."""

    @property
    def is_for_now(self) -> bool:
        """Then the next one would fare no better."""
        return self.args == (NOT_NOW,)


TOO_MANY = _("There is room for three pictures. Take one away first.")
NOT_A_PICTURE = _("This is not a picture that can be shown. Take a photo, or choose one.")
TOO_LARGE = _("The picture is too big: 20 MB at most. Take it anew, or send a smaller one.")
NOT_NOW = _("No more pictures can be taken in right now. Try again in a little while.")
WHY: Mapping[Refusal, Promise] = {
    Refusal.TOO_BIG: TOO_LARGE,
    Refusal.TOO_MANY: TOO_MANY,
    Refusal.NO_ROOM: NOT_NOW,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    large: bytes
    small: bytes


def drawn(upload: SealedUpload) -> Drawn:
    """Both sizes of what was sent. Raises `Refused`."""
    if upload.refusal:
        raise Refused(WHY.get(upload.refusal, NOT_A_PICTURE))
    kind = upload.kind
    if kind is None or not kind.is_picture:
        raise Refused(NOT_A_PICTURE)
    with _a_hand():
        try:
            large, small = pictures(upload.clear(), kind, (LARGE, SMALL))
        except TooManyPixels:
            raise Refused(TOO_LARGE) from None
        except CannotCopy:
            raise Refused(NOT_A_PICTURE) from None
    return Drawn(large, small)


@contextmanager
def _a_hand() -> Iterator[None]:
    """Raises `Refused` where none is free soon, and at once where others wait already."""
    if not _places.acquire(blocking=False):
        raise Refused(NOT_NOW)
    try:
        if not _hands.acquire(timeout=LONGEST_WAIT):
            raise Refused(NOT_NOW)
        try:
            yield
        finally:
            _hands.release()
    finally:
        _places.release()


def add(concept: Concept, upload: SealedUpload, *, at: dt.datetime) -> None:
    """Raises `Refused`, and `WrongState`."""
    if concept.pictures.shown().count() >= MOST_PICTURES:
        raise Refused(TOO_MANY)
    if from_team.take(concept.pk.bytes, now=at.timestamp()) > 0:
        raise Refused(NOT_NOW)
    keep(concept, drawn(upload))


def keep(concept: Concept, picture: Drawn, *, alt: str = "") -> Picture:
    with in_turn(), transaction.atomic():
        held = writable(concept)
        if held.pictures.shown().count() >= MOST_PICTURES:
            raise Refused(TOO_MANY)
        last = held.pictures.aggregate(last=Max("place"))["last"] or 0
        _changed(held)
        return held.pictures.create(
            place=last + 1, alt=alt, large=picture.large, small=picture.small
        )


def describe(
    concept: Concept, *, was: Mapping[uuid.UUID, str], now: Mapping[uuid.UUID, str], today: dt.date
) -> Written:
    """What each picture shows, in words. What somebody did not change, nobody's page undoes."""
    said, before = [], []
    with in_turn(), transaction.atomic():
        held = writable(concept)
        for picture in held.pictures.light():
            words = now.get(picture.pk, picture.alt)
            if words not in (picture.alt, was.get(picture.pk)):
                said.append(words)
                before.append(picture.alt)
                held.pictures.filter(pk=picture.pk).update(alt=words)
        if said:
            _changed(held)
        worries = call_if_danger(held, said=said, before=before, today=today)
    return Written(held, worries)


def remove(concept: Concept, pk: uuid.UUID) -> None:
    """The team may at any time, also when everybody has seen it. What it has asked, or may ask, the
    council about a no stays: nothing is shown that was not let through."""
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        if held.pictures.filter(pk=pk).delete()[0]:
            if held.state == State.NO:
                standing = held.appeals.filter(reply=held.reply_id, version=held.version)
                standing.update(version=F("version") + 1)
            _changed(held)


def _changed(held: Concept) -> None:
    """Whoever reads the idea must have seen these pictures, and no others."""
    Concept.objects.filter(pk=held.pk).update(version=F("version") + 1)
    held.refresh_from_db(fields=["version"])


def for_paper(concept: Concept) -> QuerySet[Picture]:
    """Those that everybody may see, with what they weigh."""
    return Picture.objects.public().filter(concept=concept).defer("large")
