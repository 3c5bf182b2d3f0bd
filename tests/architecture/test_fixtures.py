"""What a fixture does by itself, no other fixture undoes by having its name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def automatic(path):
    """The fixtures of a file that no test asks for by name."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            if any("fixture(" in mark and "autouse=True" in mark for mark in marks):
                yield node.name


@pytest.mark.parametrize(
    "shared",
    sorted(TESTS.rglob("conftest.py")),
    ids=lambda path: str(path.parent.relative_to(TESTS)),
)
def test_nothing_below_replaces_a_fixture_that_runs_by_itself(shared):
    """pytest takes the nearest by name: the farther one would silently not run there."""
    own = set(automatic(shared))
    for path in shared.parent.rglob("*.py"):
        if path != shared:
            again = own.intersection(automatic(path))
            assert not again, f"{path.relative_to(TESTS)}: {', '.join(sorted(again))}"
