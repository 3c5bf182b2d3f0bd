"""What is asked when a day is added on which the municipality is closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosedDay(forms.Form):
    day = forms.DateField(
        label=_("Which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    every_year = forms.BooleanField(label=_("Every year"), required=False)

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        day = told.get("day")
        if day and day < self.today and not told.get("every_year"):
            self.add_error("day", _("This day has been."))
        return told

    @property
    def mark(self) -> str:
        day: dt.date = self.cleaned_data["day"]
        return day.strftime("%m-%d") if self.cleaned_data["every_year"] else day.isoformat()
