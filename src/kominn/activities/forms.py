"""What a colleague is asked of what an organisation arranges, and of the organisation itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kominn.core.fields import OneLine, PlainText


class Read(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=40, required=False)
    verdict = forms.ChoiceField(
        label=_("Should it stand in the calendar?"),
        choices=[("yes", _("Yes, take it in")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label=_("If not: why?"),
        help_text=_("The organisation reads this."),
        max_length=600,
        rows=3,
        required=False,
    )

    def clean_seen(self) -> dt.datetime | None:
        """When what was read had last changed; None where that is no time at all."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("verdict") == "no" and not said.get("reason"):
            self.add_error("reason", _("The organisation must be told why."))
        return said


class Invite(forms.Form):
    name = OneLine(
        label=_("What is the organisation called?"),
        help_text=_("Not the name of a person."),
        max_length=120,
    )
    email = forms.EmailField(
        label=_("Where do we ask it, once a season, whether all is still true?"),
        help_text=_("An address of the organisation, not somebody’s private one."),
        max_length=254,
    )
