"""What an analyst is asked when a file comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citystats.figures.terms import LARGEST_FILE


class Upload(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("JSON-stat 2, CSV or Excel, at most 50 MB."),
        allow_empty_file=True,
        widget=forms.FileInput,
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.too_large:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Ask for fewer years or areas at a time.")
                % {"most": LARGEST_FILE // 1_000_000}
            )
        return found


class AsKnown(forms.Form):
    """The day in the address of a page: `?kjent=2025-06-01`."""

    kjent = forms.DateField(
        label=gettext_lazy("As known on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
