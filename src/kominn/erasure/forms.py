"""What people answer about nights and journals."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.core.fields import PlainText


class SayDay(forms.Form):
    """A yes says which day it is, in the answerer's own hand."""

    said_day = forms.DateField(
        label=_("Which day is it today?"),
        help_text=_("Look at a calendar that is not this machine’s."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class TakeIn(forms.Form):
    digest = PlainText(
        label=_("The first eight characters of the file’s fingerprint (SHA-256)"),
        help_text=_("As the archive’s own machine works it out from the file it received."),
        max_length=100,
    )
    reference = PlainText(label=_("The archive’s own number"), max_length=200)
