"""Letters about concerns: that something waits, never what."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kominn.concerns import interpreters
from kominn.core.letters import Letter, letter


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def something_new(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Something new waits for you in KomINN"),
            _("Something new has come in. Log in to read it: %(url)s")
            % {"url": urljoin(settings.BASE_URL, "/innboks/")},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def reports_come_fast(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Unusually many reports are coming in"),
            _(
                "Reports come so fast that KomINN now asks senders to wait a little. Nothing is "
                "turned away. It may be something that has happened, or a machine. "
                "Look in the inbox: %(url)s"
            )
            % {"url": urljoin(settings.BASE_URL, "/innboks/")},
        )


@letter(
    sample=lambda write, _language: write(
        to="tolk@example.org",
        reference="4F1C09",
        details={
            "language": "so",
            "way": "phone",
            "needed_on": dt.date(2026, 11, 24),
            "time": dt.time(10, 30),
        },
    )
)
def interpreter_needed(*, to: str, reference: str, details: dict[str, Any]) -> Letter:
    """To the interpreting service: language, day and way, and a reference that names nobody."""
    with translation.override("nb"):
        ways = {
            "phone": _("by phone"),
            "screen": _("on a screen"),
            "room": _("in the same room"),
            "written": _("in writing: a translation of a text"),
        }
        time = details.get("time")
        return Letter(
            to,
            _("An interpreter is needed"),
            _(
                "We need a qualified interpreter.\n\nLanguage: %(language)s\nDay: %(day)s\n"
                "Time: %(time)s\nHow: %(way)s\nOur reference: %(reference)s\n\n"
                "Please confirm to the municipality by phone. "
                "Do not write about the matter by e-mail."
            )
            % {
                "language": interpreters.name_of(details["language"]),
                "day": date_format(details["needed_on"], "l j. F Y"),
                "time": time.strftime("%H:%M") if time else _("to be agreed"),
                "way": ways[details["way"]],
                "reference": reference,
            },
        )
