"""“You told us, we did”: rounded numbers beside what was done, and words where there are too few."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from kominn.accounts.models import User
from kominn.concerns.models import Concern
from kominn.concerns.publishing import publish_due
from kominn.plan.models import Measure, MeasureKind
from kominn.portrait.models import Area, PublishedTable
from tests.factories.accounts import UserFactory
from tests.factories.concerns import small_city

pytestmark = pytest.mark.django_db
PAGE = "/dette-gjorde-vi/"
TODAY = timezone.localdate()


@pytest.fixture
def city(db):
    return small_city()


def quarters(number=1, **shown):
    """Published quarters with the same numbers in each, as `torget__place=10`."""
    day = dt.date(2025, 1, 1)
    for n in range(number):
        first = day.replace(year=2025 + n // 4, month=1 + 3 * (n % 4))
        table = PublishedTable.objects.create(
            subject="concerns", first_day=first, last_day=first + dt.timedelta(days=80), base=5,
            published_on=first + dt.timedelta(days=120),
        )  # fmt: skip
        for key, count in shown.items():
            area, theme = key.split("__")
            table.counts.create(
                area=Area.objects.filter(slug=area).first(), theme=theme, shown=count
            )


def measure(words="Vi tente lysene.", area="torget", **wishes):
    kind, _ = MeasureKind.objects.get_or_create(
        slug="lys", defaults={"level": "place", "name": {"nb": "Lys", "en": "Lights"}}
    )
    facts = {
        "kind": kind, "area": Area.objects.filter(slug=area).first(), "title": "Intern tittel",
        "aim": "Internt mål", "owner": User.objects.filter(name="Eva Eier").first() or UserFactory(name="Eva Eier"), "starts_on": TODAY - dt.timedelta(30),
        "review_on": TODAY + dt.timedelta(30), "told_public": True, "public_words": words,
    }  # fmt: skip
    return Measure.objects.create(**facts | wishes)


def page(browse, prefix=""):
    answer = browse.get(prefix + PAGE)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_before_the_first_quarter_is_told_it_says_so(browse, city, prefix):
    text = page(browse, prefix)
    assert "<table" not in text
    if prefix == "/en":
        assert "No numbers yet" in text


def test_a_year_of_quarters_is_added_up_by_theme_and_area(browse, city):
    quarters(4, torget__place=5, nesbyen__hate=10)
    text = page(browse, "/en")
    assert 'An unsafe place</th><td class="numbers area-count">about 20</td>' in text
    assert 'Hate speech and hate crime</th><td class="numbers area-count">about 40</td>' in text
    assert 'Torget</th><td class="numbers area-count">about 20</td>' in text
    assert '<strong class="numbers">60</strong>' in text
    assert text.index("Hate speech") < text.index("An unsafe place"), "the largest first"


def test_only_the_latest_year_is_told(browse, city):
    quarters(6, torget__place=5)
    assert '<strong class="numbers">20</strong>' in page(browse, "/en")


def test_too_few_are_told_in_words_and_never_as_a_number(browse, city):
    quarters(1, torget__place=5, nesbyen__hate=10)
    text = page(browse, "/en")
    assert 'Torget</th><td class="numbers area-count">Too few to tell</td>' in text
    assert 'Holmen</th><td class="numbers area-count">Too few to tell</td>' in text
    assert 'Online</th><td class="numbers area-count">Too few to tell</td>' in text, "as is nought"
    assert not re.search(r"about [0-9]\b", text)


def test_every_number_has_its_day_and_source(browse, city):
    quarters(4, torget__place=10)
    text = page(browse, "/en")
    parts = text.split("<table")[1:] + text.split('class="told-sides"')[1:]
    assert len(parts) == 2 + 2, "two tables, the city and Torget"
    for part in parts:
        assert "reports to the municipality, rounded" in part
        assert 'datetime="2026-01-29"' in part


def test_beside_the_numbers_stands_what_was_done(browse, city):
    quarters(4, torget__place=10)
    measure()
    measure("Vi åpnet huset.", area="")
    text = page(browse, "/en")
    assert '<span lang="nb">Holmen</span>' not in text, "nothing to tell of it"
    torget = text[text.index('<span lang="nb">Torget</span>') :]
    assert "About 40 reports" in torget
    assert "An unsafe place: about 40" in torget
    assert "Vi tente lysene." in torget
    assert (
        text.index("All of the city")
        < text.index("Vi åpnet huset.")
        < text.index("Vi tente lysene.")
    )


@pytest.mark.parametrize(
    "wishes",
    [
        {"told_public": False},
        {"starts_on": TODAY + dt.timedelta(3)},
        {"state": "stopped", "ended_on": TODAY},
        {"state": "finished", "ended_on": TODAY - dt.timedelta(500), "starts_on": TODAY - dt.timedelta(600)},
    ],
    ids=["not for everybody", "not begun", "broken off", "long ago"],
)  # fmt: skip
def test_what_is_not_for_everybody_is_not_told(browse, city, wishes):
    measure(**wishes)
    assert "Vi tente lysene." not in page(browse)


def test_what_was_finished_this_year_is_still_told(browse, city):
    measure(state="finished", ended_on=TODAY - dt.timedelta(5))
    assert "Vi tente lysene." in page(browse)


def test_the_words_inside_the_house_and_who_owns_it_are_not_told(browse, city):
    measure()
    text = page(browse)
    for secret in ("Intern tittel", "Internt mål", "Eva Eier"):
        assert secret not in text


def test_nothing_of_a_concern_shows_before_its_quarter_is_published(browse, city):
    assert publish_due(at=timezone.now()) == 0
    text = page(browse)
    assert not Concern.objects.exists()
    assert "<table" not in text


def test_the_page_asks_the_database_a_fixed_number_of_times(
    browse, city, django_assert_max_num_queries
):
    quarters(1, torget__place=10)
    page(browse)
    with django_assert_max_num_queries(5):
        page(browse)
    for n in range(20):
        measure(f"Tiltak {n}")
    with django_assert_max_num_queries(5):
        page(browse)


def test_the_bars_are_drawn_from_the_table_and_are_not_read_aloud_twice(browse, city):
    quarters(4, torget__place=10, nesbyen__hate=5)
    text = page(browse)
    assert 'aria-hidden="true"' in text.split('class="told-bars"')[1][:30]
    assert 'width="100"' in text
    assert 'width="50"' in text


@pytest.mark.parametrize("address", ["/", "/en/"])
def test_the_front_page_leads_to_it(browse, city, address):
    assert PAGE in browse.get(address).content.decode()


@pytest.mark.parametrize("language", ["pl", "ar", "ti"])
def test_it_speaks_the_languages_of_reporters(browse, city, language, monkeypatch):
    quarters(4, torget__place=10)
    monkeypatch.setattr("kominn.core.languages.open_to_reporters", lambda: ("nb", language))
    text = page(browse, f"/{language}")
    assert f'<html lang="{language}"' in text
    assert "Too few to tell" not in text
    assert "An unsafe place" not in text
