"""Languages a qualified interpreter can be ordered in, sign language among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kominn.concerns.told import Told
from kominn.concerns.tongue import NORWEGIAN
from kominn.core.templatetags.words import clock
from kominn.portrait.models import Service

SERVICE = "tolketjenesten"
"""What a city's profile calls its interpreting service."""

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


WAYS = {
    "phone": _("By phone"),
    "screen": _("On a screen"),
    "room": _("In the same room"),
    "written": _("In writing: what was told, translated"),
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was ordered, as staff read it; all of it empty where it can't be opened any more."""

    language: str = ""
    way: str = ""
    time: dt.time | None = None

    def line(self) -> str:
        return " · ".join(word for word in (self.language, self.way, clock(self.time)) if word)


def in_words(details: Mapping[str, str]) -> Ordered:
    if not details:
        return Ordered()
    time = details.get("time", "None")
    return Ordered(
        language=name_of(details["language"]),
        way=str(WAYS.get(details["way"], "")),
        time=None if time == "None" else dt.time.fromisoformat(time),
    )


def languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in NAMES.items()]


@dataclass(frozen=True, slots=True)
class Number:
    """Whom staff call to order an interpreter."""

    phone: str
    name: str = ""
    invented: bool = False


def number_to_call() -> Number | None:
    """The municipality's setting, or the number of its interpreting service in the profile."""
    if settings.INTERPRETER_PHONE:
        return Number(settings.INTERPRETER_PHONE)
    service = Service.objects.filter(slug=SERVICE).select_related("contact").first()
    if service is None or service.contact is None:
        return None
    contact = service.contact
    return Number(contact.phone, contact.label, contact.invented)


def read_by(told: Told | None) -> str:
    """What the reporter reads, where it is not Norwegian."""
    return name_of(told.language) if told and told.language not in NORWEGIAN else ""


def name_of(code: str) -> str:
    return str(NAMES.get(code, code))
