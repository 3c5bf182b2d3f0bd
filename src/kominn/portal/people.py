"""Pages for those who invite colleagues, give roles and let people into teams."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kominn.accounts import actions
from kominn.accounts.access import StaffRequest, public, requires, welcome
from kominn.accounts.models import Appointment, Invitation, Team, User
from kominn.accounts.roles import Right
from kominn.accounts.tokens import digest
from kominn.concerns.panels import waits_to_be_let_in
from kominn.concerns.statistics import opened_by_too_few
from kominn.core.letters import Post, where_letters_go
from kominn.law.approvals import in_demo
from kominn.portal import forms_people as forms
from kominn.portal import joining
from kominn.vault.actions import teams as vault_teams
from kominn.vault.intake import readers, takers, unread
from kominn.vault.refusals import AlreadyFounded, LastReader, NotAHolder, NotAMember

REFUSALS = (
    actions.NotPossible,
    NotAHolder,
    NotAMember,
    LastReader,
    AlreadyFounded,
)

# --- People ----------------------------------------------------------------------------------


@requires(Right.MANAGE_PEOPLE)
def people(request: StaffRequest) -> HttpResponse:
    running = Appointment.objects.running().order_by("appointed_at")
    everyone = User.objects.active().by_name()
    return render(
        request,
        "portal/people/list.html",
        {
            "people": everyone.prefetch_related(
                Prefetch("appointments", running, to_attr="running"), "teams"
            ),
            "invitations": Invitation.objects.open_at(timezone.now()).order_by("-invited_at"),
        },
    )


@requires(Right.MANAGE_PEOPLE)
def invite(request: StaffRequest) -> HttpResponse:
    form = forms.Invite(request.POST or None)
    if form.is_valid():
        try:
            token = actions.invite(**form.cleaned_data, by=request.user, at=timezone.now())
        except actions.NotPossible as reason:
            form.add_error("email", str(reason))
        else:
            _say_invited(request, form.cleaned_data["email"], token)
            return redirect("people")
    return render(request, "portal/people/invite.html", {"form": form, "post": where_letters_go()})


def _say_invited(request: StaffRequest, email: str, token: str) -> None:
    """Only what is so: where no letter leaves the house, nobody is told that it is on its way."""
    post = where_letters_go()
    if post is Post.OUT:
        said = _("The invitation to %(email)s is on its way.")
        messages.success(request, said % {"email": email})
    elif post is Post.KEPT_HERE and in_demo():
        said = _("The demo sends no letters. Open this address in another browser: %(address)s")
        address = request.build_absolute_uri(reverse("account_accept_invitation", args=[token]))
        messages.success(request, said % {"address": address})
    else:
        said = _(
            "The invitation to %(email)s is made, but its letter waits: the mail server does not "
            "answer. We try again for two hours."
        )
        messages.warning(request, said % {"email": email})


@requires(Right.MANAGE_PEOPLE)
@require_POST
def withdraw_invitation(request: StaffRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.waiting(), pk=pk)
    actions.withdraw_invitation(invitation, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people")


@requires(Right.MANAGE_PEOPLE)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One colleague: roles held now and before, teams, and what can be done."""
    colleague = get_object_or_404(User.objects.active(), pk=pk)
    history = colleague.appointments.latest_first().select_related("appointed_by", "ended_by")
    return render(
        request,
        "portal/people/person.html",
        {
            "person": colleague,
            "appointments": [a for a in history if a.held_role],
            "teams": colleague.teams.order_by("name"),
            "form": forms.Appoint(),
            "oneself": colleague == request.user,
        },
    )


