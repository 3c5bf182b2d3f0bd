"""Letters about casework: that one is waited for, never by what."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kominn.core.letters import Letter, letter


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def assessment_wanted(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("You are asked to assess something in KomINN"),
            _(
                "A colleague asks for your assessment. You write it on your own, and see the "
                "other one when both are in. Log in to read it: %(url)s"
            )
            % {"url": _monday()},
        )


@letter(sample=lambda write, language: write(to="kari@example.org", language=language))
def both_are_in(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Two assessments are in"),
            _("Both assessments you waited for are in. Log in to go on: %(url)s")
            % {"url": _monday()},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def second_answer_wanted(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("A proposal waits for your yes or no"),
            _("A colleague proposes a decision in something you assessed. Log in: %(url)s")
            % {"url": _monday()},
        )


@letter(sample=lambda write, language: write(to="kari@example.org", language=language))
def proposal_answered(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Your proposal is answered"),
            _("A colleague has answered your proposal. Log in to read it: %(url)s")
            % {"url": _monday()},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def measure_is_yours(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("You own a measure in KomINN"),
            _("A colleague has given you a measure to follow up. Log in to read it: %(url)s")
            % {"url": _monday()},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def measure_stopped(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("A measure you own is stopped today"),
            _("A measure you own in KomINN has to stop today. Log in to read why: %(url)s")
            % {"url": _monday()},
        )


@letter(sample=lambda write, language: write(to="inga@example.org", language=language))
def exception_ends(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Somebody is to be told now"),
            _(
                "In something you answer for, the day has come when the person concerned is to "
                "be told. Tell them and record it, or write why it must still wait. Otherwise "
                "your leader is asked on the next working day. Log in: %(url)s"
            )
            % {"url": _monday()},
        )


def _monday() -> str:
    return urljoin(settings.BASE_URL, "/mandag/")
