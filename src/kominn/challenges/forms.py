"""What staff write of a challenge, and what they tie to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kominn.challenges.models import LINKS, Challenge
from kominn.challenges.voices import Voice
from kominn.core.fields import OneLine, PlainText, about_nobody
from kominn.core.slugs import slug_of
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.indicators.models import Indicator
from kominn.plan.models import FocusArea, Initiative, MeasureKind

SHORT, LONG = 120, 4000
ADDED_AT = "ny"
NAMED = re.compile(r"\{[^{}\s]{1,60}\}")
WORDS = (
    ("name", _("Name"), "", SHORT, 1),
    ("lead", _("In one sentence"), "", 400, 2),
    (
        "text",
        _("What one should know"),
        _("Put people first: no group is a problem. Say what keeps people outside."),
        LONG,
        6,
    ),
    ("unknown", _("What we do not know"), _("One a line."), LONG, 4),
)
SEVERAL = forms.CheckboxSelectMultiple


class Write(forms.Form):
    """In the languages of the whole site; bokmål stands for the rest."""

    optional_unmarked = True

    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=9)
    primary = forms.BooleanField(label=_("This is the city’s primary challenge"), required=False)
    agreed = forms.BooleanField()
    shown = forms.BooleanField(label=_("Show it to everybody"), required=False)
    indicators = forms.MultipleChoiceField(
        label=_("Figures that tell of it"), required=False, widget=SEVERAL
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of measures about it"),
        help_text=_(
            "Measures of these kinds that are told on the page of the plan stand here too."
        ),
        required=False,
        widget=SEVERAL,
    )
    focus_areas = forms.MultipleChoiceField(label=_("Focus areas"), required=False, widget=SEVERAL)
    initiatives = forms.MultipleChoiceField(label=_("Initiatives"), required=False, widget=SEVERAL)
    source_url = forms.URLField(
        label=_("Where the description comes from"),
        help_text=_("An address that begins with https://."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self,
        *args: Any,
        voices: Sequence[Voice],
        challenge: Challenge | None = None,
        **options: Any,
    ) -> None:
        if challenge is not None:
            options["initial"] = _told(challenge)
        super().__init__(*args, **options)
        self.challenge = challenge
        self.voices = voices
        self.instead = self._say_whose_place_it_takes()
        texts = {
            f"{name}_{language}": _asked(
                name, f"{label} – {spoken}", help_text, most, rows, language
            )
            for name, label, help_text, most, rows in WORDS
            for language, spoken in _languages()
        }
        kept = challenge.themes if challenge else {}
        asked = {
            f"themes_{voice.key}": forms.MultipleChoiceField(
                label=str(voice.name), choices=list(themes.items()), required=False, widget=SEVERAL
            )
            for voice in voices
            if (themes := voice.themes(kept.get(voice.key, ())))
        }
        self.fields = {**texts, **self.fields, **asked}
        for name, choices in _choices(challenge).items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
            if not choices:
                # Nothing to tick is nothing to ask.
                del self.fields[name]

    def _say_whose_place_it_takes(self) -> int | None:
        """One challenge is primary at a time: before another steps back, it is named and agreed."""
        agreed = self.fields.pop("agreed")
        now = Challenge.objects.filter(primary=True).first()
        if now is None or now == self.challenge:
            return None
        name = {"name": in_language(now.name, get_language() or MOTHER_TONGUE)}
        self.fields["primary"].help_text = (
            _("One is primary at a time. Now it is “%(name)s”.") % name
        )
        if self.data.get("primary"):
            agreed.label = _("Yes: it takes the place of “%(name)s”") % name
            agreed.error_messages["required"] = _(
                "Tick here if it is to do that, or take away the tick above."
            )
            # By its number: who agreed to one is asked again where it is another by now.
            self.fields[f"instead_of_{now.pk}"] = agreed
            self.order_fields(["order", "primary", f"instead_of_{now.pk}"])
        return now.pk

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        name = told.get(f"name_{MOTHER_TONGUE}", "")
        if self.challenge is None and name:
            slug = slug_of(name)
            if not slug or slug == ADDED_AT:
                self.add_error("name_nb", _("Write it with at least one letter or digit."))
            elif Challenge.objects.filter(slug=slug).exists():
                self.add_error("name_nb", _("There is one by this name already."))
        return told

    def slug(self) -> str:
        return slug_of(self.cleaned_data[f"name_{MOTHER_TONGUE}"])

    def facts(self) -> dict[str, Any]:
        """As the model has them; links as keys."""
        told = self.cleaned_data
        words = {
            name: {
                language: told[f"{name}_{language}"]
                for language, _spoken in _languages()
                if told[f"{name}_{language}"]
            }
            for name, *_rest in WORDS
        }
        themes = {voice.key: told.get(f"themes_{voice.key}", []) for voice in self.voices}
        plain = ("order", "primary", "shown", "source_url")
        return {
            **words,
            **{name: told[name] for name in plain},
            **{name: told.get(name, []) for name in LINKS},
            "themes": {key: chosen for key, chosen in themes.items() if chosen},
        }


def _asked(
    name: str, label: str, help_text: Any, most: int, rows: int, language: str
) -> forms.CharField:
    required = (name, language) == ("name", MOTHER_TONGUE)
    checks = [about_nobody, _no_figure_in_words]
    if name == "name":
        return OneLine(label=label, max_length=most, required=required, validators=checks)
    return PlainText(
        label=label,
        help_text=help_text,
        max_length=most,
        rows=rows,
        required=False,
        validators=checks,
    )


def _no_figure_in_words(text: str) -> None:
    """Chapters of the city's story name figures so; here they would be shown as written."""
    if found := NAMED.search(text):
        raise forms.ValidationError(
            _("“%(part)s” would be shown as it stands. Choose the figure in the list below."),
            params={"part": found[0]},
        )


def _languages() -> list[tuple[str, Any]]:
    return [pair for pair in settings.LANGUAGES if pair[0] in settings.WHOLE_SITE_LANGUAGES]


def _choices(challenge: Challenge | None) -> dict[str, list[tuple[int, str]]]:
    """Also kinds that are no longer in use, where they are tied to it already."""
    language = get_language() or MOTHER_TONGUE
    tied = challenge.kinds.values("pk") if challenge else []
    kinds = MeasureKind.objects.in_the_open().filter(Q(active=True) | Q(pk__in=tied))
    return {
        "indicators": [
            (one.pk, one.name_in(language)) for one in Indicator.objects.order_by("order", "slug")
        ],
        "kinds": [(one.pk, one.name_in(language)) for one in kinds.in_order()],
        "focus_areas": [
            (one.pk, one.name_in(language)) for one in FocusArea.objects.order_by("order")
        ],
        "initiatives": [
            (one.pk, one.name_in(language)) for one in Initiative.objects.order_by("order")
        ],
    }


def _told(challenge: Challenge) -> dict[str, Any]:
    words = {
        f"{name}_{language}": getattr(challenge, name).get(language, "")
        for name in Challenge.WORDS
        for language, _spoken in _languages()
    }
    links = {name: list(getattr(challenge, name).values_list("pk", flat=True)) for name in LINKS}
    themes = {f"themes_{key}": chosen for key, chosen in challenge.themes.items()}
    plain = ("order", "primary", "shown", "source_url")
    return words | links | themes | {name: getattr(challenge, name) for name in plain}
