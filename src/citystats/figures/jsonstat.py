"""JSON-stat 2 datasets, as PxWeb and the Institute of Public Health answer with them.

The format: https://json-stat.org/full/. Answers in the wild differ in how they write indices,
values and statuses; each form is read, and what cannot be right is refused with a sentence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from citystats.figures.terms import (
    MOST_FIGURES,
    STANDARD_SIGNS,
    Figure,
    FiguresError,
    Missing,
    decoded,
    read_period,
    refuse_unprintable,
)

TIME_NAMES = ("tid", "år", "aar", "aargang", "time", "year", "period", "periode")
AREA_NAMES = ("region", "geo", "kommune", "bosted", "område", "omraade", "area")
CONTENT_NAMES = ("contentscode", "measure_type", "maltall", "måltall")


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    label: str
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    label: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table with one value for each combination of categories.

    Attributes
    ----------
    label, source, updated : str
        As the publisher writes them; empty where not given.
    dimensions : tuple of Dimension
        In the order of the values, the last changing fastest.
    time, area, content : str
        Codes of the dimensions with these roles; empty where there is none.
    values : tuple of float or None
    flags : Mapping[int, str]
        The publisher's sign by place among the values, where there is one.
    """

    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    time: str
    area: str
    content: str
    values: tuple[float | None, ...]
    flags: Mapping[int, str]

    def figures(self, signs: Mapping[str, Missing] | None = None) -> Iterator[Figure]:
        """Each cell, `signs` saying what the publisher's signs mean beside the standard ones.

        Raises
        ------
        FiguresError
            Where no dimension is time, or a category of it is no period.
        """
        if not self.time:
            raise FiguresError("no dimension is said to be time. Name the one that is.")
        known = STANDARD_SIGNS | dict(signs or {})
        periods = self._periods()
        codes = [[category.code for category in d.categories] for d in self.dimensions]
        for place, key in enumerate(product(*codes)):
            value, flag = self.values[place], self.flags.get(place, "")
            named = dict(zip((d.code for d in self.dimensions), key, strict=True))
            period = periods[named.pop(self.time)]
            area = named.pop(self.area, "")
            missing = None if value is not None else known.get(flag, Missing.NOT_COLLECTED)
            yield Figure(
                area=area,
                period=period,
                breakdown=tuple(named.items()),
                value=value,
                missing=missing,
                flag=flag,
                place=f"value {place}",
            )

    def dimension(self, code: str) -> Dimension:
        return next(d for d in self.dimensions if d.code == code)

    def _periods(self) -> dict[str, str]:
        found = {}
        for category in self.dimension(self.time).categories:
            try:
                found[category.code] = read_period(category.code).text
            except FiguresError:
                # Some number their periods, and say only in words which year it is.
                found[category.code] = read_period(category.label).text
        return found


def read_jsonstat(data: bytes, *, time: str = "", area: str = "") -> Dataset:
    """Read and check a JSON-stat 2 dataset.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, at most 50 million bytes.
    time, area : str
        Codes of the dimensions that are time and area, where the file does not say so itself.

    Raises
    ------
    FiguresError
        With a sentence that names the place and says what to do; for a file that is cut off, of
        another class or of version 1, without values, or whose values do not fit its dimensions.
    """
    document = _parsed(decoded(data))
    _check_class(document)
    ids = _names(document.get("id"), "id")
    sizes = _sizes(document.get("size"), len(ids))
    dimensions = _dimensions(document.get("dimension"), ids, sizes)
    count = math.prod(sizes)
    if not document.get("value"):
        raise FiguresError("the file has no values: it may be the table's description only.")
    if count > MOST_FIGURES:
        raise FiguresError(
            f"the table has {count} values; at most {MOST_FIGURES} are read. Ask for "
            "fewer years or areas at a time."
        )
    role = document.get("role")
    roles = role if isinstance(role, dict) else {}
    return Dataset(
        label=_word(document.get("label")),
        source=_word(document.get("source")),
        updated=_word(document.get("updated")),
        dimensions=dimensions,
        time=_chosen(time, roles.get("time"), TIME_NAMES, ids),
        area=_chosen(area, roles.get("geo"), AREA_NAMES, ids),
        content=_chosen("", roles.get("metric"), CONTENT_NAMES, ids),
        values=_values(document.get("value"), count),
        flags=_flags(document.get("status"), count),
    )


def _parsed(text: str) -> dict[str, Any]:
    if not text.strip():
        raise FiguresError("the file is empty.")
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FiguresError(
            f"not JSON ({error.msg}). The file may be cut off; fetch it again.",
            f"line {error.lineno}, column {error.colno}",
        ) from None
    except RecursionError:
        raise FiguresError("the file is nested too deeply to be JSON-stat.") from None
    except FiguresError:
        raise
    except ValueError:
        raise FiguresError("the file holds a whole number of thousands of digits.") from None
    if not isinstance(document, dict):
        raise FiguresError("the file is JSON, but not a JSON-stat dataset.")
    return document


def _refuse_constant(name: str) -> float:
    raise FiguresError(f"the file holds {name}, which is not a number in JSON.")


