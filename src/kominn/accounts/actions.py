"""Deeds about people: invite, appoint, end; teams; and the lost second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts import letters
from kominn.accounts.models import (
    Appointment,
    FactorReset,
    Invitation,
    Membership,
    Team,
    User,
)
from kominn.accounts.roles import ROLES, Right
from kominn.accounts.tokens import digest, new_token
from kominn.audit.actions import SYSTEM, record
from kominn.core.letters import send_later

INVITATION_LASTS = dt.timedelta(days=7)
RESET_LASTS = dt.timedelta(days=3)
INVITATIONS_KEPT = dt.timedelta(days=90)


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class AlreadyHere(NotPossible):
    pass


class InvitationOver(NotPossible):
    pass


class UnknownRole(NotPossible):
    pass


class NotOnOneself(NotPossible):
    pass


class LastAdministrator(NotPossible):
    pass


class StillInTeams(NotPossible):
    pass


class ResetOver(NotPossible):
    pass


def name_of(user: User | None) -> str:
    """How the trail refers to a person: by text, so that it outlives the row."""
    return f"user:{user.pk}" if user else SYSTEM


# --- Invitations ----------------------------------------------------------------------------


@transaction.atomic
def invite(
    email: str, *, roles: Sequence[str], language: str, by: User | None, at: dt.datetime
) -> str:
    """Send a one-time link; an earlier one to the same address stops working.

    Answers the token: only the set-up command shows it, where no letter can be sent yet.
    """
    email = email.strip().lower()
    check_roles(roles)
    if User.objects.active().filter(email=email).exists():
        raise AlreadyHere(_("Someone with this e-mail address already has an account."))
    Invitation.objects.waiting().filter(email=email).update(withdrawn_at=at)
    token = new_token()
    invitation = Invitation.objects.create(
        email=email,
        language=language,
        roles=list(roles),
        token_digest=digest(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    send_later(letters.invited(email, language=language, token=token))
    record(
        "person.invited",
        f"invitation:{invitation.pk}",
        by=name_of(by),
        at=at,
        detail={"roles": ", ".join(roles)},
    )
    return token


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    changed = Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=at)
    if not changed:
        raise InvitationOver(_("The invitation has already been used or withdrawn."))
    record("invitation.withdrawn", f"invitation:{invitation.pk}", by=name_of(by), at=at)


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str, at: dt.datetime) -> User:
    """Make the account, or open again that of someone who comes back, with the roles promised."""
    invitation = (
        Invitation.objects.select_for_update()
        .good_at(at)
        .filter(token_digest=digest(token))
        .first()
    )
    if invitation is None:
        raise InvitationOver(_("This invitation no longer works. Ask for a new one."))
    user = _arrive(invitation, name=name, password=password)
    invitation.accepted_by, invitation.accepted_at = user, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    record("person.joined", name_of(user), by=name_of(user), at=at)
    for role in invitation.roles:
        appoint(user, role, by=invitation.invited_by, at=at)
    return user


def _arrive(invitation: Invitation, *, name: str, password: str) -> User:
    user = User.objects.filter(email=invitation.email).first() or User(email=invitation.email)
    if user.pk and user.active:
        raise AlreadyHere(_("Someone with this e-mail address already has an account."))
    user.name, user.language, user.active, user.factor_removed = (
        name,
        invitation.language,
        True,
        False,
    )
    user.set_password(password)
    user.save()
    keep_email_address(user)
    return user


def keep_email_address(user: User) -> None:
    """Tell allauth that the address is the person's own: the invitation came through it."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def forget_old_invitations(*, at: dt.datetime) -> None:
    Invitation.objects.over_before(at - INVITATIONS_KEPT).delete()


# --- Roles ----------------------------------------------------------------------------------


def check_roles(roles: Sequence[str]) -> None:
    for role in roles:
        if role not in ROLES:
            raise UnknownRole(_("There is no such role."))


