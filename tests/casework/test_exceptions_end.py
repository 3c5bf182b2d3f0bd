"""An exception from telling the person concerned ends: somebody is asked, step by step."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django_tasks_db.models import DBTaskResult

from kominn.accounts.models import User
from kominn.audit.models import Event
from kominn.casework import jobs
from kominn.casework.actions import person as deeds
from kominn.casework.models import Told
from kominn.casework.person import Notice, Said
from kominn.concerns.actions import joining, mailbox
from kominn.roster import actions as roster
from kominn.vault.actions import teams
from tests.concerns.watch import forget_letters, moment
from tests.factories.accounts import UserFactory
from tests.factories.casework import ANSWER_BY, AT, ask_two, hand_in
from tests.factories.concerns import DAY, ConcernFactory, again

pytestmark = pytest.mark.django_db

NOW = moment(6)
"""A Friday."""
TELL = ("inga", "Somebody is to be told now")


@pytest.fixture(autouse=True)
def _english(intake, inga, kari, leif):
    User.objects.update(language="en")
    for user in (inga, kari, leif):
        user.refresh_from_db()


@pytest.fixture
def crisis(kari):
    rita = UserFactory(name="Rita", roles=["employee"], language="en")
    return roster.name_crisis_contact(rita, by=kari, at=moment(2))


def not_told(concern, by, *, until, at=NOW):
    forget_letters()
    return deeds.make_exception(
        concern, why="Det er fare for henne.", until=until, token=uuid.uuid4(), by=by, at=at
    )


def told(concern, by, *, at):
    notice = Notice(to_whom="person", how="talk")
    return deeds.tell(concern, notice, on=at.date(), token=uuid.uuid4(), by=by, at=at)


def asked(at):
    """To whom letters went at this moment, and what they are called."""
    forget_letters()
    jobs.ask_where_an_exception_ends(at=at)
    return sorted((one["to"].partition("@")[0], one["subject"]) for one in waiting())


def waiting():
    return [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.all()]


def test_on_its_last_day_the_holder_is_asked_then_the_leader_then_the_crisis_contact(inga, crisis):
    concern = ConcernFactory(held_by=inga)
    not_told(concern, inga, until=dt.date(2026, 3, 12))
    assert asked(moment(11)) == []
    assert asked(moment(12)) == [TELL]
    assert asked(moment(12, 15)) == []
    assert asked(moment(13)) == [("leif", "Something waits too long in KomINN")]
    assert asked(moment(14)) == asked(moment(15)) == []  # Saturday and Sunday.
    assert asked(moment(16)) == [("rita", "Nobody answers in KomINN")]
    assert asked(moment(17)) == []
    events = Event.objects.about(f"concern:{concern.pk}").filter(verb="person.telling_asked")
    assert [event.by for event in events] == ["system"] * 3


def test_one_that_ends_on_a_closed_day_is_asked_about_on_the_next_open_one(inga):
    not_told(ConcernFactory(held_by=inga), inga, until=dt.date(2026, 3, 14))
    assert asked(moment(13)) == asked(moment(14)) == []
    assert asked(moment(16)) == [TELL]


def test_the_letter_says_nothing_of_whom_or_what(inga):
    concern = ConcernFactory(held_by=inga)
    not_told(concern, inga, until=dt.date(2026, 3, 12))
    asked(moment(12))
    (letter,) = waiting()
    for secret in ("fare", concern.short, str(concern.pk)):
        assert secret not in str(letter)


@pytest.mark.parametrize("deed", ["told", "longer"])
def test_who_tells_them_or_writes_why_it_must_wait_is_not_asked_again(inga, deed):
    concern = ConcernFactory(held_by=inga)
    not_told(concern, inga, until=dt.date(2026, 3, 12))
    assert asked(moment(12)) == [TELL]
    if deed == "told":
        told(concern, inga, at=moment(12))
    else:
        not_told(concern, inga, until=dt.date(2026, 3, 17), at=moment(12))
    assert asked(moment(13)) == asked(moment(16)) == []
    assert asked(moment(17)) == ([] if deed == "told" else [TELL])


def test_a_holder_who_no_longer_reads_it_is_not_asked(inga, kari, intake):
    concern = ConcernFactory(held_by=inga)
    not_told(concern, inga, until=dt.date(2026, 3, 12))
    teams.remove(intake, inga, by=kari, at=moment(9))
    assert [whom for whom, _what in asked(moment(12))] == ["kari"]


def test_what_nobody_did_for_months_goes_one_step_a_day(inga, leif):
    not_told(ConcernFactory(held_by=inga), inga, until=dt.date(2026, 3, 9))
    assert asked(moment(26)) == [TELL]
    assert [whom for whom, _what in asked(moment(27))] == ["leif"]


# --- Recorded in an assessment -------------------------------------------------------------------


def both(concern, *, by, one, other):
    """Both are in, and this is what each wrote of telling the person."""
    rows = ask_two(concern, one[0], other[0], by=by, at=AT, answer_by=ANSWER_BY)
    for row, (_user, words) in zip(
        sorted(rows, key=lambda row: row.assessor_id),
        sorted([one, other], key=lambda pair: pair[0].pk),
        strict=True,
    ):
        hand_in(row, **words)


def exception(until, why="Far truer henne."):
    return {"informed": "exception", "informed_on": until, "informed_why": why}


def test_an_exception_in_an_assessment_is_held_to_by_its_nearest_day(inga, kari, vera):
    concern = ConcernFactory(held_by=inga)
    both(
        concern,
        by=inga,
        one=(vera, exception("2026-03-20")),
        other=(kari, exception("2026-03-17", "Politiet ber oss vente.")),
    )
    ((row, notice),) = deeds.read(again(concern), by=inga, at=AT + DAY).told
    assert (str(row.until), row.by, row.is_exception) == ("2026-03-17", kari, True)
    assert notice.words == "Politiet ber oss vente.\n\nFar truer henne." or (
        notice.words == "Far truer henne.\n\nPolitiet ber oss vente."
    )
    assert asked(moment(17)) == [TELL]


def test_one_whose_day_is_over_before_both_are_in_is_asked_about_the_next_day(inga, kari, vera):
    concern = ConcernFactory(held_by=inga)
    both(
        concern, by=inga, one=(vera, exception("2026-03-05")), other=(kari, exception("2026-03-05"))
    )
    assert Told.objects.get().until == (AT + 2 * DAY).date()


@pytest.mark.parametrize("other", ["told", "recorded"])
def test_where_they_were_told_no_exception_is_kept(inga, kari, vera, other):
    concern = ConcernFactory(held_by=inga)
    if other == "recorded":
        told(concern, inga, at=AT)
    words = {} if other == "told" else exception("2026-03-20")
    both(concern, by=inga, one=(vera, exception("2026-03-20")), other=(kari, words))
    assert not Told.objects.running().exists()


def test_until_both_are_in_nothing_of_it_stands_anywhere(inga, kari, vera):
    concern = ConcernFactory(held_by=inga)
    one, _other = ask_two(concern, vera, kari, by=inga, at=AT, answer_by=ANSWER_BY)
    hand_in(one, **exception("2026-03-20"))
    assert not Told.objects.exists()


# --- Taken back ----------------------------------------------------------------------------------


def test_where_the_main_one_is_taken_back_the_notices_stand_in_the_one_that_goes_on(inga, kari):
    main, other = ConcernFactory(held_by=inga), ConcernFactory()
    joining.join(main, [other.pk], by=inga, at=NOW)
    told(main, inga, at=NOW)
    not_told(again(main), inga, until=dt.date(2026, 3, 12))
    deeds.answer(main, "rebuttal", Said("", "Nei."), token=uuid.uuid4(), by=inga, at=NOW)
    assert mailbox.withdraw(mailbox.find(main.receipt), at=moment(9)) is False

    found = deeds.read(again(other), by=kari, at=moment(9))
    assert [(row.state, notice.words) for row, notice in found.told] == [
        ("exception", "Det er fare for henne."), ("told", ""),
    ]  # fmt: skip
    assert found.running
    assert found.answers == []
    assert Told.objects.running().count() == 1, "asked about once, where the work goes on"
    assert asked(moment(12)) == [TELL]
    kept = deeds.read(again(main), by=kari, at=moment(9))
    assert len(kept.told) == 2
    assert not kept.running


def test_what_can_t_be_opened_by_anybody_stops_no_one_from_taking_it_back(inga, kari):
    from kominn.vault.models import Wrap

    main, other = ConcernFactory(held_by=inga), ConcernFactory()
    joining.join(main, [other.pk], by=inga, at=NOW)
    told(main, inga, at=NOW)
    Wrap.objects.filter(record=main.pk).update(wrapped=b"damaged" * 20)
    assert mailbox.withdraw(mailbox.find(main.receipt), at=moment(9)) is False
    assert Told.objects.get().concern_id == main.pk
