"""What is asked of a measure, of its review, and of an entry in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core.fields import OneOf, PlainText
from kominn.core.slugs import slug_of
from kominn.core.wording import MOTHER_TONGUE
from kominn.plan.models import MeasureKind
from kominn.plan.states import Level, State, Verdict

SHORT, LONG = 120, 2000
ADDED_AT = "nytt"
Choices = Iterable[tuple[str, Any]]


class Day(forms.DateField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        options["error_messages"] = {
            "required": _("Choose a day."),
            "invalid": _("Write a day as 2027-03-15."),
        }
        super().__init__(widget=widget, **options)


class Owner(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Those who work here now, in a role that may own measures."""

    def __init__(self, **options: Any) -> None:
        options["error_messages"] = {
            "required": _("A measure always has an owner. Choose one."),
            "invalid_choice": _("Choose one of the names."),
        }
        super().__init__(User.objects.none(), empty_label=_("Choose a name"), **options)

    def find(self) -> None:
        self.queryset = User.objects.holding(Right.OWN_MEASURES).by_name()


class Change(forms.Form):
    """What is written of a measure. No field asks for a person."""

    title = PlainText(
        label=_("Title"),
        help_text=_("What is done and where, in a few words."),
        max_length=SHORT,
    )
    aim = PlainText(
        label=_("Aim"),
        help_text=_("What shall be different at the review, so that you can see whether it is?"),
        max_length=LONG,
        rows=4,
    )
    area = OneOf(label=_("Area"), required=False)
    public_words = PlainText(
        label=_("What the city reads"),
        help_text=_("Stands on the open page of the plan while the measure runs. Two sentences."),
        max_length=LONG,
        rows=3,
        required=False,
    )
    told_public = forms.BooleanField(label=_("Tell it on the page of the plan"), required=False)

    def __init__(self, *args: Any, areas: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "area", [("", _("All of the city")), *areas])


class Start(Change):
    kind = OneOf(label=_("Kind of measure"))
    owner = Owner(
        label=_("Owner"), help_text=_("Answers for the measure, and decides at the review.")
    )
    starts_on = Day(label=_("Begins on"))
    review_on = Day(label=_("Review by"), help_text=_("A working day within one year."))

    field_order = ("kind", "title", "aim", "area", "owner", "starts_on", "review_on")

    def __init__(self, *args: Any, kinds: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "kind", [("", _("Choose from the catalogue")), *kinds])
        _find_owners(self)


class AnyReview(forms.Form):
    """What every review asks, of a measure here and of one for a person. What must be answered
    follows from the decision, and is said beside each question."""

    optional_unmarked = True
    field_order = ("verdict", "words", "review_on", "ends_as", "seen")

    verdict = OneOf(
        label=_("What do you decide?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    ends_as = OneOf(
        label=_("How did it end?"),
        help_text=_("Only where you close the measure."),
        choices=[
            (State.FINISHED, _("It ran as planned")),
            (State.STOPPED, _("It was stopped before time")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "seen" in self.errors:
            self.add_error(None, _("Read the page anew: this one is out of date."))
        return told


class Review(AnyReview):
    words = PlainText(
        label=_("What do you see, and what changes?"),
        help_text=_(
            "What happened, who noticed it, what you do not know. Nothing about a person. "
            "You can leave it empty only where it goes on as now."
        ),
        max_length=LONG,
        rows=5,
        required=False,
    )
    review_on = Day(
        label=_("Next review by"),
        help_text=_("A working day within one year. Not needed where you close the measure."),
        required=False,
    )


class HandOver(forms.Form):
    owner = Owner(
        label=_("New owner"), help_text=_("Talk together first: the measure is theirs at once.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _find_owners(self)


class Kind(forms.Form):
    """An entry of the catalogue, in the languages of the whole site; bokmål stands for the rest."""

    WORDS = (
        ("name", _("Name"), SHORT, 1),
        ("summary", _("What it is"), LONG, 3),
        ("basis", _("Why the city may do it"), LONG, 2),
        ("owner_role", _("Who usually owns it"), SHORT, 1),
        ("evidence", _("What is known of its effect"), LONG, 3),
    )

    legal_basis_code = forms.SlugField(
        label=_("Code of the legal basis"),
        help_text=_("Where one must be recorded, the code of the register; otherwise empty."),
        max_length=40,
        required=False,
    )
    consent_needed = forms.BooleanField(label=_("Needs consent"), required=False)
    usual_weeks = forms.IntegerField(
        label=_("Usual length in weeks"), min_value=1, max_value=520, required=False
    )
    evidence_url = forms.URLField(
        label=_("Where this is found"),
        help_text=_("An address that begins with https://."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    active = forms.BooleanField(
        label=_("In use"),
        help_text=_("What is not in use can’t be started; what runs goes on."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, kind: MeasureKind | None = None, **options: Any) -> None:
        if kind:
            options["initial"] = _told(kind)
        super().__init__(*args, **options)
        texts = {
            f"{name}_{language}": PlainText(
                label=f"{label} – {spoken}",
                max_length=most,
                rows=rows,
                required=language == MOTHER_TONGUE,
            )
            for name, label, most, rows in self.WORDS
            for language, spoken in _languages()
        }
        rest = dict(self.fields)
        self.fields = {**texts, **rest}

    def fields_of_kind(self) -> dict[str, Any]:
        """As the model has them."""
        told = self.cleaned_data
        words = {
            name: {
                language: told[f"{name}_{language}"]
                for language, _spoken in _languages()
                if told[f"{name}_{language}"]
            }
            for name, *_rest in self.WORDS
        }
        plain = ("legal_basis_code", "consent_needed", "usual_weeks", "evidence_url", "active")
        return words | {name: told[name] for name in plain}


class NewKind(Kind):
    level = OneOf(
        label=_("Whom is it for?"),
        help_text=_("This never changes. Measures for one person are kept in the sealed room."),
        choices=Level.choices,
        widget=forms.RadioSelect,
    )

    def slug(self) -> str:
        """Empty where it can't be one: the page where kinds are added stands among theirs."""
        slug = slug_of(self.cleaned_data[f"name_{MOTHER_TONGUE}"])
        return "" if slug == ADDED_AT else slug

    def fields_of_kind(self) -> dict[str, Any]:
        return super().fields_of_kind() | {"level": self.cleaned_data["level"]}


def _languages() -> list[tuple[str, Any]]:
    return [pair for pair in settings.LANGUAGES if pair[0] in settings.WHOLE_SITE_LANGUAGES]


def _told(kind: MeasureKind) -> dict[str, Any]:
    words = {
        f"{name}_{language}": getattr(kind, name).get(language, "")
        for name, *_rest in Kind.WORDS
        for language, _spoken in _languages()
    }
    plain = ("legal_basis_code", "consent_needed", "usual_weeks", "evidence_url", "active")
    return words | {name: getattr(kind, name) for name in plain}


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _find_owners(form: forms.Form) -> None:
    field = form.fields["owner"]
    assert isinstance(field, Owner)
    field.find()
