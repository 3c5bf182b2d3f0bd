"""A town from counts to chances: plain cases, what must not matter, and how often it is right."""

from dataclasses import replace

import numpy as np
import pytest

from citystats.composite.assess import assess
from citystats.composite.report import facts_of
from citystats.composite.terms import Caveat, NeedClass
from citystats.composite.towns import Count, Rate, Town
from tests.citystats.composite.towns import (
    AREAS,
    BORDERS,
    CODES,
    INDICATORS,
    counts,
    indicator,
    town,
)


def assessed(of, seed=1, draws=500):
    return assess(of, seed=seed, draws=draws)


def test_three_areas_that_are_worst_by_everything_are_the_fifth_with_most_need():
    found = assessed(town())
    assert found.need.fifth == 3
    assert found.need.classes == (NeedClass.MOST,) * 3 + (NeedClass.OTHER,) * 13
    assert found.domains == ("income", "participation", "work")
    assert (found.profiles.high[:3] < found.profiles.low[3:].max()).all()
    assert found.caveats == (Caveat.FOR_STAFF,)


def test_with_few_people_the_same_shares_are_uncertain():
    seen = {key: Count(round(each.hits / 30), 30) for key, each in counts().items()}
    found = assessed(town(seen))
    assert NeedClass.UNCERTAIN in found.need.classes
    assert Caveat.FEW_PEOPLE in found.caveats


def test_neither_the_order_nor_the_side_a_border_is_told_from_changes_anything():
    seen = counts()
    turned = Town.of(
        AREAS[::-1],
        [(b, a) for a, b in BORDERS[::-1]],
        INDICATORS[::-1],
        dict(reversed(seen.items())),
    )
    assert facts_of(assessed(turned)) == facts_of(assessed(town(seen)))


def test_another_seed_changes_only_what_chance_may():
    few = town(counts(people=40))
    one, two = (assessed(few, seed=seed, draws=2_000) for seed in (1, 2))
    assert one.need.chance == pytest.approx(two.need.chance, abs=0.06)
    assert (one.need.chance != two.need.chance).any()


def test_the_unit_of_a_rate_does_not_matter():
    def rated(unit):
        known = [
            replace(each, reference=replace(each.reference, mean=each.reference.mean * unit,
                                            spread=each.reference.spread * unit))
            for each in INDICATORS
        ]  # fmt: skip
        seen = {
            key: Rate(unit * each.hits / each.people, unit * 0.01) for key, each in counts().items()
        }
        return assessed(town(seen, known))

    shares, percent = rated(1), rated(100)
    assert shares.need.chance == pytest.approx(percent.need.chance, abs=1e-9)
    assert 100 * shares.levels.median == pytest.approx(percent.levels.median)


def test_an_area_without_a_domain_gets_no_class_and_the_others_keep_theirs():
    seen = counts()
    del seen[CODES[5], "turnout"]
    seen[CODES[6], "low_income"] = Count(0, 0)
    found = assessed(town(seen))
    assert found.need.classes[5] is NeedClass.INCOMPLETE
    assert found.need.classes[6] is NeedClass.INCOMPLETE
    assert found.need.n == 14
    assert Caveat.SOME_MISSING in found.caveats
    assert facts_of(found)["areas"][5]["chance"] is None


def test_without_a_reference_year_the_answer_says_so():
    known = [replace(each, reference=None) for each in INDICATORS]
    found = assessed(town(indicators=known))
    assert Caveat.OWN_REFERENCE in found.caveats
    assert found.indicators[0].reference is not None


def test_progress_shows_against_a_fixed_year():
    before = counts()
    after = {key: replace(each, hits=round(each.hits * 0.8)) if key[1] != "turnout" else each
             for key, each in before.items()}  # fmt: skip
    income = 0
    gained = assessed(town(after)).profiles.median - assessed(town(before)).profiles.median
    assert (gained[:, income] > 0).all()


def test_what_is_said_with_four_fifths_is_right_at_least_about_as_often():
    # Eight small towns whose truth is known, four indicators of 60 people each.
    known = [indicator(f"i{number}", f"d{number % 2}") for number in range(4)]
    rng = np.random.default_rng(11)
    right = given = 0
    for seed in range(8):
        shares = 1 / (1 + np.exp(1.4 - 0.4 * rng.normal(size=(16, 4))))
        seen = {
            (CODES[area], each.id): Count(int(rng.binomial(60, shares[area, number])), 60)
            for area in range(16)
            for number, each in enumerate(known)
        }
        found = assessed(town(seen, known, borders=[]), seed=seed)
        standing = 1 + 99 * (np.clip((0.2 - shares) / 0.06, -1.96, 1.96) + 1.96) / 3.92
        truth = standing[:, ::2].mean(axis=1) * standing[:, 1::2].mean(axis=1)
        worst = truth <= np.sort(truth)[found.need.fifth - 1]
        for is_worst, kind in zip(worst, found.need.classes, strict=True):
            if kind in (NeedClass.MOST, NeedClass.OTHER):
                given += 1
                right += (kind is NeedClass.MOST) == is_worst
    assert given > 60
    assert right / given > 0.8


@pytest.mark.parametrize(
    ("changed", "options", "sentence"),
    [
        ({}, {"draws": 10}, "at least 500 draws"),
        ({}, {"draws": 10_000_000}, "are too many"),
        ({}, {"seed": -1}, "the seed must be 0"),
        ({(code, "turnout"): Count(0, 0) for code in CODES}, {}, "'turnout': no area has people"),
        ({(code, "turnout"): Count(0, 0) for code in CODES[4:]}, {}, "4 areas have all domains"),
    ],
)
def test_what_cannot_be_assessed_is_refused_in_words(changed, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        assess(town(counts() | changed), **({"seed": 1, "draws": 500} | options))
