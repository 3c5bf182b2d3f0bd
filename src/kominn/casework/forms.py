"""What is filled in about a round: who is asked, one's own assessment, the proposal, the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import LANGUAGES, User
from kominn.casework.content import Proposal, Written
from kominn.casework.models import Level
from kominn.casework.needs import missing_in_assessment, missing_in_proposal
from kominn.casework.sections import (
    AFTER_TELLING,
    BEFORE_TELLING,
    SECTIONS,
    Section,
    may_be_about_a_child,
)
from kominn.casework.states import Informed, Outcome
from kominn.concerns.forms import LONG, SHORT
from kominn.concerns.told import Told
from kominn.core.fields import OneOf, PlainText
from kominn.law.models import LegalBasis

UNSIGNED = _("not signed off by a lawyer yet")
MISSING = _("This must be filled in first.")


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def level_choices(levels: Iterable[Level], language: str) -> list[tuple[str, str]]:
    return [
        (str(one.number), f"{one.in_words(language)}. {one.meaning_in(language)}") for one in levels
    ]


def basis_choices(bases: Iterable[LegalBasis], language: str) -> list[tuple[str, str]]:
    """One version of each; where no lawyer has signed it off yet, that is said."""
    return [(f"{one.code}@{one.valid_from.isoformat()}", _named(one, language)) for one in bases]


def _named(basis: LegalBasis, language: str) -> str:
    unsigned = "" if basis.signed_off_on else f" ({UNSIGNED})"
    return f"{basis.name_in(language)} – {basis.statute}{unsigned}"


def add_missing(form: forms.Form, names: Iterable[str]) -> None:
    for name in names:
        if name in form.fields and name not in form.errors:
            form.add_error(name, MISSING)


class Ask(forms.Form):
    """Two of those who read the concern."""

    assessors = forms.MultipleChoiceField(
        label=_("Which two?"),
        help_text=_("They write without seeing each other’s. You may be one of them."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose two."), "invalid_choice": _("Choose two.")},
    )
    answer_by = day_field(_("By which day?"))

    def __init__(self, *args: Any, able: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assessors"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), one.name) for one in able]

    def clean_assessors(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["assessors"]
        if len(chosen) != 2:
            raise forms.ValidationError(_("Choose two."))
        return chosen


class AskAnother(forms.Form):
    assessor = OneOf(label=_("Who instead?"))
    answer_by = day_field(_("By which day?"))

    def __init__(self, *args: Any, able: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assessor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in able]


class Assess(forms.Form):
    """One's own assessment. A draft may have holes; what is handed in may not."""

    def __init__(
        self,
        *args: Any,
        told: Sequence[Told | None],
        levels: list[tuple[str, str]],
        finished: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.told, self.finished = told, finished
        child = may_be_about_a_child(told)
        for section in BEFORE_TELLING:
            self._add(section, child=child)
        self.fields["informed"] = OneOf(
            label=_("Is the person, or the guardian, told that we assess?"),
            choices=Informed.choices,
            widget=forms.RadioSelect,
        )
        self.fields["informed_on"] = day_field(_("Which day?"))
        self.fields["informed_why"] = PlainText(
            label=_("If there is an exception: why?"), max_length=LONG, rows=3, required=False
        )
        for section in AFTER_TELLING:
            self._add(section, child=child)
        self.fields["level"] = OneOf(
            label=_("How many need to work together?"),
            help_text=_("A level says who helps, not how grave anyone is."),
            choices=levels,
            widget=forms.RadioSelect,
        )
        self.fields["outcome"] = OneOf(
            label=_("What do you propose?"), choices=Outcome.choices, widget=forms.RadioSelect
        )
        self.level_names = dict(levels)
        if not finished:
            for field in self.fields.values():
                field.required = False

    def _add(self, section: Section, *, child: bool) -> None:
        self.fields[section.name] = PlainText(
            label=section.label,
            help_text=section.help_text,
            max_length=LONG,
            rows=4,
            required=section.needed or (section.for_child and child),
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.finished:
            add_missing(self, missing_in_assessment(self.written(), self.told))
        return self.cleaned_data

    def written(self) -> Written:
        data = self.cleaned_data
        level = data.get("level", "")
        return Written(
            words={one.name: data[one.name] for one in SECTIONS if data.get(one.name)},
            informed=data.get("informed", ""),
            informed_on=_iso(data.get("informed_on")),
            informed_why=data.get("informed_why", ""),
            level=int(level) if level else None,
            level_name=self.level_names.get(level, "").partition(". ")[0],
            outcome=data.get("outcome", ""),
        )


def as_initial(written: Written) -> dict[str, Any]:
    """What was written so far, as the form's fields have it."""
    return {
        **written.words,
        "informed": written.informed,
        "informed_on": written.informed_day,
        "informed_why": written.informed_why,
        "level": "" if written.level is None else str(written.level),
        "outcome": written.outcome,
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


class Later(forms.Form):
    """What one thought of after both were in."""

    text = PlainText(
        label=_("What you have thought of since"),
        help_text=_("It stands below what you handed in, which does not change."),
        max_length=LONG,
        rows=3,
    )


class Propose(forms.Form):
    """What the holder would decide; which fields are needed follows from the outcome."""

    outcome = OneOf(
        label=_("What do you propose?"),
        help_text=_("First a place or a group, where that is enough."),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )
    reasons = PlainText(label=_("Why this, and why nothing less"), max_length=LONG, rows=5)
    level = OneOf(
        label=_("How many need to work together?"),
        help_text=_("Needed when one person is followed up."),
        widget=forms.RadioSelect,
        required=False,
    )
    review_on = day_field(
        _("When do you look at it again?"),
        _("Needed for measures. A day when somebody is at work."),
        required=False,
    )
    voice = PlainText(
        label=_("What the person or the child says"), max_length=LONG, rows=3, required=False
    )
    best_interest = PlainText(
        label=_("What is best for the child, and how it was weighed"),
        max_length=LONG,
        rows=3,
        required=False,
    )
    basis = OneOf(
        label=_("What in law lets you do this?"),
        help_text=_("Needed when one person is followed up or something is told to others."),
        widget=forms.RadioSelect,
        required=False,
    )
    recipient = PlainText(
        label=_("Who is told?"),
        help_text=_("Needed when something is told to others: service and person."),
        max_length=SHORT,
        required=False,
    )
    told = PlainText(
        label=_("What exactly are they told?"),
        help_text=_("Word for word, and no more than they need."),
        max_length=LONG,
        rows=4,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        told: Sequence[Told | None],
        levels: list[tuple[str, str]],
        bases: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.level_names, self.basis_names = told, dict(levels), dict(bases)
        for name, choices in (("level", levels), ("basis", bases)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name in ("voice", "best_interest"):
            self.fields[name].required = may_be_about_a_child(told)

    def clean(self) -> dict[str, Any]:
        super().clean()
        outcome = self.cleaned_data.get("outcome", "")
        add_missing(self, missing_in_proposal(outcome, self.proposal(), self.about))
        return self.cleaned_data

    def proposal(self) -> Proposal:
        data = self.cleaned_data
        level, basis = data.get("level", ""), data.get("basis", "")
        code, _at, begins = basis.partition("@")
        words = ("reasons", "recipient", "told", "voice", "best_interest")
        return Proposal(
            **{name: data.get(name, "") for name in words},
            basis=code,
            basis_from=begins,
            basis_name=self.basis_names.get(basis, ""),
            level=int(level) if level else None,
            level_name=self.level_names.get(level, "").partition(". ")[0],
            review_on=_iso(data.get("review_on")),
        )


class Answer(forms.Form):
    """Yes, or no with words."""

    words = PlainText(
        label=_("A few words to go with your answer"),
        help_text=_("A no needs a reason."),
        max_length=LONG,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, yes: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.yes = yes

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not self.yes and not words:
            raise forms.ValidationError(_("Write why you say no."))
        return words


class WordLevel(forms.Form):
    """One level in the city's own words, in each language staff read."""

    def __init__(self, *args: Any, level: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES:
            self.fields[f"name_{code}"] = PlainText(
                label=_("Name (%(language)s)") % {"language": language},
                max_length=80,
                initial=level.name.get(code, ""),
            )
            self.fields[f"meaning_{code}"] = PlainText(
                label=_("What it means (%(language)s)") % {"language": language},
                max_length=SHORT,
                rows=2,
                initial=level.meaning.get(code, ""),
            )

    def words(self, kind: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{kind}_{code}"] for code, _language in LANGUAGES}
