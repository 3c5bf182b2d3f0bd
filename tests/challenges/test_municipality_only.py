"""Figures about groups of people by background: never of a part of the municipality, never in an index."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kominn.indicators.actions import importing
from kominn.indicators.models import Indicator, Observation, below_the_municipality
from kominn.indicators.series import series_of
from kominn.indicators.states import State
from kominn.support.actions import NotPossible, count_in
from kominn.support.forms import OneIngredient
from kominn.support.gathering import gather
from kominn.support.models import Ingredient
from kominn.support.states import Domain, Kind
from tests.factories.concerns import AreaFactory
from tests.factories.indicators import indicator, taken_in

pytestmark = pytest.mark.django_db
AT = timezone.now()
AREA, BASIC_UNIT = "390901", "39090101"


@pytest.mark.parametrize("code", ["0", "39", "3909", "K-3909", "EAK", ""])
def test_the_country_a_county_and_a_municipality_are_no_parts(code):
    assert not below_the_municipality(code)
    assert indicator(own_code=code, municipality_only=True).pk


@pytest.mark.parametrize("code", [AREA, BASIC_UNIT, "0301a", "K-390901", "torstrand"])
def test_the_database_itself_refuses_the_code_of_an_area(code):
    assert below_the_municipality(code)
    with pytest.raises(IntegrityError), transaction.atomic():
        indicator(own_code=code, municipality_only=True)
    found = indicator(own_code=code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=found.pk).update(municipality_only=True)


def test_a_file_with_one_area_in_it_changes_nothing():
    found = indicator(municipality_only=True)
    told = taken_in(found.dataset, "3909;2024;9", f"{AREA};2024;40", at=AT)
    assert told.state == State.REFUSED
    assert AREA in str(told.problem)
    assert not Observation.objects.exists()


@pytest.mark.parametrize("code", ["LV01", "N0", "12"])
def test_a_short_code_of_our_own_area_is_a_part_of_the_municipality(code):
    AreaFactory(code=code)
    found = indicator(municipality_only=True)
    told = taken_in(found.dataset, "3909;2024;9", f"{code};2024;40", at=AT)
    assert told.state == State.REFUSED
    assert not Observation.objects.exists()


def test_a_file_that_waited_when_the_mark_came_is_not_shown(kari):
    found = indicator()
    taken_in(found.dataset, "3909;2023;9", at=AT)
    waits = taken_in(found.dataset, f"{AREA};2024;40", at=AT)
    assert waits.state == State.WAITING
    Indicator.objects.update(municipality_only=True)
    with pytest.raises(importing.NotPossible):
        importing.keep(waits, by=kari, at=AT)
    waits.refresh_from_db()
    assert waits.state == State.WAITING


def test_what_was_taken_in_before_the_mark_is_not_drawn_either():
    found = indicator(beside=[{"code": AREA, "name": "Torstrand"}])
    taken_in(found.dataset, "3909;2024;9", f"{AREA};2024;40", at=AT)
    Indicator.objects.update(municipality_only=True)
    [series] = series_of([Indicator.objects.get()], own_name="Larvik")
    assert [line.name for line in series.lines] == ["Larvik"]


def test_need_for_support_never_counts_them(kari):
    found = indicator(municipality_only=True)
    facts = {"domain": Domain.values[0], "kind": Kind.values[0], "more_is_need": True,
             "year": 2024, "mean": 0.1, "spread": 0.05}  # fmt: skip
    assert not Indicator.objects.for_an_index().exists()
    assert not OneIngredient().fields["indicator"].queryset.exists()
    with pytest.raises(NotPossible, match="aldri"):
        count_in(found, **facts | {"domain": Domain(facts["domain"]), "kind": Kind(facts["kind"])},
                 by=kari, at=AT)  # fmt: skip
    assert not Ingredient.objects.exists()


def test_what_counted_before_it_was_marked_no_longer_counts(kari):
    found = indicator()
    count_in(found, domain=next(iter(Domain)), kind=next(iter(Kind)), more_is_need=True, year=2024,
             mean=0.1, spread=0.05, by=kari, at=AT)  # fmt: skip
    Indicator.objects.update(municipality_only=True)
    with pytest.raises(NotPossible):
        gather(year=2024, at=AT)
