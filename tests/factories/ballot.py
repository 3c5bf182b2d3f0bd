"""Votes with ideas that young people made, announced, voted on and over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kominn.allin.states import State as ConceptState
from kominn.ballot.actions import cast, prepare
from kominn.ballot.marks import Kind
from kominn.ballot.models import Vote
from tests.factories import allin

NAMES = ("Båtkafé", "Nattbuss", "Lys i parken", "Klatrevegg", "Leksehjelp", "Filmkveld")
COSTS = (40_000, 30_000, 25_000, 60_000, 10_000, 5_000)


def vote(*, by, budget=100_000, kind=Kind.APPROVE, most=6, ideas=4, **facts):
    """Money in kroner, as people say it."""
    today = timezone.localdate()
    made = prepare.begin(
        **{
            "name": "Ungdommens budsjett",
            "budget": budget * 100,
            "kind": kind,
            "most": most,
            "opens_on": today,
            "closes_on": today + dt.timedelta(days=7),
            "by": by,
            "at": timezone.now(),
        }
        | facts
    )
    course = allin.start(by=by, name="Leir for budsjettet")
    for name, cost in list(zip(NAMES, COSTS, strict=True))[:ideas]:
        shown = allin.concept(course, name=name, state=ConceptState.SHOWN)
        prepare.add_line(made, shown, cost * 100)
    return made


def announced(*, by, slips=0, **facts):
    """The vote, and the codes of its slips."""
    made = prepare.announce(vote(by=by, **facts), by=by, at=timezone.now())
    printed = prepare.print_slips(made, slips, by=by, at=timezone.now()) if slips else []
    return made, [slip.code for slip in printed]


def cast_all(codes, ballots):
    for code, marks in zip(codes, ballots, strict=True):
        cast.cast(code, marks, today=timezone.localdate())


def close(made):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Vote.objects.filter(pk=made.pk).update(
        opens_on=yesterday - dt.timedelta(days=7), closes_on=yesterday
    )
    made.refresh_from_db()
    return made
