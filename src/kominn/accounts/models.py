"""People who log in, the teams they belong to, the roles they hold, and the ways in."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kominn.accounts.roles import ROLES, Right, Role, rights_of

LETTER_LASTS = dt.timedelta(hours=24)
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]


class UserQuerySet(models.QuerySet["User"]):
    def by_name(self) -> Self:
        return self.order_by("name", "pk")

    def active(self) -> Self:
        return self.filter(active=True)

    def colleagues_of(self, user: User) -> Self:
        """Everyone else who works here now."""
        return self.active().exclude(pk=user.pk)

    def holding(self, right: Right) -> Self:
        """Those who may do a thing today."""
        slugs = [slug for slug, role in ROLES.items() if right in role.rights]
        held = Appointment.objects.running().filter(user=models.OuterRef("pk"), role__in=slugs)
        return self.active().filter(models.Exists(held))

    def in_team(self, team: Team) -> Self:
        return self.filter(membership__team=team)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(email=(username or "").lower())
        return user


class User(AbstractBaseUser):
    """A colleague. The e-mail address is the name one logs in by, kept in small letters.

    `factor_removed`: two colleagues had the second factor taken away. Until a new one is set, the
    password alone opens nothing; the letter they had sent must be at hand too.
    `factors_since`: what was shown before a factor was taken away counts no longer, anywhere.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="nb")
    active = models.BooleanField(default=True)
    factor_removed = models.BooleanField(default=False)
    factors_since = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_email_is_in_small_letters",
                condition=Q(email=Lower("email")),
            )
        ]

    class Privacy:
        personal = ("email", "name", "password", "last_login")
        ordinary = ("id", "language", "active", "factor_removed", "factors_since", "invented")
        retention = "As long as the person works here and the trail of deeds refers to them."

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """The word Django and allauth ask by."""
        return self.active

    def rights(self) -> frozenset[Right]:
        """What the roles held today add up to; asked of the database once per object."""
        return self._rights

    def may(self, right: Right) -> bool:
        return right in self._rights

    def forget_rights(self) -> None:
        """A deed has changed the roles: ask again."""
        self.__dict__.pop("_rights", None)

    @cached_property
    def _rights(self) -> frozenset[Right]:
        if not self.active:
            return frozenset()
        return rights_of(
            set(Appointment.objects.running().filter(user=self).values_list("role", flat=True))
        )


