"""What is wrong with a file of areas, in the reader's language.

The library that finds it knows English only: each of its sentences stands here once, for the
catalogues.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from citystats.outlines import OutlineError

in_words = translation.gettext
"""For what stands in `SENTENCES`, and so is marked already."""

SENTENCES = frozenset(
    {
        gettext_noop(
            "the file is %(size)s MB; at most %(most)s MB is read. Simplify the outlines first."
        ),
        gettext_noop("the file is UTF-16; save it as UTF-8."),
        gettext_noop("line %(line)s is not UTF-8; the file is probably Latin-1. Save it as UTF-8."),
        gettext_noop("the file is empty."),
        gettext_noop(
            "line %(line)s, column %(column)s: not JSON from here on. The file may be cut off; "
            "fetch it again."
        ),
        gettext_noop("the file holds a whole number of thousands of digits."),
        gettext_noop("the file is nested too deeply to be GeoJSON."),
        gettext_noop("the file holds %(name)s, which is not a number in JSON."),
        gettext_noop("the file is JSON, but not a GeoJSON FeatureCollection."),
        gettext_noop("the FeatureCollection holds no features."),
        gettext_noop("the coordinates are in %(system)s; convert them to WGS 84 (EPSG:4326)."),
        gettext_noop("is not a GeoJSON Feature."),
        gettext_noop("has no geometry; a Polygon or MultiPolygon is needed."),
        gettext_noop("has %(kind)s; a Polygon or MultiPolygon is needed."),
        gettext_noop("has no coordinates."),
        gettext_noop("encloses no area."),
        gettext_noop("has a polygon without rings."),
        gettext_noop("has a ring of fewer than four positions."),
        gettext_noop("has a ring that is not closed: repeat its first position last."),
        gettext_noop("has the position %(position)s; two numbers are needed."),
        gettext_noop(
            "has the position %(position)s, which is not longitude and latitude in degrees; "
            "convert the file to WGS 84 (EPSG:4326)."
        ),
        gettext_noop(
            "the file has areas of several municipalities: %(there)s. Say which of them are yours."
        ),
        gettext_noop("no area is of the municipality %(asked)s. The file has %(there)s."),
        gettext_noop(
            "the outlines have %(found)s positions; at most %(most)s are read. Simplify the "
            "outlines first."
        ),
        gettext_noop("has no code. Say which property holds it; it has: %(names)s."),
        gettext_noop("has no property %(name)r."),
        gettext_noop("has a code or name with control characters or over 100 letters: %(found)s."),
        gettext_noop("has a code of over 20 letters: %(found)s."),
        gettext_noop("has %(found)s residents; a whole number is needed."),
        gettext_noop("has latitude before longitude; in GeoJSON longitude comes first. Swap them."),
        gettext_noop(
            "lies at %(place)s, outside the Nordic countries; the file may be in another "
            "coordinate system. Convert it to WGS 84 (EPSG:4326)."
        ),
        gettext_noop("goes to and fro too often. Simplify the outlines first."),
        gettext_noop(
            "the file has %(found)s areas; at most %(most)s are read. Say which municipalities are "
            "yours."
        ),
        gettext_noop("the file holds far more than the outlines of a country. Ask for less of it."),
        gettext_noop("has an outline that crosses itself at %(place)s. Mend it there."),
        gettext_noop(
            "has the code %(code)r of feature %(other)s; join the two into one MultiPolygon."
        ),
        gettext_noop(
            "no area of the file is one of ours, by code, name or outline. It may be another "
            "municipality’s."
        ),
        gettext_noop("is a new area: it needs a name and a number of residents."),
    }
)


def said(error: OutlineError) -> str:
    """`Feature 3 has no code. …`"""
    sentence = in_words(error.template) % error.facts
    if error.feature is None:
        return capfirst(sentence)
    return _("Feature %(number)s %(what)s") % {"number": error.feature, "what": sentence}
