"""Word of the next gathering: what the address is asked for, and nothing else is done with it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.ambassadors import jobs
from kominn.ambassadors.actions import consents, passports
from kominn.ambassadors.models import Consent, Covers, Passport
from tests.factories.ambassadors import gathering, passport

pytestmark = pytest.mark.django_db
SOON = -dt.timedelta(days=2)


def letters():
    return [row.args_kwargs["kwargs"] for row in DBTaskResult.objects.order_by("enqueued_at")]


def asks(email, *, age=16):
    held, _code = passport(age=age)
    Passport.objects.filter(pk=held.pk).update(email=email, first_name="Nora")
    return held


def test_who_left_an_address_gets_one_letter_that_says_nothing_of_them_or_where(marit):
    asks("n@example.org")
    asks("n@example.org")
    passport()
    gathering(by=marit, ago=SOON)
    gathering(by=marit, ago=SOON)
    for _night in range(2):
        jobs.send_word(at=timezone.now())
    told = letters()
    assert [one["to"] for one in told] == ["n@example.org"]
    for word in ("Nora", "Onsdagsmøtet", "Ungdomshuset", "ambassadør"):
        assert word not in told[0]["subject"] + told[0]["body"].replace("/ambassador/", "")


def test_no_letter_of_what_is_far_ahead_or_over(marit):
    asks("n@example.org")
    gathering(by=marit, ago=-dt.timedelta(days=9))
    gathering(by=marit, ago=dt.timedelta(days=1))
    assert jobs.send_word(at=timezone.now()) == 0
    assert letters() == []


def test_whose_yes_is_taken_back_or_missing_gets_none(marit):
    today = timezone.localdate()
    asks("no@example.org", age=13)
    held = asks("back@example.org", age=13)
    consents.record_paper(
        held, [Covers.NAME], Consent.How.PAPER, said_on=today, by=marit, at=timezone.now()
    )
    consents.withdraw(held, today=today)
    gone = asks("gone@example.org")
    passports.erase(gone, today=today)
    gathering(by=marit, ago=SOON)
    assert jobs.send_word(at=timezone.now()) == 0
    assert letters() == []
