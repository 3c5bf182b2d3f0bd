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

from citystats.figures.faults import Fault, FiguresError, Part, Place, listed, shown
from citystats.figures.terms import (
    LARGEST_NUMBER,
    MOST_FIGURES,
    STANDARD_SIGNS,
    Figure,
    Missing,
    decoded,
    read_period,
    refuse_html,
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
            raise FiguresError(Fault.NO_TIME)
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
                place=Place(Part.VALUE, place),
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
        raise FiguresError(Fault.NO_VALUES)
    if count > MOST_FIGURES:
        raise FiguresError(Fault.TOO_MANY, most=MOST_FIGURES)
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
        raise FiguresError(Fault.EMPTY)
    refuse_html(text)
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FiguresError(
            Fault.NOT_JSON,
            Place(Part.CHARACTER, error.lineno, str(error.colno)),
            said=shown(error.msg),
        ) from None
    except RecursionError:
        raise FiguresError(Fault.NESTED) from None
    except FiguresError:
        raise
    except ValueError:
        raise FiguresError(Fault.LONG_NUMBER) from None
    if not isinstance(document, dict):
        raise FiguresError(Fault.NOT_JSONSTAT)
    return document


def _refuse_constant(name: str) -> float:
    raise FiguresError(Fault.JSON_CONSTANT, found=name)


def _check_class(document: Mapping[str, Any]) -> None:
    found = document.get("class")
    if found == "dataset":
        return
    if found is None and any(
        isinstance(inside, dict) and "dimension" in inside for inside in document.values()
    ):
        raise FiguresError(Fault.VERSION_1)
    if found is None:
        raise FiguresError(Fault.NO_CLASS)
    raise FiguresError(Fault.OTHER_CLASS, found=shown(found))


def _names(found: Any, what: str) -> list[str]:
    if not isinstance(found, list) or not found or not all(isinstance(n, str) and n for n in found):
        raise FiguresError(Fault.NO_LIST_OF_NAMES, Place(Part.KEY, name=what))
    if len(set(found)) != len(found):
        raise FiguresError(Fault.NAME_TWICE, Place(Part.KEY, name=what))
    for name in found:
        refuse_unprintable(name, Place(Part.KEY, name=what))
    return found


def _sizes(found: Any, count: int) -> list[int]:
    if not isinstance(found, list) or len(found) != count:
        raise FiguresError(Fault.NO_SIZES, Place(Part.KEY, name="size"))
    for size in found:
        if not _is_whole(size) or size < 1:
            raise FiguresError(Fault.BAD_SIZE, found=shown(size))
    return [int(size) for size in found]


def _is_whole(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)


def _dimensions(found: Any, ids: Sequence[str], sizes: Sequence[int]) -> tuple[Dimension, ...]:
    if not isinstance(found, dict):
        raise FiguresError(Fault.NO_DIMENSIONS)
    return tuple(
        _dimension(found.get(code), code, size) for code, size in zip(ids, sizes, strict=True)
    )


def _dimension(found: Any, code: str, size: int) -> Dimension:
    place = Place(Part.DIMENSION, name=str(shown(code)))
    category = found.get("category") if isinstance(found, dict) else None
    if not isinstance(category, dict):
        raise FiguresError(Fault.NOT_DESCRIBED, place)
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


def _codes(index: Any, labels: list[str], size: int, place: Place) -> list[str]:
    """Codes in order: from a list, from a mapping to places, or, of a single one, its label."""
    if isinstance(index, list):
        codes = [str(code) for code in index]
    elif isinstance(index, dict):
        places = list(index.values())
        if not all(map(_is_whole, places)) or sorted(places) != list(range(len(places))):
            raise FiguresError(Fault.BAD_PLACES, place)
        codes = sorted(index, key=lambda code: int(index[code]))
    elif index is None and size == 1 and len(labels) == 1:
        codes = labels
    else:
        raise FiguresError(Fault.NO_INDEX, place)
    for one in codes:
        refuse_unprintable(one, place)
    if len(codes) != size or len(set(codes)) != size:
        raise FiguresError(Fault.OTHER_COUNT, place, count=len(set(codes)), size=shown(size))
    return codes


def _values(found: Any, count: int) -> tuple[float | None, ...]:
    if isinstance(found, list):
        if len(found) != count:
            raise FiguresError(Fault.TOO_FEW_VALUES, count=len(found), expected=count)
        return tuple(_value(value, place) for place, value in enumerate(found))
    if isinstance(found, dict):
        values: list[float | None] = [None] * count
        for word, value in found.items():
            place = _place(word, count)
            values[place] = _value(value, place)
        return tuple(values)
    raise FiguresError(Fault.NO_VALUE_KIND, Place(Part.KEY, name="value"))


def _place(word: str, count: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 9 and int(word) < count):
        raise FiguresError(Fault.NO_SUCH_PLACE, count=count, found=shown(word))
    return int(word)


def _value(found: Any, place: int) -> float | None:
    if found is None:
        return None
    if (
        isinstance(found, bool)
        or not isinstance(found, (int, float))
        or abs(found) > LARGEST_NUMBER
    ):
        raise FiguresError(Fault.NOT_A_NUMBER, Place(Part.VALUE, place), found=shown(found))
    return float(found)


def _flags(found: Any, count: int) -> dict[int, str]:
    """One sign for all, a sign for each, or signs by place."""
    if isinstance(found, str):
        return dict.fromkeys(range(count), _word(found)) if _word(found) else {}
    if isinstance(found, list):
        if len(found) != count:
            raise FiguresError(Fault.OTHER_STATUSES, count=len(found), expected=count)
        return {place: _word(flag) for place, flag in enumerate(found) if _word(flag)}
    if isinstance(found, dict):
        return {_place(word, count): _word(flag) for word, flag in found.items() if _word(flag)}
    if found is None:
        return {}
    raise FiguresError(Fault.NO_STATUS_KIND, Place(Part.KEY, name="status"))


def _chosen(said: str, role: Any, known: Sequence[str], ids: Sequence[str]) -> str:
    if said:
        if said not in ids:
            raise FiguresError(Fault.NO_SUCH_DIMENSION, found=shown(said), names=listed(ids))
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
