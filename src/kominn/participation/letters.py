"""Letters that call a grown-up: which course, who leads it. Never what was written, or by whom."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kominn.core.letters import Letter, letter


def _monday() -> str:
    return urljoin(settings.BASE_URL, "/mandag/")


@letter(
    sample=lambda write, language: write(
        to="inga@example.org", language=language, where="Leir i fjæra", leader="Marit"
    )
)
def look_now(*, to: str, language: str, where: str, leader: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Look at a course in KomINN now"),
            _(
                "In the course “%(where)s”, which %(leader)s leads, something was written that a "
                "grown-up should look at now. Nobody can see who wrote it. Log in and read it, and "
                "go to the group, or talk with %(leader)s: %(url)s"
            )
            % {"where": where, "leader": leader, "url": _monday()},
        )


@letter(
    sample=lambda write, language: write(
        to="rita@example.org", language=language, where="Leir i fjæra", leader="Marit"
    )
)
def nobody_looks(*, to: str, language: str, where: str, leader: str) -> Letter:
    with translation.override(language):
        return Letter(
            to,
            _("Nobody has looked at a course in KomINN yet"),
            _(
                "In the course “%(where)s”, which %(leader)s leads, something was written that a "
                "grown-up should look at now. Those on duty have been told, and nobody has looked. "
                "Call %(leader)s, and then those on duty, until somebody does: %(url)s"
            )
            % {"where": where, "leader": leader, "url": _monday()},
        )
