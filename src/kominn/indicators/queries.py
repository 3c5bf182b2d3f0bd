"""A saved query, looked at before it is asked: what an office would misunderstand, or answer late.

The same word asks for opposite years. `top` are the newest at Statistics Norway, and at the
Institute of Public Health the first in the list, which are the oldest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeGuard
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf import settings

from citystats.figures.jsonstat import TIME_NAMES
from kominn.core.outgoing import Address, NoAnswer, looked_at
from kominn.indicators.models import Dataset
from kominn.indicators.problems import Problem, Trouble, Unfit

LONGEST_ADDRESS = 1900
"""PxWeb takes some 2,000 characters; what is longer is asked by POST."""
LARGEST_QUERY = 100_000
STANDS_IN_ADDRESSES = "~:/?@!$&'()*+,;=%[]|-._"
NEWEST_OF_PXWEB = re.compile(r"(?:top|from|\*)", re.IGNORECASE)


class Office(Enum):
    """Whose language a query speaks."""

    PXWEB = "pxweb"
    FHI = "fhi"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a query asks of one dimension: a filter, and words or codes."""

    filter: str
    values: tuple[str, ...]


def written(address: str) -> str:
    """As a server takes it: spaces and letters beyond ASCII by their numbers."""
    return quote(address.strip(), safe=STANDS_IN_ADDRESSES)


def reachable(address: str) -> tuple[Address, str | None]:
    """The address, if the city has listed its host, and who signs a host of its own.

    Raises `Unfit`.
    """
    host = urlsplit(address).hostname or ""
    try:
        found = looked_at(address)
    except NoAnswer:
        raise Unfit(Trouble.NOT_AN_ADDRESS) from None
    if found.authority in settings.FIGURES_OWN:
        return found, settings.FIGURES_OWN[found.authority]
    if found.authority not in settings.FIGURES_FROM:
        raise Unfit(Trouble.NOT_LISTED, host=host, hosts=", ".join(settings.FIGURES_FROM))
    return found, None


def office_of(address: str, query: Any) -> Office:
    parts = urlsplit(address)
    if "/pxwebapi/" in parts.path or (_is_mapping(query) and ("selection" in query)):
        return Office.PXWEB
    if _is_mapping(query) and isinstance(query.get("query"), list):
        return Office.PXWEB
    if "fhi.no" in (parts.hostname or "") or (_is_mapping(query) and "dimensions" in query):
        return Office.FHI
    return Office.OTHER


def look_at(address: str, query: Any, form: str) -> None:
    """Raises `Unfit` for what cannot be asked, or would be answered otherwise than it was meant."""
    if len(address) > LONGEST_ADDRESS:
        raise Unfit(Trouble.LONG_ADDRESS, most=LONGEST_ADDRESS)
    reachable(address)
    if query is not None and not _is_mapping(query):
        raise Unfit(Trouble.QUERY_IS_NO_MAPPING)
    office = office_of(address, query)
    if office == Office.OTHER:
        return
    asked = _format(address, query)
    if form == Dataset.Form.COLUMNS and asked.startswith("json"):
        raise Unfit(Trouble.ASKS_JSON)
    if form == Dataset.Form.JSONSTAT and asked not in ("json-stat2", "jsonstat2"):
        raise Unfit(
            Trouble.ANOTHER_FORMAT,
            said="response.format" if query is not None else "outputFormat=json-stat2",
        )
    times = _of_time(address, query)
    if not times:
        raise Unfit(Trouble.ASKS_NO_TIME, asked=_all_years(office, query))
    if office == Office.FHI and any(one.filter == "top" for one in times):
        raise Unfit(Trouble.TOP_IS_OLDEST)


def remarks(address: str, query: Any) -> list[Problem]:
    """What is no mistake, and yet good to know."""
    if not address:
        return []
    named = [one for one in _of_time(address, query) if _names_years(one)]
    return [Unfit(Trouble.YEARS_BY_NAME).problem] if named else []


def _names_years(chosen: Chosen) -> bool:
    by_name = chosen.filter in ("item", "") and bool(chosen.values)
    return by_name and not any(map(NEWEST_OF_PXWEB.search, chosen.values))


def _all_years(office: Office, query: Any) -> str:
    if office == Office.FHI:
        return '{"code": "AAR", "filter": "all", "values": ["*"]}'
    if query is None:
        return "valuecodes[Tid]=*"
    return '"Tid": ["*"]'


def _format(address: str, query: Any) -> str:
    asked = dict(_parameters(address))
    if "outputformat" in asked:
        return asked["outputformat"].lower()
    response = query.get("response") if _is_mapping(query) else None
    found = response.get("format") if _is_mapping(response) else None
    return str(found or "").lower()


def _of_time(address: str, query: Any) -> list[Chosen]:
    return [chosen for code, chosen in _asked(address, query) if code.lower() in TIME_NAMES]


def _asked(address: str, query: Any) -> Iterator[tuple[str, Chosen]]:
    """By dimension, in each of the ways the offices have."""
    for name, value in _parameters(address):
        if found := re.fullmatch(r"valuecodes\[(.+)\]", name):
            yield found[1], Chosen("", tuple(value.split(",")))
    if not _is_mapping(query):
        return
    for key, code in (("selection", "variablecode"), ("query", "code"), ("dimensions", "code")):
        rows = query.get(key)
        for row in rows if isinstance(rows, list) else []:
            if _is_mapping(row):
                yield from _row({str(name).lower(): told for name, told in row.items()}, code)


def _row(row: Mapping[str, Any], code: str) -> Iterator[tuple[str, Chosen]]:
    inside = row.get("selection")
    told = inside if _is_mapping(inside) else row
    values = told.get("values", told.get("valuecodes", []))
    listed = tuple(map(str, values)) if isinstance(values, list) else ()
    yield str(row.get(code, "")), Chosen(str(told.get("filter", "")).lower(), listed)


def _parameters(address: str) -> list[tuple[str, str]]:
    query = urlsplit(address).query
    return [(name.lower(), value) for name, value in parse_qsl(query, keep_blank_values=True)]


def _is_mapping(found: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(found, dict)
