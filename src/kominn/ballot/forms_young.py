"""What is asked of one who votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.ballot.marks import Kind, Marks
from kominn.ballot.models import Line, Vote
from kominn.core.templatetags.words import kroner
from kominn.participation.slips import DIGITS_OF_A_SLIP


class Slip(forms.Form):
    """Spaces and signs between the digits are how people write them."""

    code = forms.CharField(
        label=_("The digits on your slip"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}
        ),
    )

    def clean_code(self) -> str:
        digits = "".join(str(int(d)) for d in self.cleaned_data["code"] if d.isdecimal())
        if len(digits) != DIGITS_OF_A_SLIP:
            raise forms.ValidationError(_("A slip has sixteen digits."))
        return digits


class Ballot(forms.Form):
    """A ballot of any kind; `marks` tells it in weights."""

    def __init__(self, *args: Any, vote: Vote, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        self.vote, self.lines = vote, lines
        standing = [line for line in lines if line.stands]
        choices = [(str(line.number), _said(line)) for line in standing]
        if vote.kind == Kind.APPROVE:
            self.fields["cross"] = forms.MultipleChoiceField(
                label=_("Which ideas do you want?"),
                help_text=_("Set at most %(most)d crosses.") % {"most": vote.most},
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        elif vote.kind == Kind.RANK:
            for place in range(1, vote.most + 1):
                self.fields[f"place_{place}"] = forms.ChoiceField(
                    label=_("Place %(n)d") % {"n": place},
                    choices=[("", _("Nothing")), *choices],
                    required=False,
                )
        else:
            for line in standing:
                self.fields[f"points_{line.number}"] = forms.IntegerField(
                    label=_said(line),
                    min_value=0,
                    max_value=vote.most,
                    required=False,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.vote.kind == Kind.RANK and not self.errors:
            given = [answers.get(f"place_{n}") for n in range(1, self.vote.most + 1)]
            named = [each for each in given if each]
            if len(set(named)) < len(named):
                raise forms.ValidationError(_("The same idea stands in two places."))
        return answers

    def marks(self) -> Marks:
        """Places left empty between others close up."""
        weights = dict.fromkeys((line.number for line in self.lines), 0)
        if self.vote.kind == Kind.APPROVE:
            weights |= {int(number): 1 for number in self.cleaned_data["cross"]}
        elif self.vote.kind == Kind.RANK:
            given = (self.cleaned_data[f"place_{n}"] for n in range(1, self.vote.most + 1))
            for place, number in enumerate(filter(None, given)):
                weights[int(number)] = self.vote.most - place
        else:
            for number in weights:
                weights[number] = self.cleaned_data.get(f"points_{number}") or 0
        return tuple(weights.values())


def _said(line: Line) -> str:
    return f"{line.concept.name}, {kroner(line.cost)}"
