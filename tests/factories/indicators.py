"""A table of figures with two areas, kept up to date by files that a test writes itself."""

import datetime as dt

from kominn.indicators.actions import importing, recoding, writing
from kominn.indicators.models import Dataset, Indicator, Source


def dataset(**facts):
    source, _ = Source.objects.get_or_create(
        slug="kontoret",
        defaults={"name": "Statistikkontoret", "licence": "CC BY 4.0", "invented": True},
    )
    told = {
        "slug": "lavinntekt",
        "source": source,
        "title": "Barn i husholdninger med lav inntekt",
        "form": Dataset.Form.COLUMNS,
        "mapping": {"values": ["Andel"], "area": "Kommune", "period": "År"},
    }
    return Dataset.objects.create(**told | facts)


def indicator(**facts):
    told = {
        "slug": "lavinntekt",
        "breakdown": "[]",
        "name": {"nb": "Barn i husholdninger med lav inntekt"},
        "about": {"nb": "Barn under 18 år i husholdninger med lav inntekt."},
        "unit": Indicator.Unit.PERCENT,
        "decimals": 1,
        "own_code": "3909",
        "beside": [{"code": "0", "name": "Landet"}],
        "stale_after_months": 18,
    }
    return Indicator.objects.create(
        **told | {"dataset": facts.pop("dataset", None) or dataset()} | facts
    )


def text_of(*rows):
    return ("Kommune;År;Andel\n" + "\n".join(rows)).encode()


def taken_in(into, *rows, at):
    """Those rows as a file, taken in and read."""
    return importing.read(importing.take_in(into, text_of(*rows), by=None, at=at), at=at)


def chapter(text="Her bor vi.", *, slug="folkene", at=None, **words):
    """A chapter of the city's story, written by nobody in particular."""
    told = {"heading": {"nb": slug.capitalize()}, "text": {"nb": text}} | words
    return writing.begin(slug, told, by=None, at=at or dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))


CODES = "orig,cur,weighting,first_year,last_year\n"


def codes_waiting(*rows, by, at):
    """A file of codes that waits for somebody to look at it."""
    text = CODES + "\n".join(rows or ("3805,3909,1.0,2020,2023", "3909,3909,1.0,2023,2034"))
    columns = {
        "old": "orig", "new": "cur", "last_year": "last_year", "first_year": "first_year",
        "weight": "weighting",
    }  # fmt: skip
    return recoding.take_in(text.encode(), columns=columns, source="Klass", by=by, at=at)
