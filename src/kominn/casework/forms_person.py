"""What is filled in for the person concerned: told or not yet, an answer, and a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from kominn.casework.forms import day_field
from kominn.casework.person import Notice, Said
from kominn.casework.states import AnswerKind, How, ToWhom
from kominn.concerns.forms import LONG
from kominn.core.chapters import Chapter, Passage
from kominn.core.fields import OneOf, PlainText


class Tell(forms.Form):
    to_whom = OneOf(label=_("Who was told?"), choices=ToWhom.choices, widget=forms.RadioSelect)
    how = OneOf(label=_("How?"), choices=How.choices, widget=forms.RadioSelect)
    on = day_field(_("Which day?"))
    words = PlainText(label=_("What was said"), max_length=LONG, rows=3, required=False)

    def notice(self) -> Notice:
        told = self.cleaned_data
        return Notice(to_whom=told["to_whom"], how=told["how"], words=told["words"])


class NotYet(forms.Form):
    why = PlainText(
        label=_("Why would it do harm to tell them now?"),
        help_text=_("Only what the law lets you wait for. A lawyer can help you."),
        max_length=LONG,
        rows=3,
    )
    until = day_field(_("Until which day at the latest?"))


class AnswerOf(forms.Form):
    """The person's own words, written down by a colleague."""

    kind = OneOf(
        label=_("What does the person say?"), choices=AnswerKind.choices, widget=forms.RadioSelect
    )
    about = OneOf(label=_("About what?"), required=False)
    text = PlainText(
        label=_("In the person’s own words"),
        help_text=_("What stood here before stays, with this beside it."),
        max_length=LONG,
        rows=4,
    )

    def __init__(self, *args: Any, chapters: Iterable[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        whole: list[Any] = [("", _("All of it"))]
        field.choices = whole + [
            (str(chapter.title), [(one.mark, _short(one)) for one in chapter.passages])
            for chapter in chapters
        ]

    def said(self) -> Said:
        return Said(about=self.cleaned_data["about"], text=self.cleaned_data["text"])


def _short(passage: Passage) -> str:
    return f"{passage.label}: {Truncator(passage.text or '').chars(60)}"
