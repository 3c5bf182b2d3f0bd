"""What is asked of those who help an accepted idea along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.growing import MOST_GRANT
from kominn.allin.models import Concept, Milestone, Missing
from kominn.allin.states import ENDS
from kominn.core.fields import Kroner, OneLine, PlainText, offer
from kominn.plan.models import Measure

SAFE = {
    "adult": _("A grown-up whom the municipality has checked is there each time"),
    "consent": _("Guardians have said yes where the law asks for it"),
    "place": _("The place is safe: way out, light, way home, first aid"),
    "include": _("Everybody can take part, whatever body, purse or faith"),
    "privacy": _("No pictures, names or numbers of people are shared without a yes"),
}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class NameMissing(forms.Form):
    what = OneLine(
        label=_("What must be in place first?"),
        help_text=_("One thing in one sentence. The team and everybody else read it."),
        max_length=140,
    )


class Begin(forms.Form):
    mentor = forms.ModelChoiceField(
        label=_("Who stands beside the team?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a name"),
    )
    people = forms.IntegerField(
        label=_("How many are in the team?"),
        help_text=_("Only the number. Nobody is named."),
        min_value=1,
        max_value=500,
    )
    grant_ore = Kroner(
        label=_("How much money do they get, in kroner?"), most=MOST_GRANT, initial=0
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        leads = User.objects.holding(Right.RUN_COURSES)
        offer(
            self.fields["mentor"], (leads | User.objects.holding(Right.ANSWER_CONCEPTS)).by_name()
        )


class FindSafe(forms.Form):
    points = forms.MultipleChoiceField(
        label=_("I have seen to it that"),
        choices=[*SAFE.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_points(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["points"]
        if set(ticked) != set(SAFE):
            raise forms.ValidationError(_("It is safe when every point is ticked."))
        return ticked


class AddMilestone(forms.Form):
    what = OneLine(label=_("What is the next step?"), max_length=140)
    due_on = _day(_("By which day?"))


class Spend(forms.Form):
    what = OneLine(label=_("What was it spent on?"), max_length=140)
    ore = Kroner(label=_("How much, in kroner?"), most=MOST_GRANT)
    on = _day(_("When?"))


class JoinTo(forms.Form):
    """Only measures that are told in public: the page of the idea is public too."""

    measure = forms.ModelChoiceField(
        label=_("Which measure of the plan does it belong to?"),
        queryset=Measure.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["measure"], Measure.objects.told(today).order_by("title", "pk"))


class End(forms.Form):
    then = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(state.value, state.label) for state in ENDS],
        widget=forms.RadioSelect,
    )
    learned = PlainText(
        label=_("What did you learn?"),
        help_text=_("Also what went wrong: the next team reads it."),
        max_length=1200,
        rows=4,
    )


class Chosen(forms.Form):
    """A thing that is missing or a step, by its number."""

    pk = forms.IntegerField()

    def missing(self, concept: Concept) -> Missing | None:
        return concept.missing.filter(pk=self.cleaned_data["pk"]).first()

    def milestone(self, concept: Concept) -> Milestone | None:
        found = Milestone.objects.filter(project=concept.pk, pk=self.cleaned_data["pk"])
        return found.first()