@transaction.atomic
def appoint(user: User, role: str, *, by: User | None, at: dt.datetime) -> Appointment:
    """Give a role. `by` is None at the server's terminal only."""
    check_roles([role])
    if by == user:
        raise NotOnOneself(_("Nobody gives a role to themselves: ask another administrator."))
    running = Appointment.objects.running().filter(user=user, role=role).first()
    if running:
        return running
    appointment = Appointment.objects.create(user=user, role=role, appointed_by=by, appointed_at=at)
    user.forget_rights()
    record("person.appointed", name_of(user), by=name_of(by), at=at, detail={"role": role})
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: User, at: dt.datetime) -> None:
    _check_not_last_administrator(appointment)
    # A clock set back must not keep anyone in a role.
    appointment.ended_by, appointment.ended_at = by, max(at, appointment.appointed_at)
    appointment.save(update_fields=["ended_by", "ended_at"])
    appointment.user.forget_rights()
    record(
        "person.appointment_ended",
        name_of(appointment.user),
        by=name_of(by),
        at=at,
        detail={"role": appointment.role},
    )


def _check_not_last_administrator(appointment: Appointment) -> None:
    gives = appointment.held_role
    if gives is None or Right.MANAGE_PEOPLE not in gives.rights:
        return
    others = User.objects.holding(Right.MANAGE_PEOPLE).exclude(pk=appointment.user_id)
    if not others.exists():
        raise LastAdministrator(_("Somebody must be able to invite people: appoint another first."))


@transaction.atomic
def deactivate(user: User, *, by: User, at: dt.datetime) -> None:
    """Close an account: roles end, the ways in are gone, open sessions die with the next page."""
    if by == user:
        raise NotOnOneself(_("Nobody closes their own account: ask another administrator."))
    if Membership.objects.filter(user=user).exists():
        raise StillInTeams(_("The person must leave every team first."))
    for appointment in Appointment.objects.running().filter(user=user):
        end_appointment(appointment, by=by, at=at)
    Authenticator.objects.filter(user=user).delete()
    FactorReset.objects.unfinished().filter(user=user).update(closed_at=at, closed_by=by)
    user.active, user.factor_removed = False, False
    user.set_unusable_password()
    user.save(update_fields=["active", "factor_removed", "password"])
    user.forget_rights()
    record("person.deactivated", name_of(user), by=name_of(by), at=at)


