"""How long things are kept: proposed, changed, signed off by another, and stopped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kominn.audit.models import Event
from kominn.core.worktime import NORWAY
from kominn.law import actions, classes, retention
from kominn.law.classes import Rule
from kominn.law.models import RecordClass

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 3, 10, 15, tzinfo=NORWAY)


def change(
    ada, slug=classes.ADVICE, *, rule=Rule.DELETE_ON_DATE, keep_months=9, why="Vi trenger det."
):
    return actions.change_rule(slug, rule=rule, keep_months=keep_months, why=why, by=ada, at=NOW)


def sign(per, slug=classes.ADVICE, seen=None):
    seen = seen or retention.rule_for(slug).mark
    return actions.sign_off(slug, seen=seen, by=per, at=NOW)


def test_every_class_has_a_rule_and_none_is_signed_off_by_itself():
    rules = retention.rules()
    assert [rule.slug for rule in rules] == list(classes.PROPOSALS)
    assert not any(rule.is_signed_off for rule in rules)
    assert not any(retention.is_signed_off(slug) for slug in classes.PROPOSALS)


def test_a_class_nobody_knows_has_no_rule():
    with pytest.raises(retention.UnknownClass):
        retention.rule_for("gossip")
    with pytest.raises(retention.UnknownClass):
        retention.is_signed_off("")


def test_what_is_signed_off_stands_as_it_was_read_though_the_proposal_changes(per, monkeypatch):
    sign(per)
    other = classes.Proposal("x", Rule.DELETE_AT_ONCE, None, "y")
    monkeypatch.setitem(classes.PROPOSALS, classes.ADVICE, other)
    assert retention.rule_for(classes.ADVICE).rule == Rule.DELETE_ON_DATE
    assert retention.is_signed_off(classes.ADVICE)


def test_a_changed_rule_must_be_signed_off_anew(ada, per):
    sign(per)
    change(ada)
    assert not retention.is_signed_off(classes.ADVICE)
    sign(per)
    assert retention.is_signed_off(classes.ADVICE)


def test_a_rule_changed_behind_the_signer_s_back_is_not_signed_off(ada, per):
    """Per reads six months; before he presses, Ada writes "erase at once"."""
    seen = retention.rule_for(classes.ADVICE).mark
    change(ada, rule=Rule.DELETE_AT_ONCE)
    with pytest.raises(actions.NotPossible):
        sign(per, seen=seen)
    assert not retention.is_signed_off(classes.ADVICE)


@pytest.mark.parametrize("seen", ["", "0" * 64, "æ", None])
def test_no_rule_is_signed_off_unread(per, seen):
    with pytest.raises(actions.NotPossible):
        actions.sign_off(classes.ADVICE, seen=seen, by=per, at=NOW)


def test_who_wrote_a_rule_does_not_sign_it_off(ada):
    change(ada)
    with pytest.raises(actions.NotPossible):
        sign(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordClass.objects.update(signed_off_by=ada, signed_off_on=NOW.date())


def test_a_stop_ends_the_signature_and_nothing_else(ada, per):
    change(ada)
    sign(per)
    actions.withdraw_sign_off(classes.ADVICE, by=per, at=NOW)
    kept = retention.rule_for(classes.ADVICE)
    assert (kept.is_signed_off, kept.keep_months) == (False, 9)


def test_a_stop_of_what_was_never_signed_off_leaves_no_trace(per):
    actions.withdraw_sign_off(classes.ADVICE, by=per, at=NOW)
    assert not Event.objects.filter(verb__startswith="record_class").exists()
    assert not RecordClass.objects.exists()


@pytest.mark.parametrize("months", [None, 0, -1, 601])
def test_what_is_not_erased_at_once_is_kept_for_some_months(ada, months):
    with pytest.raises(actions.NotPossible):
        change(ada, keep_months=months)


def test_what_is_erased_at_once_has_no_months(ada):
    assert change(ada, rule=Rule.DELETE_AT_ONCE, keep_months=12).keep_months is None


def test_a_rule_has_a_reason(ada):
    with pytest.raises(actions.NotPossible):
        change(ada, why="  ")


def test_a_rule_kept_as_it_was_keeps_its_signature(ada, per):
    change(ada)
    sign(per)
    change(ada)
    assert retention.is_signed_off(classes.ADVICE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": Rule.DELETE_AT_ONCE, "keep_months": 3},
        {"rule": Rule.DELETE_ON_DATE, "keep_months": None},
        {"rule": Rule.ARCHIVE, "keep_months": 0},
        {"rule": "never", "keep_months": 3},
        {"rule": Rule.ARCHIVE, "keep_months": 3, "signed_off_on": NOW.date()},
    ],
)
def test_the_database_holds_no_rule_that_can_not_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordClass.objects.create(slug=classes.SPAM, why="x", **wrong)


@pytest.mark.parametrize(
    ("finished", "months", "due"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 5), 1, dt.date(2027, 1, 5)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 3, 3), None, dt.date(2026, 3, 3)),
    ],
)
def test_months_are_counted_by_the_calendar(finished, months, due):
    assert RecordClass(keep_months=months).due_on(finished) == due


def test_a_reason_nobody_wrote_anew_is_read_in_the_reader_s_language(ada, per):
    sign(per)
    kept = retention.rule_for(classes.SPAM)
    with override("en"):
        assert str(kept.why_in_words) == "It tells nothing that anyone needs."
    assert change(ada, why="Bare slik.").why_in_words == "Bare slik."
