"""Days away with a deputy, turns on duty, and whom a crisis reaches.

Why somebody is away is never asked, and stands nowhere.
"""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import Membership, Team, User
from kominn.accounts.roles import Right


def rosters_of(user: User) -> QuerySet[Team]:
    """The teams whose roster a user sees: one's own, or every one for who answers for the work."""
    if user.may(Right.SEE_EVERY_ROSTER):
        return Team.objects.order_by("name", "pk")
    return Team.objects.filter(members=user).order_by("name", "pk")


Days = TypeVar("Days", bound="DaysModel")


class DaysQuerySet(models.QuerySet[Days]):
    """What lasts from one day to another, both counted."""

    def on(self, day: dt.date) -> Self:
        return self.between(day, day)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Those that share a day with the stretch."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def not_over(self, today: dt.date) -> Self:
        return self.filter(last_day__gte=today)

    def over_before(self, day: dt.date) -> Self:
        return self.filter(last_day__lt=day)

    def by_day(self) -> Self:
        return self.order_by("first_day", "pk")


class DaysModel(models.Model):
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        abstract = True

    def covers(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day


class AbsenceQuerySet(DaysQuerySet["Absence"]):
    def visible_to(self, user: User) -> Self:
        """One's own, those one stands in for, and those of the teams whose roster one sees."""
        together = Membership.objects.filter(user=OuterRef("user"), team__in=rosters_of(user))
        return self.filter(Q(user=user) | Q(deputy=user) | Exists(together))


class Absence(DaysModel):
    """Somebody is away from one day to another, and somebody may stand in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_does_not_end_before_it_begins",
                condition=Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="absence_has_another_as_deputy",
                condition=Q(deputy=None) | ~Q(deputy=F("user")),
            ),
        ]

    class Privacy:
        personal = ("user", "deputy", "first_day", "last_day")
        ordinary = ("id",)
        retention = "Ninety days after the last day."

    def __str__(self) -> str:
        return f"user {self.user_id} away {self.first_day}–{self.last_day}"


class ShiftQuerySet(DaysQuerySet["Shift"]):
    def that_count(self) -> Self:
        """A turn counts while the person works here, is in the team and may take on what comes."""
        in_it = Membership.objects.filter(user=OuterRef("user"), team=OuterRef("team"))
        return self.filter(Exists(in_it), user__in=User.objects.holding(Right.HOLD_CONCERNS))


class Shift(DaysModel):
    """A turn on duty for a team: in its opening hours, or (`night`) outside them."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shifts")
    night = models.BooleanField(_("outside opening hours"), default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shift_does_not_end_before_it_begins",
                condition=Q(last_day__gte=F("first_day")),
            ),
        ]

    class Privacy:
        personal = ("user", "first_day", "last_day", "night")
        ordinary = ("id", "team")
        retention = "Ninety days after the last day."

    def __str__(self) -> str:
        return f"user {self.user_id} on duty {self.first_day}–{self.last_day}"


class CrisisContactQuerySet(models.QuerySet["CrisisContact"]):
    def between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=first), since__lte=last)

    def running(self) -> Self:
        return self.filter(until=None)

    def over_before(self, day: dt.date) -> Self:
        return self.filter(until__lt=day)

    def by_day(self) -> Self:
        return self.order_by("since", "pk")


class CrisisContact(models.Model):
    """Whom a letter reaches when nobody else has answered. `until` is the last day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = CrisisContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="crisis_contact_is_named_once", fields=["user"], condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="crisis_contact_does_not_end_before_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]

    class Privacy:
        personal = ("user", "since", "until")
        ordinary = ("id",)
        retention = "Ninety days after the last day."

    def __str__(self) -> str:
        return f"user {self.user_id} as crisis contact"

    def covers(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
