"""What is wrong with a file or its fetching, kept as a code with its facts, told in any language.

`citystats` names its faults in its own way; here each gets a sentence that says what to do. What
only the city can see, as a share of 140 per cent or an office that does not answer, is named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from citystats.figures.faults import Fact, Fault, FiguresError, Part, Place

Problem = dict[str, Any]
"""`{"code": …, "place": [part, number, name], "facts": {…}}`, as JSON."""


class Trouble(StrEnum):
    """What citystats cannot know."""

    TOLD_TWICE = "told_twice"
    NO_SHARE = "no_share"
    BELOW_MUNICIPALITY = "below_municipality"
    MANY_TIMES = "many_times"
    UNREADABLE = "unreadable"
    # Why somebody must look at a file first
    MUCH_CHANGED = "much_changed"
    OLDER_THAN_KNOWN = "older_than_known"
    OLDER_THAN_EXPECTED = "older_than_expected"
    NOT_YET = "not_yet"
    FEW_PEOPLE = "few_people"
    UNKNOWN_AREAS = "unknown_areas"
    NOT_ABOUT_US = "not_about_us"
    # Of a saved query
    NOT_AN_ADDRESS = "not_an_address"
    NOT_LISTED = "not_listed"
    LONG_ADDRESS = "long_address"
    QUERY_IS_NO_MAPPING = "query_is_no_mapping"
    ANOTHER_FORMAT = "another_format"
    ASKS_JSON = "asks_json"
    ASKS_NO_TIME = "asks_no_time"
    TOP_IS_OLDEST = "top_is_oldest"
    YEARS_BY_NAME = "years_by_name"
    # Of fetching
    LEADS_INSIDE = "leads_inside"
    NOT_TRUSTED = "not_trusted"
    SILENT = "silent"
    SLOW = "slow"
    TOO_LARGE = "too_large_answer"
    BROKE_OFF = "broke_off"
    PACKED = "packed"
    MOVED = "moved"
    NOT_THERE = "not_there"
    TOO_OFTEN = "too_often"
    CLOSED = "closed"
    TOO_MANY_ROWS = "too_many_rows_asked"
    REFUSED = "refused"
    OUT_OF_ORDER = "out_of_order"
    ANOTHER_KIND = "another_kind"
    ANOTHER_FILE = "another_file"
    AS_WRITTEN = "as_written"


class Unfit(Exception):
    """A file or an answer that changes nothing, and why."""

    def __init__(self, trouble: Trouble, place: Place | None = None, **facts: Fact) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.problem = _problem(trouble, place, facts)


def problem_of(error: FiguresError) -> Problem:
    return _problem(error.fault, error.place, error.facts)


def _problem(code: str, place: Place | None, facts: Mapping[str, Fact]) -> Problem:
    kept: Problem = {"code": str(code)}
    if place:
        kept["place"] = [str(place.part), place.number, place.name]
    if facts:
        kept["facts"] = dict(facts)
    return kept


def sentence(problem: Problem) -> str:
    """In the reader's language, the place first; empty where there is no problem."""
    if not problem:
        return ""
    facts = problem.get("facts", {})
    text: str = str(WORDS[problem["code"]]) % facts
    if "place" not in problem:
        return text
    part, number, name = problem["place"]
    place = str(PLACES[part]) % {"number": number, "name": name}
    return f"{place}: {text}"


def in_english(problem: Problem) -> str:
    with override("en"):
        return sentence(problem)


PLACES: Mapping[str, str | Promise] = {
    Part.ROW: _("Row %(number)s"),
    Part.FIELD: _("Row %(number)s, column “%(name)s”"),
    Part.LINE: _("Line %(number)s"),
    Part.CHARACTER: _("Line %(number)s, character %(name)s"),
    Part.VALUE: _("Value %(number)s"),
    Part.DIMENSION: _("Dimension “%(name)s”"),
    Part.KEY: _("The file’s “%(name)s”"),
}

