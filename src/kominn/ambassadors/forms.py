"""What a young person, a guardian and one who leads ambassadors are asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kominn.ambassadors import ages
from kominn.ambassadors.models import DIGITS_ON_THE_WALL, Consent, Covers, Deed, Gender
from kominn.ambassadors.training import Module
from kominn.core.fields import OneLine, OneOf
from kominn.portrait.models import Area

LENGTHS = (30, 60, 90, 120, 180, 240, 360, 480)
DAY = {"type": "date"}


def digits(text: str) -> str:
    """The digits of any script, without what people write between them."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def areas(field: forms.Field, today: dt.date) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Area.objects.current(today).by_name()


class _CodeInput(forms.TextInput):
    def __init__(self) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "code"})


class WallCode(forms.Form):
    code = forms.CharField(label=_("The code on the wall"), max_length=30, widget=_CodeInput())

    def clean_code(self) -> str:
        found = digits(self.cleaned_data["code"])
        if len(found) != DIGITS_ON_THE_WALL:
            raise forms.ValidationError(_("The code has six digits."))
        return found


class OwnCode(forms.Form):
    digits = forms.CharField(
        label=_("The 34 digits of your passport"), max_length=300, widget=_CodeInput()
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
    code = WallCode.base_fields["code"]
    old_enough = forms.BooleanField(required=False)
    field_order = ("code", "born", "area", "gender", "old_enough")

    def __init__(self, *args: Any, passport_from: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["old_enough"].label = _("I have turned %(age)d") % {"age": passport_from}

    def clean_code(self) -> str:
        return WallCode.clean_code(self)  # type: ignore[arg-type]


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
