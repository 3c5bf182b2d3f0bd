"""A young person's way with a slip: digits, ballot, receipt; and every way it can go wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.allin.actions import writing
from kominn.ballot.actions import prepare
from kominn.ballot.models import Urn, Vote
from kominn.ballot.urn import number_in
from kominn.ballot.views import voting
from kominn.participation.models import SlipBook
from tests.factories import ballot
from tests.page_checker import CheckedClient
from tests.wording import wording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    voting.wrong_slips.buckets.clear()


@pytest.fixture
def phone():
    return CheckedClient()


def html(answer):
    return answer.content.decode()


def in_urn():
    return number_in(Urn.objects.get().ballots)


def test_from_slip_to_ballot_to_receipt(marit, phone):
    _vote, (code,) = ballot.announced(by=marit, slips=1)
    page = phone.post("/ungdom/stem/", {"code": f"{code[:4]} {code[4:8]}-{code[8:]}"})
    assert "Båtkafé" in html(page)
    receipt = phone.post("/ungdom/stem/legg-i/", {"code": code, "cross": ["1", "3"]})
    assert wording("Your vote is in the urn") in html(receipt)
    assert "1-0-1-0" in html(receipt)
    assert in_urn() == 1
    assert "kominn" not in str(phone.cookies)


def test_the_same_ballot_sent_twice_is_one_vote(marit, phone):
    _vote, (code,) = ballot.announced(by=marit, slips=1)
    sent = {"code": code, "cross": ["1"]}
    phone.post("/ungdom/stem/legg-i/", sent)
    again = phone.post("/ungdom/stem/legg-i/", sent)
    assert again.status_code == 422
    assert wording("This slip has been used. If that was you just now, your vote is in.") in html(
        again
    )
    assert in_urn() == 1


def test_a_private_window_is_not_a_second_vote(marit, phone):
    _vote, (code,) = ballot.announced(by=marit, slips=1)
    phone.post("/ungdom/stem/legg-i/", {"code": code, "cross": ["1"]})
    answer = CheckedClient().post("/ungdom/stem/", {"code": code})
    assert answer.status_code == 422
    assert in_urn() == 1


def test_the_shared_code_of_a_course_opens_no_ballot(marit, phone):
    vote, _codes = ballot.announced(by=marit, slips=1)
    room = vote.lines.first().concept.course.room
    phone.post(f"/ungdom/bli-med/{room.code}/")
    for code in (room.code, room.code * 2):
        assert phone.post("/ungdom/stem/", {"code": code}).status_code == 422
        sent = phone.post("/ungdom/stem/legg-i/", {"code": code, "cross": ["1"]})
        assert sent.status_code == 422
    assert in_urn() == 0


def test_who_guesses_digits_is_slowed(marit, phone):
    ballot.announced(by=marit, slips=1)
    answers = {
        phone.post("/ungdom/stem/", {"code": str(10**15 + n)}).status_code for n in range(140)
    }
    assert answers == {422, 429}


@pytest.mark.parametrize(
    ("kind", "most", "sent"),
    [
        ("approve", 2, {"cross": ["1", "2", "3"]}),
        ("approve", 2, {"cross": ["99"]}),
        ("approve", 2, {"cross": ["x"]}),
        ("rank", 2, {"place_1": "1", "place_2": "1"}),
        ("rank", 2, {"place_1": "77"}),
        ("points", 10, {"points_1": "11"}),
        ("points", 10, {"points_1": "6", "points_2": "6"}),
        ("points", 10, {"points_1": "-1", "points_2": "9"}),
        ("points", 10, {"points_1": "9" * 400}),
    ],
)
def test_what_is_no_ballot_comes_back_and_the_slip_is_still_good(marit, phone, kind, most, sent):
    _vote, (code,) = ballot.announced(by=marit, slips=1, kind=kind, most=most)
    answer = phone.post("/ungdom/stem/legg-i/", {"code": code} | sent)
    assert answer.status_code == 422
    assert in_urn() == 0
    assert SlipBook.objects.get().times_spent == 0


def test_places_left_empty_between_others_close_up(marit, phone):
    _vote, (code,) = ballot.announced(by=marit, slips=1, kind="rank", most=3)
    sent = {"code": code, "place_1": "", "place_2": "4", "place_3": "1"}
    assert "2-0-0-3" in html(phone.post("/ungdom/stem/legg-i/", sent))


def test_an_empty_ballot_counts(marit, phone):
    _vote, (code,) = ballot.announced(by=marit, slips=1)
    answer = phone.post("/ungdom/stem/legg-i/", {"code": code})
    assert wording("You chose none of the ideas. That counts too.") in html(answer)
    assert in_urn() == 1


@pytest.mark.parametrize("days", [-20, 20])
def test_before_the_first_and_after_the_last_day_the_urn_is_shut(marit, phone, days):
    _vote, (code,) = ballot.announced(by=marit, slips=1)
    day = timezone.localdate() + dt.timedelta(days=days)
    Vote.objects.update(opens_on=day, closes_on=day + dt.timedelta(days=1))
    answer = phone.post("/ungdom/stem/legg-i/", {"code": code, "cross": ["1"]})
    assert wording("This vote is not open today.") in html(answer)
    assert in_urn() == 0


def test_an_idea_taken_back_falls_out_with_a_notice(marit, phone):
    vote, (code,) = ballot.announced(by=marit, slips=1)
    writing.take_back(vote.lines.get(number=1).concept)
    page = html(phone.post("/ungdom/stem/", {"code": code}))
    assert wording("No longer on the ballot") in page
    late = phone.post("/ungdom/stem/legg-i/", {"code": code, "cross": ["1"]})
    assert late.status_code == 422
    assert in_urn() == 0


def test_after_a_stop_nothing_is_left_to_read(marit, phone):
    vote, codes = ballot.announced(by=marit, slips=3)
    ballot.cast_all(codes[:2], [(1, 0, 0, 0)] * 2)
    prepare.stop(vote, by=marit, at=timezone.now())
    assert not Urn.objects.exists()
    assert bytes(Vote.objects.get().private_key) == b""
    assert phone.post("/ungdom/stem/", {"code": codes[2]}).status_code == 422


def test_voting_asks_the_same_of_the_database_however_many_voted(
    marit, phone, django_assert_max_num_queries
):
    _vote, codes = ballot.announced(by=marit, slips=30)
    ballot.cast_all(codes[:29], [(1, 0, 1, 0)] * 29)
    with django_assert_max_num_queries(16):
        phone.post("/ungdom/stem/legg-i/", {"code": codes[29], "cross": ["2"]})
