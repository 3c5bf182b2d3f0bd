"""Tables of figures: where they come from, how their files are read, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.slugs import slug_of
from kominn.indicators.actions.importing import NotPossible
from kominn.indicators.models import (
    Dataset,
    Indicator,
    Observation,
    ObservationQuerySet,
    Source,
    below_the_municipality,
)
from kominn.indicators.states import State
from kominn.portrait.history import codes_ever

TAKEN = frozenset({"ny", "fil", "tall", "tekst", "omrader", "steder", "koder"})
"""Names that stand in addresses of the desk."""


@transaction.atomic
def add_table(
    source: Source | Mapping[str, str], fields: Mapping[str, Any], *, by: User, at: dt.datetime
) -> Dataset:
    """A new table, of a source that is here or of a new one."""
    if not isinstance(source, Source):
        source = Source.objects.create(slug=_slug(Source, source["name"]), **source)
    dataset = Dataset.objects.create(slug=_slug(Dataset, fields["title"]), source=source, **fields)
    _note("figures.table_added", dataset, by, at)
    return dataset


@transaction.atomic
def change_table(dataset: Dataset, fields: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
    for name, value in fields.items():
        setattr(dataset, name, value)
    dataset.save(update_fields=list(fields))
    _note("figures.table_changed", dataset, by, at)


@transaction.atomic
def keep_sample(dataset: Dataset, sample: Mapping[str, Any]) -> None:
    """What a file of the table looks like; no figure of it is kept beside the first rows."""
    dataset.sample = sample
    dataset.save(update_fields=["sample"])


@transaction.atomic
def set_mapping(dataset: Dataset, mapping: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
    """How the next file is read; what was read before stays as it was."""
    dataset.mapping = mapping
    dataset.save(update_fields=["mapping"])
    _note("figures.reading_changed", dataset, by, at)


@transaction.atomic
def add_indicator(
    dataset: Dataset, fields: Mapping[str, Any], *, by: User, at: dt.datetime
) -> Indicator:
    last = Indicator.objects.order_by("-order").values_list("order", flat=True).first() or 0
    indicator = Indicator.objects.create(
        slug=_slug(Indicator, fields["name"]["nb"]), dataset=dataset, order=last + 1, **fields
    )
    _note("figures.indicator_added", dataset, by, at, indicator=indicator.slug)
    return indicator


@transaction.atomic
def change_indicator(
    indicator: Indicator, fields: Mapping[str, Any], *, seen: str, by: User, at: dt.datetime
) -> None:
    """`seen` is the mark of what stood there when the form was opened."""
    found = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if mark_of(found) != seen:
        raise NotPossible(
            _(
                "A colleague has saved this page meanwhile. Yours is below, untouched: look at "
                "theirs in another window, then save once more."
            )
        )
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=list(fields))
    _note("figures.indicator_changed", indicator.dataset, by, at, indicator=indicator.slug)


def mark_of(indicator: Indicator) -> str:
    """Tells an indicator from what it was before somebody changed it."""
    facts = {
        name: getattr(indicator, name) for name in Indicator.Privacy.ordinary if name != "dataset"
    }
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def breakdowns_of(dataset: Dataset, most: int) -> list[str]:
    """What the table's figures are about besides area and time; the files that are shown say so."""
    shown = _shown(dataset)
    return list(shown.order_by("breakdown").values_list("breakdown", flat=True).distinct()[:most])


def areas_of(dataset: Dataset) -> dict[str, set[str]]:
    """The codes its figures have, by what else they are about."""
    found: dict[str, set[str]] = {}
    for breakdown, code in _shown(dataset).values_list("breakdown", "area_code").distinct():
        found.setdefault(breakdown, set()).add(code)
    return found


def own_code_in(areas: Mapping[str, Collection[str]]) -> str:
    """The city's own code as figures that are shown already have it, if the table knows it too."""
    used = Indicator.objects.order_by("order", "pk").values_list("own_code", flat=True)
    there = {code for codes in areas.values() for code in codes}
    ours = codes_ever()
    return next(
        (
            code
            for code in used
            if code and not below_the_municipality(code, ours) and (not there or code in there)
        ),
        "",
    )


def no_share(dataset: Dataset, breakdown: str, most: float) -> Observation | None:
    """A figure that is shown now, and cannot be a share of `most`."""
    same = {name: OuterRef(name) for name in ("dataset", "breakdown", "area_code", "period")}
    later = Observation.objects.filter(
        **same, vintage__state=State.KEPT, vintage__number__gt=OuterRef("vintage__number")
    )
    beyond = Q(value__lt=0) | Q(value__gt=most) | Q(numerator__lt=0)
    found = _shown(dataset).filter(beyond | Q(numerator__gt=F("denominator")), breakdown=breakdown)
    return found.exclude(Exists(later)).order_by("area_code", "period").first()


def _shown(dataset: Dataset) -> ObservationQuerySet:
    return Observation.objects.filter(dataset=dataset, vintage__state=State.KEPT)


def _slug(model: type[Source] | type[Dataset] | type[Indicator], name: str) -> str:
    """The name as it stands in an address, with a number where another has it."""
    plain = slug_of(name)[:45].strip("-")
    if not plain:
        raise NotPossible(_("Write a name with letters."))
    taken = TAKEN | set(
        model._default_manager.filter(slug__startswith=plain).values_list("slug", flat=True)
    )
    return next(
        slug
        for number in range(len(taken) + 2)
        if (slug := f"{plain}-{number + 1}" if number else plain) not in taken
    )


def _note(verb: str, dataset: Dataset, by: User, at: dt.datetime, **detail: str) -> None:
    record(verb, f"figures {dataset.slug}", by=name_of(by), at=at, detail=detail)
