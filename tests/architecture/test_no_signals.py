"""Nothing happens behind anybody's back: no signals, no `save()` that does more than save."""

from __future__ import annotations

import ast

import pytest
from django.db import models

from kominn.config.launch.places import PACKAGE
from kominn.config.processing import own_models

MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_knows_signals(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in getattr(node, "names", ()) if isinstance(alias, ast.alias)]
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name}" for name in names]
        for name in names:
            assert "signals" not in name.split("."), f"{name}: call the function you mean"
            assert not name.startswith("django.dispatch"), f"{name}: call the function you mean"


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_saving_saves_and_deleting_deletes(model):
    for method in ("save", "delete", "full_clean"):
        owner = next(cls for cls in model.__mro__ if method in vars(cls))
        assert owner.__module__.startswith("django."), f"{owner.__name__}.{method}"
    assert issubclass(model, models.Model)
