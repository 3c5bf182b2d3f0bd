"""The forms staff fill in: written down for somebody, answered, sorted, ordered, finished."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.concerns import states
from kominn.concerns.forms import LONG, SHORT, Write
from kominn.concerns.gate import NumberNotTaken, check_numbers
from kominn.concerns.interpreters import WAYS
from kominn.core.fields import OneOf, PlainText, offer


def is_fit(form: forms.Form, *, at: dt.datetime) -> bool:
    """Valid, and without a number that may not be kept today: said beside the field."""
    if not form.is_valid():
        return False
    for name, field in form.fields.items():
        if isinstance(field, PlainText):
            try:
                check_numbers(form.cleaned_data[name], at=at)
            except NumberNotTaken as refusal:
                form.add_error(name, str(refusal))
    return form.is_valid()


class OnBehalf(forms.Form):
    """What staff add when they write down what somebody told by phone, on paper or in a meeting."""

    channel = OneOf(
        label=_("How did it come?"),
        choices=[c for c in states.Channel.choices if c[0] != states.Channel.WEB],
        widget=forms.RadioSelect,
    )
    language = OneOf(label=_("The reporter’s language"))

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages


class WriteAsStaff(Write):
    text = PlainText(
        label=_("Your answer to the reporter"),
        help_text=_("The reporter reads this. Plain words, nothing about anyone else."),
        max_length=LONG,
        rows=6,
    )
    read_by_two = forms.BooleanField(
        label=_("Let a colleague read it before it is sent"), required=False
    )

    to_all = forms.BooleanField(label=_("Send it to all who told the same"), required=False)
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)


class Note(forms.Form):
    note = PlainText(
        label=_("Note among staff"),
        help_text=_("Stays inside: the reporter never sees it."),
        max_length=LONG,
        rows=4,
    )


class Stop(forms.Form):
    why_stop = PlainText(
        label=_("Why? A sentence to the one who wrote it."),
        help_text=_("For example what would be better. The reporter never sees it."),
        max_length=SHORT,
    )


class Sort(forms.Form):
    """Theme and area, set by the human who reads."""

    due_on = forms.DateField(
        label=_("Next step by"),
        help_text=_("The day by which you will have done the next thing."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    theme = OneOf(label=_("Theme"), choices=states.Theme.choices, required=False)
    area = OneOf(label=_("Area"), required=False)

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Not known, or all of it")), *areas]


class HandOver(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Who takes over?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )
    words = PlainText(
        label=_("What should the colleague know?"),
        help_text=_("What is done, what is agreed, and what comes next. Sealed with the rest."),
        max_length=LONG,
        rows=5,
    )
    answer_by = forms.DateField(
        label=_("Answer by"),
        help_text=_("A day with people at work, within two weeks. Until then it is still yours."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, takers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["to"], takers)


class LetIn(forms.Form):
    colleague = forms.ModelChoiceField(
        label=_("Whom do you let in?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a colleague"),
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )

    def __init__(self, *args: Any, candidates: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["colleague"], candidates)


class Decline(forms.Form):
    words = PlainText(
        label=_("Why not now? A sentence to the one who asked."),
        help_text=_("For example who could, or when you could."),
        max_length=SHORT,
    )


class Close(forms.Form):
    # What belongs with another is joined with it, and finished there.
    reason = OneOf(
        label=_("Why is it finished?"),
        choices=[one for one in states.CloseReason.choices if one[0] != states.CloseReason.MERGED],
        widget=forms.RadioSelect,
    )
    words = PlainText(
        label=_("What the reporter will read"),
        help_text=_("Plain words, nothing about a person. You can leave it empty."),
        max_length=LONG,
        rows=4,
        required=False,
    )
    words_to_all = forms.BooleanField(
        label=_("Send these words to all who told the same"), required=False
    )
    words_instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)


class OpenNames(forms.Form):
    """Stands outside the form it belongs to, beside what was told."""

    why = PlainText(
        label=_("Why do you need the names?"),
        max_length=SHORT,
        widget=forms.TextInput(attrs={"dir": "auto", "form": "desk"}),
    )


class Order(forms.Form):
    """An interpreter is a qualified adult, never a child and never one of the family."""

    language = OneOf(label=_("Language"))
    way = OneOf(
        label=_("How will you talk?"),
        choices=[*WAYS.items()],
        widget=forms.RadioSelect,
    )
    needed_on = forms.DateField(
        label=_("Which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("What time?"), widget=forms.TimeInput(attrs={"type": "time"}), required=False
    )

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages
