"""Letters about ideas: that an answer is owed, never what the idea is."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kominn.core.letters import Letter, letter


@letter(sample=lambda write, language: write(to="leif@example.org", language=language))
def answer_soon(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Young people wait for an answer within a week"),
            _(
                "We promised young people an answer, and within a week the day is here. "
                "You are one of those who may give it. Log in: %(url)s"
            )
            % {"url": urljoin(settings.BASE_URL, "/mandag/")},
        )


@letter(sample=lambda write, language: write(to="leif@example.org", language=language))
def answer_late(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("An answer to young people is late"),
            _(
                "The day on which we promised young people an answer has passed, and everybody "
                "can see it on the front page. You are one of those who may answer. Log in: %(url)s"
            )
            % {"url": urljoin(settings.BASE_URL, "/mandag/")},
        )
