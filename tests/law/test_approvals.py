"""The gate: both approvals, valid on the day, and nothing a clock can do about it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kominn.audit.models import Event
from kominn.core import serverkey
from kominn.core.worktime import NORWAY
from kominn.law import actions, approvals, jobs
from kominn.law.models import Approval
from tests.factories.law import approve

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 3, 10, 15, tzinfo=NORWAY)
DPIA, BASIS = Approval.Kind.DPIA, Approval.Kind.LEGAL_BASIS


def decide(ada, kind=DPIA, *, at=NOW, **other):
    decision = {
        "kind": kind,
        "decided_by": "Kommunedirektøren",
        "decided_on": TODAY - 6 * DAY,
        "valid_until": TODAY + 365 * DAY,
        "reference": "Sak 26/114",
    }
    return actions.record_approval(**decision | other, by=ada, at=at)


def taken(on=TODAY):
    return approvals.may_take_named_persons(on)


# --- Both, and on the day ------------------------------------------------------------------------


def test_a_real_city_takes_no_named_person_until_both_are_recorded(ada):
    assert not taken()
    decide(ada, DPIA)
    assert not taken()
    assert approvals.missing(TODAY) == [BASIS]
    decide(ada, BASIS)
    assert taken()


def test_two_of_one_kind_are_not_both(ada):
    decide(ada, DPIA)
    decide(ada, DPIA, reference="Sak 26/115")
    assert not taken()


def test_an_approval_counts_on_its_last_day_and_not_after(ada):
    decide(ada, DPIA, valid_until=TODAY + 5 * DAY)
    decide(ada, BASIS)
    assert approvals.taken_until(TODAY) == TODAY + 5 * DAY
    assert taken(TODAY + 5 * DAY)
    assert not taken(TODAY + 6 * DAY)


def test_a_renewal_recorded_early_takes_over(ada):
    decide(ada, BASIS)
    decide(ada, DPIA, valid_until=TODAY + 5 * DAY)
    decide(ada, DPIA, valid_until=TODAY + 300 * DAY)
    assert approvals.taken_until(TODAY) == TODAY + 300 * DAY


def test_in_the_demo_named_persons_are_taken_without_any(demo_key):
    assert taken()
    assert approvals.missing(TODAY) == [DPIA, BASIS]


def test_a_setting_alone_does_not_make_a_real_city_a_demo(settings):
    settings.SERVER_KEY_KIND = "demo"
    assert not taken()


# --- The clock -----------------------------------------------------------------------------------


def test_an_approval_in_the_future_is_not_recorded(ada):
    with pytest.raises(actions.NotPossible):
        decide(ada, decided_on=TODAY + DAY)
    assert not Approval.objects.exists()


def test_a_row_written_past_the_deed_with_a_day_ahead_counts_from_that_day():
    approve(DPIA)
    approve(BASIS, decided_on=TODAY + DAY, recorded_on=TODAY + DAY)
    assert not taken()
    assert taken(TODAY + DAY)


def test_an_ended_approval_never_counts_again_whatever_the_clock_says(ada):
    dpia, _basis = decide(ada, DPIA), decide(ada, BASIS)
    actions.end_approval(dpia, by=ada, at=NOW + 10 * DAY)
    assert not any(taken(TODAY + days * DAY) for days in range(-20, 20))


def test_with_the_clock_set_back_to_before_it_was_recorded_it_does_not_count(ada):
    decide(ada, DPIA)
    decide(ada, BASIS)
    assert not taken(TODAY - DAY), "decided by then, but nobody had recorded it"


def test_what_ran_out_is_ended_for_good_and_a_clock_set_back_revives_nothing(ada):
    decide(ada, DPIA, valid_until=TODAY + 5 * DAY)
    decide(ada, BASIS)

    jobs.end_what_ran_out(at=NOW + 6 * DAY)

    assert not taken(TODAY + 2 * DAY)
    assert Event.objects.get(verb="approval.ran_out").by == "system"
    assert approvals.missing(TODAY) == [DPIA], "the other has long to go"


def test_an_approval_ended_on_a_clock_set_back_is_ended_all_the_same(ada):
    dpia = decide(ada, DPIA)
    actions.end_approval(dpia, by=ada, at=NOW - 30 * DAY)
    dpia.refresh_from_db()
    assert dpia.ended_on == dpia.recorded_on


def test_the_day_is_the_day_in_norway(ada):
    """Half past midnight in Norway is yesterday evening in Greenwich."""
    at = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    assert decide(ada, at=at, decided_on=dt.date(2026, 7, 2)).recorded_on == dt.date(2026, 7, 2)


# --- Who decided, and for how long ---------------------------------------------------------------


@pytest.mark.parametrize("nobody", ["", "   ", "Ada", "ada@lagenvik.example", "ADA"])
def test_the_administrator_who_records_it_is_not_who_decided(ada, nobody):
    with pytest.raises(actions.NotPossible):
        decide(ada, decided_by=nobody)


@pytest.mark.parametrize(
    "days",
    [
        {"valid_until": TODAY - DAY},
        {"valid_until": TODAY - 6 * DAY},
        {"valid_until": dt.date(2226, 3, 3)},
        {"decided_on": dt.date(1926, 3, 3)},
    ],
)
def test_days_that_can_not_be_meant_are_refused(ada, days):
    with pytest.raises(actions.NotPossible):
        decide(ada, **days)


def test_an_approval_says_where_the_decision_is(ada):
    with pytest.raises(actions.NotPossible):
        decide(ada, reference=" \n ")


def test_the_same_form_sent_twice_records_one(ada):
    assert decide(ada) == decide(ada)
    assert Event.objects.filter(verb="approval.recorded").count() == 1


def test_an_approval_is_ended_once(ada):
    dpia = decide(ada)
    actions.end_approval(dpia, by=ada, at=NOW)
    with pytest.raises(actions.NotPossible):
        actions.end_approval(dpia, by=ada, at=NOW)


def test_what_is_recorded_and_ended_stands_in_the_trail(ada):
    dpia = decide(ada)
    actions.end_approval(dpia, by=ada, at=NOW)
    told = [(e.verb, e.by, e.detail["kind"]) for e in Event.objects.about(f"approval:{dpia.pk}")]
    assert told == [
        ("approval.recorded", f"user:{ada.pk}", "dpia"),
        ("approval.ended", f"user:{ada.pk}", "dpia"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_by": ""},
        {"reference": ""},
        {"decided_on": TODAY},
        {"valid_until": dt.date(2020, 1, 1)},
        {"ended_on": dt.date(2020, 1, 1)},
    ],
)
def test_the_database_holds_no_approval_that_can_not_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        approve(DPIA, **wrong)


@pytest.fixture
def demo_key(settings, tmp_path):
    settings.SERVER_KEY_FILE = tmp_path / "server.key"
    settings.SERVER_KEY_FILE.write_text(serverkey.generate("demo"))
    serverkey.server_keys.cache_clear()
    yield
    serverkey.server_keys.cache_clear()
