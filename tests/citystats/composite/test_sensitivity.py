"""Other choices: none that matters changes nothing, and each that matters is named."""

import numpy as np
import pytest

from citystats.composite.sensitivity import WEIGHTINGS, Factor, sensitivity
from tests.citystats.composite.towns import INDICATORS, indicator


def asked(values, indicators, fifth=1):
    drawn = np.repeat(np.asarray(values, dtype=float)[None], 3, axis=0)
    return sensitivity(drawn, indicators, fifth=fifth, rng=np.random.default_rng(1))


def test_where_one_area_is_worst_by_everything_no_choice_matters():
    values = np.linspace(0.1, 0.3, 7)[::-1, None] * np.ones(4)
    found = asked(values, INDICATORS[:4])
    assert not found.flips.any()
    assert not any(choice.changed for choice in found.choices)
    assert set(found.first_order.values()) == {0.0}
    # 3 normalisations, 2 aggregations, 4 indicators left out or none, and of 2 domains alike,
    # each twice, and drawn.
    assert found.combinations == 3 * 2 * 5 * (1 + 2 + WEIGHTINGS)


def test_the_indicator_on_which_all_hangs_is_named():
    # The last area is the worst only by the second indicator.
    values = np.array([[0.20, 0.2], [0.21, 0.2], [0.19, 0.2], [0.18, 0.2], [0.20, 0.31]])
    found = asked(values, [indicator("plain", "a"), indicator("telling", "b")])
    named = {choice.detail: choice.changed for choice in found.choices}
    assert named["telling"] == (1, 4)
    assert named["plain"] == ()
    assert max(found.first_order, key=found.first_order.get) is Factor.LEFT_OUT
    assert found.opposite[4] > 0


def test_the_aggregation_matters_where_a_bad_domain_is_bought_off():
    # Area 0 is worst in one domain and best in the other; area 1 is poor in both.
    a, b = indicator("a", "a"), indicator("b", "b")
    values = np.array([[0.32, 0.09], [0.24, 0.23], [0.2, 0.2], [0.19, 0.2], [0.2, 0.19]])
    found = asked(values, [a, b])
    named = {choice.detail: choice.changed for choice in found.choices}
    assert named["arithmetic"] == (0, 1)


def test_the_shares_are_those_of_the_variance_between_means():
    rng = np.random.default_rng(2)
    values = rng.uniform(0.1, 0.3, size=(60, 12, 5))
    found = sensitivity(values, INDICATORS, fifth=2, rng=np.random.default_rng(1))
    assert 0 < sum(found.first_order.values()) <= 1
    again = sensitivity(values, INDICATORS, fifth=2, rng=np.random.default_rng(1))
    assert again.first_order == found.first_order
    assert (again.flips == found.flips).all()


def test_an_area_without_a_domain_is_left_out_of_the_question():
    values = np.linspace(0.1, 0.3, 7)[:, None] * np.ones(5)
    values[2, 4] = np.nan
    found = asked(values, INDICATORS)
    assert np.isnan(found.flips).tolist() == [area == 2 for area in range(7)]


def test_one_domain_has_no_weights_and_one_indicator_cannot_be_left_out():
    found = asked(np.linspace(0.1, 0.3, 6)[:, None], [indicator("only", "d")])
    assert found.combinations == 6
    assert {choice.factor for choice in found.choices} == {Factor.NORMALISATION, Factor.AGGREGATION}
    assert found.flips == pytest.approx(np.zeros(6))
