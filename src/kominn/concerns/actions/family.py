"""Concerns about the same stand under one: how they are locked, settled and go on together.

The one they stand under is locked first, then those under it; of several that stand alone the
lowest number first. So two deeds never wait for each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from kominn.accounts.models import User
from kominn.concerns import conversation, ports, record_classes
from kominn.concerns.models import Concern, SecondLook, readers_of
from kominn.concerns.states import DANGERS, HANDLED, Danger, State, check_step
from kominn.concerns.told import Told
from kominn.vault.actions import records

TRIES = 5
AS_IT_ENDED = ("close_reason", "record_class", "finished_on")
P = ParamSpec("P")
R = TypeVar("R")


class Moved(Exception):
    """It was joined or taken out at this very moment: the deed begins again."""


def again_if_moved(deed: Callable[P, R]) -> Callable[P, R]:
    """One transaction, begun again where a concern stands under another than when it was found."""

    @wraps(deed)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        for _try in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return deed(*args, **kwargs)
            except Moved:
                continue
        with transaction.atomic():
            return deed(*args, **kwargs)

    return done


def locked(pk: uuid.UUID) -> Concern:
    """A concern, and before it the one it stands under, which comes along as its `main`.

    Raises `Concern.DoesNotExist` where it is gone.
    """
    main_id = Concern.objects.filter(pk=pk).values_list("main", flat=True).first()
    main = Concern.objects.select_for_update().filter(pk=main_id).first() if main_id else None
    concern = Concern.objects.select_for_update().get(pk=pk)
    if concern.main_id != main_id:
        raise Moved
    concern.main = main
    return concern


def under(concern: Concern) -> list[uuid.UUID]:
    """The numbers of those that stand under it."""
    return list(concern.joined.values_list("pk", flat=True))


def all_told(concern: Concern, *, by: User) -> list[Told | None]:
    """What was told in it and in those under it; None where this colleague can't open it."""
    numbers = [concern.pk, *under(concern)]
    keys = records.whole_keys_for(numbers, by)
    return [
        conversation.told_or_damaged(one, keys[one.pk]) if one.pk in keys else None
        for one in Concern.objects.filter(pk__in=numbers).order_by("pk")
    ]


def gravest(dangers: Iterable[str]) -> Danger:
    return max((Danger(danger) for danger in dangers), key=DANGERS.index, default=Danger.NONE)


def go_on_without(main: Concern) -> Concern | None:
    """Those under a concern that is taken back, or erased, lose nothing: the first of them takes
    its place, with its holder and deadline. The caller has locked the main one.

    Its holder may stand too near to the first of them: then somebody else takes that one.
    """
    found = list(main.joined.select_for_update().order_by("pk"))
    if not found:
        return None
    first = min(found, key=lambda one: (one.week, one.pk))
    then = State.HELD if main.state in HANDLED else State(main.state)
    first.holder, first.due_on = main.holder, main.due_on
    if then == State.HELD and not reads(main.holder, first):
        then, first.holder, first.announced = State.RECEIVED, None, False
    check_step(first.state, then)
    first.state, first.main = then, None
    if main.state == State.CLOSED:
        _end_as(first, main)
    first.danger = gravest(one.danger for one in found)
    first.news = any(one.news for one in found)
    changed = ("state", "main", "holder", "due_on", "danger", "news", "announced", *AS_IT_ENDED)
    first.save(update_fields=changed)
    Concern.objects.filter(main=main).update(main=first)
    _hand_on_the_look(main, first)
    ports.casework().goes_on_under(main, first)
    return first


def _hand_on_the_look(main: Concern, first: Concern) -> None:
    """One that waits for an earlier end of the first of them is taken with it."""
    waiting = SecondLook.objects.filter(verdict="")
    if waiting.filter(concern=main).exists():
        waiting.filter(concern=first).delete()
        waiting.filter(concern=main).update(concern=first)


def reads(user: User | None, concern: Concern) -> bool:
    """Whether this colleague's keys open it: they may have left, or been set aside."""
    return user is not None and readers_of(concern).filter(pk=user.pk).exists()


def let_go(main: Concern) -> list[Concern]:
    """What stood under a finished concern that is erased has ended as it did, each by itself: its
    own time is counted by the same rule."""
    found = list(main.joined.select_for_update().order_by("pk"))
    for one in found:
        check_step(one.state, State.CLOSED)
        one.state, one.main, one.holder = State.CLOSED, None, main.holder
        _end_as(one, main)
        one.save(update_fields=["state", "main", "holder", *AS_IT_ENDED])
    return found


def _end_as(one: Concern, main: Concern) -> None:
    one.close_reason, one.finished_on = main.close_reason, main.finished_on
    one.record_class = record_classes.gravest(one.record_class, main.record_class)
