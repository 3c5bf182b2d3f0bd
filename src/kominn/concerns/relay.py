"""What is said when the baton is handed over: sealed with the concern's key, opened with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kominn.concerns.conversation import LAST, place
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern, Handover
from kominn.vault.ciphertext import CannotOpen, open_json, open_text, seal_json, seal_text


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """One hand-over as those read it who can read the concern; None where it can't be opened."""

    handover: Handover
    words: str | None
    answer: str | None
    at: dt.datetime | None


def sealed_words(handover: Handover, key: bytes, words: str, *, at: dt.datetime) -> bytes:
    check_numbers(words, at=at)
    said = {"text": words, "at": at.isoformat()}
    return seal_json(said, key=key, place=place("words", handover.pk, "handover"))


def sealed_answer(handover: Handover, key: bytes, words: str, *, at: dt.datetime) -> bytes:
    check_numbers(words, at=at)
    return seal_text(words, key=key, place=place("answer", handover.pk, "handover"))


def handovers(concern: Concern, key: bytes) -> list[Opened]:
    """In the order they were offered; one that can't be opened stands last."""
    found = [_opened(one, key) for one in concern.handovers.select_related("giver", "taker")]
    return sorted(found, key=lambda one: one.at or LAST)


def _opened(handover: Handover, key: bytes) -> Opened:
    answer = _answer(handover, key) if handover.answer else ""
    try:
        said = open_json(handover.words, key=key, place=place("words", handover.pk, "handover"))
    except CannotOpen:
        return Opened(handover, None, answer, None)
    return Opened(handover, said["text"], answer, dt.datetime.fromisoformat(said["at"]))


def _answer(handover: Handover, key: bytes) -> str | None:
    try:
        return open_text(handover.answer, key=key, place=place("answer", handover.pk, "handover"))
    except CannotOpen:
        return None
