"""What is kept in the sealed room; Django finds its models here."""

from __future__ import annotations

from kominn.concerns.models.attachments import Attachment
from kominn.concerns.models.concern import (
    LEFT_BY_LISTS,
    Concern,
    ConcernQuerySet,
    Place,
    seen_by,
)
from kominn.concerns.models.handovers import Handover, possible_takers
from kominn.concerns.models.interpreters import InterpreterOrder
from kominn.concerns.models.messages import Message, MessageQuerySet
from kominn.concerns.models.readers import (
    Impartial,
    others_who_could_look,
    readers_of,
    second_readers,
)
from kominn.concerns.models.second_looks import SecondLook, SecondLookQuerySet

__all__ = [
    "LEFT_BY_LISTS",
    "Attachment",
    "Concern",
    "ConcernQuerySet",
    "Handover",
    "Impartial",
    "InterpreterOrder",
    "Message",
    "MessageQuerySet",
    "Place",
    "SecondLook",
    "SecondLookQuerySet",
    "others_who_could_look",
    "possible_takers",
    "readers_of",
    "second_readers",
    "seen_by",
]
