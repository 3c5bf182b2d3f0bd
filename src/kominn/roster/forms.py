"""What is asked when somebody is away, takes a turn, or is to be reached in a crisis."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.core.fields import OneOf, offer
from kominn.roster.actions import MOST_WEEKS

WATCHES = [("day", _("In opening hours")), ("night", _("Outside opening hours"))]


class Day(forms.DateField):
    """One day, by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        looks = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=looks, **options)


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), **options)


class Colleagues(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, **options: Any) -> None:
        looks = forms.CheckboxSelectMultiple
        super().__init__(queryset=User.objects.none(), widget=looks, **options)

    def clean(self, value: Any) -> Any:
        """Only what is among the choices is looked for: no database knows every number."""
        offered = {str(user.pk) for user in self.queryset or ()}
        if isinstance(value, list | tuple) and not {str(one) for one in value} <= offered:
            raise forms.ValidationError(_("Choose one of the names."), code="invalid_choice")
        return super().clean(value)


class Away(forms.Form):
    first_day = Day(label=_("First day away"))
    last_day = Day(label=_("Last day away"))
    deputy = Colleague(
        label=_("Who stands in?"),
        help_text=_("They get a letter with the days. Ask them first."),
        empty_label=_("Nobody yet"),
        required=False,
    )

    def __init__(self, *args: Any, deputies: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["deputy"], deputies)


class Deputy(forms.Form):
    deputy = Colleague(label=_("Who stands in?"), empty_label=_("Nobody yet"), required=False)

    def __init__(self, *args: Any, deputies: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["deputy"], deputies)


class Turn(forms.Form):
    user = Colleague(label=_("Who?"), empty_label=_("Choose"))
    first_day = Day(label=_("First day"))
    last_day = Day(label=_("Last day"))
    watch = OneOf(label=_("When?"), choices=WATCHES, widget=forms.RadioSelect, initial="day")

    def __init__(self, *args: Any, takers: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["user"], takers)

    @property
    def turn(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return told | {"night": told.pop("watch") == "night"}


class Turns(forms.Form):
    users = Colleagues(
        label=_("Who take turns?"), help_text=_("A week each, in this order, over and over.")
    )
    first_week = Day(label=_("From the week of"), help_text=_("Any day of the first week."))
    weeks = forms.IntegerField(
        label=_("How many weeks?"), min_value=1, max_value=MOST_WEEKS, initial=8
    )
    watch = OneOf(label=_("When?"), choices=WATCHES, widget=forms.RadioSelect, initial="day")

    def __init__(self, *args: Any, takers: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["users"], takers)

    @property
    def turns(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        return told | {"users": list(told["users"]), "night": told.pop("watch") == "night"}


class Reached(forms.Form):
    user = Colleague(label=_("Whom does a crisis reach?"), empty_label=_("Choose"))

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self.fields["user"], colleagues)
