"""What is asked of those who prepare a vote, and read paper in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.allin.models import Concept
from kominn.ballot.marks import Kind, Marks
from kominn.ballot.models import Line, Vote
from kominn.core.fields import PlainText
from kominn.participation.slips import MOST_SLIPS

ORE = 100
MOST_KRONER = 10**12
MOST_TEXT = 1_500_000


class NewVote(forms.Form):
    name = PlainText(
        label=_("What is it called?"), help_text=_("Everybody who votes sees it."), max_length=80
    )
    budget = forms.IntegerField(
        label=_("How many kroner are shared out?"), min_value=0, max_value=MOST_KRONER
    )
    kind = forms.ChoiceField(
        label=_("How does one vote?"), choices=Kind.choices, widget=forms.RadioSelect
    )
    most = forms.IntegerField(
        label=_("How many crosses, places or points, at most?"),
        help_text=_("Crosses: as many as there are ideas is usual. Places: 3. Points: 10."),
        min_value=1,
        max_value=100,
        initial=10,
    )
    opens_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        return facts | {"budget": facts["budget"] * ORE, "kind": Kind(facts["kind"])}


class NewLine(forms.Form):
    """One more idea, with what the municipality says it costs."""

    concept = forms.ModelChoiceField(label=_("Which idea?"), queryset=Concept.objects.none())
    cost = forms.IntegerField(
        label=_("What would it cost, in kroner?"), min_value=0, max_value=MOST_KRONER
    )

    def __init__(self, *args: Any, concepts: Sequence[Concept], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["concept"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Concept.objects.filter(pk__in=[concept.pk for concept in concepts])
        field.choices = [("", "–"), *((concept.pk, concept.name) for concept in concepts)]


class HowMany(forms.Form):
    slips = forms.IntegerField(label=_("How many slips?"), min_value=1, max_value=MOST_SLIPS)


class Number(forms.Form):
    number = forms.IntegerField(
        label=_("The number on the slip"),
        help_text=_("It stands beside the digits, after “No.”."),
        min_value=1,
        max_value=MOST_SLIPS,
    )


class Paper(forms.Form):
    """For fast hands: the number of the paper, and what stands on it, in one line of digits."""

    number = forms.IntegerField(
        label=_("The number written on the paper"),
        min_value=1,
        max_value=MOST_SLIPS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    said = forms.CharField(
        label=_("What stands on it"),
        required=False,
        max_length=300,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "autofocus": True}
        ),
    )

    def __init__(self, *args: Any, vote: Vote, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        self.vote, self.lines = vote, lines
        helps = {
            Kind.APPROVE: _("The numbers of the ideas with a cross, with a space between: 1 4 5"),
            Kind.RANK: _("The numbers of the ideas, the best first, with a space between: 4 1 5"),
            Kind.POINTS: _("Idea and points, with a space between each pair: 4=6 1=3 5=1"),
        }
        self.fields["said"].help_text = helps[Kind(vote.kind)]

    def clean_said(self) -> Marks:
        """Weights by line; what is no such line is said at once."""
        kind, most = Kind(self.vote.kind), self.vote.most
        weights = dict.fromkeys((line.number for line in self.lines), 0)
        for place, word in enumerate(self.cleaned_data["said"].replace(",", " ").split()):
            number, _equals, points = word.partition("=")
            if not number.isdecimal() or (kind is Kind.POINTS) != points.isdecimal():
                raise forms.ValidationError(
                    _("“%(word)s” can’t be read."), params={"word": word[:20]}
                )
            if int(number) not in weights:
                raise forms.ValidationError(
                    _("No idea has the number %(word)s."), params={"word": number[:20]}
                )
            if weights[int(number)]:
                raise forms.ValidationError(
                    _("Idea %(word)s stands there twice."), params={"word": number[:20]}
                )
            weight = {Kind.APPROVE: 1, Kind.RANK: most - place}.get(kind)
            weights[int(number)] = int(points) if weight is None else max(weight, 0)
        return tuple(weights.values())


class Election(forms.Form):
    text = forms.CharField(
        label=_("What stands in a file in the Pabulib format (.pb)"),
        help_text=_("Open the file as text, copy all and put it in here. Nothing of it is kept."),
        max_length=MOST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "spellcheck": "false"}),
    )


def days(today: dt.date) -> dict[str, dt.date]:
    return {"opens_on": today, "closes_on": today + dt.timedelta(days=14)}
