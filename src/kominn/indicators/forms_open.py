"""What a visitor may ask of the pages of figures."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy


class AsKnown(forms.Form):
    """The day in the address of a page: `?kjent=2025-06-01`."""

    optional_unmarked = True

    kjent = forms.DateField(
        label=gettext_lazy("As known on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_kjent(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["kjent"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(gettext("Choose a day that has been."))
        return day
