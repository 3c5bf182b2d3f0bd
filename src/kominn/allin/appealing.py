"""A team asks the youth council, and the council answers: in the room where statements are judged.

What a team does leaves nothing in the trail; what the council does is recorded.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin import push
from kominn.allin.actions.steps import WrongState, step_in_turn
from kominn.allin.appeal_models import APPEALABLE
from kominn.allin.models import Appeal, Concept, Reminded
from kominn.allin.states import State
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation.reasons import WITH_THE_TEAM, CouncilSays
from kominn.participation.states import NEXT_FOR_APPEALS, AppealState


def appeal_of(concept: Concept) -> Appeal | None:
    """About the decision that stands, of the idea as it was decided on."""
    if concept.state not in APPEALABLE or concept.is_called_about:
        return None
    if concept.state == State.RETURNED and concept.pictures.shown().exists():
        return None  # The council reads words; pictures are looked at when it is handed in anew.
    return concept.appeals.filter(reply=concept.reply_id, version=concept.version).first()


def judged(concept: Concept) -> list[Appeal]:
    """What the council has said of this idea, the latest last."""
    if concept.reply_id is None:
        return []
    said = concept.appeals.exclude(judged_on=None).select_related("reply")
    return list(said.order_by("judged_on", "pk"))


def ask(concept: Concept, *, today: dt.date) -> None:
    with in_turn(), transaction.atomic():
        held = _held(concept, AppealState.ASKED)
        held.state, held.asked_on = AppealState.ASKED, today
        held.save(update_fields=["state", "asked_on"])


def judge(appeal: Appeal, says: CouncilSays, *, by: User, at: dt.datetime) -> None:
    """Nobody decides after the council. Where it is with the team, everybody reads the idea, and
    the city has its thirty days to answer anew."""
    then = AppealState.GRANTED if says in WITH_THE_TEAM else AppealState.UPHELD
    with in_turn(), transaction.atomic():
        held = _held(appeal.concept, then)
        held.state, held.says, held.judged_on = then, says, day_of(at)
        held.save(update_fields=["state", "says", "judged_on"])
        if then == AppealState.GRANTED:
            step_in_turn(
                held.concept,
                State.SHOWN,
                handed_in_on=day_of(at),
                reminded=Reminded.NOT_YET,
                reason="",
                answer="",
                answered_by="",
                answered_on=None,
            )
        push.tell_team(held.concept)
        record("concept.judged", f"concept:{held.concept_id}", by=name_of(by), at=at)


def _held(concept: Concept, then: AppealState) -> Appeal:
    found = appeal_of(Concept.objects.select_for_update(of=("self",)).get(pk=concept.pk))
    if found is None or then not in NEXT_FOR_APPEALS[found.state]:
        raise WrongState(_("Somebody was faster. Read the page anew."))
    return found
