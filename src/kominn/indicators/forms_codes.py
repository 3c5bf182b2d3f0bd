"""What is asked of a file of codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kominn.core.fields import OneLine

LARGEST = 5_000_000


class CodesUpload(forms.Form):
    """A file of old and new codes, and which of its columns hold what."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV or Excel with a row for each old code, at most 5 MB. It must hold all changes: "
            "what it leaves out is not known afterwards."
        ),
        allow_empty_file=True,
        widget=forms.FileInput,
    )
    source = OneLine(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Who has published it, and on what terms."),
        max_length=300,
    )
    old = OneLine(label=gettext_lazy("Column with the old code"), initial="orig", max_length=60)
    new = OneLine(label=gettext_lazy("Column with the new code"), initial="cur", max_length=60)
    last_year = OneLine(
        label=gettext_lazy("Column with the last year of the old code"),
        initial="last_year",
        max_length=60,
    )
    first_year = OneLine(
        label=gettext_lazy("Column with the first year of the old code"),
        help_text=gettext_lazy("Needed where every row leads straight to today’s code."),
        initial="first_year",
        max_length=60,
        required=False,
    )
    weight = OneLine(
        label=gettext_lazy("Column with the weight"),
        help_text=gettext_lazy(
            "The share of the old area’s residents who live in the new one. Empty: all of them."
        ),
        initial="weighting",
        max_length=60,
        required=False,
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.too_large:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return found

    def columns(self) -> dict[str, str]:
        names = ("old", "new", "last_year", "first_year", "weight")
        return {name: self.cleaned_data[name] for name in names}

    def untouched(self) -> list[str]:
        """Optional columns with the name we proposed: a file may lack them."""
        return [
            name
            for name in ("first_year", "weight")
            if self.cleaned_data[name] == self.fields[name].initial
        ]
