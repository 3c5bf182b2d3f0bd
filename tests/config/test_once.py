"""A test that meets no database runs once; one that asks for it in any way runs on both."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.conftest import asks_for_a_database


@pytest.fixture
def by_another_name(db):
    return connection


def test_what_asks_for_none_is_of_one_run(request):
    assert not asks_for_a_database(request.node)
    assert request.node.get_closest_marker("sqlite")


def test_what_asks_through_another_fixture_runs_on_both(request, by_another_name):
    assert asks_for_a_database(request.node)
    assert not request.node.get_closest_marker("sqlite")


@pytest.mark.django_db(transaction=True)
def test_what_is_marked_runs_on_both(request):
    assert asks_for_a_database(request.node)
    assert not request.node.get_closest_marker("sqlite")
