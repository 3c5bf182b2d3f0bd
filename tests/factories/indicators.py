"""A table of figures with two areas, kept up to date by files that a test writes itself."""

from kominn.indicators import actions
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
    return actions.read(actions.take_in(into, text_of(*rows), by=None, at=at), at=at)
