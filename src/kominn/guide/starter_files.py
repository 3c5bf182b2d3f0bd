"""Reading the files a new city's Guide begins with, and saying what is wrong with one."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kominn.guide.models import LONGEST, MOST_DAYS, PageKind

FOLDER = Path(__file__).parent / "starter"
LANGUAGES = ("nb", "nn", "en")


class BrokenStarter(Exception):
    """A file of the starter can't be used; the text says which, where and why."""


@dataclass(frozen=True, slots=True)
class Starter:
    cards: list[dict[str, Any]]
    recipes: list[dict[str, Any]]
    cases: list[dict[str, Any]]
    pages: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file, which complains in its own name."""

    file: str
    told: Mapping[str, Any]

    @property
    def slug(self) -> str:
        return str(self.told.get("slug", "?"))

    def wrong(self, why: str) -> BrokenStarter:
        return BrokenStarter(f"{self.file}, {self.slug}: {why}")

    def words(self, field: str) -> dict[str, str]:
        """The text in every language; lists become lines."""
        said = self.told.get(field)
        if not isinstance(said, Mapping):
            raise self.wrong(f"{field} is missing")
        found = {code: said.get(code, "") for code in LANGUAGES}
        texts = {
            code: "\n".join(text) if isinstance(text, list) else str(text).strip()
            for code, text in found.items()
        }
        for code, text in texts.items():
            if not text:
                raise self.wrong(f"{field} has no text in {code}")
        return texts

    def number(self, field: str, most: int) -> int:
        value = self.told.get(field)
        if not isinstance(value, int) or not 1 <= value <= most:
            raise self.wrong(f"{field} is {value!r}, not a number from 1 to {most}")
        return value

    def group(self) -> dict[str, int]:
        match self.told.get("group"):
            case [int(fewest), int(most)] if 1 <= fewest <= most:
                return {"fewest": fewest, "most": most}
            case other:
                raise self.wrong(f"group is {other!r}, not two numbers, the smaller first")

    def facts(self, *fields: str) -> dict[str, Any]:
        return {"slug": self.slug} | {field: self.words(field) for field in fields}


def read(folder: Path = FOLDER) -> Starter:
    """Raises `BrokenStarter`."""
    cards = [_card(entry) for entry in _entries(folder / "methods.toml", "card")]
    known = {card["slug"] for card in cards}
    return Starter(
        cards=cards,
        recipes=[_recipe(entry, known) for entry in _entries(folder / "recipes.toml", "recipe")],
        cases=[_case(entry) for entry in _entries(folder / "cases.toml", "case")],
        pages=[_page(entry) for entry in _entries(folder / "pages.toml", "page")],
    )


def _entries(path: Path, name: str) -> list[Entry]:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenStarter(f"{path.name}: {error}") from None
    found = [Entry(path.name, entry) for entry in told.get(name, [])]
    slugs = [entry.told.get("slug") for entry in found]
    for entry in found:
        if not isinstance(entry.told.get("slug"), str) or slugs.count(entry.slug) > 1:
            raise entry.wrong("every entry needs a slug of its own")
    return found


def _card(entry: Entry) -> dict[str, Any]:
    words = entry.facts("name", "purpose", "steps", "materials", "accessible")
    return words | entry.group() | {"minutes": entry.number("minutes", LONGEST)}


def _recipe(entry: Entry, known: set[str]) -> dict[str, Any]:
    words = entry.facts(
        "name", "lead", "about", "conduct", "consent", "questions", "after", "checklist"
    )
    steps = [_step(Entry(entry.file, {"slug": entry.slug} | told), known)
             for told in entry.told.get("step", [])]  # fmt: skip
    if not steps:
        raise entry.wrong("it has no steps")
    return words | entry.group() | {"steps": steps}


def _step(entry: Entry, known: set[str]) -> dict[str, Any]:
    method = entry.told.get("method", "")
    if method and method not in known:
        raise entry.wrong(f"no card is called {method!r}")
    try:
        starts = dt.time.fromisoformat(entry.told.get("starts", ""))
    except (TypeError, ValueError):
        raise entry.wrong(f"starts is {entry.told.get('starts')!r}, not an hour") from None
    return {
        "day": entry.number("day", MOST_DAYS),
        "starts": starts,
        "minutes": entry.number("minutes", LONGEST),
        "method": method,
        "name": {} if method and "name" not in entry.told else entry.words("name"),
    }


def _case(entry: Entry) -> dict[str, Any]:
    words = entry.facts("name", "lead", "done", "came", "cost", "wrong", "copy")
    sources, invented = entry.told.get("sources", []), entry.told.get("invented", False)
    for source in sources:
        if not source.get("title") or not str(source.get("url", "")).startswith("https://"):
            raise entry.wrong(f"a source needs a title and an https address, not {source!r}")
    if bool(sources) == invented:
        raise entry.wrong("what happened names its sources, and what is invented has none")
    return words | {"sources": sources, "invented": invented}


def _page(entry: Entry) -> dict[str, Any]:
    kind = entry.told.get("kind")
    if kind not in PageKind.values:
        raise entry.wrong(f"kind is {kind!r}, not one of {', '.join(PageKind.values)}")
    return entry.facts("name", "lead", "text") | {"kind": kind}
