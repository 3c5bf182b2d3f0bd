"""The count as everybody sees it: winners, what others lacked, one's own kroner, the recount."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import ngettext
from hypothesis import given, settings
from hypothesis import strategies as st

import kominn
from citystats.budget.equal_shares import equal_shares
from citystats.budget.pabulib import read_pabulib
from citystats.budget.terms import Completion
from kominn.allin.actions import writing
from kominn.ballot import counter, counting, publishing
from kominn.ballot.actions import count
from kominn.ballot.marks import Kind
from tests.factories import ballot
from tests.page_checker import CheckedClient
from tests.wording import wording

SCRIPT = Path(kominn.__file__).parent / "ballot/static/ballot/recount.js"


def html(answer):
    return answer.content.decode()


def counted(marit, ballots, **facts):
    vote, codes = ballot.announced(by=marit, slips=len(ballots), **facts)
    ballot.cast_all(codes, ballots)
    return vote, count.count_votes(ballot.close(vote), by=marit, at=timezone.now())


# 7 young people want the café and the bus, 5 the park, one of everything.
BALLOTS = [(1, 1, 0, 0)] * 7 + [(0, 0, 1, 0)] * 5 + [(1, 1, 1, 1)]


@pytest.mark.django_db
def test_everybody_sees_who_won_and_what_the_others_lacked(marit):
    vote, kept = counted(marit, BALLOTS)
    page = html(CheckedClient().get(f"/ungdom/stem/{vote.pk}/"))
    assert wording("Wins") in page
    assert "Båtkafé" in page
    told = publishing.told(kept, list(vote.lines.select_related("concept")))
    lost = [each for each in told if not each.wins]
    assert [each.line.number for each in lost] == [4]
    assert lost[0].more_votes
    assert str(lost[0].more_votes) in page


@pytest.mark.django_db
def test_one_follows_ones_kroner_to_the_ore(marit):
    vote, kept = counted(marit, BALLOTS)
    page = html(CheckedClient().get(f"/ungdom/stem/{vote.pk}/kroner/?v=1-1-0-0"))
    assert "Båtkafé" in page
    lines = list(vote.lines.select_related("concept"))
    paid = publishing.paid(kept, lines, (1, 1, 0, 0))
    exactly = sum((Fraction(each.exactly) for each in paid["lines"]), start=Fraction(0))
    assert 0 < exactly <= Fraction(kept.result["share"])


@pytest.mark.django_db
def test_all_that_was_paid_is_what_the_ideas_cost(marit):
    vote, kept = counted(marit, BALLOTS[:-1])
    lines = list(vote.lines.select_related("concept"))
    costs = count.question_counted(kept, lines).costs
    totals: dict[int, Fraction] = {}
    for _marks, voters, paid in kept.result["paid"]:
        for number, ore in paid:
            totals[number] = totals.get(number, Fraction(0)) + voters * Fraction(ore)
    assert totals == {number: costs[number] for number in kept.result["bought"]}


@pytest.mark.django_db
def test_of_fewer_than_five_alike_only_totals_are_shown(marit):
    vote, _kept = counted(marit, BALLOTS)
    for receipt in ("1-1-1-1", "0-0-0-1"):
        page = html(CheckedClient().get(f"/ungdom/stem/{vote.pk}/kroner/?v={receipt}"))
        assert wording("What all paid together") in page
        assert wording("Left over") not in page


@pytest.mark.django_db
@pytest.mark.parametrize("receipt", ["x", "1-1", "9-9-9-9", "1" * 300, "1--1", "²-1-1-1"])
def test_what_is_no_receipt_opens_the_form_again(marit, receipt):
    vote, _kept = counted(marit, BALLOTS)
    answer = CheckedClient().get(f"/ungdom/stem/{vote.pk}/kroner/", {"v": receipt})
    assert answer.status_code == 200
    assert wording("Left over") not in html(answer)


@pytest.mark.django_db
def test_without_a_receipt_one_says_what_one_chose(marit):
    vote, _kept = counted(marit, BALLOTS)
    page = html(CheckedClient().get(f"/ungdom/stem/{vote.pk}/kroner/?cross=1&cross=2"))
    assert wording("Left over") in page


@pytest.mark.django_db
def test_an_idea_taken_back_before_the_count_is_not_counted(marit):
    vote, codes = ballot.announced(by=marit, slips=6)
    ballot.cast_all(codes, [(1, 0, 1, 0)] * 6)
    writing.take_back(vote.lines.get(number=1).concept)
    kept = count.count_votes(ballot.close(vote), by=marit, at=timezone.now())
    assert kept.fallen_out == [1]
    assert kept.result["bought"] == [3]
    assert wording("Taken back by the team") in html(
        CheckedClient().get(f"/ungdom/stem/{vote.pk}/")
    )


@pytest.mark.django_db
def test_an_idea_taken_back_after_the_count_changes_nothing_of_it(marit):
    vote, kept = counted(marit, BALLOTS)
    writing.take_back(vote.lines.get(number=1).concept)
    lines = list(vote.lines.select_related("concept"))
    assert count.proven(kept, lines)


@pytest.mark.django_db
def test_where_few_voted_no_ballot_is_published(marit):
    vote, _kept = counted(marit, BALLOTS)
    for path in ("tell.json", "stemmer.pb"):
        assert CheckedClient().get(f"/ungdom/stem/{vote.pk}/{path}").status_code == 404


FEW = [BALLOTS[:1], [(1, 1, 0, 0)] * 3 + [(0, 0, 1, 0)], [(0, 0, 0, 0)]]


@pytest.mark.django_db
@pytest.mark.parametrize("ballots", FEW)
def test_of_one_to_four_voters_the_page_tells_only_who_wins(marit, ballots):
    vote, kept = counted(marit, ballots)
    page = html(CheckedClient().get(f"/ungdom/stem/{vote.pk}/"))
    shown = page.partition("<main")[2].partition("<ol")[0]
    assert shown.count(f">{wording('Wins')}<") == len(kept.result["bought"] + kept.result["added"])
    assert wording("Wins from what was left over") not in shown
    assert wording("Too few votes") not in shown
    assert "<table" not in shown
    assert "kroner/" not in shown
    assert "oppgave/" not in shown
    names = [line.concept.name for line in vote.lines.select_related("concept")]
    assert sorted(names, key=shown.index) == names, "in the order of the ballot, not of the votes"
    told = [ngettext("%(n)s person voted.", "%(n)s people voted.", n) % {"n": n} for n in range(5)]
    assert not [words for words in told if words in shown]


@pytest.mark.django_db
@pytest.mark.parametrize("ballots", FEW)
@pytest.mark.parametrize(
    "path", ["tell.json", "stemmer.pb", "kroner/", "kroner/?v=1-1-0-0", "oppgave/"]
)
def test_of_one_to_four_voters_there_is_nothing_to_count_again(marit, ballots, path):
    vote, _kept = counted(marit, ballots)
    assert CheckedClient().get(f"/ungdom/stem/{vote.pk}/{path}").status_code == 404


@pytest.mark.django_db
def test_of_five_voters_numbers_are_told(marit):
    vote, _kept = counted(marit, BALLOTS[:5])
    assert "<table" in html(CheckedClient().get(f"/ungdom/stem/{vote.pk}/"))
    assert CheckedClient().get(f"/ungdom/stem/{vote.pk}/oppgave/").status_code == 200


@pytest.mark.django_db
def test_before_the_count_nothing_of_it_is_there(marit):
    vote, _codes = ballot.announced(by=marit, slips=1)
    for path in ("tell.json", "stemmer.pb", "kroner/", "oppgave/"):
        assert CheckedClient().get(f"/ungdom/stem/{vote.pk}/{path}").status_code == 404


@pytest.mark.django_db
def test_the_exercise_is_a_sheet(marit):
    vote, _kept = counted(marit, BALLOTS)
    answer = CheckedClient().get(f"/ungdom/stem/{vote.pk}/oppgave/")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.django_db
def test_the_file_is_read_again_to_the_same_winners(marit):
    vote, kept = counted(marit, BALLOTS * 4)
    read = read_pabulib(CheckedClient().get(f"/ungdom/stem/{vote.pk}/stemmer.pb").content)
    assert read.election.n == 52
    outcome = equal_shares(
        read.election,
        completion=Completion.ADD1_GREEDY,
        increment=kept.result["step"] // (100 // read.parts),
    )
    assert {int(winner) for winner in outcome.winners} == {
        *kept.result["bought"], *kept.result["added"]
    }  # fmt: skip
    assert set(read.selected) == set(outcome.winners)


# --- The recount on one's own device ------------------------------------------------------------


def on_a_device(cases):
    if shutil.which("node") is None:
        pytest.skip("needs Node to run the script of the page")
    run = f"""
