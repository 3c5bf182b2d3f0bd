"""A qualified interpreter is ordered for a talk about a concern."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns import conversation
from kominn.concerns.actions.handle import locked, name_of, target_of
from kominn.concerns.conversation import place
from kominn.concerns.letters import interpreter_needed
from kominn.concerns.models import Concern, InterpreterOrder
from kominn.concerns.states import OrderState, check_not_withdrawn
from kominn.core.letters import send_later
from kominn.vault.actions import records
from kominn.vault.ciphertext import seal_json


@transaction.atomic
def order(
    concern: Concern, details: dict[str, Any], *, token: uuid.UUID, by: User, at: dt.datetime
) -> InterpreterOrder:
    """Order a qualified adult interpreter; the letter tells language and time, nothing else.

    Where the city has no address for the service, it is noted until somebody has called.
    """
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    wanted = {name: str(value) for name, value in details.items()}
    pk = conversation.number_of(key, token, str(sorted(wanted.items())))
    earlier = InterpreterOrder.objects.filter(pk=pk).first()
    if earlier:
        return earlier
    ordered = InterpreterOrder.objects.create(
        id=pk,
        concern=concern,
        ordered_by=by,
        needed_on=details["needed_on"],
        state=OrderState.ORDERED if settings.INTERPRETER_ADDRESS else OrderState.NOTED,
        details=seal_json(wanted, key=key, place=place("details", pk, "order")),
    )
    if settings.INTERPRETER_ADDRESS:
        reference = ordered.pk.hex[:6].upper()
        send_later(
            interpreter_needed(
                to=settings.INTERPRETER_ADDRESS, reference=reference, details=details
            )
        )
    verb = "interpreter.ordered" if settings.INTERPRETER_ADDRESS else "interpreter.noted"
    record(verb, target_of(concern), by=name_of(by), at=at)
    return ordered


@transaction.atomic
def was_called(order: InterpreterOrder, *, by: User, at: dt.datetime) -> None:
    """Somebody has called the interpreting service: only now is it ordered."""
    concern = locked(order.concern)
    records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    noted = InterpreterOrder.objects.filter(pk=order.pk, state=OrderState.NOTED)
    if noted.update(state=OrderState.ORDERED):
        record("interpreter.ordered", target_of(concern), by=name_of(by), at=at)
