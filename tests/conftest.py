"""The cast and what every test may lean on."""

from __future__ import annotations

import pytest
from django.test import TransactionTestCase

from tests.page_checker import CheckedClient


@pytest.fixture(scope="session", autouse=True)
def _emptying_after_a_test_may_empty_the_trail() -> None:
    """Tests with real commits end by emptying every table, which the trail's triggers refuse."""
    from tests.audit.attacker import without_triggers

    empty = TransactionTestCase._fixture_teardown

    def _fixture_teardown(self: TransactionTestCase) -> None:
        with without_triggers():
            empty(self)

    TransactionTestCase._fixture_teardown = _fixture_teardown


@pytest.fixture
def browse():
    """Django's test client; every page it is served must hold before the page checker."""
    return CheckedClient()
