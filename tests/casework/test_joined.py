"""Where many have told the same: two assess all of it, and what is done reaches everyone who told."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from kominn.casework.actions import person as person_deeds
from kominn.casework.actions.assess import CannotAsk
from kominn.casework.actions.decide import CannotDecide
from kominn.casework.models import MeasureOrigin
from kominn.casework.person import Notice
from kominn.casework.ports import casework
from kominn.concerns.actions import joining, mailbox, nearness
from kominn.concerns.models import Concern
from kominn.concerns.states import State
from kominn.vault.refusals import NoWrap
from tests.concerns.pages import Visit
from tests.factories.casework import (
    AT,
    FOLLOWS,
    ask_two,
    asked,
    begin_open,
    decided,
    propose,
    shared,
)
from tests.factories.concerns import DAY, ConcernFactory, again, setting

pytestmark = pytest.mark.django_db
WORDS = "To voksne er på Torget hver fredag."
TODAY = FOLLOWS.date()


def join(main, *others, by, at=AT):
    return joining.join(main, [one.pk for one in others], by=by, at=at)


def told(**answers):
    return ConcernFactory(**answers)


@pytest.fixture
def eleven(intake, inga, kari, vera):
    """Eleven have told the same, and two have decided on a measure for the place."""
    main = decided("place_measure", by=kari, second=vera)
    others = [told() for _ in range(10)]
    join(main, *others, by=kari, at=FOLLOWS)
    return again(main), others


def begin(concern, *, by, **wishes):
    return begin_open(concern, by=by, public_words=WORDS, told_public=True, **wishes)


def done(concern):
    found = mailbox.find(concern.receipt)
    return [one.words for one in casework.done_for(found.concern, TODAY)]


def test_a_measure_counts_all_who_told_the_same(eleven, kari):
    main, _others = eleven
    measure = begin(main, by=kari)
    assert (measure.came_from_concerns, measure.concerns_told) == (11, 11)


def test_what_was_done_is_told_to_everyone_who_told(eleven, kari, browse):
    main, others = eleven
    begin(main, by=kari)
    assert [done(one) for one in (main, *others)] == [[WORDS]] * 11
    digits = {"code": others[7].receipt.digits}
    page = Visit(browse).post(reverse("concerns:mailbox"), digits)
    assert WORDS in page.main


def test_who_is_taken_out_reads_nothing_of_what_came_of_the_others(eleven, kari):
    main, others = eleven
    begin(main, by=kari)
    joining.take_out(others[0], hours=setting().hours, by=kari, at=FOLLOWS)
    assert done(others[0]) == []
    assert done(others[1]) == [WORDS]


def test_a_measure_that_came_from_one_before_it_was_joined_is_still_told_there(
    intake, inga, kari, vera
):
    own = decided("place_measure", by=kari, second=vera)
    begin(own, by=kari)
    Concern.objects.filter(pk=own.pk).update(state=State.HELD)
    main = told(held_by=kari)
    assert join(main, again(own), by=kari, at=FOLLOWS).number == 1
    assert done(own) == [WORDS]
    assert done(main) == []


def test_where_the_first_is_taken_back_the_others_still_read_what_came_of_it(eleven, kari):
    main, others = eleven
    begin(main, by=kari)
    assert mailbox.withdraw(mailbox.find(main.receipt), at=FOLLOWS) is False
    assert [done(one) for one in others] == [[WORDS]] * 10
    alone = Concern.objects.get(state=State.HELD)
    assert MeasureOrigin.objects.get().concern_id == alone.pk


def test_those_who_assess_find_all_that_was_told(intake, inga, kari, vera, visit):
    main, _rows = asked(vera, kari, by=kari)
    others = [told() for _ in range(2)]
    join(main, *others, by=kari)
    addresses = [reverse(f"casework:{name}", args=[main.pk]) for name in ("own", "assessment")]
    expected = {reverse("concerns:concern", args=[one.pk]) for one in others}
    for address in addresses:
        page = visit(vera).get(address)
        assert "3 har fortalt det samme" in page.main
        assert expected <= set(page.links())


@pytest.mark.parametrize("tells_of_a_child", [True, False])
def test_where_one_of_them_tells_of_a_child_the_child_s_voice_is_asked_for(
    intake, inga, kari, vera, tells_of_a_child
):
    main = shared(vera, kari, by=kari, under_18="no")
    join(main, told(about="known", under_18="yes" if tells_of_a_child else "no"), by=kari)
    missing = {"voice": "", "best_interest": ""}
    if not tells_of_a_child:
        assert propose(again(main), by=kari, **missing)
        return
    with pytest.raises(CannotDecide):
        propose(again(main), by=kari, **missing)
    assert propose(again(main), by=kari)


# --- Closed to somebody ---------------------------------------------------------------------------


def test_whoever_stands_near_one_of_them_is_not_asked_to_assess_them(intake, inga, kari):
    closed, lead = ConcernFactory(), ConcernFactory(held_by=inga)
    nearness.say_near(closed, hours=setting().hours, by=kari, at=AT)
    joining.join(lead, [closed.pk], by=inga, at=AT)
    with pytest.raises(CannotAsk):
        ask_two(again(lead), inga, kari, by=inga, at=AT)


def test_whoever_stands_near_does_not_read_how_it_was_told_when_another_takes_its_place(
    intake, inga, kari
):
    closed, later = ConcernFactory(held_by=inga), ConcernFactory()
    nearness.say_near(closed, hours=setting().hours, by=kari, at=AT)
    joining.join(again(closed), [later.pk], by=inga, at=AT)
    person_deeds.tell(
        again(closed), Notice("person", "talk", "Fortalt til mor."), on=(AT + DAY).date(),
        token=uuid.uuid4(), by=inga, at=AT + DAY,
    )  # fmt: skip
    mailbox.withdraw(mailbox.find(closed.receipt), at=AT + 2 * DAY)
    with pytest.raises(NoWrap):
        person_deeds.read(again(later), by=kari, at=AT + 3 * DAY)