@requires(Right.MANAGE_PEOPLE)
@require_POST
def appoint(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(User.objects.active(), pk=pk)
    form = forms.Appoint(request.POST)
    if form.is_valid():
        try:
            actions.appoint(
                colleague, form.cleaned_data["role"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("The role is given."))
        except actions.NotPossible as reason:
            messages.error(request, str(reason))
    return redirect("person", pk)


@requires(Right.MANAGE_PEOPLE)
@require_POST
def end_appointment(request: StaffRequest, pk: int, appointment: int) -> HttpResponse:
    running = Appointment.objects.running().filter(user=pk)
    ending = get_object_or_404(running, pk=appointment)
    try:
        actions.end_appointment(ending, by=request.user, at=timezone.now())
        messages.success(request, _("The role is ended."))
        _warn_of_unread(request)
    except actions.NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("person", pk)


@requires(Right.MANAGE_PEOPLE)
def close_account(request: StaffRequest, pk: int) -> HttpResponse:
    colleague = get_object_or_404(User.objects.active(), pk=pk)
    if request.method == "POST":
        try:
            joining.leave_the_house(colleague, by=request.user, at=timezone.now())
        except REFUSALS as reason:
            messages.error(request, str(reason))
            return redirect("person", pk)
        messages.success(request, _("The account is closed."))
        _warn_of_unread(request)
        return redirect("people")
    return render(request, "portal/people/close_account.html", {"person": colleague})


@public
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The letter's link: choose a name and a password, then set up the second factor."""
    at = timezone.now()
    invitation = Invitation.objects.good_at(at).filter(token_digest=digest(token)).first()
    if invitation is None:
        return render(request, "portal/people/invitation_over.html", status=404)
    form = forms.Join(request.POST or None, email=invitation.email)
    if form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        try:
            user = joining.join(token, name=name, password=password, at=at)
        except actions.NotPossible:
            return render(request, "portal/people/invitation_over.html", status=404)
        welcome(request, user)
        return redirect("mfa_activate_totp")
    return render(request, "portal/people/join.html", {"form": form, "invitation": invitation})


# --- Teams -----------------------------------------------------------------------------------


@requires(Right.MANAGE_PEOPLE, Right.ADMIT_TO_TEAMS)
def teams(request: StaffRequest) -> HttpResponse:
    return render(
        request,
        "portal/people/teams.html",
        {
            "teams": Team.objects.prefetch_related("members").order_by("name"),
            "unread": unread(),
            "may_found": request.user.may(Right.MANAGE_PEOPLE),
        },
    )


@requires(Right.MANAGE_PEOPLE)
def found_team(request: StaffRequest) -> HttpResponse:
    form = forms.FoundTeam(request.POST or None, takes_in=_takes_in())
    if form.is_valid():
        team = joining.found_team(
            **form.cleaned_data, slug=form.slug, by=request.user, at=timezone.now()
        )
        messages.success(request, _("The team is founded."))
        return redirect("team", team.slug)
    return render(request, "portal/people/found_team.html", {"form": form})


@requires(Right.MANAGE_PEOPLE, Right.ADMIT_TO_TEAMS)
def team(request: StaffRequest, slug: str) -> HttpResponse:
    """Who reads for a team. Only its own coordinators let people in; both rights let them go."""
    shown = get_object_or_404(Team, slug=slug)
    return render(
        request,
        "portal/people/team.html",
        {
            "team": shown,
            "memberships": shown.membership_set.select_related("user").order_by("user__name"),
            "readers": set(readers(shown).values_list("pk", flat=True)),
            "takers": set(takers(shown).values_list("pk", flat=True)),
            "takes_in": _takes_in(),
            "may_move": request.user.may(Right.MANAGE_PEOPLE),
            "form": forms.Admit(team=shown) if _may_admit(request.user, shown) else None,
        },
    )


def _takes_in() -> Team | None:
    return Team.objects.filter(intake=True).first()


@requires(Right.MANAGE_PEOPLE)
def take_intake(request: StaffRequest, slug: str) -> HttpResponse:
    """What is reported is to come to this team: asked once, for it leaves another."""
    taking = get_object_or_404(Team, slug=slug)
    if request.method == "POST":
        try:
            joining.move_intake(taking, by=request.user, at=timezone.now())
            messages.success(request, _("What is reported from now on comes to this team."))
        except actions.NotPossible as reason:
            messages.error(request, str(reason))
        return redirect("team", slug)
    context = {"team": taking, "takes_in": _takes_in()}
    return render(request, "portal/people/take_intake.html", context)


def _warn_of_unread(request: StaffRequest) -> None:
    """Said at once to whoever ended a role or let somebody go, and on the Monday page."""
    for team in unread():
        warning = _("Nobody reads for %(team)s any longer.") % {"team": team.name}
        messages.warning(request, warning)
    for few in opened_by_too_few():
        if few.none:
            warning = ngettext(
                "Nobody can open %(count)s concern of %(team)s: it was closed to the others.",
                "Nobody can open %(count)s concerns of %(team)s: they were closed to the others.",
                few.none,
            )
            messages.warning(request, warning % {"count": few.none, "team": few.team})


def _may_admit(user: User, team: Team) -> bool:
    return user.may(Right.ADMIT_TO_TEAMS) and team.members.filter(pk=user.pk).exists()


@requires(Right.ADMIT_TO_TEAMS)
@require_POST
def admit(request: StaffRequest, slug: str) -> HttpResponse:
    joined = get_object_or_404(Team.objects.filter(members=request.user), slug=slug)
    form = forms.Admit(request.POST, team=joined)
    if form.is_valid():
        new = form.cleaned_data["user"]
        try:
            vault_teams.admit(joined, new, by=request.user, at=timezone.now())
        except REFUSALS as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Your colleague can now read what is sealed to the team."))
            if _waits(new, request.user):
                return redirect("concerns:let_in_to_several", new.pk)
    return redirect("team", slug)


def _waits(new: User, by: User) -> bool:
    """Whether there is something else to ask: of what was closed to others, and `by` can open."""
    may_read = by.may(Right.READ_CONCERNS) and new.may(Right.READ_CONCERNS)
    return may_read and waits_to_be_let_in(new, by=by) > 0


@requires(Right.MANAGE_PEOPLE, Right.ADMIT_TO_TEAMS)
def leave(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Someone leaves the team: asked once, because the way back is through a colleague."""
    left = get_object_or_404(_teams_open_to(request.user), slug=slug)
    colleague = get_object_or_404(User.objects.in_team(left), pk=pk)
    if request.method == "POST":
        try:
            vault_teams.remove(left, colleague, by=request.user, at=timezone.now())
            messages.success(request, _("The team has a new key, and your colleague has none."))
            _warn_of_unread(request)
        except REFUSALS as reason:
            messages.error(request, str(reason))
        return redirect("team", slug)
    return render(request, "portal/people/leave.html", {"team": left, "person": colleague})


def _teams_open_to(user: User) -> QuerySet[Team]:
    if user.may(Right.MANAGE_PEOPLE):
        return Team.objects.all()
    return Team.objects.filter(members=user)
