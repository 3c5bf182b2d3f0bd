"""A foreign key by name is a dependency the import contracts can't see: it points down, too."""

from __future__ import annotations

import tomllib

import pytest
from django.apps import apps

from kominn.config.launch.places import ROOT


def layers():
    """The packages from top to bottom, as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    order = next(c for c in contracts["contracts"] if c.get("containers") == ["kominn"])["layers"]
    return [name.strip(" ()") for layer in order for name in layer.split("|")]


def package_of(model):
    root, _dot, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if root == "kominn" else None


def points_up(package, other):
    """Whether a key from one of our packages to another, or to a library's, goes the wrong way."""
    order = layers()
    return other in order and order.index(other) < order.index(package)


def relations():
    for model in apps.get_models(include_auto_created=True):
        if package_of(model):
            for field in [*model._meta.fields, *model._meta.many_to_many]:
                if field.is_relation:
                    yield model, field, field.related_model


def test_no_relation_points_up():
    wrong = [
        f"{model.__name__}.{field.name} points up"
        for model, field, other in relations()
        if points_up(package_of(model), package_of(other))
    ]
    assert not wrong, wrong


def test_no_relation_can_point_anywhere():
    """A generic key names its table in a column, where no order holds."""
    generic = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if package_of(model)
        for field in model._meta.private_fields
    ]
    assert not generic, generic


@pytest.mark.parametrize(("package", "other"), [("portrait", "concerns"), ("core", "accounts")])
def test_one_that_does_is_caught(package, other):
    assert points_up(package, other)
    assert not points_up(other, package)
    assert not points_up(package, None), "a library's table stands below everything"
