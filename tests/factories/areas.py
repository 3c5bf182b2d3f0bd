"""A file of areas that waits for somebody to look at it, and a place people go to."""

import json

from django.utils import timezone

from kominn.portrait.actions import areas
from kominn.portrait.models import Area, AreaFile, Place


def box(code, west, **properties):
    ring = [[west, 59.0], [west + 0.3, 59.0], [west + 0.3, 59.1], [west, 59.1], [west, 59.0]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Sted {code}", "population": 100} | properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def waiting(*, by, at):
    """One area gets an outline and a name, another is new, and all others end."""
    first = Area.objects.order_by("code").first()
    features = [box(first.code if first else "1", 10.0), box("ny", 10.3, name="Nyland")]
    today = timezone.localdate(at)
    return areas.take_in(
        json.dumps({"type": "FeatureCollection", "features": features}).encode(),
        columns={},
        valid_from=today,
        population_on=today,
        source="Kartverket",
        by=by,
        at=at,
        today=today,
    )


def kept(*, by, at):
    """The same file, and it holds."""
    file = waiting(by=by, at=at)
    areas.keep(file, seen=areas.difference(file).mark, by=by, at=at)
    return AreaFile.objects.get(pk=file.pk)


def place(**facts):
    told = {
        "slug": "molla",
        "kind": Place.Kind.CLUB,
        "name": "Mølla fritidsklubb",
        "source": "Oppdiktet",
    }
    return Place.objects.create(**told | facts)
