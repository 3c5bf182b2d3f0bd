"""The one letter to young people: that a gathering comes, and nothing of who they are or where."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kominn.core.letters import Letter, letter


@letter(sample=lambda write, language: write(to="ung@example.org", language=language))
def word_of_gathering(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Something is on soon"),
            _(
                "You asked for word of the next gathering, and there is one within three days. "
                "When and where stands on your own page: %(url)s\n\nNo more letters? Take the "
                "address away under “What is kept about me”, or ask the one who leads."
            )
            % {"url": settings.BASE_URL},
        )
