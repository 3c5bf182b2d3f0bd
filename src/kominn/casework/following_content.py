"""Sealing and opening what is written of measures for one person and of what is told to others."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Self

from kominn.casework.following import Disclosure, PersonMeasure, PersonMeasureReview
from kominn.vault.ciphertext import CannotOpen, Place, open_json, seal_json


@dataclass(frozen=True, slots=True, repr=False)
class Consent:
    """Who said yes, when, and to what; and the day it was taken back."""

    who: str
    on: str
    scope: str
    withdrawn_on: str = ""

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.on)

    @property
    def withdrawn_day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.withdrawn_on) if self.withdrawn_on else None


@dataclass(frozen=True, slots=True, repr=False)
class Help:
    """What the person gets and why; a consent, or a basis with the words it had that day."""

    aim: str
    words: str = ""
    consent: Consent | None = None
    basis: str = ""
    basis_from: str = ""
    basis_name: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What its writer put in their own words."""
        consent = self.consent
        return (self.aim, self.words, *((consent.who, consent.scope) if consent else ()))

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        consent = content.pop("consent")
        return cls(**content, consent=Consent(**consent) if consent else None)


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What was told to others, word for word. The basis has the words it had that day."""

    recipient: str
    text: str
    basis_name: str
    note: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What its writer put in their own words."""
        return (self.recipient, self.text, self.note)


def seal_help(measure: PersonMeasure, written: Help, key: bytes) -> bytes:
    return seal_json(asdict(written), key=key, place=_place_of(measure))


def open_help(measure: PersonMeasure, key: bytes) -> Help:
    content = open_json(bytes(measure.content), key=key, place=_place_of(measure))
    return Help.from_json(content)


def help_or_damaged(measure: PersonMeasure, key: bytes) -> Help | None:
    try:
        return open_help(measure, key)
    except CannotOpen:
        return None


def seal_words(review: PersonMeasureReview, words: str, key: bytes) -> bytes:
    return seal_json({"words": words}, key=key, place=_place_of(review))


def words_or_damaged(review: PersonMeasureReview, key: bytes) -> str | None:
    try:
        content = open_json(bytes(review.content), key=key, place=_place_of(review))
    except CannotOpen:
        return None
    return str(content["words"])


def seal_given(disclosure: Disclosure, given: Given, key: bytes) -> bytes:
    return seal_json(asdict(given), key=key, place=_place_of(disclosure))


def open_given(disclosure: Disclosure, key: bytes) -> Given:
    content = open_json(bytes(disclosure.content), key=key, place=_place_of(disclosure))
    return Given(**content)


def given_or_damaged(disclosure: Disclosure, key: bytes) -> Given | None:
    try:
        return open_given(disclosure, key)
    except CannotOpen:
        return None


def _place_of(thing: PersonMeasure | PersonMeasureReview | Disclosure) -> Place:
    return Place(thing._meta.db_table, "content", thing.pk)
