"""What an analyst is asked when a file comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citystats.figures.terms import LARGEST_FILE


def too_large() -> str:
    return _("The file is larger than %(most)s MB. Ask for fewer years or areas at a time.") % {
        "most": LARGEST_FILE // 1_000_000
    }


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
            raise forms.ValidationError(too_large())
        return found


class Sample(forms.Form):
    """A file to look at: one that is sent, or the newest one of the table."""

    file = forms.FileField(
        label=gettext_lazy("A file of this table"),
        help_text=gettext_lazy("Its first rows are shown here; none of its figures is kept."),
        allow_empty_file=True,
        required=False,
        widget=forms.FileInput,
    )
    sheet = forms.CharField(
        label=gettext_lazy("Sheet (Excel only)"),
        help_text=gettext_lazy("The first where empty."),
        max_length=60,
        required=False,
    )
    newest = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        # The form below it has a sheet too.
        super().__init__(*args, **options | {"auto_id": "sample_%s"})

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        file = told.get("file")
        if file is not None and file.too_large:
            self.add_error("file", too_large())
        return told
