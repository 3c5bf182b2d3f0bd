"""What is asked for approvals, legal bases and the rules of record classes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.core.fields import OneOf, PlainText
from kominn.law.actions import CODE, MOST_MONTHS
from kominn.law.classes import Rule
from kominn.law.models import Approval, LegalBasis, RecordClass

LANGUAGES = ("nb", "nn", "en")


def day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class RecordApproval(forms.Form):
    kind = OneOf(
        label=_("What was decided?"), choices=Approval.Kind.choices, widget=forms.RadioSelect
    )
    decided_by = PlainText(
        label=_("Who decided it?"),
        help_text=_("By office, as it stands in the decision. For example the municipal director."),
        max_length=200,
    )
    decided_on = day(_("When was it decided?"))
    valid_until = day(_("Until when does it count?"), _("The last day. Five years at most."))
    reference = PlainText(
        label=_("Where can it be found?"),
        help_text=_("The case number in the archive, and what one should know of the decision."),
        max_length=2_000,
        rows=3,
    )


class AddLegalBasis(forms.Form):
    """All words of one version; `code` is asked for the first one only."""

    code = PlainText(
        label=_("Code"),
        help_text=_("Small letters a–z, digits and hyphens. It stays the same for every version."),
        max_length=60,
    )
    name_nb = PlainText(label=_("Name in bokmål"), max_length=200)
    name_nn = PlainText(label=_("Name in nynorsk"), max_length=200, required=False)
    name_en = PlainText(label=_("Name in English"), max_length=200, required=False)
    help_nb = PlainText(
        label=_("When to choose it, in bokmål"), max_length=1_000, rows=3, required=False
    )
    help_nn = PlainText(
        label=_("When to choose it, in nynorsk"), max_length=1_000, rows=3, required=False
    )
    help_en = PlainText(
        label=_("When to choose it, in English"), max_length=1_000, rows=3, required=False
    )
    statute = PlainText(
        label=_("Where in the statute?"),
        help_text=_("For example forvaltningsloven § 13 b første ledd nr. 5."),
        max_length=300,
    )
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=300, required=False, assume_scheme="https"
    )
    valid_from = day(_("Valid from"), _("The version before it ends that day."))

    def __init__(self, *args: Any, before: LegalBasis | None, **options: Any) -> None:
        if before:
            options["initial"] = _words(before) | options.get("initial", {})
        super().__init__(*args, **options)
        self.before = before
        if before:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("Use small letters a–z, digits and hyphens only."))
        if LegalBasis.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken. Add a new version there instead."))
        return code

    def version(self) -> dict[str, Any]:
        """What `actions.add_legal_basis` asks for."""
        told = self.cleaned_data
        return {
            "code": self.before.code if self.before else told["code"],
            "name": _by_language(told, "name"),
            "help": _by_language(told, "help"),
            "statute": told["statute"],
            "source_url": told["source_url"],
            "valid_from": told["valid_from"],
        }


def _words(basis: LegalBasis) -> dict[str, str]:
    texts = {"name": basis.name, "help": basis.help}
    said = {
        f"{kind}_{language}": words.get(language, "")
        for kind, words in texts.items()
        for language in LANGUAGES
    }
    return said | {"statute": basis.statute, "source_url": basis.source_url}


def _by_language(told: dict[str, Any], kind: str) -> dict[str, str]:
    said = {language: told[f"{kind}_{language}"] for language in LANGUAGES}
    return {language: text for language, text in said.items() if text}


class EndLegalBasis(forms.Form):
    on = day(_("First day it no longer holds"))


class SignOffLegalBasis(forms.Form):
    signed_by = PlainText(
        label=_("Which lawyer has gone through it?"),
        help_text=_("By office. For example the municipality’s lawyer."),
        max_length=200,
    )


class ChangeRule(forms.Form):
    rule = OneOf(label=_("What becomes of it?"), choices=Rule.choices, widget=forms.RadioSelect)
    keep_months = forms.IntegerField(
        label=_("For how many months is it kept first?"),
        help_text=_("Counted from when it is finished. Leave it empty where it is erased at once."),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
    )
    why = PlainText(label=_("Why?"), max_length=2_000, rows=3)

    def __init__(self, *args: Any, kept: RecordClass, **options: Any) -> None:
        options["initial"] = {
            "rule": kept.rule,
            "keep_months": kept.keep_months,
            "why": str(kept.why_in_words),
        }
        super().__init__(*args, **options)
