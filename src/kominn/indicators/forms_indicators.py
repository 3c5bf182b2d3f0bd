"""What an analyst is asked about an indicator: what of a table is shown, and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kominn.core.fields import OneLine, OneOf, PlainText
from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators.forms_tables import choose
from kominn.indicators.models import Indicator, Observation, below_the_municipality
from kominn.indicators.problems import Trouble, Unfit, sentence
from kominn.portrait.history import codes_ever

MOST_BESIDE = 20


class Shown(forms.Form):
    """An indicator: what of the table is shown, in which words, and when it is too old."""

    WORDS = (("name", _("Name"), 200, 1), ("about", _("What it tells of"), 2000, 3))

    breakdown = OneOf(label=_("Which figures of the table"), required=False)
    unit = OneOf(
        label=_("Unit"),
        choices=Indicator.Unit.choices,
        help_text=_("Per cent where the table says 12.9, share where it says 0.129."),
    )
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=6, initial=0)
    direction = OneOf(
        label=_("Which way is better"),
        choices=Indicator.Direction.choices,
        widget=forms.RadioSelect,
        initial=Indicator.Direction.NEITHER,
    )
    own_code = OneLine(
        label=_("The city’s own code in the table"), help_text=_("Such as 3909."), max_length=60
    )
    beside = PlainText(
        label=_("Areas beside which it is drawn"),
        help_text=_("One on each line, its code first: 0 The country."),
        max_length=2000,
        rows=4,
        required=False,
    )
    stale_after_months = forms.IntegerField(
        label=_("Months after which it is too old"), min_value=1, max_value=120, initial=18
    )
    municipality_only = forms.BooleanField(
        label=_("It is about groups of people by background"),
        help_text=_("Then it is never shown for a part of the municipality, nor in an index."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        breakdowns: list[str],
        areas: Mapping[str, set[str]],
        no_share: Callable[[str, float], Observation | None],
        indicator: Indicator | None = None,
        **options: Any,
    ) -> None:
        """`areas`: the codes the table has, by breakdown; empty where no file is shown yet.
        `no_share`: a figure of a breakdown that is more than all."""
        if indicator is not None:
            options["initial"] = _told(indicator)
        super().__init__(*args, **options)
        self._areas, self._no_share = areas, no_share
        words = {
            f"{name}_{language}": PlainText(
                label=f"{label} – {spoken}",
                max_length=most,
                rows=rows,
                required=language == MOTHER_TONGUE,
            )
            for name, label, most, rows in self.WORDS
            for language, spoken in languages()
        }
        self.fields = {**words, **self.fields}
        found = breakdowns or ["[]"]
        if indicator is not None and indicator.breakdown not in found:
            found = [indicator.breakdown, *found]
        choose(self, "breakdown", [(one, in_words(one)) for one in found])

    def clean_beside(self) -> list[dict[str, str]]:
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["beside"].splitlines()]
        lines = [line for line in lines if line]
        if any(len(line) < 2 for line in lines):
            raise forms.ValidationError(_("Write code and name on each line: 0 The country."))
        if len(lines) > MOST_BESIDE:
            raise forms.ValidationError(_("Choose at most 20 areas: more cannot be told apart."))
        return [{"code": code, "name": name.strip()} for code, name in lines]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        codes = {
            "own_code": [told["own_code"]],
            "beside": [one["code"] for one in told["beside"]],
        }
        there = self._areas.get(told["breakdown"], set())
        ours = codes_ever()
        for field, asked in codes.items():
            unknown = [code for code in asked if there and code not in there]
            if unknown:
                self.add_error(
                    field,
                    _("No figure of the table is about %(code)s. It has %(codes)s.")
                    % {"code": unknown[0], "codes": ", ".join(sorted(there)[:12])},
                )
            if told["municipality_only"] and _parts(asked, ours):
                self.add_error(field, _("This is a part of the municipality."))
        parts = _parts([*codes["own_code"], *codes["beside"]], ours)
        if len(parts) > 1 and told["direction"] != Indicator.Direction.NEITHER:
            self.add_error(
                "beside",
                _(
                    "Parts of the municipality are not drawn beside each other where more or less "
                    "is better: that would rank them. Each has a page of its own."
                ),
            )
        most = Indicator(unit=told["unit"]).most
        if most is not None and (odd := self._no_share(told["breakdown"], most)):
            self.add_error("unit", _of_no_share(odd, most))
        if told["municipality_only"] and _parts(there, ours):
            self.add_error(
                "municipality_only", _("The table has figures of parts of the municipality.")
            )
        return told

    def fields_of_indicator(self) -> dict[str, Any]:
        told = self.cleaned_data
        words = {
            name: {
                language: told[f"{name}_{language}"]
                for language, _spoken in languages()
                if told[f"{name}_{language}"]
            }
            for name, *_rest in self.WORDS
        }
        plain = (
            "breakdown",
            "unit",
            "decimals",
            "direction",
            "own_code",
            "beside",
            "stale_after_months",
            "municipality_only",
        )
        return words | {name: told[name] for name in plain}


def _of_no_share(odd: Observation, most: float) -> str:
    found = f"{odd.numerator or 0:g}/{odd.denominator or 0:g}"
    if odd.value is not None and not 0 <= odd.value <= most:
        found = f"{odd.value:g}"
    unfit = Unfit(
        Trouble.NO_SHARE, found=found, area=odd.area_code, period=odd.period, most=f"{most:g}"
    )
    return sentence(unfit.problem)


def _parts(codes: Iterable[str], ours: Collection[str]) -> list[str]:
    return [code for code in codes if below_the_municipality(code, ours)]


def _told(indicator: Indicator) -> dict[str, Any]:
    words = {
        f"{name}_{language}": getattr(indicator, name).get(language, "")
        for name, *_rest in Shown.WORDS
        for language, _spoken in languages()
    }
    plain = (
        "breakdown",
        "unit",
        "decimals",
        "direction",
        "own_code",
        "stale_after_months",
        "municipality_only",
    )
    beside = "\n".join(f"{one['code']} {one['name']}" for one in indicator.beside)
    return words | {name: getattr(indicator, name) for name in plain} | {"beside": beside}


def in_words(breakdown: str) -> str:
    pairs = json.loads(breakdown)
    return ", ".join(f"{name}: {word}" for name, word in pairs) or str(_("All of it"))


def languages() -> list[tuple[str, Any]]:
    return [pair for pair in settings.LANGUAGES if pair[0] in settings.WHOLE_SITE_LANGUAGES]
