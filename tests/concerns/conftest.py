"""The small city of these tests, with its intake team; nothing remembered from the test before."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from kominn.concerns import pacing
from kominn.core import languages
from tests.concerns.pages import Visit
from tests.page_checker import CheckedClient


@pytest.fixture(autouse=True)
def _nothing_paced(settings, tmp_path):
    settings.SEALED_FILES = tmp_path / "sealed"
    _forget()
    yield
    _forget()


def pacing_of_all():
    return (
        pacing.reports_by_place,
        pacing.reports_by_site,
        pacing.wrong_codes,
        pacing.messages_by_receipt,
    )


def _forget() -> None:
    cache.clear()
    languages.open_to_reporters.cache_clear()
    for pace in pacing_of_all():
        pace.buckets.clear()


@pytest.fixture
def city(db):
    from tests.factories.concerns import small_city

    return small_city()


@pytest.fixture
def areas(city):
    from kominn.portrait.models import Area

    return {area.slug: area for area in Area.objects.all()}


@pytest.fixture
def intake(city, intake_team):
    """The city with its intake team: Inga and Kari read."""
    return intake_team


@pytest.fixture
def demo(settings):
    """As in the demo: every language is open to reporters."""
    settings.SERVER_KEY_KIND = "demo"
    languages.open_to_reporters.cache_clear()


@pytest.fixture
def reporter():
    """Someone without account, cookie or JavaScript; forged posts are looked for as in earnest."""
    return Visit(CheckedClient(enforce_csrf_checks=True))


@pytest.fixture
def visit(sign_in):
    """`visit(inga)`: a colleague's browser, logged in."""

    def log_in(user):
        client = CheckedClient(enforce_csrf_checks=True)
        return Visit(sign_in(client, user))

    return log_in
