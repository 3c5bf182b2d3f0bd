"""Letters about the roster: who stands in or is on duty, and when. Never what waits there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kominn.accounts.letters import invented
from kominn.accounts.models import User
from kominn.core.letters import Letter, letter
from kominn.core.templatetags.words import span

MONDAY = dt.date(2026, 3, 2)
FRIDAY = dt.date(2026, 3, 6)


def _address(page: str) -> str:
    return f"{settings.BASE_URL}{reverse(page)}"


@letter(
    sample=lambda write, language: write(
        invented(language), instead_of="Inga", first=MONDAY, last=FRIDAY
    )
)
def deputy_named(deputy: User, *, instead_of: str, first: dt.date, last: dt.date) -> Letter:
    with override(deputy.language):
        return Letter(
            to=deputy.email,
            subject=_("You stand in for {name}").format(name=instead_of),
            body=_(
                "You stand in for {name}: {days}.\n\n"
                "What waits for {name} in those days also waits for you. If you cannot, say so to "
                "{name} or to your coordinator now.\n\n{address}"
            ).format(name=instead_of, days=span(first, last), address=_address("duty")),
        )


@letter(sample=lambda write, language: write(invented(language), instead_of="Inga"))
def deputy_no_longer(deputy: User, *, instead_of: str) -> Letter:
    with override(deputy.language):
        return Letter(
            to=deputy.email,
            subject=_("You no longer stand in for {name}").format(name=instead_of),
            body=_(
                "{name} is back, or somebody else stands in now. Thank you for the help.\n\n"
                "{address}"
            ).format(name=instead_of, address=_address("duty")),
        )


@letter(
    sample=lambda write, language: write(
        invented(language), team="Mottak", turns=[(MONDAY, MONDAY), (FRIDAY, FRIDAY)]
    )
)
def on_duty(user: User, *, team: str, turns: Sequence[tuple[dt.date, dt.date]]) -> Letter:
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("You are on duty for {team}").format(team=team),
            body=_(
                "You are on duty for {team}:\n{days}\n\n"
                "If you cannot, say so to your coordinator now.\n\n{address}"
            ).format(
                team=team,
                days="\n".join(span(first, last) for first, last in turns),
                address=_address("duty"),
            ),
        )


@letter(sample=lambda write, language: write(invented(language), team="Mottak"))
def off_duty(user: User, *, team: str) -> Letter:
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("A turn on duty is taken from you"),
            body=_(
                "One of your turns on duty for {team} is taken away. This is how the roster is "
                "now:\n{address}"
            ).format(team=team, address=_address("duty")),
        )


@letter(sample=lambda write, language: write(invented(language)))
def crisis_contact(user: User) -> Letter:
    with override(user.language):
        return Letter(
            to=user.email,
            subject=_("You are a crisis contact"),
            body=_(
                "From now on KomINN writes to you when something has waited too long and nobody "
                "else has answered. The letters never say what it is about.\n\n{address}"
            ).format(address=_address("duty")),
        )
