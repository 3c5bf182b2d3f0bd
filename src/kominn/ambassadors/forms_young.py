"""What a young person and a guardian are asked, and whoever holds a badge in hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.allin.models import MOST_IN_A_NAME
from kominn.ambassadors import ages
from kominn.ambassadors.models import DIGITS_ON_THE_WALL, Covers, Deed, Gender
from kominn.ambassadors.training import Module
from kominn.core.fields import DIGITS_TYPED, Code, OneLine, OneOf, PlainText, offer
from kominn.portrait.models import Area

LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)
DAY = {"type": "date"}


def areas(field: forms.Field, today: dt.date) -> None:
    offer(field, Area.objects.current(today).by_name())


class CodeOnTheWall(Code):
    def __init__(self) -> None:
        super().__init__(
            label=_("The code on the wall"),
            of=DIGITS_ON_THE_WALL,
            wrong=_("The code has six digits."),
        )


class WallCode(forms.Form):
    code = CodeOnTheWall()


class OwnCode(forms.Form):
    digits = forms.CharField(
        label=_("The 34 digits of your passport"),
        max_length=300,
        widget=forms.TextInput(DIGITS_TYPED),
    )


class About(forms.Form):
    """What a passport needs: a band of birth years; the rest if one wants."""

    born = OneOf(label=_("When were you born?"))
    area = forms.ModelChoiceField(
        label=_("Which part of town is yours?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("I’d rather not say"),
    )
    gender = OneOf(
        label=_("You are"),
        help_text=_("Counted together with everybody else’s, and not kept with your passport."),
        choices=Gender.choices,
        widget=forms.RadioSelect,
        initial=Gender.UNSAID,
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        areas(self.fields["area"], today)
        born = self.fields["born"]
        assert isinstance(born, forms.ChoiceField)
        years = [(str(band), ages.name_of(band)) for band in reversed(ages.bands(today))]
        born.choices = [("", _("Choose")), *years]

    def clean_born(self) -> int:
        return int(self.cleaned_data["born"])

    def clean_gender(self) -> Gender:
        return Gender(self.cleaned_data["gender"])


class Begin(About):
    code = CodeOnTheWall()
    old_enough = forms.BooleanField(required=False)
    field_order = ("code", "born", "area", "gender", "old_enough")

    def __init__(self, *args: Any, passport_from: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["old_enough"].label = _("I have turned %(age)d") % {"age": passport_from}


class AboutMe(forms.Form):
    first_name = OneLine(
        label=_("First name, or what you want to be called"), max_length=30, required=False
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Only if you want word of the next gathering there."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    area = forms.ModelChoiceField(
        label=_("Which part of town is yours?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("I’d rather not say"),
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        areas(self.fields["area"], today)

    def clean_first_name(self) -> str:
        name: str = self.cleaned_data["first_name"]
        if any(sign.isdecimal() or sign in "@/" for sign in name):
            raise forms.ValidationError(_("Only a name, please: no numbers and no addresses."))
        return name


class Named(forms.Form):
    first_name = OneLine(
        label=_("First name"),
        help_text=_("One word: no surname, no number and no address."),
        max_length=MOST_IN_A_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class Question(forms.Form):
    """The one question at the end of a module."""

    choice = OneOf(label="", widget=forms.RadioSelect)

    def __init__(self, *args: Any, module: Module, **options: Any) -> None:
        super().__init__(*args, **options)
        self.module = module
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.label = module.question
        choice.choices = [(str(n), str(one)) for n, one in enumerate(module.choices)]

    def clean_choice(self) -> int:
        chosen = self.module.choices[int(self.cleaned_data["choice"])]
        if not chosen.right:
            raise forms.ValidationError(chosen.answer)
        return int(self.cleaned_data["choice"])


class PasteBadge(forms.Form):
    badge = PlainText(
        label=_("The text of the badge, or of its picture"), max_length=20_000, rows=6
    )


class TellDeed(forms.Form):
    kind = OneOf(label=_("What did you do?"), choices=Deed.Kind.choices, widget=forms.RadioSelect)
    done_on = forms.DateField(
        label=_("Which day?"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    minutes = OneOf(label=_("How long did it take?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        minutes = self.fields["minutes"]
        assert isinstance(minutes, forms.ChoiceField)
        minutes.choices = [(str(n), _length(n)) for n in LENGTHS]

    def clean_kind(self) -> Deed.Kind:
        return Deed.Kind(self.cleaned_data["kind"])

    def clean_minutes(self) -> int:
        return int(self.cleaned_data["minutes"])


def _length(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


class GuardianSays(forms.Form):
    covers = forms.MultipleChoiceField(
        label=_("I am the guardian, and say yes to"),
        choices=[choice for choice in Covers.choices if choice[0] != Covers.PASSPORT],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you say yes to.")},
    )

    def clean_covers(self) -> list[Covers]:
        return [Covers(what) for what in self.cleaned_data["covers"]]
