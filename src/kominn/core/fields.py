"""Form fields that take what people really send: emoji, other scripts, and what does not belong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils.formats import localize_input
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.core.identifiers import numbers_of_people

# Controls except tab and line feed, the marks that turn the direction of what follows, and the
# numbers that Unicode promises never to make a character.
NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
UNWANTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    + NO_CHARACTERS
    + "]"
)


DIGITS_TYPED = {"inputmode": "numeric", "autocomplete": "off", "class": "code"}
"""How a phone shows a field for digits."""


def plain(text: str) -> str:
    """The text without controls and direction overrides; lines end in one line feed."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def about_nobody(text: str) -> None:
    """What stands in the open, or is told to many, holds no number that leads to one person."""
    if found := numbers_of_people(text):
        raise forms.ValidationError(
            _(
                "“%(number)s” looks like a national identity number or a telephone number. "
                "Nothing here is about one person: take it out."
            ),
            params={"number": found[0]},
        )


def digits(text: str) -> str:
    """The digits of any script, without what people write between them."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    """What a reader may choose, known only when the form is made."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class OneOf(forms.ChoiceField):
    """One of several answers. What was sent instead is not repeated: no person typed it."""

    default_error_messages = {"invalid_choice": _("Choose one of the answers.")}


@dataclass(frozen=True, slots=True)
class Explained:
    """What one can choose, with a line on what it means below it."""

    words: str | Promise
    description: str | Promise

    def __str__(self) -> str:
        return str(self.words)


class PlainText(forms.CharField):
    """Text of one or more lines, freed from controls before it is counted or kept."""

    def __init__(self, *, rows: int = 1, **options: Any) -> None:
        if rows > 1:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        else:
            options.setdefault("widget", forms.TextInput(attrs={"dir": "auto"}))
        too_long = _("This is too long. There is room for %(limit_value)d characters.")
        if "max_length" in options:
            limit = MaxLengthValidator(options.pop("max_length"), too_long)
            options["validators"] = [limit, *options.get("validators", ())]
        options.setdefault("error_messages", {}).setdefault("required", _("Write something here."))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return super().to_python(plain(value) if isinstance(value, str) else value) or ""


class Number(forms.FloatField):
    """A number as people write it: 12,5 or 12.5; its limits are told as they would write them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(localize=True, **options)

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except forms.ValidationError as found:
            for error in found.error_list:
                if error.params and "limit_value" in error.params:
                    limit = localize_input(error.params["limit_value"])
                    error.params = {**error.params, "limit_value": limit}
            raise


class Kroner(forms.CharField):
    """Money as people write it, as whole øre: 1 250, 99,50, 49.90 kr. Never a float."""

    default_error_messages = {
        "required": _("Write an amount. Free is 0."),
        "no_amount": _("Write an amount in kroner, such as 50 or 99,50. Free is 0."),
        "too_much": _("This is more than the most there can be."),
    }
    WRITTEN = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}|-))?")

    def __init__(self, *, most: int, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        options.setdefault("widget", widget)
        self.most = most
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"\s|kr\.?$", "", plain(super().clean(value) or "").strip().casefold())
        if not text and not self.required:
            return None
        written = self.WRITTEN.fullmatch(text) if text.isascii() else None
        if written is None:
            raise forms.ValidationError(self.error_messages["no_amount"])
        whole, rest = written.groups()
        ore = 100 * int(whole) + (int(rest.ljust(2, "0")) if rest and rest != "-" else 0)
        if ore > self.most:
            raise forms.ValidationError(self.error_messages["too_much"])
        return ore

    def prepare_value(self, value: Any) -> Any:
        """Øre that stand there already, as somebody would write them."""
        if not isinstance(value, int):
            return value
        whole, rest = divmod(value, 100)
        return f"{whole},{rest:02d}" if rest else str(whole)


class OneLine(PlainText):
    """A name, which stands in lists and in the heads of letters: lines become words of one."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class Code(forms.CharField):
    """So many digits, read from a board or a slip: spaces and signs between them are how people
    write them."""

    def __init__(self, *, of: int, wrong: Promise, **options: Any) -> None:
        self.of = of
        options["error_messages"] = {"wrong_length": wrong}
        super().__init__(max_length=30, widget=forms.TextInput(DIGITS_TYPED), **options)

    def clean(self, value: Any) -> str:
        found = digits(super().clean(value))
        if len(found) != self.of:
            raise forms.ValidationError(self.error_messages["wrong_length"])
        return found
