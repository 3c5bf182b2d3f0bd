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


class OneLine(PlainText):
    """A name, which stands in lists and in the heads of letters: lines become words of one."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())
