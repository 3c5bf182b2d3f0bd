"""What points to a person is taken out of what was told, for as long as no law allows keeping it.

It came in all the same because someone was in danger now. The words are gone from the record for
good; the trail says that it was done, and by whom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns import conversation
from kominn.concerns.actions import family
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.conversation import place
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, Writer, check_not_withdrawn
from kominn.concerns.told import Answer, Said, Told
from kominn.core.hints import Hint, hints, replaced
from kominn.core.worktime import day_of
from kominn.law.approvals import may_take_named_persons
from kominn.vault.actions import records
from kominn.vault.ciphertext import seal_json, seal_text

TAKEN_OUT = "[…]"
OWN = ("contact",)


def came_unallowed(told: Told | None, *, at: dt.datetime) -> bool:
    """Neither on the day it was told nor today does law allow that a named person is taken in."""
    days = {day_of(at), day_of(told.told_at)} if told else set()
    return bool(days) and not any(may_take_named_persons(day) for day in days)


def found_in(told: Told | None, said: Iterable[Said], places: Iterable[str]) -> list[Hint]:
    """What may point to a person, in what the reporter wrote; their own contact is theirs."""
    answers = told.answers if told else {}
    texts = [str(answer) for name, answer in answers.items() if name not in OWN]
    texts += [one.text for one in said if one.writer == Writer.REPORTER]
    return hints("\n".join(texts), places=places)


@family.again_if_moved
def take_out(
    concern: Concern, found: Collection[str], *, names: bool, by: User, at: dt.datetime
) -> None:
    """These words, wherever the reporter wrote them; and the whole box for names where asked."""
    concern = family.locked(concern.pk)
    check_not_withdrawn(concern.state)
    key = records.data_key_for(concern.pk, by)
    told = conversation.open_told(concern, key)
    if not came_unallowed(told, at=at):
        raise ImpossibleStep(_("It came while both approvals were in place: nothing is to go out."))
    answers: dict[str, Answer] = {
        name: answer if name in OWN else _without(str(answer), found)
        for name, answer in told.answers.items()
    }
    content = replace(told, answers=answers).content()
    concern.content = seal_json(content, key=key, place=place("content", concern.pk))
    if names:
        concern.names = seal_text("", key=key, place=place("names", concern.pk))
    concern.save(update_fields=["content", "names"])
    for message in concern.messages.filter(writer=Writer.REPORTER):
        said = conversation.open_message(message, key)
        if said.at is not None and _without(said.text, found) != said.text:
            body = {"text": _without(said.text, found), "at": said.at.isoformat()}
            spot = place("body", message.pk, "message")
            message.body = seal_json(body, key=key, place=spot)
            message.save(update_fields=["body"])
    record("concern.unnamed", target_of(concern), by=name_of(by), at=at)


def _without(text: str, found: Collection[str]) -> str:
    for words in found:
        cleared = replaced(text, words, TAKEN_OUT)
        text = text.replace(words, TAKEN_OUT) if cleared == text else cleared
    return text
