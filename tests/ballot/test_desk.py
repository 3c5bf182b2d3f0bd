"""Those who prepare a vote: money that makes sense, slips, paper read by two, the count."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.allin.states import State as ConceptState
from kominn.ballot.actions import count, paper, prepare
from kominn.ballot.models import Count, PaperEntry, Vote
from kominn.ballot.refusals import NotPossible, WrongState
from kominn.ballot.states import State
from tests.factories import allin, ballot
from tests.wording import wording

pytestmark = pytest.mark.django_db


def html(answer):
    return answer.content.decode()


def on(vote, path=""):
    return f"/ungdom/avstemninger/{vote.pk}/{path}"


@pytest.mark.parametrize(
    ("budget", "good"), [("0", False), ("-5", False), ("200000000", False), ("1", True)]
)
def test_a_budget_of_nothing_or_of_a_whole_town_is_refused(marit, browse, sign_in, budget, good):
    today = timezone.localdate()
    sent = {
        "name": "Budsjett", "budget": budget, "kind": "approve", "most": "3",
        "opens_on": today, "closes_on": today + dt.timedelta(days=1),
    }  # fmt: skip
    answer = sign_in(browse, marit).post("/ungdom/avstemninger/ny/", sent)
    assert (answer.status_code == 302) is good
    assert Vote.objects.exists() is good


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (0, "What costs 0 kr needs no vote: it can simply be done."),
        (10_000_000, "This costs more than the whole budget, so it can never win."),
    ],
)
def test_what_costs_nothing_or_too_much_is_refused_with_a_sentence(
    marit, browse, sign_in, cost, said
):
    vote = ballot.vote(by=marit)
    more = allin.concept(allin.start(by=marit), name="Månebase", state=ConceptState.SHOWN)
    staff = sign_in(browse, marit)
    answer = staff.post(on(vote, "linje/"), {"concept": more.pk, "cost": cost})
    assert wording(said) in html(answer)
    assert vote.lines.count() == 4


@pytest.mark.parametrize("state", [ConceptState.HANDED_IN, ConceptState.STOPPED])
def test_an_idea_that_nobody_has_read_yet_or_that_has_ended_stands_on_no_ballot(
    marit, browse, sign_in, state
):
    vote = ballot.vote(by=marit)
    hidden = allin.concept(allin.start(by=marit), name="Skjult", state=state)
    staff = sign_in(browse, marit)
    assert "Skjult" not in html(staff.get(on(vote)))
    staff.post(on(vote, "linje/"), {"concept": hidden.pk, "cost": 100})
    assert vote.lines.count() == 4


def test_what_is_announced_stands(marit, browse, sign_in):
    vote = ballot.vote(by=marit)
    staff = sign_in(browse, marit)
    staff.post(on(vote, "kunngjor/"))
    line = vote.lines.first()
    assert sorted(vote.lines.values_list("lot", flat=True)) == [1, 2, 3, 4]
    staff.post(f"/ungdom/avstemninger/linje/{line.pk}/bort/")
    with pytest.raises(WrongState):
        prepare.add_line(vote, line.concept, 100)
    assert vote.lines.count() == 4


def test_one_idea_is_no_choice(marit):
    vote = ballot.vote(by=marit, ideas=1)
    with pytest.raises(NotPossible):
        prepare.announce(vote, by=marit, at=timezone.now())


def test_slips_are_a_sheet_that_nobody_keeps(marit, browse, sign_in):
    vote, _codes = ballot.announced(by=marit)
    answer = sign_in(browse, marit).post(on(vote, "sedler/"), {"slips": 11})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF")
    assert vote.book.slips.count() == 11


def test_a_used_slip_is_not_replaced_at_the_desk(marit, browse, sign_in):
    vote, codes = ballot.announced(by=marit, slips=2)
    ballot.cast_all(codes[:1], [(1, 0, 0, 0)])
    staff = sign_in(browse, marit)
    refused = staff.post(on(vote, "ny-seddel/"), {"number": 1})
    assert wording("This slip has been used already, so there is no new one.") in html(refused)
    assert staff.post(on(vote, "ny-seddel/"), {"number": 2}).content.startswith(b"%PDF")


def test_the_ballot_prints(marit, browse, sign_in):
    vote, _codes = ballot.announced(by=marit)
    assert sign_in(browse, marit).get(on(vote, "stemmeark/")).content.startswith(b"%PDF")


# --- Paper --------------------------------------------------------------------------------------


def read(browse, sign_in, person, vote, number, said):
    staff = sign_in(browse, person)
    return staff.post(on(vote, "papir/"), {"number": number, "said": said})


def test_two_read_each_paper_and_what_differs_stands_in_a_list(marit, olav, browse, sign_in):
    vote, _codes = ballot.announced(by=marit)
    staff = sign_in(browse, marit)
    for number, said in enumerate(("1 3", "2", "", "4"), start=1):
        answer = staff.post(on(vote, "papir/"), {"number": number, "said": said})
        assert answer.headers["Location"].endswith(f"?etter={number}")
    staff = sign_in(browse, olav)
    for number, said in enumerate(("3 1", "3", ""), start=1):
        staff.post(on(vote, "papir/"), {"number": number, "said": said})
    assert [each.number for each in paper.in_doubt(vote)] == [2, 4]
    page = html(staff.get(on(vote, "papir/")))
    assert wording("Two read it differently. Both look at the paper again.") in page
    assert "Marit" in page


def test_with_a_paper_in_doubt_nothing_is_counted(marit, olav):
    vote, _codes = ballot.announced(by=marit)
    today = timezone.localdate()
    paper.enter(vote, 1, (1, 0, 0, 0), by=marit, today=today)
    ballot.close(vote)
    with pytest.raises(NotPossible):
        count.count_votes(vote, by=marit, at=timezone.now())
    paper.enter(vote, 1, (1, 0, 0, 0), by=olav, today=today)
    kept = count.count_votes(vote, by=marit, at=timezone.now())
    assert kept.paper == 1
    assert kept.result["voters"] == 1
    assert not PaperEntry.objects.exists()


@pytest.mark.parametrize("said", ["9", "1 1", "x", "1=2", "١ ٢٣", "1.5", "-1"])
def test_what_can_not_be_on_the_paper_is_said_at_once(marit, browse, sign_in, said):
    vote, _codes = ballot.announced(by=marit)
    answer = read(browse, sign_in, marit, vote, 1, said)
    assert answer.status_code == 200
    assert not PaperEntry.objects.exists()


def test_points_and_places_are_read_as_they_are_written(marit, browse, sign_in):
    for kind, said, marks in (("rank", "4 1", (2, 0, 0, 3)), ("points", "4=6 1=3", (3, 0, 0, 6))):
        vote, _codes = ballot.announced(by=marit, kind=kind, most=3 if kind == "rank" else 10)
        read(browse, sign_in, marit, vote, 1, said)
        assert paper.papers(vote)[0].read[0][1] == marks


# --- The count ----------------------------------------------------------------------------------


def test_before_the_last_day_is_over_nobody_counts(marit):
    vote, codes = ballot.announced(by=marit, slips=1)
    ballot.cast_all(codes, [(1, 0, 0, 0)])
    with pytest.raises(NotPossible):
        count.count_votes(vote, by=marit, at=timezone.now())


def test_counted_once_and_never_again(marit, browse, sign_in):
    vote, codes = ballot.announced(by=marit, slips=3)
    ballot.cast_all(codes, [(1, 1, 0, 0)] * 3)
    ballot.close(vote)
    staff = sign_in(browse, marit)
    staff.post(on(vote, "tell/"))
    vote.refresh_from_db()
    assert vote.state == State.COUNTED
    with pytest.raises(WrongState):
        count.count_votes(vote, by=marit, at=timezone.now())
    page = html(staff.get(on(vote, "?prov=1")))
    assert (
        wording("Counted again just now, the result is the same. No ballot was shown to anybody.")
        in page
    )


def test_a_count_that_somebody_changed_is_seen_by_the_board(marit, browse, sign_in):
    vote, codes = ballot.announced(by=marit, slips=3)
    ballot.cast_all(codes, [(1, 1, 0, 0)] * 3)
    kept = count.count_votes(ballot.close(vote), by=marit, at=timezone.now())
    digest = count.digest_of(kept)
    Count.objects.update(ballots=[[[0, 0, 0, 1], 3]])
    page = html(sign_in(browse, marit).get(on(vote, "?prov=1")))
    assert (
        wording("Counted again just now, the result is another. Somebody has changed what is kept.")
        in page
    )
    assert count.digest_of(Count.objects.get()) != digest


def test_a_file_of_another_city_is_counted_and_not_kept(marit, browse, sign_in):
    said = "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n1;60;Park\n2;50;Hall\nVOTES\nvoter_id;vote\na;1\nb;1\nc;2\n"
    staff = sign_in(browse, marit)
    good = html(staff.post("/ungdom/avstemninger/tell/", {"text": said}))
    assert wording("Wins") in good
    broken = html(staff.post("/ungdom/avstemninger/tell/", {"text": said.replace("a;1", "a;9")}))
    assert "line 11" in broken
    assert not Vote.objects.exists()
