"""The training, as a file that anyone can read and change: `starter/modules.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from kominn.core.wording import MOTHER_TONGUE, in_language

FILE = Path(__file__).parent / "starter" / "modules.toml"


@dataclass(frozen=True, slots=True)
class Choice:
    words: dict[str, str]
    then: dict[str, str]
    right: bool

    def __str__(self) -> str:
        return _said(self.words)

    @property
    def answer(self) -> str:
        return _said(self.then)


@dataclass(frozen=True, slots=True)
class Module:
    slug: str
    minutes: int
    title: dict[str, str]
    read: tuple[dict[str, str], ...]
    ask: dict[str, str]
    choices: tuple[Choice, ...]

    def __str__(self) -> str:
        return _said(self.title)

    @property
    def paragraphs(self) -> list[str]:
        return [_said(part) for part in self.read]

    @property
    def question(self) -> str:
        return _said(self.ask)


def _said(words: dict[str, str]) -> str:
    return in_language(words, get_language() or MOTHER_TONGUE)


@cache
def modules() -> dict[str, Module]:
    """Every module by its slug, in the order of the file."""
    with FILE.open("rb") as file:
        return {one["slug"]: _module(one) for one in tomllib.load(file)["module"]}


def _module(one: dict[str, Any]) -> Module:
    return Module(
        slug=one["slug"],
        minutes=one["minutes"],
        title=one["title"],
        read=tuple(one["read"]),
        ask=one["ask"],
        choices=tuple(Choice(c["words"], c["then"], c.get("right", False)) for c in one["choice"]),
    )
