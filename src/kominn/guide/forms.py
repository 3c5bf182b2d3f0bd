"""What is asked of those who look for a card, and of those who start a course from a recipe."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.allin.forms import NewCourse
from kominn.core.fields import OneOf

MOST_PEOPLE = 500


class Find(forms.Form):
    """What does not fit is left out; nothing is required."""

    optional_unmarked = True

    minutes = OneOf(
        label=_("How much time do you have?"),
        choices=[
            ("", _("Any time")),
            ("15", _("15 minutes")),
            ("30", _("30 minutes")),
            ("45", _("45 minutes")),
            ("60", _("An hour")),
        ],
        required=False,
    )
    people = forms.IntegerField(
        label=_("How many are you?"), min_value=1, max_value=MOST_PEOPLE, required=False
    )


class Tick(forms.Form):
    """A line of a check-list, by its number: done, or not done after all."""

    number = forms.IntegerField(min_value=0, max_value=1000)
    go = forms.ChoiceField(choices=[("done", "done"), ("undone", "undone")])


class StartRecipe(NewCourse):
    """The last day follows from the recipe."""

    field_order = (
        "name",
        "first_day",
        "starts",
        "place",
        "area",
        "age_band",
        "most_seats",
        "answers",
    )

    starts = forms.TimeField(
        label=_("When does it begin?"),
        help_text=_("The whole timetable moves along."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, today=today, **options)
        del self.fields["last_day"]
        self.today = today

    def clean_first_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["first_day"]
        if day < self.today:
            raise forms.ValidationError(_("That day has been. Choose today or later."))
        return day
