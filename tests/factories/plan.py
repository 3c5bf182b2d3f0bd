"""Kinds of measures and measures for tests: begun, reviewed and handed over by the deeds."""

from __future__ import annotations

import datetime as dt

import factory

from kominn.core.worktime import NORWAY
from kominn.plan import actions
from kominn.plan.models import Measure, MeasureKind
from kominn.plan.states import Level, Verdict

TUESDAY = dt.datetime(2026, 3, 3, 10, tzinfo=NORWAY)
TODAY = TUESDAY.date()
WEEK = dt.timedelta(weeks=1)


def on(weeks: int) -> dt.date:
    """The Tuesday so many weeks from that one."""
    return TODAY + weeks * WEEK


def words(text: str) -> dict[str, str]:
    return {"nb": text, "nn": f"{text} (nn)", "en": f"{text} (en)"}


class MeasureKindFactory(factory.django.DjangoModelFactory):
    """`MeasureKindFactory(for_a_person=True)` is of those that live in the sealed room."""

    class Meta:
        model = MeasureKind
        django_get_or_create = ("slug",)

    class Params:
        for_a_person = factory.Trait(slug="mentor", level=Level.PERSON, consent_needed=True)

    slug = "nabolag"
    level = Level.PLACE
    name = factory.LazyAttribute(lambda kind: words(kind.slug.capitalize()))
    summary = factory.LazyFunction(lambda: words("Lys og voksne."))
    basis = factory.LazyFunction(lambda: words("Åpent tilbud."))
    owner_role = factory.LazyFunction(lambda: words("Nærmiljøkontakten"))
    evidence = factory.LazyFunction(lambda: words("Ingen evaluering funnet."))


def begin(*, by, owner=None, kind=None, at=TUESDAY, **wishes) -> Measure:
    """A measure begun on the Tuesday, to be reviewed eight weeks later."""
    told = {
        "title": "Lys på gangveien",
        "aim": "At de yngste går hjem den veien igjen.",
        "area": None,
        "starts_on": TODAY,
        "review_on": on(8),
    } | wishes
    return actions.add_measure(
        kind=kind or MeasureKindFactory(), owner=owner or by, by=by, at=at, **told
    )


def review(
    measure, *, by, seen=0, verdict=Verdict.CONTINUE, text="", next_on=None, at=TUESDAY, **ends
):
    return actions.review_measure(
        measure, seen=seen, verdict=verdict, words=text, next_on=next_on, by=by, at=at, **ends
    )
