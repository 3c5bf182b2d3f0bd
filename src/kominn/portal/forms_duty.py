"""What is asked about the hours in which somebody reads, and the days when nobody does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS as NAMES
from django.utils.translation import gettext_lazy as _

from kominn.core.worktime import Stretch
from kominn.portrait.hours import WEEKDAYS

STRETCHES = 2
"""Before and after a break. Where the city keeps more already, the page asks for as many."""


class Time(forms.TimeField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%H:%M", "%H.%M"],
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": _("Write the time like this: 09:00")},
        )


@dataclass(frozen=True, slots=True)
class StandingDay:
    name: str
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class OneDay:
    """A day of the week as the page asks for it: each stretch's two fields."""

    name: str
    stretches: list[tuple[BoundField, BoundField]]

    @property
    def first(self) -> tuple[BoundField, BoundField]:
        return self.stretches[0]

    @property
    def after_breaks(self) -> list[tuple[BoundField, BoundField]]:
        return self.stretches[1:]

    @property
    def has_breaks(self) -> bool:
        return any(one.value() or one.errors for pair in self.after_breaks for one in pair)


class Hours(forms.Form):
    """A day that is left empty is closed."""

    optional_unmarked = True

    def __init__(self, *args: Any, week: Mapping[str, Sequence[Stretch]], **options: Any) -> None:
        super().__init__(*args, **options)
        most = max((len(stretches) for stretches in week.values()), default=0)
        self.numbers = range(max(STRETCHES, most))
        for day in WEEKDAYS:
            standing = [*week.get(day, ())]
            for number in self.numbers:
                names = _names(day, number)
                for name, label in zip(
                    names, (_("%(day)s, from"), _("%(day)s, until")), strict=True
                ):
                    self.fields[name] = Time(str(label) % {"day": _name_of(day)})
                if number < len(standing):
                    self.initial.update(zip(names, standing[number], strict=True))

    def days(self) -> Iterator[OneDay]:
        for day in WEEKDAYS:
            pairs = [_names(day, number) for number in self.numbers]
            yield OneDay(_name_of(day), [(self[start], self[end]) for start, end in pairs])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for day in WEEKDAYS:
            self._check(day)
        if not self.errors and not self.week:
            self.add_error(None, _("Somebody must read on at least one day of the week."))
        return told

    def _check(self, day: str) -> None:
        whole: list[tuple[dt.time, dt.time, str]] = []
        for names in (_names(day, number) for number in self.numbers):
            start, end = (self.cleaned_data.get(name) for name in names)
            if any(name in self.errors for name in names):
                continue
            if start is None and end is None:
                continue
            if start is None or end is None:
                missing = names[0] if start is None else names[1]
                self.add_error(missing, _("Write both times, or none."))
            elif end <= start:
                self.add_error(names[1], _("The end must come after the beginning."))
            else:
                whole.append((start, end, names[0]))
        ended = dt.time.min
        for start, end, name in sorted(whole):
            if start < ended:
                self.add_error(name, _("This begins before the other has ended."))
            ended = max(ended, end)

    @property
    def week(self) -> dict[str, list[Stretch]]:
        found: dict[str, list[Stretch]] = {}
        for day in WEEKDAYS:
            for start, end in (_names(day, number) for number in self.numbers):
                if self.cleaned_data.get(start) is not None:
                    stretch = self.cleaned_data[start], self.cleaned_data[end]
                    found.setdefault(day, []).append(stretch)
        return found


def as_it_stands(week: Mapping[str, Sequence[Stretch]]) -> list[StandingDay]:
    return [StandingDay(_name_of(day), week.get(day, ())) for day in WEEKDAYS]


def _names(day: str, number: int) -> tuple[str, str]:
    return f"{day}_{number}_from", f"{day}_{number}_until"


def _name_of(day: str) -> str:
    return str(NAMES[WEEKDAYS.index(day)]).capitalize()


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
