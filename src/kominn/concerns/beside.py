"""What stands beside a concern on its page: those who told the same, and the second look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.audit.models import Event
from kominn.concerns.models import Concern, SecondLook, others_who_could_look
from kominn.concerns.states import READINGS, State

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Together:
    """Those under one concern, as far as this reader may see them."""

    lines: list[tuple[Concern, bool]]
    number: int

    @property
    def shown(self) -> list[tuple[Concern, bool]]:
        return self.lines[:SHOWN]

    @property
    def folded(self) -> list[tuple[Concern, bool]]:
        return self.lines[SHOWN:]

    @property
    def unopened(self) -> int:
        return sum(not opened for _concern, opened in self.lines)

    @property
    def hidden(self) -> int:
        """Those this reader has no key to."""
        return self.number - 1 - len(self.lines)


def beside(concern: Concern, user: User) -> dict[str, Any]:
    """For the page of one concern."""
    look = _look(concern)
    return {
        "together": together(concern, user),
        "sees_main": concern.is_joined and _sees(concern.leading, user),
        "look": look,
        "nobody_looks": look is not None
        and look.closed_by == user
        and not others_who_could_look(concern, than=user).exists(),
    }


def together(concern: Concern, user: User) -> Together | None:
    """None where nobody else has told the same."""
    number = concern.joined.count()
    if not number:
        return None
    seen = Concern.objects.visible_to(user).filter(main=concern).select_related("area")
    found = list(seen.without_what_is_sealed().order_by("-news", "week", "pk"))
    opened = opened_ones(one.pk for one in found)
    return Together([(one, one.pk in opened) for one in found], number + 1)


def how_many_told(concerns: Collection[Concern]) -> dict[UUID, int]:
    """Of those in a list under which others stand, how many have told the same."""
    joined = Concern.objects.filter(main__in=[one.pk for one in concerns])
    counted = joined.values_list("main").annotate(number=Count("pk")).order_by()
    return {main: number + 1 for main, number in counted}


def teams_of_one(user: User) -> list[Team]:
    """Teams in which nobody else may take a second look: none is taken there."""
    others = User.objects.holding(Right.HOLD_CONCERNS).exclude(pk=user.pk)
    shared = Team.objects.filter(members__in=others)
    return list(Team.objects.filter(members=user).exclude(pk__in=shared).order_by("name"))


def _sees(concern: Concern, user: User) -> bool:
    return Concern.objects.visible_to(user).filter(pk=concern.pk).exists()


def opened_ones(numbers: Iterable[UUID]) -> set[UUID]:
    """Those that somebody has read, as the trail has it."""
    targets = {f"concern:{number}": number for number in numbers}
    read = Event.objects.filter(target__in=targets, verb__in=READINGS)
    return {targets[target] for target in read.values_list("target", flat=True).distinct()}


def unopened_ones(concerns: Iterable[Concern]) -> set[UUID]:
    """Of those in a list that nobody has taken, the ones nobody has read; one query, or none."""
    numbers = {one.pk for one in concerns if one.state == State.RECEIVED}
    return numbers - opened_ones(numbers) if numbers else set()


def _look(concern: Concern) -> SecondLook | None:
    if concern.state != State.CLOSED:
        return None
    return SecondLook.objects.waiting().filter(concern=concern).select_related("closed_by").first()
