"""The table of roles: whole, and honest about who may read what was told."""

from __future__ import annotations

import ast

import pytest
from django.utils.translation import override

from kominn.accounts.access import Access
from kominn.accounts.roles import ROLES, Right, rights_of
from kominn.config import drawing
from kominn.config.launch.places import PACKAGE

ABOUT_CONCERNS = {
    Right.READ_CONCERNS,
    Right.HOLD_CONCERNS,
    Right.TALK_WITH_REPORTERS,
    Right.CLOSE_CONCERNS,
    Right.ASSESS,
    Right.DECIDE,
}


def test_every_right_is_held_by_some_role():
    held = frozenset().union(*(role.rights for role in ROLES.values()))
    assert held == set(Right)


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_each_role_is_explained_truly(role):
    """Whoever gives the role reads one line on it, and most of all whether it opens concerns."""
    with override("en"):
        may = str(role.may)
    assert ("Reads no concern." in may) is (Right.READ_CONCERNS not in role.rights)
    assert ("finishes concerns" in may) is (Right.CLOSE_CONCERNS in role.rights)
    assert ("gives roles" in may) is (Right.MANAGE_PEOPLE in role.rights)


def test_every_right_opens_something():
    """A right nothing asks for is a promise nobody keeps."""
    asked = {
        node.attr
        for path in PACKAGE.rglob("*.py")
        if path.name != "roles.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Right"
    }
    assert asked == {right.name for right in Right}


@pytest.mark.parametrize("role", ["administrator", "leader", "protection_officer", "employee"])
def test_power_over_people_and_numbers_reads_no_concern(role):
    assert not ROLES[role].rights & ABOUT_CONCERNS


def test_who_works_with_concerns_can_read_them():
    for slug, role in ROLES.items():
        if role.rights & ABOUT_CONCERNS:
            assert Right.READ_CONCERNS in role.rights, slug


def test_nobody_both_gives_roles_and_watches_the_trail():
    assert not any({Right.MANAGE_PEOPLE, Right.SEE_AUDIT} <= role.rights for role in ROLES.values())


def test_every_role_says_who_holds_it():
    for role in ROLES.values():
        assert str(role.held_by).endswith(".")


def test_a_role_that_is_no_longer_in_the_table_gives_nothing():
    assert rights_of({"mayor"}) == frozenset()


def test_a_door_without_a_mark_is_drawn_as_such():
    assert drawing.answer(None, "leader") == "unmarked"
    assert drawing.answer(Access("requires", frozenset({Right.SEE_AUDIT})), "leader") == "refused"
