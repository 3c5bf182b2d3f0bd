"""The life of a thing is one table: whole, without traps, and drawn."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import kominn
from kominn.concerns.models import Concern
from kominn.concerns.states import NEXT, OPEN, State
from kominn.config import drawing


@pytest.mark.parametrize("life", drawing.LIVES, ids=lambda life: life.table)
class TestEveryLife:
    def test_every_state_is_a_key(self, life):
        assert set(life.next) == set(type(life.first))

    def test_every_state_can_be_reached(self, life):
        reached, new = {life.first}, {life.first}
        while new:
            new = {then for state in new for then in life.next[state]} - reached
            reached |= new
        assert reached == set(life.next)

    def test_the_diagram_has_every_arrow_and_no_other(self, life):
        lines = [line.strip() for line in drawing.diagram(life).splitlines()]
        arrows = {line for line in lines if "-->" in line and "[*]" not in line}
        assert arrows == {
            f"{state.value} --> {then.value}" for state in life.next for then in life.next[state]
        }


def test_every_table_of_states_is_drawn():
    tables = {life.table for life in drawing.LIVES}
    modules = [
        m.name
        for m in pkgutil.walk_packages(kominn.__path__, "kominn.")
        if m.name.endswith(".states")
    ]
    for name in modules:
        if hasattr(importlib.import_module(name), "NEXT"):
            assert f"{name}.NEXT" in tables


def test_a_concern_begins_where_its_diagram_begins():
    drawn = next(life for life in drawing.LIVES if life.next is NEXT)
    assert Concern._meta.get_field("state").default == drawn.first


def test_from_every_open_state_a_concern_can_be_finished():
    for state in OPEN:
        steps, seen = {state}, {state}
        while steps and not steps - OPEN:
            steps = {then for step in steps for then in NEXT[step]} - seen
            seen |= steps
        assert steps - OPEN, f"a concern that is {state} never ends"


def test_what_was_withdrawn_is_never_worked_on_again():
    assert NEXT[State.WITHDRAWN] == frozenset()