class Team(models.Model):
    """A group of colleagues who share a key. What comes in is sealed to the one with `intake`."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), blank=True)
    intake = models.BooleanField(_("receives new concerns"), default=False)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_team_takes_what_comes_in", fields=["intake"], condition=Q(intake=True)
            )
        ]

    class Privacy:
        ordinary = ("id", "slug", "name", "purpose", "intake", "members")
        retention = "As long as a concern may be sealed to the team."

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    joined_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_is_held_once", fields=["team", "user"])
        ]

    class Privacy:
        personal = ("user",)
        ordinary = ("id", "team", "joined_on")
        retention = "Until the person leaves the team."

    def __str__(self) -> str:
        return f"user {self.user_id} in team {self.team_id}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def running(self) -> Self:
        return self.filter(ended_at=None)

    def latest_first(self) -> Self:
        return self.order_by("-appointed_at", "-pk")


class Appointment(models.Model):
    """That a person holds a role, from when and on whose word.

    `appointed_by` is empty only for the first administrator, made at the server's own terminal.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role = models.SlugField(max_length=40)
    appointed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointed_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="appointment_to_a_role_runs_once",
                fields=["user", "role"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="appointment_does_not_end_before_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("appointed_at")),
            ),
            models.CheckConstraint(
                name="appointment_is_not_given_to_oneself",
                condition=Q(appointed_by=None) | ~Q(appointed_by=F("user")),
            ),
            models.CheckConstraint(
                name="appointment_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    class Privacy:
        personal = ("user", "appointed_by", "ended_by")
        ordinary = ("id", "role", "appointed_at", "ended_at")
        retention = "With the person."

    def __str__(self) -> str:
        return f"user {self.user_id} as {self.role}"

    @property
    def held_role(self) -> Role | None:
        return ROLES.get(self.role)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open_at(self, at: dt.datetime) -> Self:
        return self.waiting().filter(expires_at__gt=at)

    def good_at(self, at: dt.datetime) -> Self:
        """Those that let in: of one who has left, or may no longer invite, none does."""
        by_one_who_may = Q(invited_by__in=User.objects.holding(Right.MANAGE_PEOPLE))
        return self.open_at(at).filter(Q(invited_by=None) | by_one_who_may)

    def over_before(self, at: dt.datetime) -> Self:
        """Those that have had their time: accepted, withdrawn or run out."""
        return self.filter(expires_at__lt=at)


class Invitation(models.Model):
    """A letter with a one-time link. Only the link's digest is kept."""

    email = models.EmailField()
    language = models.CharField(max_length=5, choices=LANGUAGES, default="nb")
    roles = models.JSONField(default=list)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="invitation_waits_once_for_an_address",
                fields=["email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_email_is_in_small_letters",
                condition=Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="invitation_accepted_at_and_by_go_together",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_is_not_both_accepted_and_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
        ]

    class Privacy:
        personal = ("email", "invited_by", "accepted_by")
        ordinary = (
            "id",
            "language",
            "roles",
            "token_digest",
            "invited_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        )
        retention = "Ninety days after it ran out."

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def role_names(self) -> list[Any]:
        return [ROLES[slug].name for slug in self.roles if slug in ROLES]


class FactorResetQuerySet(models.QuerySet["FactorReset"]):
    def unfinished(self) -> Self:
        return self.filter(used_at=None, closed_at=None)

    def waiting_at(self, at: dt.datetime) -> Self:
        """Asked for, and not yet approved by two."""
        return self.unfinished().filter(second_by=None, expires_at__gt=at)

    def approved(self) -> Self:
        """Approved by two; the person has not yet set a new second factor."""
        return self.unfinished().filter(second_by__isnull=False)

    def letter_good_at(self, at: dt.datetime) -> Self:
        return self.approved().filter(second_at__gt=at - LETTER_LASTS)


class FactorReset(models.Model):
    """Someone lost the second factor; two colleagues say that it is truly them.

    `token_digest` belongs to the letter that lets the person in to set a new one; `used_at` is
    when the new one was set.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    first_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)
    used_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="factor_reset_runs_once_for_a_person",
                fields=["user"],
                condition=Q(used_at=None, closed_at=None),
            ),
            models.CheckConstraint(
                name="factor_reset_is_approved_by_two_different_people",
                condition=Q(second_by=None)
                | (Q(first_by__isnull=False) & ~Q(second_by=F("first_by"))),
            ),
            models.CheckConstraint(
                name="factor_reset_is_not_approved_by_the_person",
                condition=(Q(first_by=None) | ~Q(first_by=F("user")))
                & (Q(second_by=None) | ~Q(second_by=F("user"))),
            ),
            models.CheckConstraint(
                name="factor_reset_first_at_and_by_go_together",
                condition=Q(first_at=None, first_by=None)
                | Q(first_at__isnull=False, first_by__isnull=False),
            ),
            models.CheckConstraint(
                name="factor_reset_second_at_and_by_go_together",
                condition=Q(second_at=None, second_by=None)
                | Q(second_at__isnull=False, second_by__isnull=False),
            ),
            models.CheckConstraint(
                name="factor_reset_has_a_letter_only_after_two_approvals",
                condition=Q(token_digest=None) | Q(second_by__isnull=False),
            ),
            models.CheckConstraint(
                name="factor_reset_is_used_only_with_a_letter",
                condition=Q(used_at=None) | Q(token_digest__isnull=False),
            ),
        ]

    class Privacy:
        personal = ("user", "first_by", "second_by", "closed_by")
        ordinary = (
            "id",
            "asked_at",
            "expires_at",
            "first_at",
            "second_at",
            "token_digest",
            "used_at",
            "closed_at",
        )
        retention = "With the person."

    def __str__(self) -> str:
        return f"reset of the second factor of user {self.user_id}"
