"""What a young person is asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.allin.canvas import CARDS, MOST_IN_A_CARD
from kominn.allin.models import Picture
from kominn.allin.picture_models import MOST_ALT
from kominn.core import fields
from kominn.core.fields import OneLine, plain
from kominn.participation.models import DIGITS_OF_A_CODE, MOST_CHARACTERS


class Code(forms.Form):
    code = fields.Code(
        label=_("The code on the board"),
        of=DIGITS_OF_A_CODE,
        wrong=_("The code has eight digits."),
    )


class TeamName(forms.Form):
    name = forms.CharField(
        label=_("What is your team, or your idea, called?"),
        help_text=_("Not the name of a person. You can change it later."),
        max_length=60,
    )

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"]).strip()


class Say(forms.Form):
    text = OneLine(
        label=_("What do you want to say?"),
        help_text=_("At most 140 characters. About what is missing here, not about a person."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(
            attrs={"rows": 3, "dir": "auto", "maxlength": MOST_CHARACTERS, "autocomplete": "off"}
        ),
    )


class Canvas(forms.Form):
    """Every card with what stands there, and what stood there when the page was made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for card in CARDS:
            self.fields[card] = forms.CharField(
                required=False, max_length=MOST_IN_A_CARD, strip=False
            )
            self.fields[f"was_{card}"] = forms.CharField(required=False, strip=False)

    def was(self) -> dict[str, str]:
        return {card: _one_kind_of_break(self.cleaned_data[f"was_{card}"]) for card in CARDS}

    def now(self) -> dict[str, str]:
        return {card: _one_kind_of_break(self.cleaned_data[card]) for card in CARDS}


class Alts(forms.Form):
    """What each picture shows, in words, and what stood there when the page was made."""

    def __init__(self, *args: Any, pictures: Iterable[Picture], **options: Any) -> None:
        super().__init__(*args, **options)
        self.pictures = [one.pk for one in pictures]
        for pk in self.pictures:
            self.fields[f"alt_{pk}"] = OneLine(required=False, max_length=MOST_ALT)
            self.fields[f"was_alt_{pk}"] = OneLine(required=False)

    def was(self) -> dict[uuid.UUID, str]:
        return self._said("was_alt")

    def now(self) -> dict[uuid.UUID, str]:
        return self._said("alt")

    def _said(self, field: str) -> dict[uuid.UUID, str]:
        """Of those that the page had: one that came later is left as it is."""
        return {
            pk: self.cleaned_data[f"{field}_{pk}"]
            for pk in self.pictures
            if f"{field}_{pk}" in self.data
        }


def _one_kind_of_break(text: str) -> str:
    """Browsers send line breaks in two signs."""
    return plain(text).replace("\r\n", "\n")