WORDS: Mapping[str, str | Promise] = {
    Fault.EMPTY: _("The file is empty. Fetch it again."),
    Fault.TOO_LARGE: _(
        "The file is %(size)s MB; at most %(most)s MB is read. Ask for fewer years or areas at a "
        "time."
    ),
    Fault.UTF_16: _("The file is UTF-16. Save it as UTF-8."),
    Fault.BINARY: _(
        "This is no file of text: it may be a picture, a PDF or an old workbook. Save the figures "
        "as CSV or .xlsx."
    ),
    Fault.NOT_UTF_8: _(
        "This is not UTF-8; the file is probably Latin-1. Save it as UTF-8, or say that it is "
        "Latin-1 where it says how files of this table are read."
    ),
    Fault.TOO_MANY: _(
        "The file has more than %(most)s figures. Ask for fewer years or areas at a time."
    ),
    Fault.TOO_LONG: _("“%(found)s” is too long for a code or a name. Shorten it."),
    Fault.UNPRINTABLE: _("“%(found)s” holds a character that cannot be shown. Take it out."),
    Fault.NOT_A_NUMBER: _(
        "“%(found)s” is not a number. Correct it, or say how files of this table are read that "
        "this is written in place of a number."
    ),
    Fault.NO_PERIOD: _(
        "“%(found)s” is no time that is known. Write it as 2024, 2024M03, 2024K1 or 2023/24."
    ),
    Fault.NO_DAY: _("“%(found)s” is no day of the calendar. Correct it."),
    Fault.NO_PART_OF_YEAR: _("“%(found)s” is no part of a year. Correct it."),
    Fault.NO_SCHOOL_YEAR: _(
        "“%(found)s” is no school year: it begins in one year and ends in the next. Correct it."
    ),
    Fault.ENDS_BEFORE: _("“%(found)s” ends before it begins. Correct it."),
    Fault.TOO_MUCH_WORK: _(
        "The file takes more memory or time than reading one may. Ask for fewer years or areas at "
        "a time, or save only the sheet you need."
    ),
    Fault.NOT_JSON: _("The file breaks off or is no JSON. Fetch it again."),
    Fault.HTML: _("This is a web page and no figures. Look at the address it came from."),
    Fault.NESTED: _("The file is nested too deeply to be JSON-stat. Ask for json-stat2."),
    Fault.LONG_NUMBER: _("The file holds a number of thousands of digits. Ask for it again."),
    Fault.JSON_CONSTANT: _("The file holds %(found)s, which is no number. Tell its publisher."),
    Fault.NOT_JSONSTAT: _("The file is JSON, but no table of JSON-stat. Ask for json-stat2."),
    Fault.VERSION_1: _("The file is JSON-stat version 1. Ask for json-stat2 instead."),
    Fault.NO_CLASS: _(
        "The file is JSON, but does not say that it is JSON-stat 2. Ask for json-stat2."
    ),
    Fault.OTHER_CLASS: _(
        "The file is a JSON-stat “%(found)s” and no dataset. Ask for the figures of one table."
    ),
    Fault.NO_VALUES: _(
        "The file has no values: it may be the table’s description only. Ask for its data."
    ),
    Fault.NO_LIST_OF_NAMES: _("This is no list of names. Fetch the file again."),
    Fault.NAME_TWICE: _("This names a dimension twice. Fetch the file again."),
    Fault.NO_SIZES: _("This does not give one number for each dimension. Fetch the file again."),
    Fault.BAD_SIZE: _("A dimension has the size “%(found)s”; it must be 1 or more."),
    Fault.NO_DIMENSIONS: _("The file describes no dimensions. Fetch it again."),
    Fault.NOT_DESCRIBED: _("It is named, but not described. Fetch the file again."),
    Fault.BAD_PLACES: _("Its categories are not numbered 0, 1, 2 and so on. Tell the publisher."),
    Fault.NO_INDEX: _("It does not list its categories. Fetch the file again."),
    Fault.OTHER_COUNT: _(
        "It has %(count)s categories, but says it has %(size)s. Fetch the file again."
    ),
    Fault.TOO_FEW_VALUES: _(
        "The file has %(count)s values, but its dimensions make %(expected)s. It may be cut off; "
        "fetch it again."
    ),
    Fault.NO_VALUE_KIND: _("This is neither a list nor a mapping. Fetch the file again."),
    Fault.NO_SUCH_PLACE: _(
        "The file has room for %(count)s values, but one has the place “%(found)s”. Fetch it again."
    ),
    Fault.OTHER_STATUSES: _(
        "The file has %(count)s signs for %(expected)s values. Fetch it again."
    ),
    Fault.NO_STATUS_KIND: _("This is neither a word, a list nor a mapping. Fetch the file again."),
    Fault.NO_TIME: _(
        "No dimension says that it is time. Choose the one that is, where it says how files of "
        "this table are read."
    ),
    Fault.NO_SUCH_DIMENSION: _("No dimension is called “%(found)s”; there are %(names)s."),
    Fault.NO_ROWS: _("There is no row below the names of the columns."),
    Fault.NO_ROW_FITS: _(
        "No row fits what is to be read. Look at which rows files of this table are read for."
    ),
    Fault.IS_JSON: _(
        "This looks like JSON, but the files of this table are CSV or Excel. Ask for CSV, or make "
        "a new table for JSON-stat."
    ),
    Fault.NOT_CSV: _("This is no CSV: a quotation mark may be missing. Correct it."),
    Fault.CUT_OFF: _("The file is cut off, or no Excel workbook. Fetch it again."),
    Fault.NO_WORKBOOK: _("This is no Excel workbook that can be read. Save it anew as .xlsx."),
    Fault.LARGE_UNPACKED: _("The workbook is too large when unpacked. Save only the sheet needed."),
    Fault.NO_SUCH_SHEET: _("The workbook has no sheet called “%(found)s”; it has %(names)s."),
    Fault.TOO_MANY_ROWS: _("The sheet has more than %(most)s rows. Save only those needed."),
    Fault.NAMES_OF_COLUMNS: _("Each column needs a name of its own. Give it one."),
    Fault.NO_COLUMN_OF_VALUES: _("Nobody has said which column holds the numbers. Choose it."),
    Fault.NO_COLUMN_OF_TIME: _(
        "Nobody has said which column holds the time, nor which time it is. Choose one."
    ),
    Fault.NO_SUCH_COLUMN: _(
        "No column is called “%(found)s”; there are %(names)s. Correct its name, or change how "
        "files of this table are read."
    ),
    Fault.TOO_WIDE: _("The file has more than %(most)s columns. Save only those needed."),
    Fault.TOO_FEW_FIELDS: _(
        "There are %(count)s fields, but %(columns)s columns. The file may have been cut off: "
        "fetch it again, or fill in what is missing."
    ),
    Fault.TOO_MANY_FIELDS: _(
        "There are %(count)s fields, but %(columns)s columns. Look for a sign too many that parts "
        "columns."
    ),
    Fault.EMPTY_FIELD: _("This is empty. Fill it in."),
    Fault.DECIMAL_POINT: _(
        "“%(found)s” has a decimal point, but this table is read with a comma. Correct the file, "
        "or change how files of this table are read."
    ),
    Fault.DECIMAL_COMMA: _(
        "“%(found)s” has a decimal comma, but this table is read with a point. Correct the file, "
        "or change how files of this table are read."
    ),
    Fault.TWICE: _(
        "This tells the same once more as row %(row)s, column “%(column)s”. Take one out, or "
        "choose a column that tells them apart."
    ),
    Fault.CONTRADICTS: _(
        "This contradicts row %(row)s, column “%(column)s”: another figure of the same area and "
        "time. Take out the wrong one, or choose a column that tells them apart."
    ),
    Fault.NO_YEAR: _("“%(found)s” is no year. Correct it."),
    Fault.NO_WEIGHT: _("“%(found)s” is no weight: it must be above 0 and at most 1. Correct it."),
    Fault.LATE_BEGIN: _("The first year %(first)s comes after the last year %(last)s."),
    Fault.NO_CHANGE: _("No code of the file changes. Look at which columns hold old and new."),
    Fault.WEIGHT_BEYOND: _("%(old)s to %(new)s has the weight %(weight)s; it must be at most 1."),
    Fault.PARTS_BEYOND: _(
        "The parts of %(old)s come to more than the whole. Look at their weights."
    ),
    Fault.TWO_WAYS: _(
        "%(old)s comes into %(new)s twice in the same years: straight, and by other codes. Take "
        "one of the two ways out of the file."
    ),
    Fault.IN_A_CIRCLE: _(
        "The codes before %(code)s lead back to themselves. Take one of them out."
    ),
    Trouble.TOLD_TWICE: _(
        "The file tells twice of %(area)s in %(period)s. Take one out, or choose a column that "
        "tells them apart."
    ),
    Trouble.NO_SHARE: _(
        "%(found)s (%(area)s, %(period)s) is no share: it must be from 0 to %(most)s. Correct it, "
        "or look at the unit."
    ),
    Trouble.BELOW_MUNICIPALITY: _(
        "“%(area)s” is a part of the municipality. This table is about groups of people: it is "
        "taken in for whole municipalities, counties and the country only."
    ),
    Trouble.MANY_TIMES: _(
        "The file tells of %(count)s different times; at most %(most)s can be shown. Ask for years "
        "or months."
    ),
    Trouble.UNREADABLE: _("The file could not be read. Tell whoever runs KomINN."),
    Trouble.AS_WRITTEN: "%(text)s",
    Trouble.MUCH_CHANGED: _(
        "It changes %(percent)s %% of what was known; more than %(most)s %% is looked at first."
    ),
    Trouble.OLDER_THAN_KNOWN: _(
        "Its newest figures are of %(newest)s, but those of %(known)s are here already. The "
        "query may ask for the oldest years."
    ),
    Trouble.OLDER_THAN_EXPECTED: _(
        "Its newest figures are of %(newest)s, which is older than expected. The query may ask for "
        "the oldest years."
    ),
    Trouble.NOT_YET: _(
        "It has figures of %(newest)s, which has not begun. Is that a projection, or a year that "
        "is mistyped?"
    ),
    Trouble.FEW_PEOPLE: _(
        "Of %(area)s in %(period)s it tells of %(part)s of %(whole)s. So few may be known to those "
        "who live there. Ask who publishes it, or leave it."
    ),
    Trouble.UNKNOWN_AREAS: _(
        "It tells of areas that were not there before: %(areas)s. A code may be mistyped, or an "
        "area may have been split or joined: then its codes must be taken in too."
    ),
    Trouble.NOT_ABOUT_US: _(
        "None of it is about %(code)s, which “%(indicator)s” shows. Look at which areas were asked "
        "for."
    ),
    Trouble.NOT_AN_ADDRESS: _(
        "This is no address that can be asked. It begins with https://, has no password in it, and "
        "ends before any #."
    ),
    Trouble.NOT_LISTED: _(
        "Figures are not fetched from %(host)s, only from %(hosts)s. Ask whoever runs KomINN to "
        "list it, or take the file in by hand."
    ),
    Trouble.LONG_ADDRESS: _(
        "The address is longer than %(most)s characters, which the offices do not take. Ask by a "
        "short address and a query (POST)."
    ),
    Trouble.QUERY_IS_NO_MAPPING: _("The query is no JSON that begins with { and ends with }."),
    Trouble.ANOTHER_FORMAT: _("The query does not ask for json-stat2. Write that in: %(said)s."),
    Trouble.ASKS_JSON: _(
        "The query asks for JSON-stat, but the files of this table are CSV or Excel. Ask for CSV, "
        "or make a new table."
    ),
    Trouble.ASKS_NO_TIME: _(
        "The query does not say which years. All of them must be asked for: %(asked)s."
    ),
    Trouble.TOP_IS_OLDEST: _(
        "At the Institute of Public Health “top” gives the oldest years. Use “bottom” for the "
        "newest, or “all”."
    ),
    Trouble.YEARS_BY_NAME: _("The query names each year: newer ones will not come by themselves."),
    Trouble.LEADS_INSIDE: _(
        "%(host)s leads into a net that is not open, and was not gone to. Tell whoever runs KomINN."
    ),
    Trouble.NOT_TRUSTED: _(
        "%(host)s could not show that it is who it says. Try again later; tell the office if it "
        "stays so."
    ),
    Trouble.SILENT: _("%(host)s does not answer. Try again later."),
    Trouble.SLOW: _(
        "%(host)s took too long, and was given up. Try again later, or ask for fewer years or "
        "areas."
    ),
    Trouble.TOO_LARGE: _(
        "%(host)s answered with more than %(most)s MB, and was stopped. Ask for fewer years or "
        "areas."
    ),
    Trouble.BROKE_OFF: _("The answer of %(host)s broke off. Try again later."),
    Trouble.PACKED: _("The answer of %(host)s is packed in a way that cannot be unpacked."),
    Trouble.MOVED: _(
        "%(host)s says that the table has moved to %(to)s. Look at it there, and change the "
        "address."
    ),
    Trouble.NOT_THERE: _("%(host)s has no such table (%(status)s). Look for its new address."),
    Trouble.TOO_OFTEN: _(
        "%(host)s is asked too often (%(status)s). Wait for a while, and try again."
    ),
    Trouble.CLOSED: _("%(host)s does not let us in (%(status)s). Look at the address."),
    Trouble.TOO_MANY_ROWS: _(
        "%(host)s says that the query asks for too many rows (maxRowCount). Ask for fewer years or "
        "areas."
    ),
    Trouble.REFUSED: _(
        "%(host)s does not understand the query (%(status)s): “%(said)s”. Look at it, and change "
        "it."
    ),
    Trouble.OUT_OF_ORDER: _("%(host)s is out of order (%(status)s). Try again later."),
    Trouble.ANOTHER_KIND: _(
        "%(host)s answered with “%(found)s” and not with the figures. Look at the address."
    ),
    Trouble.ANOTHER_FILE: _(
        "Another file of this table is being read, or waits for somebody to look at it."
    ),
}
