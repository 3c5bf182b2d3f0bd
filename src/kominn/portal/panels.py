"""What the house itself puts on the Monday page: alarms, first steps, lost factors, the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kominn.accounts.models import FactorReset, Invitation, Team, User
from kominn.accounts.roles import Right
from kominn.audit.models import Event
from kominn.core.panels import MOST, Line, Panel, Todo, at_most
from kominn.portal.trail_words import WORDS
from kominn.vault.intake import takers, unread

WEEK = dt.timedelta(days=7)
SHOWN = 5
ALARMED = frozenset({Right.MANAGE_PEOPLE, Right.ADMIT_TO_TEAMS, Right.SEE_NUMBERS})
MAY_OPEN_TEAMS = frozenset({Right.MANAGE_PEOPLE, Right.ADMIT_TO_TEAMS})
# What a data-protection officer asks about, in this order.
WATCHED = (
    "audit.head_altered",
    "audit.differs",
    "concern.damaged",
    "second_factor.removed",
    "concern.names_read",
    "concern.read",
    "attachment.read",
    "person.appointed",
    "person.appointment_ended",
    "team.admitted",
    "team.removed",
    "team.intake_begun",
    "person.wrong_code",
)
GRAVE = frozenset(WATCHED[:3])


# --- Nobody reads ------------------------------------------------------------------------------


def alarms(user: User) -> list[Panel]:
    """Teams where something waits or should come, and nobody reads it."""
    if not user.rights() & ALARMED:
        return []
    found = unread()
    panel = Panel(
        slug="unread",
        title=_("Nobody reads"),
        icon="warning",
        lines=[_unread_line(team, user) for team in found],
        todo=[Todo(_unread_text(team), late=True) for team in found],
        late=True,
    )
    return [panel] if found else []


def _unread_line(team: Team, user: User) -> Line:
    note = _("the form is closed to everyone") if team.intake else _("what it has lies unread")
    url = reverse("team", args=[team.slug]) if user.rights() & MAY_OPEN_TEAMS else ""
    return Line(team.name, url, note, late=True)


def _unread_text(team: Team) -> str:
    if team.intake:
        text = _("Nobody reads for %(team)s, so nobody can report: see that somebody does")
    else:
        text = _("Nobody reads for %(team)s: see that somebody does")
    return text % {"team": team.name}


# --- A new city --------------------------------------------------------------------------------


def first_steps(user: User, at: dt.datetime) -> list[Panel]:
    """What an administrator does before the city can take anything in; gone when it is done."""
    if not user.may(Right.MANAGE_PEOPLE):
        return []
    steps = list(_steps(at))
    if not steps:
        return []
    steps.append(Line(_("Check the hours the form promises"), reverse("duty_hours")))
    panel = Panel(
        slug="first",
        title=_("What to do first"),
        icon="check",
        text=_("In this order. What is done goes away by itself."),
        lines=steps,
        todo=[Todo(steps[0].text)],
    )
    return [panel]


def _steps(at: dt.datetime) -> Iterator[Line]:
    team = Team.objects.filter(intake=True).first()
    coordinators = User.objects.holding(Right.READ_CONCERNS).holding(Right.ADMIT_TO_TEAMS)
    has_coordinator = team is not None or coordinators.exists()
    if not has_coordinator:
        yield Line(
            _("Invite a coordinator, who reads and lets others in"),
            reverse("invite"),
            _invited("coordinator", at),
        )
    if team is None:
        yield Line(
            _("Found the team that reads what is reported"),
            reverse("found_team") if has_coordinator else "",
            _("until then the form is closed")
            if has_coordinator
            else _("when the coordinator has come"),
        )
    elif takers(team).count() == 1:
        yield Line(
            _("See that one more reads for %(team)s") % {"team": team.name},
            reverse("team", args=[team.slug]),
            _("what is written to a child is read by two"),
        )
    if User.objects.holding(Right.MANAGE_PEOPLE).count() < 2:
        yield Line(
            _("Invite one more administrator"), reverse("invite"), _invited("administrator", at)
        )
    if settings.SERVER_KEY_KIND == "real" and not settings.INTERPRETER_ADDRESS:
        yield Line(
            _("Give the address of the interpreting service"),
            note=_("KOMINN_INTERPRETER_ADDRESS among the settings; until then you call them"),
        )


def _invited(role: str, at: dt.datetime) -> str:
    waiting = Invitation.objects.open_at(at).values_list("roles", flat=True)
    return _("an invitation waits for an answer") if any(role in r for r in waiting) else ""


# --- In no team --------------------------------------------------------------------------------


def outside(user: User) -> list[Panel]:
    """Who is to read and belongs to no team reads nothing; who may let people in knows of them."""
    if not user.may(Right.READ_CONCERNS):
        return []
    own = sorted(user.teams.all(), key=lambda team: team.name)
    panel = _to_let_in(user, own) if own else _in_no_team(user)
    return [panel] if panel.lines else []


def _in_no_team(user: User) -> Panel:
    team = Team.objects.filter(intake=True).first()
    lets_in = user.may(Right.ADMIT_TO_TEAMS)
    if team is not None:
        do = _("Ask a coordinator in %(team)s to let you in") % {"team": team.name}
        note = _("until then you can read nothing that is reported")
    elif lets_in:
        do = _("Ask an administrator to found the team that reads, with you as its first member")
        note = _("until then nobody can report")
    else:
        do = _("Ask an administrator when the team that reads is founded")
        note = _("until then nobody can report")
    return Panel(
        slug="outside",
        title=_("You are in no team yet"),
        icon="people",
        lines=[Line(do, note=note)],
        todo=[Todo(do, own=True)],
    )


def _to_let_in(user: User, teams: list[Team]) -> Panel:
    """For those who let others in: colleagues with a role that reads, and no team to read in."""
    found: list[User] = []
    if user.may(Right.ADMIT_TO_TEAMS):
        waiting = User.objects.holding(Right.READ_CONCERNS).filter(membership=None)
        found = list(waiting.by_name()[: MOST + 1])
    url = reverse("team", args=[teams[0].slug]) if len(teams) == 1 else reverse("teams")
    text = ngettext(
        "Let %(count)s colleague into a team, or say why not: they can read nothing yet",
        "Let %(count)s colleagues into a team, or say why not: they can read nothing yet",
        len(found),
    ) % {"count": at_most(len(found))}
    return Panel(
        slug="outside",
        title=_("Colleagues in no team"),
        icon="people",
        lines=[Line(one.name, url) for one in found[:SHOWN]],
        todo=[Todo(text)],
        count=len(found),
    )


# --- A lost second factor ----------------------------------------------------------------------


def lost_factors(user: User, at: dt.datetime) -> list[Panel]:
    """Colleagues who can't get in before two have said yes."""
    if not user.may(Right.RESET_SECOND_FACTOR):
        return []
    waiting = FactorReset.objects.waiting_at(at).exclude(user=user).select_related("user")
    found = [reset for reset in waiting.order_by("asked_at") if reset.first_by_id != user.pk]
    panel = Panel(
        slug="factors",
        title=_("Locked out"),
        icon="key",
        lines=[
            Line(reset.user.name, reverse("account_factor_reset", args=[reset.pk]))
            for reset in found
        ],
        todo=[
            Todo(_("Speak with %(name)s, who is locked out") % {"name": reset.user.name})
            for reset in found
        ],
        count=len(found),
    )
    return [panel] if found else []


# --- The trail ---------------------------------------------------------------------------------


def trail_of_the_week(user: User, at: dt.datetime) -> list[Panel]:
    """How often what; who and when stands in the trail itself."""
    if not user.may(Right.SEE_AUDIT):
        return []
    often = Event.objects.since(at - WEEK).how_often()
    lines = [
        Line(WORDS[verb], note=_times(often[verb]), late=verb in GRAVE)
        for verb in WATCHED
        if verb in often and verb in WORDS
    ]
    panel = Panel(
        slug="trail",
        title=_("The last seven days"),
        icon="document",
        nothing=_("Nothing that you watch over was done."),
        lines=lines,
        todo=[
            Todo(_("Look into this in the trail: %(what)s") % {"what": WORDS[verb]}, late=True)
            for verb in WATCHED
            if verb in GRAVE and verb in often and verb in WORDS
        ],
        url=reverse("portal:trail"),
        link=_("To the trail, to see who and to check that it is whole"),
    )
    return [panel]


def _times(count: int) -> str:
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": count}
