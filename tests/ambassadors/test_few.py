"""An attack on the page of counts: whoever adds and subtracts all that it shows learns no 1 to 4."""

from __future__ import annotations

from random import Random

import pytest

from kominn.ambassadors import few


def left(shown, tables):
    """What each number can be for a reader who knows the rule and tries every number there may be
    in all: by tables as possible sums, one row after another."""
    could = {
        name: {
            row: range(max(0, n - 4), n + 5) if row else range(200)
            for row, n in shown[name].items()
        }
        for name in tables
    }
    sums = {name: _sums(could[name].values()) for name in tables}
    totals = set.intersection(*sums.values())
    for name in tables:
        for row in tables[name]:
            others = _sums(values for one, values in could[name].items() if one != row)
            yield (
                (name, row),
                {n for n in could[name][row] if any(total - n in others for total in totals)},
            )


def _sums(ranges):
    found = {0}
    for values in ranges:
        found = {one + n for one in found for n in values}
    return found


def people(chance, much):
    """Some people, each with a step, a band and perhaps an area."""
    here = [
        (chance.choice("PHAT"), chance.choice(["2008", "2010"]), chance.choice(["N", "S", "", "Ø"]))
        for _one in range(chance.randrange(much))
    ]
    return {
        "step": {key: sum(one[0] == key for one in here) for key in "PHAT"},
        "band": {key: sum(one[1] == key for one in here) for key in {one[1] for one in here}},
        "area": {key: sum(one[2] == key for one in here) for key in ("N", "S", "Ø", "")},
    }


def test_no_small_number_follows_from_all_the_others_together():
    chance = Random(4)
    for much in [3, 6, 12, 40] * 15:
        tables = people(chance, much)
        shown = few.rounded(tables, apart={})
        for (name, row), values in left(shown, tables):
            if row and 0 < tables[name][row] < few.BASE:
                assert len(values) > 1, (tables, shown)
                assert tables[name][row] in values, "it is not told wrong either"


@pytest.mark.parametrize("worst", [4, 1])
def test_where_every_draw_is_at_its_edge_another_is_taken(worst):
    """Five rows of four beside one of twenty: were all shown as nought, all would be four."""
    tables = {"band": {str(n): worst for n in range(5)}, "step": {"P": 5 * worst}}
    shown = few.rounded(tables, apart={})
    for (name, row), values in left(shown, tables):
        assert len(values) > 1, (name, row)


def test_a_number_is_rounded_the_same_way_each_time_and_every_number_is():
    tables = {"step": {"P": 7, "H": 10, "A": 0}}
    shown = few.rounded(tables, apart={"gender": {"girl": 13}})
    assert shown == few.rounded(tables, apart={"gender": {"girl": 13}})
    assert shown["step"]["P"] in (5, 10)
    assert (shown["step"]["H"], shown["step"]["A"]) == (10, 0)
    assert shown["gender"]["girl"] in (10, 15)
