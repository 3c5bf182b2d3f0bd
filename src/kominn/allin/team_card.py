"""A team's card: a square on paper that opens what became of its idea, on any phone.

The secret stands on the card alone; here is only its digest. A new card ends the one before it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.accounts.tokens import digest, new_token
from kominn.allin import push
from kominn.allin.actions.steps import NotPossible
from kominn.allin.models import Concept
from kominn.audit.actions import record
from kominn.core.turns import in_turn


class HasCard(NotPossible):
    pass


def first_card(concept: Concept) -> str:
    """The team takes its first card itself; later ones are given by whoever leads the course."""
    token = new_token()
    with in_turn(), transaction.atomic():
        free = Concept.objects.filter(pk=concept.pk, card_mark=None)
        if not free.update(card_mark=digest(token)):
            raise HasCard(
                _("Your team has its card already. Is it lost? The one who leads gives a new one.")
            )
    return token


def new_card(concept: Concept, *, by: User, at: dt.datetime) -> str:
    token = new_token()
    with in_turn(), transaction.atomic():
        Concept.objects.filter(pk=concept.pk).update(card_mark=digest(token))
        push.forget_phones(concept)
        record("concept.card_given", f"concept:{concept.pk}", by=name_of(by), at=at)
    return token


def concept_of(token: str) -> Concept | None:
    found = Concept.objects.filter(card_mark=digest(token))
    return found.select_related("course__area", "call").first()
