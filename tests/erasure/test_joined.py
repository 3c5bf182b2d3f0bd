"""What many have told ends together and goes by the same rule; and spam is seen by two before it goes."""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.concerns.actions import joining, second_look
from kominn.concerns.models import Concern, SecondLook
from kominn.erasure import due
from kominn.erasure.actions import journals
from kominn.erasure.models import Entry, Journal
from kominn.law import retention
from kominn.law.classes import ADVICE, PASSED_ON, SPAM
from kominn.vault.models import Wrap
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, finish, setting
from tests.factories.erasure import DUE, quiet_night, sign, tonight

pytestmark = pytest.mark.django_db
YEAR_ON = DUE + 365 * DAY
FINISHED = TUESDAY + 2 * DAY
LOOK_BY = dt.date(2026, 3, 12)


def three_as_one(*, by, reason):
    main, *others = (ConcernFactory(held_by=by) for _ in range(3))
    joining.join(main, [one.pk for one in others], by=by, at=FINISHED)
    finish(main, by=by, reason=reason, at=FINISHED)
    return main, others


def night_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(3), TUESDAY.tzinfo)


def test_what_was_finished_together_goes_by_the_same_rule_and_leaves_no_key(intake, inga):
    sign(ADVICE)
    quiet_night()
    main, _others = three_as_one(by=inga, reason="helped")
    assert due.ready(DUE.date()) == [main.pk], "what is joined ends with the one it stands under"
    assert tonight().erased == {ADVICE: 1}
    assert {one.record_class for one in Concern.objects.all()} == {ADVICE}
    assert tonight(at=DUE + DAY).erased == {ADVICE: 2}
    assert not Concern.objects.exists()
    assert not Wrap.objects.exists()


def test_the_archive_gets_each_of_them(intake, inga, archive):
    sign(PASSED_ON)
    quiet_night(before=YEAR_ON)
    main, others = three_as_one(by=inga, reason="passed_on")
    assert tonight(at=YEAR_ON).journalled == 1
    take_in(by=inga, at=YEAR_ON)
    night = tonight(at=YEAR_ON + DAY)
    assert (night.erased, night.journalled) == ({PASSED_ON: 1}, 2)
    assert {entry.concern_id for entry in Entry.objects.all()} == {one.pk for one in others}
    assert not Concern.objects.filter(pk=main.pk).exists()
    take_in(by=inga, at=YEAR_ON + DAY)
    assert tonight(at=YEAR_ON + 2 * DAY).erased == {PASSED_ON: 2}


def take_in(*, by, at):
    waiting = Journal.objects.get(taken_on=None)
    journals.take_in(waiting, digest=waiting.digest, reference="26/1", by=by, at=at)


# --- Spam --------------------------------------------------------------------------------------


@pytest.fixture
def spam(intake, inga, kari):
    """Called spam by Inga although a child is spoken of, so that a colleague is to see it."""
    sign(SPAM)
    quiet_night(before=FINISHED + DAY)
    concern = ConcernFactory(held_by=inga, under_18="yes")
    finish(concern, by=inga, reason="spam", at=FINISHED)
    assert SecondLook.objects.get().look_by == LOOK_BY
    return concern


def test_what_one_called_spam_stays_until_a_colleague_has_seen_it(spam, kari):
    assert tonight(at=FINISHED + DAY).erased == {}
    second_look.agree(SecondLook.objects.get(), by=kari, at=FINISHED + DAY)
    assert tonight(at=FINISHED + 2 * DAY).erased == {SPAM: 1}
    assert not SecondLook.objects.exists()


def test_where_nobody_looks_it_goes_when_the_day_for_it_is_over(spam):
    for day in range(1, 8):
        assert tonight(at=night_of(FINISHED.date() + day * DAY)).erased == {}
    assert tonight(at=night_of(LOOK_BY + DAY)).erased == {SPAM: 1}


def test_what_a_colleague_opens_again_does_not_go(spam, kari):
    look, hours = SecondLook.objects.get(), setting().hours
    second_look.reopen(look, "Les det igjen.", hours=hours, by=kari, at=FINISHED + DAY)
    assert tonight(at=night_of(LOOK_BY + DAY)).erased == {}
    assert Concern.objects.filter(pk=spam.pk).exists()


def test_a_look_asked_for_between_the_list_and_the_deed_keeps_it(spam):
    """The row is asked once more when it is locked."""
    rule = retention.rule_for(SPAM)
    spam.refresh_from_db()
    assert not due.is_due(spam, rule, LOOK_BY)
    assert due.is_due(spam, rule, LOOK_BY + DAY)


def test_spam_that_no_lot_fell_on_goes_the_next_night(intake, inga, kari, settings):
    settings.SECOND_LOOK_ONE_IN = 10**12
    sign(SPAM)
    quiet_night(before=FINISHED + DAY)
    concern = ConcernFactory(held_by=inga)
    finish(concern, by=inga, reason="spam", at=FINISHED)
    assert not SecondLook.objects.exists()
    assert tonight(at=FINISHED + DAY).erased == {SPAM: 1}
