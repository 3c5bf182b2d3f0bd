"""What is asked of a file of areas, and of a place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citystats.outlines import LARGEST_FILE
from kominn.core.fields import OneLine, OneOf, about_nobody
from kominn.portrait.models import Area, Place

PROPERTIES = ("code", "name", "population", "municipality", "municipalities")


class Day(forms.DateField):
    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        options["error_messages"] = {
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write a day as 2027-03-15."),
        }
        super().__init__(**options)


class AreasUpload(forms.Form):
    """A file, what it is of, and which of its properties hold what."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("GeoJSON with an outline for each area, at most 50 MB."),
        allow_empty_file=True,
        widget=forms.FileInput,
    )
    valid_from = Day(
        label=gettext_lazy("The areas are so from"),
        help_text=gettext_lazy("The first day of the new codes or borders, often 1 January."),
    )
    source = OneLine(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Who has published it, and on what terms."),
        max_length=300,
    )
    population_on = Day(
        label=gettext_lazy("The residents were counted on"),
        help_text=gettext_lazy("Empty where it is the same day."),
        required=False,
    )
    code = OneLine(
        label=gettext_lazy("Property with the code"),
        help_text=gettext_lazy("Empty where it is called delomraade_no, code, kode or id."),
        max_length=60,
        required=False,
    )
    name = OneLine(
        label=gettext_lazy("Property with the name"),
        help_text=gettext_lazy("Empty where it is called delomraade_name, name or navn."),
        max_length=60,
        required=False,
    )
    population = OneLine(
        label=gettext_lazy("Property with the number of residents"),
        help_text=gettext_lazy("Empty where it is called population, befolkning or innbyggere."),
        max_length=60,
        required=False,
    )
    municipality = OneLine(
        label=gettext_lazy("Property with the municipality"),
        help_text=gettext_lazy("Empty where it is called kommune_no or kommunenummer."),
        max_length=60,
        required=False,
    )
    municipalities = OneLine(
        label=gettext_lazy("Only areas of these municipalities"),
        help_text=gettext_lazy(
            "Their codes, such as 0709 0728. Needed where the file has more than one."
        ),
        max_length=200,
        required=False,
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.too_large:
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Simplify the outlines first.")
                % {"most": LARGEST_FILE // 1_000_000}
            )
        return found

    def columns(self) -> dict[str, str]:
        """As the file keeps them: those that were said."""
        told = {name: self.cleaned_data[name] for name in PROPERTIES}
        return {name: word for name, word in told.items() if word}


class OnDay(forms.Form):
    """The day in the address of a page: `?dag=2019-01-01`."""

    dag = Day(label=gettext_lazy("As on"), required=False)


class PlaceForm(forms.Form):
    """A place, by what it is called and where it lies. No field asks for a person."""

    name = OneLine(
        label=gettext_lazy("Name of the place"),
        help_text=gettext_lazy("Never a person’s name."),
        max_length=100,
        validators=[about_nobody],
    )
    kind = OneOf(label=gettext_lazy("Kind of place"))
    area = OneOf(label=gettext_lazy("Area"), required=False)
    address = OneLine(label=gettext_lazy("Address"), max_length=200, required=False)
    opening = OneLine(
        label=gettext_lazy("Open"),
        help_text=gettext_lazy("Such as weekdays 07:00–16:30."),
        max_length=200,
        required=False,
    )
    source = OneLine(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Where it can be read, best as an address on the web."),
        max_length=300,
    )
    valid_from = Day(label=gettext_lazy("Open from"), required=False)
    valid_to = Day(
        label=gettext_lazy("Closed from"),
        help_text=gettext_lazy("The first day on which it is there no more. It is kept."),
        required=False,
    )

    def __init__(self, *args: Any, areas: list[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        self._areas = {area.slug: area for area in areas}
        kind, area = self.fields["kind"], self.fields["area"]
        assert isinstance(kind, OneOf)
        assert isinstance(area, OneOf)
        kind.choices = [("", gettext_lazy("Choose one")), *Place.Kind.choices]
        area.choices = [
            ("", gettext_lazy("All of the city, or not known")),
            *((one.slug, one.name) for one in areas),
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("valid_from"), told.get("valid_to")
        if first and last and last <= first:
            self.add_error("valid_to", _("A place can’t close before it has opened."))
        return told

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "area": self._areas.get(self.cleaned_data["area"])}


class PlacesUpload(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV with a row for each place and the columns navn, type, område, adresse, åpent, "
            "kilde, fra and til; at most 1 MB."
        ),
        allow_empty_file=True,
        widget=forms.FileInput,
    )

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.too_large:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return found


def asked_day(form: OnDay, today: dt.date) -> dt.date:
    """The day that was asked for; today where none was, or none that is one."""
    return (form.is_valid() and form.cleaned_data["dag"]) or today
