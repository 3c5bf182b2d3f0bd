"""Count: open the urn, keep how many ballots were alike, destroy the rest; then work out who won.

What is kept is sorted; the sealed ballots, the key and the slips are destroyed in the transaction
that keeps the counts, and SQLite's log right after it. The result is worked out from what is kept,
in a program of its own, so it can be worked out again at any time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.ballot import urn
from kominn.ballot.actions import paper, prepare
from kominn.ballot.counting import Alike, CannotCount, Question, alike, ask
from kominn.ballot.marks import Kind, Marks, NotABallot, check, unpacked, without
from kominn.ballot.models import Count, Line, Urn, Vote
from kominn.ballot.refusals import NotPossible, WrongState
from kominn.ballot.states import State
from kominn.core.forgetting import let_the_database_forget
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of

SHOWN_FROM = 50
"""With fewer voters no ballot is published: one might be known by theirs."""
OF_THE_URN = (
    "ballot_urn",
    "ballot_vote",
    "ballot_paperentry",
    "participation_slip",
    "participation_slipbook",
)
"""The tables that held who voted, until they were counted."""


def count_votes(vote: Vote, *, by: User, at: dt.datetime) -> Count:
    kept = open_urn(vote, by=by, at=at)
    let_the_database_forget(*OF_THE_URN)
    return work_out(kept)


def open_urn(vote: Vote, *, by: User, at: dt.datetime) -> Count:
    today = day_of(at)
    with in_turn(), transaction.atomic():
        held = Vote.objects.select_for_update().select_related("book").get(pk=vote.pk)
        if held.state != State.ANNOUNCED:
            raise WrongState(_("Somebody was here before you. Read the page anew."))
        if not held.is_over(today):
            raise NotPossible(_("The vote is open until the end of its last day. Count after it."))
        _check_paper(held)
        lines = list(held.lines.select_related("concept"))
        gone = [index for index, line in enumerate(lines) if not line.stands]
        if len(gone) == len(lines):
            raise NotPossible(_("All ideas have been taken back; there is nothing to count."))
        opened, broken = _opened(held, lines)
        read = [each.read[0][1] for each in paper.papers(held)]
        kind = Kind(held.kind)
        ballots = alike(
            [without(marks, gone, kind=kind, most=held.most) for marks in [*opened, *read]]
        )
        kept = Count.objects.create(
            vote=held,
            counted_on=today,
            issued=held.book.issued,
            spent=held.book.times_spent,
            paper=len(read),
            broken=broken,
            ballots=[[list(marks), voters] for marks, voters in ballots],
            fallen_out=[lines[index].number for index in gone],
        )
        prepare.destroy(held)
        held.state = State.COUNTED
        held.save(update_fields=["state", "private_key"])
        detail = {"digest": digest_of(kept)}
        record("ballot.counted", f"vote:{held.pk}", by=name_of(by), at=at, detail=detail)
    return kept


def _check_paper(vote: Vote) -> None:
    doubtful = len(paper.in_doubt(vote))
    if doubtful:
        raise NotPossible(
            ngettext(
                "%(n)d paper ballot is not read alike by two yet.",
                "%(n)d paper ballots are not read alike by two yet.",
                doubtful,
            )
            % {"n": doubtful}
        )


def _opened(vote: Vote, lines: list[Line]) -> tuple[list[Marks], int]:
    held = Urn.objects.select_for_update().get(vote=vote)
    key = urn.opened_key(vote.private_key, vote.pk)
    packed, broken = urn.open_all(held.ballots, key=key, vote=vote.pk)
    good = []
    for each in packed:
        marks = unpacked(each, lines=len(lines))
        try:
            good.append(check(marks, kind=Kind(vote.kind), most=vote.most, lines=len(lines)))
        except NotABallot:
            broken += 1
    return good, broken


def work_out(kept: Count) -> Count:
    """Who won and what the others lacked, from the counts kept. Raises `CannotCount`."""
    lines = list(kept.vote.lines.select_related("concept"))
    asked = question_counted(kept, lines).asked(ballots_of(kept))
    kept.result = ask("count", asked)
    if kept.result["voters"] >= SHOWN_FROM:
        kept.as_file = ask("as_file", asked | _for_file(kept, lines))
    kept.save(update_fields=["result", "as_file"])
    try:
        kept.needs = ask("needs", asked)
    except CannotCount:
        # Hundreds of counts: where they take too long, the winners are told all the same.
        return kept
    kept.save(update_fields=["needs"])
    return kept


def _for_file(kept: Count, lines: list[Line]) -> dict[str, Any]:
    vote = kept.vote
    return {
        "meta": {
            "description": vote.name,
            "country": "Norway",
            "unit": vote.name,
            "instance": str(vote.closes_on.year),
            "date_begin": vote.opens_on.strftime("%d.%m.%Y"),
            "date_end": vote.closes_on.strftime("%d.%m.%Y"),
            "rule": "equalshares/add1",
            "currency": "NOK",
        },
        "names": {str(line.number): line.concept.name for line in lines},
        "funded": [str(n) for n in (*kept.result["bought"], *kept.result["added"])],
    }


def question_counted(kept: Count, lines: list[Line]) -> Question:
    """What was counted, whatever became of the ideas since."""
    vote = kept.vote
    stand = [line for line in lines if line.number not in kept.fallen_out]
    return Question(
        budget=vote.budget,
        costs={line.number: line.cost for line in stand},
        lot=[line.number for line in sorted(stand, key=lambda line: line.lot)],
        kind=Kind(vote.kind),
        most=vote.most,
    )


def ballots_of(kept: Count) -> Alike:
    return [(tuple(marks), voters) for marks, voters in kept.ballots]


def digest_of(kept: Count) -> str:
    """Names what was counted. It stands in the trail too: one is not changed without the other."""
    told = json.dumps([kept.ballots, kept.fallen_out], separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def proven(kept: Count, lines: list[Line]) -> bool:
    """Counted again from what is kept, the result is the same. Raises `CannotCount`."""
    again = ask("count", question_counted(kept, lines).asked(ballots_of(kept)))
    return bool(again == kept.result)
