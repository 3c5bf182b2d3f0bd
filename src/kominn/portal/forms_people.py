"""What is asked when colleagues are invited, appointed and put into teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from kominn.accounts.forms import password_help
from kominn.accounts.models import LANGUAGES, Team, User
from kominn.accounts.roles import ROLES, Right
from kominn.core.fields import Explained, OneLine, OneOf, PlainText, offer
from kominn.core.slugs import slug_of

TAKEN = ("", "nytt")
"""No team's: the latter is the page where teams are founded."""


def role_choices() -> list[tuple[str, Any]]:
    return [(slug, Explained(role.name, role.may)) for slug, role in ROLES.items()]


class Invite(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=role_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You can give and end roles later too."),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGES)


class Join(forms.Form):
    name = OneLine(
        label=_("Your name"), max_length=120, help_text=_("As your colleagues know you.")
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_help,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        password, again = told.get("password"), told.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            self._check(password, User(email=self.email, name=told.get("name", "")))
        return told

    def _check(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except forms.ValidationError as weak:
            self.add_error("password", weak)


class Appoint(forms.Form):
    role = OneOf(label=_("Give a role"), choices=role_choices, widget=forms.RadioSelect)


class FoundTeam(forms.Form):
    name = OneLine(label=_("Name"), max_length=60)
    purpose = PlainText(label=_("What the team is for"), max_length=1000, rows=3, required=False)
    intake = forms.BooleanField(label=_("What is reported comes to this team"), required=False)
    first_member = forms.ModelChoiceField(
        label=_("First member"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        help_text=_(
            "A coordinator. Only this person holds the team’s key, and lets the others in."
        ),
    )

    def __init__(self, *args: Any, takes_in: Team | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["intake"].help_text = _who_takes_in(takes_in)
        # Only who may read and let others in: a team with another as its only member reads nothing.
        who = User.objects.holding(Right.READ_CONCERNS).holding(Right.ADMIT_TO_TEAMS).by_name()
        offer(self.fields["first_member"], who)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        self.slug = slug_of(name)
        if self.slug in TAKEN or Team.objects.filter(slug=self.slug).exists():
            raise forms.ValidationError(_("Choose another name: this one is taken or empty."))
        return name


def _who_takes_in(team: Team | None) -> str:
    """Ticking the box moves what comes in: said before it is ticked."""
    if team is None:
        return now_("No team takes it yet, so nobody can report. Tick this, and the form opens.")
    return now_(
        "Today it comes to %(team)s. Tick this, and it comes here instead from now on. "
        "What has come stays where it is."
    ) % {"team": team.name}


class Admit(forms.Form):
    user = forms.ModelChoiceField(
        label=_("Let a colleague in"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
    )

    def __init__(self, *args: Any, team: Team, **options: Any) -> None:
        super().__init__(*args, **options)
        outside = User.objects.holding(Right.READ_CONCERNS).exclude(teams=team).by_name()
        offer(self.fields["user"], outside)
