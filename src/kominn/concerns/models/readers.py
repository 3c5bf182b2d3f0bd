"""Whose keys open a concern, and who of them said that they stand near nobody it is about."""

from __future__ import annotations

from typing import Self

from django.db import models

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns.models.concern import Concern
from kominn.vault.models import readers


def readers_of(concern: Concern) -> models.QuerySet[User]:
    """Everyone whose keys open this concern, by name."""
    readers: models.QuerySet[User] = with_keys_to(concern, User.objects.all()).order_by("name")
    return readers


def second_readers(concern: Concern, *, of: User) -> models.QuerySet[User]:
    """Those who could read what `of` writes to the reporter before it is sent."""
    able = User.objects.holding(Right.TALK_WITH_REPORTERS).exclude(pk=of.pk)
    return with_keys_to(concern, able)


def others_who_could_look(concern: Concern, *, than: User) -> models.QuerySet[User]:
    """Those who could take a second look at what `than` finished."""
    able = User.objects.holding(Right.HOLD_CONCERNS).exclude(pk=than.pk)
    return with_keys_to(concern, able)


def with_keys_to(concern: Concern, users: models.QuerySet[User]) -> models.QuerySet[User]:
    return users.filter(pk__in=readers(concern.pk).values("pk"))


class ImpartialQuerySet(models.QuerySet["Impartial"]):
    def of(self, user: User, concern: Concern) -> Self:
        return self.filter(user=user, concern=concern)


class Impartial(models.Model):
    """A reader's word that they stand near nobody this is about, given before it was opened.

    Of one who does stand near the key is taken away, and the vault keeps that none is given again.
    """

    class Privacy:
        personal = ("user",)
        ordinary = ("id", "concern", "on")
        retention = "As long as its concern."

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="impartial")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    objects = ImpartialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "user"], name="a_reader_says_once_that_they_are_not_near"
            )
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} and concern {self.concern_id}"
