"""Form fields that take what people really send: emoji, other scripts, and what does not belong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


def plain(text: str) -> str:
    """The text without controls and direction overrides; lines end in one line feed."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


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
            options["validators"] = [limit]
        options.setdefault("error_messages", {}).setdefault("required", _("Write something here."))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return super().to_python(plain(value) if isinstance(value, str) else value) or ""


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
