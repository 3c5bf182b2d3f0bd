"""What is filled in for the person concerned: told or not yet, an answer, and a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from kominn.casework.forms import day_field
from kominn.casework.person import Given, Notice, Said
from kominn.casework.states import AnswerKind, How, ToWhom
from kominn.concerns.forms import LONG, SHORT
from kominn.core.chapters import Chapter, Passage
from kominn.core.fields import OneOf, PlainText

LANGUAGES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))


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


def _name(what: str, mark: str) -> str:
    """A name that a page's addresses within itself can carry."""
    return f"{what}_{mark.replace(':', '_')}"


class Take(TextChoices):
    WHOLE = "whole", _("Take it with")
    WORDS = "words", _("In other words")
    OUT = "out", _("Leave it out")


class WriteOut(forms.Form):
    """A choice for each passage; none is made beforehand, so that each is read."""

    to_whom = PlainText(
        label=_("Who gets the copy?"),
        help_text=_("You have made sure of who it is."),
        max_length=SHORT,
    )
    language = OneOf(label=_("In which language?"), choices=LANGUAGES, initial="nb")

    def __init__(self, *args: Any, chapters: list[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapters = chapters
        for one in self._passages():
            self.fields[_name("take", one.mark)] = OneOf(
                label=_("What becomes of this?"),
                choices=Take.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Read this, and choose.")},
            )
            self.fields[_name("words", one.mark)] = PlainText(
                label=_("In other words"), max_length=LONG, rows=2, required=False
            )

    def _passages(self) -> list[Passage]:
        return [one for chapter in self.chapters for one in chapter.passages]

    @property
    def rows(self) -> list[tuple[Chapter, list[tuple[Passage, Any, Any]]]]:
        """For the page: each chapter's passages with their two fields."""
        return [
            (
                chapter,
                [
                    (one, self[_name("take", one.mark)], self[_name("words", one.mark)])
                    for one in chapter.passages
                ],
            )
            for chapter in self.chapters
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for one in self._passages():
            in_words = cleaned.get(_name("take", one.mark)) == Take.WORDS
            if in_words and not cleaned.get(_name("words", one.mark)):
                self.add_error(
                    _name("words", one.mark), _("Write it in other words, or leave it out.")
                )
        return cleaned

    def given(self) -> Given:
        told, passages = self.cleaned_data, self._passages()
        taken = {one.mark: told[_name("take", one.mark)] for one in passages}
        return Given(
            to_whom=told["to_whom"],
            language=told["language"],
            left_out=tuple(mark for mark, take in taken.items() if take == Take.OUT),
            in_other_words={
                mark: told[_name("words", mark)]
                for mark, take in taken.items()
                if take == Take.WORDS
            },
        )

    def seen(self) -> set[str]:
        return {one.mark for one in self._passages()}
