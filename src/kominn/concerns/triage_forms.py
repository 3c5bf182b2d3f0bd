"""The forms of the fast lane: finished straight away, joined, and looked at once more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.concerns import ready_words, states
from kominn.concerns.forms import LONG
from kominn.core.fields import OneOf, PlainText

ANY = ""
WEEKS = (1, 2, 4, 12)
UNFINISHED = _("Write the advice too: the sentence only leads to it.")


class FinishAtOnce(forms.Form):
    reason = OneOf(
        label=_("Why is it finished?"),
        choices=[(one.value, one.label) for one in states.FAST],
        widget=forms.HiddenInput,
    )
    words = PlainText(
        label=_("What the reporter will read"),
        help_text=_("Plain words, nothing about a person. You can leave it empty."),
        max_length=LONG,
        rows=8,
        required=False,
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        if (self.data or self.initial).get("reason") == states.CloseReason.ADVICE:
            words = self.fields["words"]
            words.required, words.help_text = True, _("Plain words, nothing about a person.")
            words.error_messages["required"] = UNFINISHED

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        reason = states.CloseReason(told["reason"]) if "reason" in told else None
        words = told.get("words")
        if reason and words and ready_words.is_unfinished(reason, words, self.language):
            self.add_error("words", UNFINISHED)
        return told


class Search(forms.Form):
    """Which open concerns might be about the same. A person chooses among them."""

    optional_unmarked = True

    theme = OneOf(
        label=_("Theme"), choices=[(ANY, _("Any theme")), *states.Theme.choices], required=False
    )
    area = OneOf(label=_("Area"), required=False)
    weeks = OneOf(label=_("Came within"), required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("area", [(ANY, _("Any area")), *areas]),
            ("weeks", [*((str(n), _within(n)) for n in WEEKS), (ANY, _("Any time"))]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def since(self, today: dt.date) -> dt.date | None:
        weeks = self.cleaned_data["weeks"]
        return today - dt.timedelta(weeks=int(weeks)) if weeks else None


def _within(weeks: int) -> str:
    names = {
        1: _("the last week"),
        2: _("the last two weeks"),
        4: _("the last four weeks"),
        12: _("the last twelve weeks"),
    }
    return str(names[weeks])


class Reopen(forms.Form):
    words = PlainText(
        label=_("Why? A sentence to whoever takes it."),
        help_text=_("It stands as a note among staff. The reporter never sees it."),
        max_length=LONG,
        rows=3,
    )