@transaction.atomic
def choose_language(user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


# --- Teams (who is in one is the vault's: nobody belongs to a team without its key) ----------


@transaction.atomic
def found_team(
    *, slug: str, name: str, purpose: str, intake: bool, by: User | None, at: dt.datetime
) -> Team:
    team = Team.objects.create(slug=slug, name=name, purpose=purpose)
    record("team.made", f"team:{team.pk}", by=name_of(by), at=at)
    if intake:
        move_intake(team, by=by, at=at)
    return team


@transaction.atomic
def move_intake(team: Team, *, by: User | None, at: dt.datetime) -> None:
    """From now on what comes in is sealed to this team; what has come stays where it is."""
    before = [one for one in Team.objects.select_for_update().order_by("pk") if one.intake]
    if team in before:
        return
    for one in before:
        Team.objects.filter(pk=one.pk).update(intake=False)
        record("team.intake_ended", f"team:{one.pk}", by=name_of(by), at=at)
    team.intake = True
    team.save(update_fields=["intake"])
    record("team.intake_begun", f"team:{team.pk}", by=name_of(by), at=at)


# --- The second factor ----------------------------------------------------------------------


OUTSIDE = "someone logged out"


@transaction.atomic
def note(verb: str, user: User, *, at: dt.datetime, by: str | None = None) -> None:
    """Keep a trace of what happened at the door."""
    record(verb, name_of(user), by=by or name_of(user), at=at)


@transaction.atomic
def send_new_password_link(user: User, *, link: str, at: dt.datetime) -> None:
    send_later(letters.password_forgotten(user, link=link))
    note("person.password_reset_asked", user, by=OUTSIDE, at=at)


@transaction.atomic
def note_change_of_way_in(user: User, what: str, *, new_factor: bool, at: dt.datetime) -> None:
    """Someone changed how they log in: keep a trace, tell them, and end a reset that waited."""
    send_later(letters.account_changed(user))
    if new_factor:
        FactorReset.objects.approved().filter(user=user).update(used_at=at)
        User.objects.filter(pk=user.pk).update(factor_removed=False)
        user.factor_removed = False
    note(f"person.{what}", user, at=at)


def end_other_sessions(user: User, *, at: dt.datetime) -> None:
    """A factor was taken away, lost perhaps with a machine still logged in: show one anew there."""
    User.objects.filter(pk=user.pk).update(factors_since=at)


@transaction.atomic
def ask_for_reset(email: str, *, at: dt.datetime) -> None:
    """A signed-out person says the second factor is lost. Silent where there is none to lose."""
    user = User.objects.active().select_for_update().filter(email=email.strip().lower()).first()
    if user is None or not _has_or_lost_a_factor(user):
        return
    if _runs_well(user, at):
        return
    FactorReset.objects.unfinished().filter(user=user).update(closed_at=at)
    FactorReset.objects.create(user=user, asked_at=at, expires_at=at + RESET_LASTS)
    send_later(letters.second_factor_asked(user))
    for colleague in User.objects.holding(Right.RESET_SECOND_FACTOR).exclude(pk=user.pk):
        send_later(letters.second_factor_waits(colleague))
    record("second_factor.reset_asked", name_of(user), by=OUTSIDE, at=at)


def _has_or_lost_a_factor(user: User) -> bool:
    return user.factor_removed or Authenticator.objects.filter(user=user).exists()


def _runs_well(user: User, at: dt.datetime) -> bool:
    """An earlier request that still waits, or whose letter can still be used, is left alone."""
    resets = FactorReset.objects.filter(user=user)
    return resets.waiting_at(at).exists() or resets.letter_good_at(at).exists()


@transaction.atomic
def approve_reset(reset: FactorReset, *, by: User, at: dt.datetime) -> FactorReset:
    """One of the two words needed. With the second the factors go and the letter is sent."""
    waiting = FactorReset.objects.select_for_update().waiting_at(at).filter(pk=reset.pk).first()
    if waiting is None:
        raise ResetOver(_("This request is no longer waiting."))
    if by in (waiting.user, waiting.first_by):
        raise NotOnOneself(
            _("Two different colleagues must approve, and neither may be the person.")
        )
    if waiting.first_by is None:
        waiting.first_by, waiting.first_at = by, at
        waiting.save(update_fields=["first_by", "first_at"])
    else:
        _remove_factors(waiting, by=by, at=at)
    note("second_factor.reset_approved", waiting.user, by=name_of(by), at=at)
    return waiting


def _remove_factors(reset: FactorReset, *, by: User, at: dt.datetime) -> None:
    token = new_token()
    reset.second_by, reset.second_at, reset.token_digest = by, at, digest(token)
    reset.save(update_fields=["second_by", "second_at", "token_digest"])
    Authenticator.objects.filter(user=reset.user).delete()
    User.objects.filter(pk=reset.user_id).update(factor_removed=True, factors_since=at)
    send_later(letters.second_factor_removed(reset.user, token=token))
    record("second_factor.removed", name_of(reset.user), by=name_of(by), at=at)


@transaction.atomic
def refuse_reset(reset: FactorReset, *, by: User, at: dt.datetime) -> None:
    closed = (
        FactorReset.objects.waiting_at(at).filter(pk=reset.pk).update(closed_at=at, closed_by=by)
    )
    if not closed:
        raise ResetOver(_("This request is no longer waiting."))
    record("second_factor.reset_refused", name_of(reset.user), by=name_of(by), at=at)