import {{ recount }} from {json.dumps(SCRIPT.as_uri())};
let text = ""; for await (const part of process.stdin) text += part;
const found = []; for (const data of JSON.parse(text)) found.push(await recount(data));
console.log(JSON.stringify(found));
"""
    made = subprocess.run(
        ["node", "--input-type=module", "-e", run],
        input=json.dumps(cases), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(made.stdout)


@pytest.mark.django_db
def test_the_device_finds_what_the_server_found(marit):
    vote, _kept = counted(marit, BALLOTS * 4)
    data = CheckedClient().get(f"/ungdom/stem/{vote.pk}/tell.json").json()
    (found,) = on_a_device([data])
    assert found == {part: data[part] for part in ("bought", "added", "share")}


questions = st.tuples(
    st.integers(1, 40_000).map(lambda kroner: kroner * 100),
    st.lists(st.integers(1, 20_000), min_size=2, max_size=6),
    st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=1, max_size=12),
    st.permutations(range(1, 7)),
)


@given(st.lists(questions, min_size=25, max_size=25))
@settings(max_examples=4, deadline=None)
def test_the_device_counts_any_election_as_the_server_does(asked):
    cases, expected = [], []
    for budget, costs, ballots, order in asked:
        numbers = range(1, len(costs) + 1)
        question = counting.Question(
            budget=budget,
            costs={n: costs[n - 1] * 100 for n in numbers},
            lot=[n for n in order if n in numbers],
            kind=Kind.POINTS,
            most=100,
        )
        alike = counting.alike([tuple(marks[: len(costs)]) for marks in ballots])
        result = counter.count(question.asked(alike))
        cases.append(
            {
                "budget": budget,
                "step": result["step"],
                "lot": list(question.lot),
                "costs": {str(n): c for n, c in question.costs.items()},
                "ballots": [[list(marks), voters] for marks, voters in alike],
            }
        )
        expected.append({part: result[part] for part in ("bought", "added", "share")})
    assert on_a_device(cases) == expected
