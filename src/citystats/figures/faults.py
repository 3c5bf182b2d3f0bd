"""What can be wrong with a file: which fault it is, where it stands, and what was found there.

Whoever shows it words it in the reader's own language from these three; `str` of the error is the
same in English.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

LONGEST_SHOWN = 60
Fact = str | int | float | bool


class Part(StrEnum):
    """Which part of a file a place is."""

    ROW = "row"
    FIELD = "field"
    LINE = "line"
    CHARACTER = "character"
    VALUE = "value"
    DIMENSION = "dimension"
    KEY = "key"


class Place(NamedTuple):
    """Where something stands: a row of a table, a field of it, a value of an answer.

    `number` is the row, line or value, `name` the column, dimension or key; of a character, its
    number in the line.
    """

    part: Part
    number: int = 0
    name: str = ""

    def __str__(self) -> str:
        return PLACES[self.part].format(number=self.number, name=self.name)


PLACES: Mapping[Part, str] = {
    Part.ROW: "row {number}",
    Part.FIELD: 'row {number}, column "{name}"',
    Part.LINE: "line {number}",
    Part.CHARACTER: "line {number}, column {name}",
    Part.VALUE: "value {number}",
    Part.DIMENSION: "dimension {name!r}",
    Part.KEY: "the file's {name!r}",
}


class Fault(StrEnum):
    """One value for each thing that can be wrong; what it says stands in `SENTENCES`."""

    # Of any file
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UTF_16 = "utf_16"
    NOT_UTF_8 = "not_utf_8"
    BINARY = "binary"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    NOT_A_NUMBER = "not_a_number"
    NO_PERIOD = "no_period"
    NO_DAY = "no_day"
    NO_PART_OF_YEAR = "no_part_of_year"
    NO_SCHOOL_YEAR = "no_school_year"
    ENDS_BEFORE = "ends_before"
    TOO_MUCH_WORK = "too_much_work"
    # Of JSON-stat
    NOT_JSON = "not_json"
    HTML = "html"
    NESTED = "nested"
    LONG_NUMBER = "long_number"
    JSON_CONSTANT = "json_constant"
    NOT_JSONSTAT = "not_jsonstat"
    VERSION_1 = "version_1"
    NO_CLASS = "no_class"
    OTHER_CLASS = "other_class"
    NO_VALUES = "no_values"
    NO_LIST_OF_NAMES = "no_list_of_names"
    NAME_TWICE = "name_twice"
    NO_SIZES = "no_sizes"
    BAD_SIZE = "bad_size"
    NO_DIMENSIONS = "no_dimensions"
    NOT_DESCRIBED = "not_described"
    BAD_PLACES = "bad_places"
    NO_INDEX = "no_index"
    OTHER_COUNT = "other_count"
    TOO_FEW_VALUES = "too_few_values"
    NO_VALUE_KIND = "no_value_kind"
    NO_SUCH_PLACE = "no_such_place"
    OTHER_STATUSES = "other_statuses"
    NO_STATUS_KIND = "no_status_kind"
    NO_TIME = "no_time"
    NO_SUCH_DIMENSION = "no_such_dimension"
    # Of columns
    NO_ROWS = "no_rows"
    NO_ROW_FITS = "no_row_fits"
    NOT_CSV = "not_csv"
    IS_JSON = "is_json"
    CUT_OFF = "cut_off"
    NO_WORKBOOK = "no_workbook"
    LARGE_UNPACKED = "large_unpacked"
    NO_SUCH_SHEET = "no_such_sheet"
    TOO_MANY_ROWS = "too_many_rows"
    NAMES_OF_COLUMNS = "names_of_columns"
    NO_COLUMN_OF_VALUES = "no_column_of_values"
    NO_COLUMN_OF_TIME = "no_column_of_time"
    NO_SUCH_COLUMN = "no_such_column"
    TOO_WIDE = "too_wide"
    TOO_MANY_FIELDS = "too_many_fields"
    TOO_FEW_FIELDS = "too_few_fields"
    EMPTY_FIELD = "empty_field"
    DECIMAL_POINT = "decimal_point"
    DECIMAL_COMMA = "decimal_comma"
    TWICE = "twice"
    CONTRADICTS = "contradicts"
    # Of codes that change
    NO_YEAR = "no_year"
    NO_WEIGHT = "no_weight"
    LATE_BEGIN = "late_begin"
    NO_CHANGE = "no_change"
    WEIGHT_BEYOND = "weight_beyond"
    PARTS_BEYOND = "parts_beyond"
    TWO_WAYS = "two_ways"
    IN_A_CIRCLE = "in_a_circle"


SENTENCES: Mapping[Fault, str] = {
    Fault.EMPTY: "the file is empty.",
    Fault.TOO_LARGE: "the file is {size} MB; at most {most} MB is read. Ask for fewer years or "
    "areas at a time.",
    Fault.UTF_16: "the file is UTF-16; save it as UTF-8.",
    Fault.NOT_UTF_8: "is not UTF-8; the file is probably Latin-1. Save it as UTF-8, or say in the "
    "mapping that it is Latin-1.",
    Fault.BINARY: "the file is no text: it may be a picture, a PDF or an old workbook. Save the "
    "figures as CSV or .xlsx.",
    Fault.TOO_MANY: "the file has more than {most} figures. Ask for fewer years or areas at a "
    "time.",
    Fault.TOO_LONG: "{found!r} is too long for a code or a name.",
    Fault.UNPRINTABLE: "{found!r} holds a character that cannot be shown.",
    Fault.NOT_A_NUMBER: "{found!r} is not a number.",
    Fault.NO_PERIOD: "{found!r} is no period that is known, such as 2024, 2024M03 or 2023/24.",
    Fault.NO_DAY: "{found!r} is no day of the calendar.",
    Fault.NO_PART_OF_YEAR: "{found!r} is no part of a year.",
    Fault.NO_SCHOOL_YEAR: "{found!r} is no school year: it begins in one year, ends in the next.",
    Fault.ENDS_BEFORE: "{found!r} ends before it begins.",
    Fault.TOO_MUCH_WORK: "the file takes more memory or time than reading one may. Ask for fewer "
    "years or areas at a time.",
    Fault.NOT_JSON: "not JSON ({said}). The file may be cut off; fetch it again.",
    Fault.HTML: "the file is a web page and no figures. Look at the address it came from.",
    Fault.NESTED: "the file is nested too deeply to be JSON-stat.",
    Fault.LONG_NUMBER: "the file holds a whole number of thousands of digits.",
    Fault.JSON_CONSTANT: "the file holds {found}, which is not a number in JSON.",
    Fault.NOT_JSONSTAT: "the file is JSON, but not a JSON-stat dataset.",
    Fault.VERSION_1: "the file is JSON-stat version 1. Ask for json-stat2 instead.",
    Fault.NO_CLASS: "the file is JSON, but does not say that it is a JSON-stat 2 dataset.",
    Fault.OTHER_CLASS: "the file is a JSON-stat {found!r}, not a dataset. Ask for the data of one "
    "table.",
    Fault.NO_VALUES: "the file has no values: it may be the table's description only.",
    Fault.NO_LIST_OF_NAMES: "is no list of names.",
    Fault.NAME_TWICE: "names a dimension twice.",
    Fault.NO_SIZES: "does not give one number for each dimension.",
    Fault.BAD_SIZE: "'size' holds {found!r}; each must be 1 or more.",
    Fault.NO_DIMENSIONS: "the file has no 'dimension'.",
    Fault.NOT_DESCRIBED: "it is named in 'id', but not described.",
    Fault.BAD_PLACES: "its categories do not have the places 0, 1, 2 and so on.",
    Fault.NO_INDEX: "it has no index of its categories.",
    Fault.OTHER_COUNT: "it has {count} categories, but its size is {size}.",
    Fault.TOO_FEW_VALUES: "the file has {count} values, but its dimensions make {expected}. It may "
    "be cut off; fetch it again.",
    Fault.NO_VALUE_KIND: "is neither a list nor a mapping.",
    Fault.NO_SUCH_PLACE: "the values are {count}, but one has the place {found!r}.",
    Fault.OTHER_STATUSES: "the file has {count} statuses for {expected} values.",
    Fault.NO_STATUS_KIND: "is neither a word, a list nor a mapping.",
    Fault.NO_TIME: "no dimension is said to be time. Name the one that is.",
    Fault.NO_SUCH_DIMENSION: "no dimension is named {found!r}; there are {names}.",
    Fault.NO_ROWS: "the file has no row below the names of its columns.",
    Fault.NO_ROW_FITS: "no row fits the mapping. Look at which rows it is to read.",
    Fault.IS_JSON: "the file looks like JSON, but is read as CSV. Ask for CSV, or say in the "
    "mapping that it is JSON-stat.",
    Fault.NOT_CSV: "is not CSV ({said}).",
    Fault.CUT_OFF: "the file is cut off, or no Excel workbook; fetch it again.",
    Fault.NO_WORKBOOK: "the file is not an Excel workbook that can be read.",
    Fault.LARGE_UNPACKED: "the workbook is too large when unpacked; save only the sheet needed.",
    Fault.NO_SUCH_SHEET: "the workbook has no sheet {found!r}; it has {names}.",
    Fault.TOO_MANY_ROWS: "the sheet has more than {most} rows.",
    Fault.NAMES_OF_COLUMNS: "each column needs a name of its own.",
    Fault.NO_COLUMN_OF_VALUES: "the mapping names no column with numbers.",
    Fault.NO_COLUMN_OF_TIME: "the mapping names neither a column with the time nor the time "
    "itself.",
    Fault.NO_SUCH_COLUMN: "no column is named {found!r}; there are {names}.",
    Fault.TOO_WIDE: "the file has more than {most} columns. Save only those needed.",
    Fault.TOO_MANY_FIELDS: "has {count} fields, but there are {columns} columns.",
    Fault.TOO_FEW_FIELDS: "has {count} fields, but there are {columns} columns: was it cut off?",
    Fault.EMPTY_FIELD: "is empty.",
    Fault.DECIMAL_POINT: "{found!r} has a decimal point, but the mapping says comma. Change the "
    "mapping.",
    Fault.DECIMAL_COMMA: "{found!r} has a decimal comma, but the mapping says point. Change the "
    "mapping.",
    Fault.TWICE: 'tells the same once more as row {row}, column "{column}". Name a column that '
    "tells them apart.",
    Fault.CONTRADICTS: 'contradicts row {row}, column "{column}": another figure of the same area, '
    "time and group. Take out the wrong one, or name a column that tells them apart.",
    Fault.NO_YEAR: "{found!r} is no year.",
    Fault.NO_WEIGHT: "{found!r} is no weight; it must be above 0 and at most 1.",
    Fault.LATE_BEGIN: "the first year {first} comes after the last year {last}.",
    Fault.NO_CHANGE: "no code of the file changes.",
    Fault.WEIGHT_BEYOND: "{old} to {new} has the weight {weight:g}.",
    Fault.PARTS_BEYOND: "the parts of {old} come to more than the whole.",
    Fault.TWO_WAYS: "{old} comes into {new} twice in the same years: straight, and by other codes.",
    Fault.IN_A_CIRCLE: "the codes before {code} lead back to themselves.",
}


class FiguresError(ValueError):
    """What is wrong with a file: the fault, its place, and the facts its sentence needs."""

    def __init__(self, fault: Fault, place: Place | None = None, **facts: Fact) -> None:
        self.fault, self.place, self.facts = fault, place, facts
        sentence = SENTENCES[fault].format(**facts)
        super().__init__(f"{place}: {sentence}" if place else sentence)

    def at(self, place: Place) -> FiguresError:
        """The same fault, at its place."""
        return FiguresError(self.fault, place, **self.facts)


def shown(found: Any, most: int = LONGEST_SHOWN) -> Fact:
    """What stands in a file, short and fit to be shown and kept."""
    if isinstance(found, bool) or (isinstance(found, float) and math.isfinite(found)):
        return found
    if isinstance(found, int) and abs(found) < 10**15:
        return found
    word = found[:most] if isinstance(found, str) else repr(found)[:most]
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in word)


def listed(names: Any, most: int = 300) -> str:
    """Names in a row, as many as there is room for."""
    return str(shown(", ".join(map(str, names)), most))
