"""Languages a qualified interpreter can be ordered in, sign language among them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = {
    "nb": _("Norwegian Bokmål"),
    "nn": _("Norwegian Nynorsk"),
    "en": _("English"),
    "pl": _("Polish"),
    "lt": _("Lithuanian"),
    "uk": _("Ukrainian"),
    "ar": _("Arabic"),
    "so": _("Somali"),
    "ti": _("Tigrinya"),
    "am": _("Amharic"),
    "fa": _("Persian or Dari"),
    "ps": _("Pashto"),
    "ckb": _("Kurdish Sorani"),
    "kmr": _("Kurdish Kurmanji"),
    "ru": _("Russian"),
    "ro": _("Romanian"),
    "tr": _("Turkish"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
    "th": _("Thai"),
    "sw": _("Swahili"),
    "fr": _("French"),
    "es": _("Spanish"),
    "de": _("German"),
    "se": _("Northern Sámi"),
    "nsl": _("Norwegian Sign Language"),
    "other": _("Another language: call the interpreting service"),
}


def languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in NAMES.items()]


def name_of(code: str) -> str:
    return str(NAMES.get(code, code))
