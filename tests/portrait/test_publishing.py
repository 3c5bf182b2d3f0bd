"""The one way out for numbers: what gives a small one away is not told, and said by its cell."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from citystats.disclosure.rounding import round_counts
from kominn.audit.actions import SYSTEM
from kominn.audit.models import Event
from kominn.core.worktime import NORWAY
from kominn.portrait import publishing
from kominn.portrait.models import PublishedCount, PublishedTable
from kominn.portrait.publishing import NotSafe, Numbers, publish
from tests.factories.concerns import small_city

pytestmark = pytest.mark.django_db

COUNTS = [[0, 6, 11], [2, 9, 0], [7, 1, 14]]
SHOWN = round_counts(COUNTS, base=5, rng=Random(1)).counts


def tell(shown, counts=COUNTS):
    return publish(
        Numbers(["", "torget", "nesbyen"], ["hate", "place", "work"], counts, shown, 5),
        subject=PublishedTable.Subject.CONCERNS,
        first_day=dt.date(2026, 1, 1),
        last_day=dt.date(2026, 3, 31),
        by=SYSTEM,
        at=dt.datetime(2026, 5, 4, 6, tzinfo=NORWAY),
    )


def test_what_is_rounded_is_told():
    small_city()
    table = tell(SHOWN)
    assert sum(one.shown for one in table.counts.all()) == sum(map(sum, SHOWN))
    assert Event.objects.get(verb="counts.published").detail == {"from": "2026-01-01"}


def test_a_true_small_number_is_refused_by_its_cell_and_nothing_is_told():
    leaky = [list(row) for row in SHOWN]
    leaky[1][0] = COUNTS[1][0]
    with pytest.raises(NotSafe) as refused:
        tell(leaky)
    assert "torget, hate: a number from 1 to below the base is told; round" in str(refused.value)
    assert not PublishedTable.objects.exists()
    assert not PublishedCount.objects.exists()
    assert not Event.objects.filter(verb="counts.published").exists()


def test_where_the_program_that_attacks_falls_over_nothing_is_told(monkeypatch, tmp_path):
    package = tmp_path / "citystats"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("raise MemoryError")
    monkeypatch.setattr(publishing, "PACKAGES", tmp_path)
    with pytest.raises(NotSafe) as refused:
        tell(SHOWN)
    assert refused.value.findings == (publishing.TO_DO_WITHOUT_ANSWER,)
    assert not PublishedTable.objects.exists()


def test_an_empty_quarter_is_told_as_such():
    nothing = [[0] * 3] * 3
    assert not tell(nothing, nothing).counts.exists()
