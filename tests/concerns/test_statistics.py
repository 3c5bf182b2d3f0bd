"""Counts that leave the sealed room: only counts, and true ones."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kominn.concerns import statistics
from kominn.concerns.models import Concern
from kominn.concerns.states import State, Theme
from kominn.concerns.themes import Theme as TheSame
from kominn.portrait.models import Area
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory

pytestmark = pytest.mark.django_db
YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@pytest.fixture
def torget(intake):
    return Area.objects.get(slug="torget")


def sort(concern, theme):
    Concern.objects.filter(pk=concern.pk).update(theme=theme)
    return concern


def test_theme_by_area_by_quarter_by_role_is_counted(torget):
    for _ in range(2):
        sort(ConcernFactory(area=torget, role="young"), Theme.PLACE)
    ConcernFactory(area=torget, role="young", at=TUESDAY + 60 * DAY)
    ConcernFactory()

    assert statistics.by_quarter(*YEAR) == [
        (dt.date(2026, 1, 1), "", "", "resident", 1),
        (dt.date(2026, 1, 1), "torget", "place", "young", 2),
        (dt.date(2026, 4, 1), "torget", "", "young", 1),
    ]


def test_a_week_belongs_to_the_quarter_its_monday_is_in(torget):
    ConcernFactory(at=TUESDAY.replace(month=4, day=1))
    assert [one.quarter for one in statistics.by_quarter(*YEAR)] == [dt.date(2026, 1, 1)]


def test_by_week_for_early_signs(torget):
    sort(ConcernFactory(area=torget), Theme.HATE)
    ConcernFactory(area=torget, at=TUESDAY + 7 * DAY)

    assert statistics.weekly(*YEAR) == [
        (dt.date(2026, 3, 2), "torget", "hate", 1),
        (dt.date(2026, 3, 9), "torget", "", 1),
    ]
    assert statistics.weekly(dt.date(2026, 3, 9), YEAR[1]) == [
        (dt.date(2026, 3, 9), "torget", "", 1)
    ]


def test_what_was_taken_back_and_what_was_no_report_does_not_count(intake, inga, kari):
    ConcernFactory(held_by=inga, withdrawn=True)
    spam, kept = ConcernFactory(closed_by=kari), ConcernFactory(closed_by=kari)
    Concern.objects.filter(pk=spam.pk).update(close_reason="spam")

    assert statistics.counted().get().pk == kept.pk
    assert sum(one.told for one in statistics.by_quarter(*YEAR)) == 1


def test_a_leader_reads_what_is_open_and_late_in_each_team(intake, inga, kari):
    ConcernFactory()
    ConcernFactory(held_by=inga)
    ConcernFactory(closed_by=kari)
    due_on = Concern.objects.get(state=State.RECEIVED).due_on

    assert statistics.load(due_on) == [("Mottak", "held", 1, 0), ("Mottak", "received", 1, 0)]
    assert statistics.load(due_on + 100 * DAY) == [
        ("Mottak", "held", 1, 1),
        ("Mottak", "received", 1, 1),
    ]


def every_answer():
    today = TUESDAY.date()
    return [
        *statistics.by_quarter(*YEAR), *statistics.weekly(*YEAR), *statistics.load(today),
        statistics.first_week(),
    ]  # fmt: skip


def test_no_row_no_number_of_a_concern_and_nothing_sealed_leaves(torget, inga):
    concern = ConcernFactory(area=torget, held_by=inga, seen="Zebrafinken synger")
    said = repr(every_answer())

    assert str(concern.pk) not in said
    assert concern.pk.hex[:6] not in said.lower()
    assert inga.name not in said
    for answer in every_answer():
        parts = answer if isinstance(answer, tuple) else [answer]
        assert all(isinstance(part, (str, int, dt.date)) for part in parts)
        assert not any(isinstance(part, uuid.UUID) for part in parts)


def test_each_answer_is_one_query_that_reads_nothing_sealed(torget, inga, kari):
    for _ in range(3):
        ConcernFactory(area=torget, held_by=inga)
        ConcernFactory(closed_by=kari)
    with CaptureQueriesContext(connection) as asked:
        every_answer()

    assert len(asked) == 4
    for query in asked.captured_queries:
        for column in (*Concern.Privacy.sealed, *Concern.Privacy.personal):
            assert f'"{column}' not in query["sql"]


def test_with_nothing_told_there_is_nothing_to_count(intake):
    assert every_answer() == [None]


def test_themes_have_one_home():
    assert Theme is TheSame
    assert statistics.theme_names() == dict(Theme.choices)
