"""What one who leads ambassadors is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.ambassadors.forms_young import DAY, areas
from kominn.ambassadors.models import Consent, Covers, Deed
from kominn.core.fields import OneLine, OneOf
from kominn.portrait.models import Area


class RecordPaper(forms.Form):
    covers = forms.MultipleChoiceField(
        label=_("What does it cover?"),
        choices=Covers.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    how = OneOf(
        label=_("How do you know?"),
        choices=[c for c in Consent.How.choices if c[0] != Consent.How.LINK],
        widget=forms.RadioSelect,
    )
    said_on = forms.DateField(
        label=_("Which day?"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )

    def clean_covers(self) -> list[Covers]:
        return [Covers(what) for what in self.cleaned_data["covers"]]

    def clean_how(self) -> Consent.How:
        return Consent.How(self.cleaned_data["how"])


class SendBack(forms.Form):
    why = OneOf(label=_("Why?"), choices=Deed.Why.choices, widget=forms.RadioSelect)

    def clean_why(self) -> Deed.Why:
        return Deed.Why(self.cleaned_data["why"])


class Announce(forms.Form):
    title = OneLine(label=_("What is it called?"), max_length=80)
    place = OneLine(label=_("Where do you meet?"), max_length=120)
    area = forms.ModelChoiceField(
        label=_("Which part of town?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("All of it"),
    )
    day = forms.DateField(
        label=_("Which day?"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        areas(self.fields["area"], today)


class SetRules(forms.Form):
    passport_from = forms.IntegerField(
        label=_("From this age one may have a passport without a guardian’s yes"),
        min_value=13,
        max_value=21,
    )
    name_from = forms.IntegerField(
        label=_("From this age a first name and e-mail without a guardian’s yes"),
        min_value=13,
        max_value=21,
    )
    story_from = forms.IntegerField(
        label=_("From this age a story card without a guardian’s yes"), min_value=13, max_value=21
    )
    term_months = forms.IntegerField(
        label=_("How many months a term lasts"), min_value=1, max_value=36
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        three = [given.get(name) for name in ("passport_from", "name_from", "story_from")]
        known = [age for age in three if age is not None]
        if known != sorted(known):
            raise forms.ValidationError(_("Each age is at least as high as the one before it."))
        return given


class SetTargets(forms.Form):
    """How many ambassadors are wanted in each part of town."""

    def __init__(self, *args: Any, wanted: list[tuple[Area, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.areas = {f"area_{area.pk}": area for area, _number in wanted}
        for area, number in wanted:
            self.fields[f"area_{area.pk}"] = forms.IntegerField(
                label=area.name, min_value=0, max_value=500, initial=number, required=False
            )

    def wanted(self) -> dict[Area, int]:
        return {area: self.cleaned_data[name] or 0 for name, area in self.areas.items()}