def _check_class(document: Mapping[str, Any]) -> None:
    found = document.get("class")
    if found == "dataset":
        return
    if found is None and any(
        isinstance(inside, dict) and "dimension" in inside for inside in document.values()
    ):
        raise FiguresError("the file is JSON-stat version 1. Ask for json-stat2 instead.")
    if found is None:
        raise FiguresError("the file is JSON, but does not say that it is a JSON-stat 2 dataset.")
    raise FiguresError(
        f"the file is a JSON-stat {found!r:.30}, not a dataset. Ask for the data of one table."
    )


def _names(found: Any, what: str) -> list[str]:
    if not isinstance(found, list) or not found or not all(isinstance(n, str) and n for n in found):
        raise FiguresError(f"the file's {what!r} is no list of names.")
    if len(set(found)) != len(found):
        raise FiguresError(f"the file's {what!r} names a dimension twice.")
    for name in found:
        refuse_unprintable(name, f"the file's {what!r}")
    return found


def _sizes(found: Any, count: int) -> list[int]:
    if not isinstance(found, list) or len(found) != count:
        raise FiguresError("the file's 'size' does not give one number for each dimension.")
    for size in found:
        if not _is_whole(size) or size < 1:
            raise FiguresError(f"the file's 'size' holds {size!r:.20}; each must be 1 or more.")
    return [int(size) for size in found]


def _is_whole(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)


def _dimensions(found: Any, ids: Sequence[str], sizes: Sequence[int]) -> tuple[Dimension, ...]:
    if not isinstance(found, dict):
        raise FiguresError("the file has no 'dimension'.")
    return tuple(
        _dimension(found.get(code), code, size) for code, size in zip(ids, sizes, strict=True)
    )


def _dimension(found: Any, code: str, size: int) -> Dimension:
    place = f"dimension {code!r:.60}"
    category = found.get("category") if isinstance(found, dict) else None
    if not isinstance(category, dict):
        raise FiguresError("it is named in 'id', but not described.", place)
    labels, units = _mapping(category.get("label")), _mapping(category.get("unit"))
    codes = _codes(category.get("index"), list(labels), size, place)
    categories = tuple(
        Category(
            one,
            _word(labels.get(one)) or one,
            _word(_mapping(units.get(one)).get("base")),
            _decimals(_mapping(units.get(one)).get("decimals")),
        )
        for one in codes
    )
    return Dimension(code, _word(found.get("label")) or code, categories)


def _codes(index: Any, labels: list[str], size: int, place: str) -> list[str]:
    """Codes in order: from a list, from a mapping to places, or, of a single one, its label."""
    if isinstance(index, list):
        codes = [str(code) for code in index]
    elif isinstance(index, dict):
        places = list(index.values())
        if not all(map(_is_whole, places)) or sorted(places) != list(range(len(places))):
            raise FiguresError("its categories do not have the places 0, 1, 2 and so on.", place)
        codes = sorted(index, key=lambda code: int(index[code]))
    elif index is None and size == 1 and len(labels) == 1:
        codes = labels
    else:
        raise FiguresError("it has no index of its categories.", place)
    for one in codes:
        refuse_unprintable(one, place)
    if len(codes) != size or len(set(codes)) != size:
        raise FiguresError(f"it has {len(set(codes))} categories, but its size is {size}.", place)
    return codes


def _values(found: Any, count: int) -> tuple[float | None, ...]:
    if isinstance(found, list):
        if len(found) != count:
            raise FiguresError(
                f"the file has {len(found)} values, but its dimensions make {count}. It may be cut "
                "off; fetch it again."
            )
        return tuple(_value(value, place) for place, value in enumerate(found))
    if isinstance(found, dict):
        values: list[float | None] = [None] * count
        for word, value in found.items():
            values[_place(word, count)] = _value(value, int(word))
        return tuple(values)
    raise FiguresError("the file's 'value' is neither a list nor a mapping.")


def _place(word: str, count: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 9 and int(word) < count):
        raise FiguresError(f"the values are {count}, but one has the place {word!r:.30}.")
    return int(word)


def _value(found: Any, place: int) -> float | None:
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, (int, float)) or abs(found) > 1e300:
        raise FiguresError(f"{found!r:.40} is not a number.", f"value {place}")
    return float(found)


def _flags(found: Any, count: int) -> dict[int, str]:
    """One sign for all, a sign for each, or signs by place."""
    if isinstance(found, str):
        return dict.fromkeys(range(count), found) if found else {}
    if isinstance(found, list):
        if len(found) != count:
            raise FiguresError(f"the file has {len(found)} statuses for {count} values.")
        return {place: _word(flag) for place, flag in enumerate(found) if _word(flag)}
    if isinstance(found, dict):
        return {_place(word, count): _word(flag) for word, flag in found.items() if _word(flag)}
    if found is None:
        return {}
    raise FiguresError("the file's 'status' is neither a word, a list nor a mapping.")


def _chosen(said: str, role: Any, known: Sequence[str], ids: Sequence[str]) -> str:
    if said:
        if said not in ids:
            raise FiguresError(f"no dimension is named {said!r:.60}; there are {', '.join(ids)}.")
        return said
    if isinstance(role, list) and role and role[0] in ids:
        return str(role[0])
    return next((code for code in ids if code.lower() in known), "")


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _word(found: Any) -> str:
    """A text of the publisher's, without what cannot be shown."""
    return "".join(filter(str.isprintable, found)).strip() if isinstance(found, str) else ""


def _decimals(found: Any) -> int | None:
    return found if _is_whole(found) and 0 <= found <= 12 else None
