"""What is wrong with a town's file, in the reader's language.

The program says it in English; each of its sentences is known here by its form. One that is not
known is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PLACE = re.compile(
    r"(?P<what>line|areas|indicators|values|neighbours) (?P<number>\d+)(?P<more>, \w+(?: \d+)?)?: "
)
PLACES: dict[str, str | Promise] = {
    "line": _("Line %(number)s"),
    "areas": _("Area no. %(number)s"),
    "indicators": _("Figure no. %(number)s"),
    "values": _("Value no. %(number)s"),
    "neighbours": _("Neighbours no. %(number)s"),
}
REFUSED: dict[str, str | Promise] = {
    "origin": pgettext_lazy("never counted", "origin"),
    "religion": pgettext_lazy("never counted", "religion"),
    "language": pgettext_lazy("never counted", "language"),
    "concerns": pgettext_lazy("never counted", "concerns"),
    "police": pgettext_lazy("never counted", "the police"),
}
# A long word stands cut, without the sign that ends it; one with an apostrophe stands in others.
ONE = r"['\"](?P<name>.*?)['\"]?"
OF_A_GROUP = r"group ['\"](?P<name>.*?)['\"], indicator ['\"](?P<figure>.*?)['\"]"
SENTENCES: tuple[tuple[str, str | Promise], ...] = (
    (r"the file is larger than (?P<most>\d+) MB", _("The file is larger than %(most)s MB.")),
    (r"the file is not a text", _("This is not a text file. Save it as CSV or JSON.")),
    (r"the brackets are nested too deep", _("There are brackets within brackets, too many.")),
    (r"(?P<name>\S+) is not a number that can be read", _("“%(name)s” must be a number.")),
    (r"Exceeds the limit .*", _("A number in the file has far too many digits.")),
    (
        r"\d+ draws of so many areas and indicators are too many",
        _("So many areas with so many figures are too much at once. Take fewer figures."),
    ),
    (rf"indicator {ONE}: no area has people", _("“%(name)s” is counted among nobody.")),
    (
        r"an indicator that is the same everywhere needs a reference",
        _("A figure is the same everywhere. It needs a reference year, a mean and a spread."),
    ),
    (r"is not UTF-8.*", _("This is not UTF-8. Save the file as UTF-8.")),
    (r"not JSON .*", _("This is not JSON. Save the file anew from where it was made.")),
    (r"is not CSV .*", _("This is not CSV. Save the file anew from where it was made.")),
    (rf"{ONE} must be a text", _("“%(name)s” must be a text.")),
    (rf"{ONE} must be a number", _("“%(name)s” must be a number.")),
    (rf"{ONE} must be a whole number", _("“%(name)s” must be a whole number.")),
    (rf"{ONE} must be a list", _("“%(name)s” must be a list.")),
    (rf"{ONE} must be an object", _("“%(name)s” must be an object.")),
    (r"must be an object", _("This must be an object.")),
    (r"must be two codes of areas", _("Two codes of areas must stand here.")),
    (
        rf"{ONE} is ['\"](?P<said>.*?)['\"]?, not one of (?P<known>.*)",
        _("“%(name)s” is “%(said)s”. It must be one of %(known)s."),
    ),
    (r"has both a count and a rate", _("Here is both a count and a rate. Keep one of them.")),
    (
        r"(?P<hits>-?\d+) of (?P<people>-?\d+) cannot be",
        _("%(hits)s of %(people)s can’t be. Look at the numerator and the denominator."),
    ),
    (
        r"a rate needs a number, and an error above 0",
        _("A rate needs a number, and an error above 0."),
    ),
    (
        r"a reference needs a mean, and a spread above 0",
        _("A reference needs a mean, and a spread above 0."),
    ),
    (
        rf"{ONE} of area ['\"](?P<area>.*)['\"] comes twice",
        _("“%(name)s” stands twice for area “%(area)s”. Take one of them out."),
    ),
    (rf"area {ONE} comes twice", _("Area “%(name)s” stands twice. Take one of them out.")),
    (rf"indicator {ONE} comes twice", _("Figure “%(name)s” stands twice. Take one of them out.")),
    (rf"area {ONE} has another name than above", _("Area “%(name)s” has another name than above.")),
    (
        rf"indicator {ONE} is not described as above",
        _("Figure “%(name)s” is described in another way than above."),
    ),
    (
        rf"no column is called {ONE}; known are (?P<known>.*)",
        _("No column is called “%(name)s”. Known are %(known)s."),
    ),
    (rf"the column {ONE} is missing", _("The column “%(name)s” is missing.")),
    (r"each column needs a name of its own", _("Each column needs a name of its own.")),
    (
        r"has (?P<number>\d+) fields, the first has (?P<first>\d+)",
        _("Here are %(number)s fields, and in the first line %(first)s."),
    ),
    (
        r"the file has no line below the names of the columns",
        _("The file has no line below the names of the columns."),
    ),
    (
        rf"indicator {ONE} is about (?P<refused>\w+);.*",
        _("“%(name)s” is about %(refused)s. That is never counted: take it out of the file."),
    ),
    (
        rf"group {ONE} is about (?P<refused>\w+);.*",
        _("The group “%(name)s” is about %(refused)s. People are never compared by that."),
    ),
    (
        rf"{OF_A_GROUP}: is counted among (?P<people>\d+), .*",
        _(
            "“%(figure)s” is counted among %(people)s in the group “%(name)s”. Groups have at "
            "least 100: join it with another."
        ),
    ),
    (
        rf"{OF_A_GROUP}: has only a rate; .*",
        _("“%(figure)s” is only a rate in the group “%(name)s”. Groups are counted."),
    ),
    (
        r"(?P<least>\d+) to (?P<most>\d+) areas are compared, not (?P<number>\d+)",
        _("From %(least)s to %(most)s areas are compared; here are %(number)s."),
    ),
    (
        r"(?P<least>\d+) to (?P<most>\d+) indicators are read, not (?P<number>\d+)",
        _("From %(least)s to %(most)s figures are read; here are %(number)s."),
    ),
    (
        r"no known area has the code (?P<names>.*)",
        _(
            "The city has no area with the code %(names)s. Mend the code, or take the rows out of "
            "the file."
        ),
    ),
    (rf"no area has the code {ONE}", _("No area has the code “%(name)s”.")),
    (rf"no indicator has the id {ONE}", _("No figure is called “%(name)s”.")),
    (rf"area {ONE} borders on itself", _("Area “%(name)s” borders on itself.")),
    (
        rf"indicator {ONE} mixes counts and rates",
        _("Figure “%(name)s” has counts in some areas and rates in others. Use one of them."),
    ),
    (
        r"(?P<number>\d+) areas have all domains; .*",
        _("Only %(number)s areas have figures of every theme. At least five are needed."),
    ),
    (r"no answer came; .*", _("No answer came. Tell whoever runs KomINN.")),
)
KNOWN = tuple((re.compile(form, re.DOTALL), words) for form, words in SENTENCES)


@dataclass(frozen=True, slots=True)
class Problem:
    """`translated` is False where the program's own English sentence is all there is."""

    words: str
    translated: bool


def in_words(problem: Mapping[str, Any]) -> Problem:
    said = str(problem.get("sentence", ""))
    place = PLACE.match(said)
    sentence = said[place.end() :] if place else said
    for form, words in KNOWN:
        if found := form.fullmatch(sentence):
            parts = found.groupdict()
            if about := REFUSED.get(parts.get("refused", "")):
                parts["refused"] = str(about)
            return Problem(f"{_where(place)}{words % parts}", translated=True)
    return Problem(said, translated=False)


def _where(place: re.Match[str] | None) -> str:
    if place is None:
        return ""
    return f"{PLACES[place['what']] % {'number': place['number']}}: "
