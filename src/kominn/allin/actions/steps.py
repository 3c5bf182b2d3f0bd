"""From one state of a concept to a next one, and why a deed cannot be done."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.allin.models import Concept
from kominn.allin.states import NEXT, State
from kominn.core.turns import in_turn
from kominn.participation import actions as participation


class NotPossible(participation.NotPossible):
    """A deed that cannot be done; the text is fit to show."""


class DaysWrong(NotPossible):
    pass


class NameTaken(NotPossible):
    pass


class TooMany(NotPossible):
    pass


class Unfinished(NotPossible):
    pass


class WrongState(NotPossible):
    pass


def check_step(concept: Concept, then: State) -> None:
    if then not in NEXT[concept.state]:
        raise WrongState(
            _("This idea is “%(now)s” now. Read the page anew.")
            % {"now": State(concept.state).label}
        )


def step(
    concept: Concept,
    then: State,
    *,
    check: Callable[[Concept], None] | None = None,
    **facts: object,
) -> Concept:
    with in_turn(), transaction.atomic():
        return step_in_turn(concept, then, check=check, **facts)


def step_in_turn(
    concept: Concept,
    then: State,
    *,
    check: Callable[[Concept], None] | None = None,
    **facts: object,
) -> Concept:
    """From one state to a next one, by whoever has taken the turn; raises `WrongState`."""
    held = Concept.objects.select_for_update().get(pk=concept.pk)
    check_step(held, then)
    if check is not None:
        check(held)
    held.state = then
    for field, value in facts.items():
        setattr(held, field, value)
    held.save(update_fields=["state", *facts])
    return held
