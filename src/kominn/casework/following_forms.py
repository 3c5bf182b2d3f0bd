"""What is filled in about what follows: measures for the person, reviews, what others are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.casework.following_content import Consent, Given, Help
from kominn.casework.forms import day_field
from kominn.concerns.forms import LONG, SHORT
from kominn.core.fields import OneOf, PlainText
from kominn.plan.forms import AnyReview


def _choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class BeginForPerson(forms.Form):
    """Help for one person. It needs a yes, or a basis in law that holds without one."""

    optional_unmarked = True

    kind = OneOf(label=_("Kind of measure"))
    aim = PlainText(
        label=_("Aim"),
        help_text=_("What shall be different for the person at the review?"),
        max_length=LONG,
        rows=3,
    )
    words = PlainText(label=_("What is done, and by whom"), max_length=LONG, rows=3, required=False)
    who = PlainText(
        label=_("Who said yes?"),
        help_text=_("The person, or the guardians. Needed where the kind needs a consent."),
        max_length=SHORT,
        required=False,
    )
    consent_on = day_field(_("Which day did they say yes?"), required=False)
    scope = PlainText(
        label=_("Yes to what?"),
        help_text=_("What is done, who takes part, and what they may know."),
        max_length=LONG,
        rows=2,
        required=False,
    )
    basis = OneOf(
        label=_("What in law lets you do this without a yes?"),
        help_text=_("Only where nobody has said yes, and the kind needs none."),
        required=False,
    )
    owner = OneOf(
        label=_("Owner"),
        help_text=_("Answers for it, and decides at the review. One who can read this concern."),
    )
    starts_on = day_field(_("Begins on"))
    review_on = day_field(_("Review by"), _("A working day within eight weeks."))

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        bases: list[tuple[str, str]],
        owners: Iterable[User],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.basis_names = dict(bases)
        _choices(self, "kind", [("", _("Choose from the catalogue")), *kinds])
        _choices(self, "basis", [("", _("It rests on a yes")), *bases])
        _choices(self, "owner", _people(owners))

    def help(self) -> Help:
        data = self.cleaned_data
        code, _at, begins = data["basis"].partition("@")
        consent = None
        if data["who"] or data["scope"] or data["consent_on"]:
            on = data["consent_on"]
            consent = Consent(data["who"], on.isoformat() if on else "", data["scope"])
        return Help(
            aim=data["aim"],
            words=data["words"],
            consent=consent,
            basis=code,
            basis_from=begins,
            basis_name=self.basis_names.get(data["basis"], "") if code else "",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = [name for name in ("who", "consent_on", "scope") if data.get(name)]
        if said:
            for name in {"who", "consent_on", "scope"} - set(said) - set(self.errors):
                self.add_error(name, _("A consent has a person, a day and a scope."))
        return data


def _people(users: Iterable[User]) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in users]


class ReviewForPerson(AnyReview):
    words = PlainText(
        label=_("What do you see, and what changes?"),
        help_text=_("Also what the person says, and what you do not know."),
        max_length=LONG,
        rows=5,
    )
    review_on = day_field(
        _("Next review by"),
        _("A working day within eight weeks. Not needed where you close it."),
        required=False,
    )


class HandOverForPerson(forms.Form):
    owner = OneOf(
        label=_("New owner"), help_text=_("Talk together first: the measure is theirs at once.")
    )

    def __init__(self, *args: Any, owners: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "owner", _people(owners))


class Disclose(forms.Form):
    """What was told to others, as it was told."""

    basis = OneOf(
        label=_("On what basis in law?"),
        help_text=_("By a duty you tell at once, alone. On any other, two have decided it."),
        widget=forms.RadioSelect,
    )
    recipient = PlainText(
        label=_("Who was told?"), help_text=_("Service and person."), max_length=SHORT
    )
    text = PlainText(
        label=_("What exactly were they told?"),
        help_text=_("Word for word, and no more than they needed."),
        max_length=LONG,
        rows=6,
    )
    on = day_field(_("Which day?"))
    note = PlainText(
        label=_("A note for those who read the concern"),
        help_text=_("How it was told, and what they answered. It is not on the printed sheet."),
        max_length=LONG,
        rows=2,
        required=False,
    )

    def __init__(self, *args: Any, bases: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.basis_names = dict(bases)
        _choices(self, "basis", bases)

    def given(self) -> Given:
        data = self.cleaned_data
        return Given(
            recipient=data["recipient"],
            text=data["text"],
            basis_name=self.basis_names[data["basis"]],
            note=data["note"],
        )
