"""What an organisation is asked of what it arranges."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.activities.models import LONGEST, OLDEST, Rhythm
from kominn.core.fields import Kroner, OneLine, PlainText, offer
from kominn.portrait.models import Area

MOST_PRICE = 10_000_00
FARTHEST = dt.timedelta(days=370)


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}))


class Propose(forms.Form):
    title = OneLine(label=_("What is it called?"), max_length=80)
    about = PlainText(
        label=_("What do you do there?"),
        help_text=_("Write to the young. No names or numbers of persons."),
        max_length=600,
        rows=4,
    )
    place = OneLine(label=_("Where?"), help_text=_("Place and street."), max_length=120)
    area = forms.ModelChoiceField(
        label=_("Which part of town?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("All of it"),
    )
    age_from = forms.IntegerField(label=_("From which age?"), min_value=0, max_value=OLDEST)
    age_to = forms.IntegerField(label=_("Up to which age?"), min_value=0, max_value=OLDEST)
    price_ore = Kroner(
        label=_("What does it cost each time, in kroner?"),
        help_text=_("Free is 0."),
        most=MOST_PRICE,
    )
    step_free = forms.BooleanField(label=_("No steps on the way in"), required=False)
    wheelchair = forms.BooleanField(label=_("Room and a toilet for a wheelchair"), required=False)
    quiet = forms.BooleanField(label=_("A quiet hour: low sound, calm light"), required=False)
    girls_only = forms.BooleanField(label=_("For girls only"), required=False)
    equipment = OneLine(
        label=_("What can one borrow?"),
        help_text=_("Skates, a guitar, clothes for rain."),
        max_length=140,
        required=False,
    )
    rhythm = forms.ChoiceField(
        label=_("How often?"), choices=Rhythm.choices, widget=forms.RadioSelect
    )
    first_day = _day(_("Which day, or the first of them?"))
    last_day = _day(_("The last day, if it is every week"), required=False)
    starts = _clock(_("From what time?"))
    ends = _clock(_("Until what time?"))

    def __init__(
        self, *args: Any, today: dt.date, begun: dt.date | None = None, **options: Any
    ) -> None:
        """`begun`: the first day of what is changed, which may have passed."""
        super().__init__(*args, **options)
        self.today = today
        self.begun = begun
        offer(self.fields["area"], Area.objects.current(today).by_name())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("rhythm") == Rhythm.ONCE:
            said["last_day"] = said.get("first_day")
        elif said.get("rhythm") and "last_day" in said and said["last_day"] is None:
            self.add_error("last_day", _("Until when? At most a year ahead; you are asked again."))
        self._check_days(said.get("first_day"), said.get("last_day"))
        starts, ends = said.get("starts"), said.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It ends before it begins."))
        youngest, oldest = said.get("age_from"), said.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", _("This age is below the first."))
        return said

    def _check_days(self, first: dt.date | None, last: dt.date | None) -> None:
        if first and first < self.today and first != self.begun:
            self.add_error("first_day", _("This day has passed."))
        elif first and last and last < self.today:
            self.add_error("last_day", _("This day has passed."))
        elif first and first > self.today + FARTHEST:
            self.add_error("first_day", _("This is more than a year ahead. Is the year right?"))
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_day", _("Until when? At most a year ahead; you are asked again."))
