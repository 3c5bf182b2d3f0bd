"""Letters of the house itself. They hold a sentence and one link."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kominn.core.letters import Letter, letter


@letter(sample=lambda write, language: write(to="per@example.org", language=language))
def trail_disagrees(*, to: str, language: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Something in KomINN does not agree with the trail"),
            _(
                "Last night’s check found something that nobody’s deed accounts for. Ask whoever "
                "runs the server to run ./kominn audit verify: it says what. Until you know "
                "why, change nothing there. Log in: %(url)s"
            )
            % {"url": urljoin(settings.BASE_URL, "/mandag/")},
        )
