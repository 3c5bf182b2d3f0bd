"""The record of processing: every table and field, and in which class of privacy it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Field, ForeignObjectRel

from kominn.config.libraries import TABLES

CLASSES = {
    "special": "special categories of personal data (article 9) and criminal matters (article 10), "
    "readable in the database",
    "personal": "tells of a person, readable in the database",
    "free_text": "what people write, and so perhaps of a person, readable in the database",
    "sealed": "ciphertext, digests and random numbers: who reads the database learns nothing of "
    "what is behind them",
    "ordinary": "tells of no person by itself",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One database table as the record of processing has it."""

    name: str
    purpose: str
    retention: str
    fields: list[tuple[str, str, str]]


def own_models() -> list[type[models.Model]]:
    """Ours, from the top of the layers down, as they stand in their files."""
    configs = [config for config in apps.get_app_configs() if config.name.startswith("kominn.")]
    return [model for config in reversed(configs) for model in config.get_models()]


def borrowed_models() -> list[type[models.Model]]:
    ours = own_models()
    return [model for model in apps.get_models() if model not in ours]


def fields_of(model: type[models.Model]) -> list[Field[Any, Any]]:
    """Everything of a model that is kept: its columns, and its tables of pairs."""
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, Field) and not isinstance(field, ForeignObjectRel) and field.concrete
    ]


def classes_of(privacy: object) -> dict[str, list[str]]:
    """Each field a `Privacy` names, with every class it was put in."""
    found: dict[str, list[str]] = {}
    for kind in CLASSES:
        for name in getattr(privacy, kind, ()):
            found.setdefault(name, []).append(kind)
    return found


def processing() -> Iterator[Table]:
    for model in own_models():
        yield _table(model, getattr(model, "Privacy", None), _docstring(model), {})
    for model in borrowed_models():
        kept = TABLES[model._meta.label]
        yield _table(model, kept, kept.purpose, kept.notes)


def _table(
    model: type[models.Model], privacy: Any, purpose: str, notes: Mapping[str, str]
) -> Table:
    found = classes_of(privacy)
    return Table(
        name=model._meta.label,
        purpose=purpose,
        retention=privacy.retention,
        fields=[
            (field.name, " ".join(found[field.name]), notes.get(field.name) or str(field.help_text))
            for field in fields_of(model)
        ],
    )


def _docstring(model: type[models.Model]) -> str:
    """The model's own words, without the signature Django writes where there are none."""
    text = cleandoc(model.__doc__ or "")
    return "" if text.startswith(f"{model.__name__}(") else text
