"""An import inside a function hides an arrow; each that must be so says why."""

from __future__ import annotations

import ast

import pytest

from kominn.config.launch.places import PACKAGE

SOURCE = PACKAGE.parent
EXCUSED = {
    ("kominn/vault/copies.py", "pillow_heif"): "loaded for HEIC pictures only, in a short-lived "
    "program of its own that is kept small",
    (
        "citystats/figures/columns.py",
        "openpyxl",
    ): "loaded where a workbook is read: it loads numpy, which no web process does",
}
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def hidden(tree):
    """What is imported inside functions and classes."""
    for scope in ast.walk(tree):
        if isinstance(scope, SCOPES):
            for node in ast.walk(scope):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield node.module or "."


def found():
    return {
        (str(path.relative_to(SOURCE)), name)
        for path in SOURCE.rglob("*.py")
        for name in hidden(ast.parse(path.read_text()))
    }


def test_nothing_is_imported_inside_a_function():
    assert found() - EXCUSED.keys() == set(), "import at the top, or move the function"


def test_no_excuse_has_outlived_its_import():
    assert EXCUSED.keys() - found() == set()


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n  import os",
        "class A:\n  from os import path",
        "def f():\n  if x:\n    from . import y",
    ],
)
def test_one_that_is_hidden_is_found(text):
    assert list(hidden(ast.parse(text)))
