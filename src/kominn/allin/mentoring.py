"""What a colleague writes on an idea that grows: it stands there when a second one has read it.

The money, the days and the ticks are facts that a colleague records alone. Words to the young are
not: they wait in a reply, as an answer does, and nothing of them is in the project until then.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.allin import growing
from kominn.allin.actions.steps import TooMany, WrongState
from kominn.allin.models import About, Concept, Project, Proposed
from kominn.allin.states import State
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation import replies
from kominn.participation.states import ReplyState

MOST_WAITING = 20


def propose(
    concept: Concept,
    about: About,
    words: str,
    *,
    day: dt.date | None = None,
    ore: int = 0,
    by: User,
    at: dt.datetime,
) -> Proposed:
    """Refused at once where it could not stand there: raises `NotPossible`."""
    with in_turn(), transaction.atomic():
        held = Concept.objects.select_for_update().get(pk=concept.pk)
        proposed = Proposed(concept=held, about=about, day=day, ore=ore)
        _check(proposed, at=at)
        if held.proposed.filter(reply__state=ReplyState.WAITS).count() >= MOST_WAITING:
            raise TooMany(_("Much waits to be read here already. Ask a colleague first."))
        proposed.reply = replies.propose(
            f"concept:{held.pk}", about, words, part=str(proposed.pk), by=by, at=at
        )
        proposed.save()
    return proposed


def pass_on(proposed: Proposed, *, by: User, at: dt.datetime) -> None:
    """The second reader agrees: now it stands there. What fits no more stays unsaid."""
    with in_turn(), transaction.atomic():
        Concept.objects.select_for_update().get(pk=proposed.concept_id)
        said = replies.pass_on(proposed.reply, by=by, at=at)
        if proposed.about == About.MISSING:
            growing.name_missing(proposed.concept, said, at=at)
        elif proposed.about == About.STEP:
            growing.add_milestone(_project(proposed), said, due_on=_day(proposed), at=at)
        elif proposed.about == About.SPENT:
            growing.spend(_project(proposed), proposed.ore, said, on=_day(proposed), at=at)
        else:
            growing.end(_project(proposed), State(proposed.about), said, at=at)


def stop(proposed: Proposed, why: str, *, by: User, at: dt.datetime) -> None:
    with in_turn():
        replies.stop(proposed.reply, why, by=by, at=at)


def take_back(proposed: Proposed, *, by: User, at: dt.datetime) -> None:
    with in_turn():
        replies.take_back(proposed.reply, by=by, at=at)


def _check(proposed: Proposed, *, at: dt.datetime) -> None:
    if proposed.about == About.MISSING:
        growing.check_missing(proposed.concept)
    elif proposed.about == About.STEP:
        growing.check_milestone(_project(proposed), _day(proposed))
    elif proposed.about == About.SPENT:
        day = _day(proposed)
        growing.check_spending(_project(proposed), proposed.ore, day, today=day_of(at))
    else:
        growing.check_end(_project(proposed), State(proposed.about))


def _project(proposed: Proposed) -> Project:
    found = Project.objects.select_related("concept").filter(pk=proposed.concept_id).first()
    if found is None:
        raise WrongState(_("This idea is no project."))
    return found


def _day(proposed: Proposed) -> dt.date:
    assert proposed.day is not None, "a step and a spending have their day"
    return proposed.day
