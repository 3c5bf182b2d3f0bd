"""Towns from JSON and CSV files, checked before anything is done with them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from citystats.composite.indicators import Indicator, Reference
from citystats.composite.terms import Direction, Kind
from citystats.composite.towns import Area, Count, Rate, Town

LARGEST_FILE = 10_000_000
FAR = 1e15
DELIMITERS = ";,\t"
MOST_NAMED = 5
NEEDED = ("area", "indicator", "domain", "kind", "direction")
KNOWN = (
    *NEEDED, "name", "title", "neighbours", "numerator", "denominator", "estimate", "error",
    "reference_year", "reference_mean", "reference_spread",
)  # fmt: skip

Seen = dict[tuple[str, str], Count | Rate]
Places = dict[str, str]
"""Where each area is told of first, by its code."""
Word = TypeVar("Word", bound=Enum)


class TownError(ValueError):
    """What is wrong with the file, in a sentence that begins with the place where it has one."""


def read_town(data: bytes, *, known: Collection[str] = ()) -> Town:
    """Read and check a town.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte-order mark, at most 10 million bytes. JSON where the first
        sign is a curly bracket, otherwise CSV with one line for each area and indicator.
    known : Collection[str]
        The codes of all areas there are: a file that tells of another is wrong. Empty where
        nobody knows.

    Returns
    -------
    Town

    Raises
    ------
    TownError
        With a sentence that names the place in the file and what is wrong.
    """
    if len(data) > LARGEST_FILE:
        raise TownError(f"the file is larger than {LARGEST_FILE / 1e6:.0f} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TownError(f"line {line}: is not UTF-8; save the file as UTF-8") from None
    if "\0" in text:
        raise TownError("the file is not a text")
    try:
        town, places = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
        _check_known(places, known)
        return town
    except TownError:
        raise
    except ValueError as error:
        raise TownError(str(error)) from None


def _check_known(places: dict[str, str], known: Collection[str]) -> None:
    if unknown := [code for code in places if known and code not in known]:
        listed = ", ".join(f"{code:.40}" for code in unknown[:MOST_NAMED])
        more = ", …" if len(unknown) > MOST_NAMED else ""
        raise TownError(f"{places[unknown[0]]}: no known area has the code {listed}{more}")


# --- JSON ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """An object of the file and where it stands."""

    fields: dict[str, object]
    place: str

    def text(self, name: str, default: str | None = None) -> str:
        value = self.fields.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise TownError(f"{self.place}: {name!r} must be a text")
        words = " ".join(value.split())
        if not words.isprintable():
            # Half a character, or a sign that turns the direction of what follows.
            raise TownError(f"{self.place}: {name!r} must be a text")
        return words

    def number(self, name: str) -> float:
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > FAR:
            raise TownError(f"{self.place}: {name!r} must be a number")
        return float(value)

    def whole(self, name: str) -> int:
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise TownError(f"{self.place}: {name!r} must be a whole number")
        return value

    def word(self, name: str, kinds: type[Word]) -> Word:
        said = self.text(name)
        for kind in kinds:
            if kind.name.lower() == said:
                return kind
        words = ", ".join(kind.name.lower() for kind in kinds)
        raise TownError(f"{self.place}: {name!r} is {said!r:.60}, not one of {words}")

    def value(self) -> Count | Rate:
        counted = {"numerator", "denominator"} & self.fields.keys()
        if counted and {"estimate", "error"} & self.fields.keys():
            raise TownError(f"{self.place}: has both a count and a rate")
        try:
            if counted:
                return Count(self.whole("numerator"), self.whole("denominator"))
            return Rate(self.number("estimate"), self.number("error"))
        except TownError:
            raise
        except ValueError as error:
            raise TownError(f"{self.place}: {error}") from None

    def indicator(self, identity: str, reference: Reference | None) -> Indicator:
        try:
            return Indicator(
                id=identity,
                title=self.text("title", ""),
                domain=self.text("domain"),
                kind=self.word("kind", Kind),
                direction=self.word("direction", Direction),
                reference=reference,
            )
        except TownError:
            raise
        except ValueError as error:
            raise TownError(f"{self.place}: {error}") from None

    def reference(self, prefix: str = "") -> Reference:
        try:
            return Reference(
                self.whole(f"{prefix}year"),
                self.number(f"{prefix}mean"),
                self.number(f"{prefix}spread"),
            )
        except TownError:
            raise
        except ValueError as error:
            raise TownError(f"{self.place}: {error}") from None


def _from_json(text: str) -> tuple[Town, Places]:
    try:
        whole = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise TownError(
            f"line {error.lineno}, column {error.colno}: not JSON ({error.msg})"
        ) from None
    except RecursionError:
        raise TownError("the brackets are nested too deep") from None
    entries = _entries(whole, "areas")
    areas = [
        Area(each.text("code"), each.text("name", "") or each.text("code")) for each in entries
    ]
    indicators = [
        each.indicator(
            each.text("id"),
            _inner(each, "reference").reference() if each.fields.get("reference") else None,
        )
        for each in _entries(whole, "indicators")
    ]
    seen: Seen = {}
    for each in _entries(whole, "values"):
        _put(seen, (each.text("area"), each.text("indicator")), each.value(), each.place)
    places = {area.code: each.place for area, each in zip(areas, entries, strict=True)}
    return Town.of(areas, _borders(whole), indicators, seen), places


def _no_constant(name: str) -> float:
    raise TownError(f"{name} is not a number that can be read")


def _entries(whole: dict[str, object], name: str) -> list[_Entry]:
    listed = whole.get(name)
    if not isinstance(listed, list):
        raise TownError(f"{name!r} must be a list")
    entries = []
    for number, fields in enumerate(listed, start=1):
        if not isinstance(fields, dict):
            raise TownError(f"{name} {number}: must be an object")
        entries.append(_Entry(fields, f"{name} {number}"))
    return entries


def _inner(entry: _Entry, name: str) -> _Entry:
    fields = entry.fields[name]
    if not isinstance(fields, dict):
        raise TownError(f"{entry.place}: {name!r} must be an object")
    return _Entry(fields, f"{entry.place}, {name}")


def _borders(whole: dict[str, object]) -> list[tuple[str, str]]:
    listed = whole.get("neighbours", [])
    if not isinstance(listed, list):
        raise TownError("'neighbours' must be a list")
    borders = []
    for number, pair in enumerate(listed, start=1):
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(c, str) for c in pair)
        ):
            raise TownError(f"neighbours {number}: must be two codes of areas")
        borders.append((pair[0], pair[1]))
    return borders


def _put(seen: Seen, key: tuple[str, str], value: Count | Rate, place: str) -> None:
    if key in seen:
        raise TownError(f"{place}: {key[1]!r} of area {key[0]!r} comes twice")
    seen[key] = value


# --- CSV ----------------------------------------------------------------------------------------


def _from_csv(text: str) -> tuple[Town, Places]:
    areas: dict[str, Area] = {}
    indicators: dict[str, Indicator] = {}
    borders: list[tuple[str, str]] = []
    seen: Seen = {}
    places: Places = {}
    for entry in _lines(text):
        code, identity = entry.text("area"), entry.text("indicator")
        places.setdefault(code, entry.place)
        area = Area(code, entry.text("name", "") or code)
        if areas.setdefault(code, area) != area:
            raise TownError(f"{entry.place}: area {code!r} has another name than above")
        compared = any(entry.fields.get(f"reference_{name}") for name in ("year", "mean", "spread"))
        reference = entry.reference("reference_") if compared else None
        indicator = entry.indicator(identity, reference)
        if indicators.setdefault(identity, indicator) != indicator:
            raise TownError(f"{entry.place}: indicator {identity!r} is not described as above")
        borders += [(code, other) for other in entry.text("neighbours", "").split()]
        if {"numerator", "denominator", "estimate", "error"} & entry.fields.keys():
            _put(seen, (code, identity), entry.value(), entry.place)
    return Town.of(list(areas.values()), borders, list(indicators.values()), seen), places


def _lines(text: str) -> list[_Entry]:
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    entries: list[_Entry] = []
    header: list[str] = []
    try:
        for row in reader:
            words = [word.strip() for word in row]
            if not any(words):
                continue
            if not header:
                header = _header(words)
                continue
            if len(words) != len(header):
                raise TownError(
                    f"line {reader.line_num}: has {len(words)} fields, the first has {len(header)}"
                )
            # An empty field is one that is not there.
            said = zip(header, words, strict=True)
            fields = {name: _read(name, word) for name, word in said if word}
            entries.append(_Entry(fields, f"line {reader.line_num}"))
    except csv.Error as error:
        raise TownError(f"line {reader.line_num}: is not CSV ({error})") from None
    if not entries:
        raise TownError("the file has no line below the names of the columns")
    return entries


def _header(words: list[str]) -> list[str]:
    for name in words:
        if name not in KNOWN:
            raise TownError(
                f"line 1: no column is called {name!r:.60}; known are {', '.join(KNOWN)}"
            )
    if len(set(words)) != len(words):
        raise TownError("line 1: each column needs a name of its own")
    for name in NEEDED:
        if name not in words:
            raise TownError(f"line 1: the column {name!r} is missing")
    return words


NUMBERS = frozenset(KNOWN) - {*NEEDED, "name", "title", "neighbours"}


def _read(name: str, word: str) -> object:
    """A number where the column holds numbers and the word is one, with a point or a comma."""
    if name not in NUMBERS or len(word) > 40 or "_" in word:
        return word
    plain = word.replace(",", ".")
    for kind in (int, float):
        try:
            return kind(plain)
        except ValueError:
            continue
    return word
