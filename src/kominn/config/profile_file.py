"""Reading a profile's TOML, key by key: each mistake is a sentence with the file and the key."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings

Fields = dict[str, Any]
Value = TypeVar("Value")


class ProfileError(Exception):
    """A sentence for whoever writes profiles."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A checked profile: fields by model, references still by slug."""

    city: Fields
    contacts: list[Fields]
    areas: list[Fields]
    neighbourhoods: list[Fields]
    services: list[Fields]
    places: list[Fields]
    focus_areas: list[Fields]
    initiatives: list[Fields]
    measure_kinds: list[Fields]


class Part:
    """A table of the file that knows its place, and which of its keys were asked for."""

    def __init__(self, file: str, place: str, values: object) -> None:
        self.file = file
        self.place = place
        if not isinstance(values, dict):
            raise self.wrong("", "a table is needed")
        self.values: dict[str, object] = values
        self.asked: set[str] = set()

    def wrong(self, key: str, sentence: str) -> ProfileError:
        where = ".".join(filter(None, (self.place, key)))
        return ProfileError(f"{self.file}: {where or 'the file'}: {sentence}.")

    def value(
        self, key: str, kind: type[Value], wanted: str, default: Value | None = None
    ) -> Value:
        self.asked.add(key)
        found = self.values.get(key, default)
        if isinstance(found, bool) and kind is not bool:
            found = None
        if not isinstance(found, kind):
            missing = key not in self.values
            raise self.wrong(
                key, f"is missing: {wanted} is needed" if missing else f"must be {wanted}"
            )
        return found

    def text(self, key: str, default: str | None = None) -> str:
        found = self.value(key, str, "a text", default).strip()
        if not found and default is None:
            raise self.wrong(key, "must not be empty")
        return found

    def slug(self, key: str) -> str:
        found = self.text(key)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found):
            raise self.wrong(key, "must be small letters a-z, digits and hyphens")
        return found

    def url(self, key: str, default: str | None = None) -> str:
        found = self.text(key, default)
        if found and not found.startswith("https://"):
            raise self.wrong(key, "must begin with https://")
        return found

    def number(self, key: str) -> int:
        found = self.value(key, int, "a whole number")
        if found < 0:
            raise self.wrong(key, "must not be below zero")
        return found

    def day(self, key: str) -> dt.date:
        found = self.value(key, dt.date, "a day such as 2026-01-01")
        if isinstance(found, dt.datetime):
            raise self.wrong(key, "must be a day without a time")
        return found

    def flag(self, key: str) -> bool:
        return self.value(key, bool, "true or false", False)

    def words(self, key: str, *, needed: bool = True) -> dict[str, str]:
        """A text in the languages of the whole site, and in others where there is one."""
        if key not in self.values and not needed:
            return {}
        part = Part(self.file, f"{self.place}.{key}", self.value(key, dict, "a text by language"))
        for language in settings.WHOLE_SITE_LANGUAGES:
            part.text(language)
        found = {
            language: part.text(language)
            for language, _ in settings.LANGUAGES
            if language in part.values
        }
        part.nothing_else()
        return found

    def pair(self, key: str) -> tuple[float, float] | None:
        found = self.value(key, list, "two numbers", [])
        if not found:
            return None
        if len(found) != 2 or any(
            isinstance(n, bool) or not isinstance(n, (int, float)) for n in found
        ):
            raise self.wrong(key, "must be two numbers")
        return found[0], found[1]

    def texts(self, key: str) -> list[str]:
        found = self.value(key, list, "a list of texts", [])
        if not all(isinstance(entry, str) for entry in found):
            raise self.wrong(key, "must be a list of texts")
        return found

    def parts(self, key: str) -> list[Part]:
        found = self.value(key, list, f"at least one [[{key}]]")
        return [Part(self.file, f"{key}[{n}]", entry) for n, entry in enumerate(found, start=1)]

    def nothing_else(self) -> None:
        unknown = sorted(set(self.values) - self.asked)
        if unknown:
            raise self.wrong(unknown[0], "is not a key of a profile")
