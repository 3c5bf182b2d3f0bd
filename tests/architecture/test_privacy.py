"""Every field of every table stands in exactly one class, and every table says how long it keeps."""

from __future__ import annotations

import pytest

from kominn.config import processing
from kominn.config.libraries import TABLES


def privacy_of(model):
    return getattr(model, "Privacy", None) or TABLES.get(model._meta.label)


SEALED_ROOM = ("casework", "concerns")
EVERY = [*processing.own_models(), *processing.borrowed_models()]


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model._meta.label)
def test_every_field_stands_in_exactly_one_class(model):
    privacy = privacy_of(model)
    assert privacy, f"say in {model._meta.label}.Privacy what each field is"

    classes = processing.classes_of(privacy)
    twice = {name: kinds for name, kinds in classes.items() if len(kinds) > 1}
    assert not twice
    assert classes.keys() == {field.name for field in processing.fields_of(model)}


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model._meta.label)
def test_how_long_it_is_kept_is_a_sentence(model):
    kept = privacy_of(model).retention
    assert kept[0].isupper(), kept
    assert kept.endswith("."), kept
    assert len(kept.split()) > 2, kept


@pytest.mark.parametrize("model", processing.own_models(), ids=lambda model: model._meta.label)
def test_only_known_classes_are_used(model):
    said = {name for name in vars(model.Privacy) if not name.startswith("_")}
    assert said <= {*processing.CLASSES, "retention"}


def test_no_table_is_described_that_no_library_has():
    assert TABLES.keys() == {model._meta.label for model in processing.borrowed_models()}


def test_a_field_of_the_sealed_room_that_holds_bytes_is_sealed():
    """Ciphertext in the clear column of a page would be a mistake in the record."""
    for model in processing.own_models():
        if model._meta.app_label in SEALED_ROOM:
            sealed = set(getattr(model.Privacy, "sealed", ()))
            of_bytes = {
                f.name
                for f in processing.fields_of(model)
                if f.get_internal_type() == "BinaryField"
            }
            assert of_bytes <= sealed, model._meta.label


def test_no_field_of_a_concern_s_row_takes_free_text_in_the_clear():
    """What anybody writes about a concern is sealed; the clear columns hold choices, days and keys."""
    for model in processing.own_models():
        if model._meta.app_label in SEALED_ROOM:
            for field in processing.fields_of(model):
                if model._meta.label == "casework.Level":
                    continue  # The city's own words for its ladder; of no concern.
                if field.get_internal_type() in ("TextField", "CharField", "JSONField"):
                    assert field.choices or field.name == "locator", (
                        f"{model._meta.label}.{field.name}"
                    )
