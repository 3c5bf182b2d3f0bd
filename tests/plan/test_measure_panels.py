"""What measures put on the Monday page."""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.core.panels import MOST
from kominn.plan.models import Measure
from kominn.plan.panels import panels
from tests.factories.accounts import sign_in
from tests.factories.plan import TODAY, begin, on
from tests.page_checker import CheckedClient

pytestmark = pytest.mark.django_db


def squares(person, today=TODAY):
    return {panel.slug: panel for panel in panels(person, today)}


def test_an_owner_sees_their_own_that_are_near_and_nothing_else(city, kari, stian, inga):
    begin(by=kari, owner=stian, review_on=on(1), title="Nær")
    begin(by=kari, owner=stian, review_on=on(2), title="Langt fram")
    begin(by=kari, review_on=on(1), title="Karis")
    (square,) = squares(stian).values()
    assert [(line.text, line.note) for line in square.lines] == [("Nær", "om 7 dager")]
    assert (square.count, square.must) == (1, [])
    (today,) = squares(stian, on(1)).values()
    assert [(one.text, one.late) for one in today.must] == [("Vurder 1 tiltak", False)]
    assert squares(inga) == {}


def test_who_answers_for_all_sees_all_and_whose_they_are(city, kari, leif, stian):
    begin(by=kari, owner=stian, review_on=on(1), title="Stians")
    begin(by=kari, review_on=on(1) - dt.timedelta(days=1), title="Karis")
    square = squares(kari, on(1))["measures"]
    notes = [(line.text, line.note, line.late) for line in square.lines]
    assert notes == [("Karis", "1 dag over fristen", True), ("Stians", "i dag · Stian", False)]
    assert [(one.text, one.late) for one in square.must] == [("Vurder 1 tiltak", True)]
    seen = squares(leif, on(1))["measures"]
    assert [line.text for line in seen.lines] == ["Karis", "Stians"]
    assert seen.must == []


def test_without_anything_due_a_coordinator_reads_that_nothing_waits(city, kari, per, ada):
    assert list(squares(kari)) == ["measures"]
    assert squares(kari)["measures"].count == 0
    assert squares(per) == squares(ada) == {}


def test_what_an_owner_left_behind_stands_there_until_it_is_handed_over(city, kari, lars, leave):
    measure = begin(by=kari, owner=lars, title="Etterlatt")
    assert "ownerless" not in squares(kari)
    leave(lars)
    square = squares(kari)["ownerless"]
    assert [line.url for line in square.lines] == [f"/tiltak/{measure.pk}/overlat/"]
    assert [one.text for one in square.must] == ["Gi 1 tiltak en ny ansvarlig"]
    Measure.objects.update(owner=kari)
    assert "ownerless" not in squares(kari)


def test_the_squares_stand_on_the_page_and_ask_as_often_for_many(
    city, kari, lars, leave, django_assert_num_queries
):
    for number in range(MOST + 5):
        begin(by=kari, owner=(kari, lars)[number % 2], review_on=on(1))
    leave(lars)
    kari.rights()
    with django_assert_num_queries(2):
        square = squares(kari, on(1))["measures"]
    assert (len(square.lines), square.count_text) == (5, "99+")
    page = sign_in(CheckedClient(), kari).get("/en/mandag/").content.decode()
    assert "Measures to review" in page
    assert "Measures without an owner" in page
