"""What one who leads a course is asked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.allin.models import LeftOut, Picture
from kominn.allin.states import State
from kominn.core.fields import OneLine, offer
from kominn.participation.models import AgeBand
from kominn.participation.reasons import CouncilSays, Why
from kominn.participation.states import CallEnd
from kominn.portrait.models import Area

MOST_SEATS = 500
SHOW = "show"


class NewCourse(forms.Form):
    name = forms.CharField(
        label=_("What is it called?"), help_text=_("Everybody who comes sees it."), max_length=80
    )
    area = forms.ModelChoiceField(
        label=_("Which part of town?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("All of it"),
    )
    place = forms.CharField(label=_("Where do you meet?"), max_length=120, required=False)
    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    age_band = forms.ChoiceField(
        label=_("How old are they?"), choices=AgeBand.choices, widget=forms.RadioSelect
    )
    most_seats = forms.IntegerField(
        label=_("How many phones, at most?"), min_value=1, max_value=MOST_SEATS, initial=40
    )
    answers = OneLine(
        label=_("Who answers what they come up with?"),
        help_text=_("By role, such as “Head of culture”. If you leave it out: the mayor."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["area"], Area.objects.current(today).by_name())


class Seats(forms.Form):
    most_seats = forms.IntegerField(
        label=_("How many phones, at most?"), min_value=1, max_value=MOST_SEATS
    )


class Read(forms.Form):
    """`version` is the one that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("May everybody read it?"),
        choices=[
            ("show", _("Yes, show it")),
            ("back", _("Not yet: the team changes something first")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What should the team change, and why?"),
        help_text=_("The team reads this. Write to them as you would want to be written to."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("verdict") == "back" and not answers.get("reason"):
            self.add_error("reason", _("The team must be told why."))
        return answers


class Pictures(forms.Form):
    """Of each picture whether it is shown, and otherwise why not; `seen` ones are shown already."""

    def __init__(
        self, *args: Any, pictures: Iterable[Picture], seen: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.pictures = list(pictures)
        for number, picture in enumerate(self.pictures, 1):
            self.fields[f"picture_{picture.pk}"] = forms.ChoiceField(
                label=_("May everybody see picture %(number)s?") % {"number": number},
                choices=[
                    ("", _("Look at it, then choose")),
                    (SHOW, _("Yes, show the picture")),
                    *LeftOut.choices,
                ],
                initial=SHOW if seen else "",
            )

    def each(self) -> list[tuple[Picture, forms.BoundField]]:
        return [(one, self[f"picture_{one.pk}"]) for one in self.pictures]

    def left_out(self) -> dict[uuid.UUID, LeftOut]:
        said = {one.pk: self.cleaned_data[f"picture_{one.pk}"] for one in self.pictures}
        return {pk: LeftOut(why) for pk, why in said.items() if why != SHOW}


class Looked(forms.Form):
    """`seen` is the mark of the words that stood there."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    came_of_it = forms.ChoiceField(
        label=_("What came of it?"), choices=CallEnd.choices, widget=forms.RadioSelect
    )


class Hide(forms.Form):
    why = forms.ChoiceField(choices=Why.choices)


class Judge(forms.Form):
    says = forms.ChoiceField(choices=CouncilSays.choices)


class Second(forms.Form):
    """The second reader of what a colleague wrote to the young; `reply` is what was read."""

    reply = forms.UUIDField(required=False, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("May it go to the team?"),
        choices=[("send", _("Yes, send it")), ("stop", _("No, stop it and tell my colleague why"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why not? Your colleague reads this."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("verdict") == "stop" and not answers.get("why"):
            self.add_error("why", _("Your colleague must be told why."))
        return answers


class Answer(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What is the answer?"),
        choices=[(state.value, state.label) for state in (State.YES, State.YES_IF, State.NO)],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What happens now, what must be in place first, or why not?"),
        help_text=_("The team and everybody else read it."),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    role = forms.CharField(
        label=_("Who answers?"), help_text=_("By role: “Head of culture”."), max_length=80
    )
