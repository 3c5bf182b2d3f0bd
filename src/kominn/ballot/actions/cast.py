"""Vote with a slip. Nothing of it reaches the trail: nobody is to be found by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.ballot import urn
from kominn.ballot.marks import Kind, NotABallot, check, packed
from kominn.ballot.models import Urn, Vote
from kominn.ballot.refusals import BadBallot, NotOpen
from kominn.core.turns import in_turn
from kominn.participation import slips


def opened_by(code: str, *, today: dt.date) -> Vote:
    """The vote a slip opens. Raises `slips.NoSuchSlip`, `slips.Spent` or `NotOpen`."""
    slip = slips.slip_of(code)
    vote = Vote.objects.select_related("book").get(book=slip.book_id)
    if slip.book.is_spent(slip.number):
        raise slips.Spent(_("This slip has been used. If that was you just now, your vote is in."))
    check_open(vote, today)
    return vote


def check_open(vote: Vote, today: dt.date) -> None:
    if not vote.is_open(today):
        raise NotOpen(_("This vote is not open today."))


def cast(code: str, marks: Sequence[int], *, today: dt.date) -> Vote:
    """Into the urn, and the slip is spent: both or neither.

    Raises `slips.NoSuchSlip`, `slips.Spent`, `NotOpen` and `BadBallot`.
    """
    slip = slips.slip_of(code)
    with in_turn(), transaction.atomic():
        vote = Vote.objects.get(book=slip.book_id)
        check_open(vote, today)
        lines = list(vote.lines.select_related("concept"))
        try:
            good = check(marks, kind=Kind(vote.kind), most=vote.most, lines=len(lines))
        except NotABallot:
            raise BadBallot(too_many(vote)) from None
        if any(mark and not line.stands for mark, line in zip(good, lines, strict=True)):
            raise BadBallot(_("An idea you chose has just been taken back. Choose anew."))
        slips.spend(slip)
        held = Urn.objects.select_for_update().get(vote=vote)
        held.ballots = urn.put_in(held.ballots, packed(good), key=vote.public_key, vote=vote.pk)
        held.save(update_fields=["ballots"])
    return vote


def too_many(vote: Vote) -> str:
    said = {
        Kind.APPROVE: _("Set at most %(most)d crosses."),
        Kind.RANK: _("Give each place to one idea, the first place first."),
        Kind.POINTS: _("Hand out at most %(most)d points."),
    }
    return str(said[Kind(vote.kind)]) % {"most": vote.most}
