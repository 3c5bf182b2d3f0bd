"""What is asked when an assessment begins, and when an area's profile is shown to its committee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kominn.core.fields import Number, OneOf, PlainText
from kominn.indicators.models import Indicator
from kominn.support.states import About, Domain, Kind, Origin

LARGEST_FILE = 10_000_000
SHORT, LONG = 200, 2000


class Start(forms.Form):
    optional_unmarked = True
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        help_text=gettext_lazy("The year the figures are to tell of."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Write a year, such as 2026."),
            "invalid": gettext_lazy("Write a year, such as 2026."),
        },
    )
    about = OneOf(
        label=gettext_lazy("What is compared"),
        choices=About.choices,
        initial=About.AREAS,
        widget=forms.RadioSelect,
    )
    origin = OneOf(
        label=gettext_lazy("Where the figures come from"),
        choices=Origin.choices,
        initial=Origin.FILE,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV or JSON, at most 10 MB. How it is to be stands above, and in the guide “Need for "
            "support” (docs/guide/stottebehov.md). Not needed where the figures about the city are "
            "used."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
    )
    source = PlainText(
        label=gettext_lazy("Who made the figures of the file"),
        help_text=gettext_lazy("Such as: Statistics Norway, ordered by the municipality."),
        max_length=SHORT,
        required=False,
    )
    dated = PlainText(
        label=gettext_lazy("When the figures of the file are from"),
        help_text=gettext_lazy("Such as: 2023–2025."),
        max_length=40,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("origin") == Origin.SERIES:
            if told.get("about") == About.GROUPS:
                self.add_error("origin", _("Groups are taken from a file."))
            return told
        if not told.get("file"):
            self.add_error("file", _("Choose a file."))
        elif told["file"].too_large:
            self.add_error("file", _("The file is larger than 10 MB."))
        for name in ("source", "dated"):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, _("Write something here."))
        return told


class Because(forms.Form):
    because = PlainText(label=gettext_lazy("Why"), rows=3, max_length=LONG)


class Shown(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("The day the committee saw it"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write a day as 2027-03-15."),
        },
    )
    said = PlainText(
        label=gettext_lazy("What the committee said"),
        help_text=gettext_lazy(
            "It stands on the open page, beside the figures. Use no names of persons."
        ),
        rows=4,
        max_length=LONG,
    )


class OneIngredient(forms.Form):
    indicator = forms.ModelChoiceField(
        label=gettext_lazy("Figure"),
        queryset=Indicator.objects.none(),
        empty_label=gettext_lazy("Choose a figure"),
        error_messages={
            "required": gettext_lazy("Choose a figure."),
            "invalid_choice": gettext_lazy("Choose one of the figures."),
        },
    )
    domain = OneOf(label=gettext_lazy("Theme"), choices=Domain.choices, widget=forms.RadioSelect)
    kind = OneOf(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy(
            "Origin, religion, language, concerns and police are never counted."
        ),
        choices=Kind.choices,
    )
    direction = OneOf(
        label=gettext_lazy("What says more need"),
        choices=[("more", gettext_lazy("A higher share")), ("less", gettext_lazy("A lower share"))],
        initial="more",
        widget=forms.RadioSelect,
    )
    year = forms.IntegerField(
        label=gettext_lazy("Reference year"),
        help_text=gettext_lazy("Fixed: later years are held against it, so that progress shows."),
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    mean = Number(
        label=gettext_lazy("The country’s mean that year, per cent"),
        min_value=0,
        max_value=100,
    )
    spread = Number(
        label=gettext_lazy("How much areas of this sort differ (standard deviation), per cent"),
        min_value=0.01,
        max_value=100,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["indicator"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Indicator.objects.for_an_index().order_by("order", "slug")
