"""Letters about the calendar: that something is asked, never what stands there."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from kominn.core.letters import Letter, letter


@letter(sample=lambda write, language: write(to="klubben@example.org", language=language))
def still_true(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Is what you arrange for young people still true?"),
            _(
                "A new season begins. Open your own link to the municipality’s calendar and say "
                "of each thing whether it is still so. Is the link lost? Ask the municipality for "
                "a new one."
            ),
        )


@letter(sample=lambda write, language: write(to="klubben@example.org", language=language))
def taken_in(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("What you sent to the calendar was taken in"),
            _(
                "A colleague of the municipality has read something you arrange for young people "
                "and said yes. It stands in the calendar now. You can change it or take it out on "
                "any day: open your own link."
            ),
        )


@letter(sample=lambda write, language: write(to="klubben@example.org", language=language))
def not_taken_in(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("What you sent to the calendar was not taken in"),
            _(
                "A colleague of the municipality has read something you arrange for young people "
                "and said no, because of something. What it is stands on your own page: open your "
                "own link. Is the link lost? Ask the municipality for a new one."
            ),
        )
