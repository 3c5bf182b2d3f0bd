"""What the Monday page says of it, in a fixed number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kominn.casework.actions import assess
from kominn.casework.models import Assessment
from kominn.casework.panels import panels
from kominn.concerns.actions import mailbox
from kominn.vault.actions import records, teams
from tests.factories.casework import ANSWER_BY, AT, DAY, asked, hand_in, hours, propose, shared
from tests.factories.concerns import ConcernFactory

pytestmark = pytest.mark.django_db


def count(user, slug):
    found = square(user, slug)
    return found.count if found else 0


def square(user, slug, today=ANSWER_BY):
    user.forget_rights()
    found = {one.slug: one for one in panels(user, today)}
    return found.get(slug)


def test_who_is_asked_reads_it_until_it_is_handed_in(intake, inga, kari, vera, arne):
    _concern, rows = asked(vera, inga, by=kari)
    assert [count(one, "assess") for one in (vera, inga, kari, arne)] == [1, 1, 0, 0]
    hand_in(rows["vera"])
    assert [count(one, "assess") for one in (vera, inga)] == [0, 1]


def test_the_day_after_it_is_late(intake, inga, kari, vera):
    asked(vera, inga, by=kari)
    assert not square(vera, "assess", ANSWER_BY).late
    assert square(vera, "assess", ANSWER_BY + DAY).late


def test_what_was_taken_back_waits_for_nobody(intake, inga, kari, vera):
    made = ConcernFactory(held_by=kari)
    assess.ask(made, [vera, inga], answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    mailbox.withdraw(mailbox.find(made.receipt), at=AT)
    assert count(vera, "assess") == 0


def test_the_holder_reads_that_both_are_in_until_something_is_proposed(intake, inga, kari, vera):
    concern = shared(vera, inga, by=kari)
    assert [count(one, "decide") for one in (kari, vera, inga)] == [1, 0, 0]
    propose(concern, by=kari)
    assert [count(one, "decide") for one in (kari, vera, inga)] == [0, 1, 1]


def test_one_of_two_is_not_both(intake, inga, kari, vera):
    _concern, rows = asked(vera, inga, by=kari)
    hand_in(rows["vera"])
    assert count(kari, "decide") == 0


def test_the_holder_reads_that_an_assessor_left_and_nobody_else_does(
    intake, inga, kari, vera, arne
):
    _concern, rows = asked(vera, inga, by=kari)
    assert square(kari, "assessor-left") is None
    teams.remove(intake, vera, by=kari, at=AT)
    assert square(kari, "assessor-left").count == 1
    assert square(inga, "assessor-left") is None
    assess.ask_another(rows["vera"], arne, answer_by=ANSWER_BY, hours=hours(), by=kari, at=AT)
    assert square(kari, "assessor-left") is None


def test_who_was_set_aside_is_one_who_left(intake, inga, kari, vera):
    concern, _rows = asked(vera, inga, by=kari)
    records.set_aside(concern.pk, vera)
    assert square(kari, "assessor-left").count == 1
    assert count(vera, "assess") == 0


def test_who_assesses_nothing_sees_no_squares(intake, stian, leif):
    assert panels(stian, ANSWER_BY) == panels(leif, ANSWER_BY) == []


def test_the_squares_ask_as_often_for_one_as_for_many(intake, inga, kari, vera):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            square(kari, "assess")
        return len(captured.captured_queries)

    asked(vera, kari, by=kari)
    few = queries()
    for _ in range(4):
        asked(vera, kari, by=kari)
        propose(shared(vera, inga, by=kari), by=kari)
        shared(vera, inga, by=kari)
    assert queries() == few
    assert Assessment.objects.count() == 26
