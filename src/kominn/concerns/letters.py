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


def _at(path: str) -> str:
    return urljoin(settings.BASE_URL, path)


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def look_now(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Look in KomINN now"),
            _(
                "Something has come in that a person should look at now. You get this letter "
                "because you are on duty. Log in: %(url)s"
            )
            % {"url": _at("/mandag/")},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def waits_for_you(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Something has passed its day in KomINN"),
            _(
                "Something waits for you, or for someone you stand in for, and its day has "
                "passed. Do the next thing, or set a new day. Otherwise your leader is asked on "
                "the next working day. Log in: %(url)s"
            )
            % {"url": _at("/mandag/")},
        )


@letter(sample=lambda write, language: write(to="leif@example.org", language=language))
def ask_what_they_need(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Something waits too long in KomINN"),
            _(
                "Something waits, and those who should look have been told and have not done it "
                "yet. Ask them what they need. See how it stands: %(url)s\n\n"
                "Who is on duty: %(duty)s"
            )
            % {"url": _at("/mandag/"), "duty": _at("/vakt/")},
        )


@letter(sample=lambda write, language: write(to="rita@example.org", language=language))
def nobody_answers(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Nobody answers in KomINN"),
            _(
                "Something waits. Those who should look have been told, and so has the leader, and "
                "nobody has answered. You are a crisis contact: call them until somebody looks. "
                "Who is on duty: %(url)s"
            )
            % {"url": _at("/vakt/")},
        )


@letter(sample=lambda write, language: write(to="kari@example.org", language=language))
def baton_offered(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("A colleague offers you the baton"),
            _(
                "A colleague asks you to take something over in KomINN. Until you say yes, it is "
                "still theirs. Log in and answer: %(url)s"
            )
            % {"url": _at("/mandag/")},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def offer_answered(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Your colleague has answered about the baton"),
            _("You offered a colleague the baton, and the answer is there. Log in: %(url)s")
            % {"url": _at("/mandag/")},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def offer_lapsed(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("A baton was not handed over"),
            _(
                "A hand-over between you and a colleague was not answered in time. The baton stays "
                "with the one who offered it. Speak together. Log in: %(url)s"
            )
            % {"url": _at("/mandag/")},
        )


@letter(sample=lambda write, language: write(to="kari@example.org", language=language))
def baton_gone(*, to: str, language: str) -> Letter:
    """Why is not said: it would tell whom something is about."""
    with translation.override(language):
        return Letter(
            to,
            _("A colleague holds your baton now"),
            _(
                "Something you held in KomINN is with a colleague now, and does not open to you "
                "any more. You need do nothing more with it. See what you hold: %(url)s"
            )
            % {"url": _at("/mandag/")},
        )


@letter(sample=lambda write, language: write(to="dag@example.org", language=language))
def let_in_to_something(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("A colleague has let you in to something in KomINN"),
            _(
                "A colleague has let you in to something that you could not open before. Log in to "
                "read it: %(url)s"
            )
            % {"url": _at("/innboks/")},
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
