"""What groups have said, asked of the rooms that heard it. The settings name who answers.

A room above adds a voice by a line in `CHALLENGE_VOICES`; this room knows only what a voice is.
What comes here is for everybody: counts that were published, and words that were shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Said:
    """A line: what it was about, how much, and where one reads on."""

    about: str | Promise
    how_much: str | Promise = ""
    url: str = ""
    note: str | Promise = ""
    language: str = ""
    """Of `about`, where it is not the reader's."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one voice says of a challenge; with no lines, `nothing` says why."""

    title: str | Promise
    lines: Sequence[Said]
    nothing: str | Promise
    source: str | Promise = ""
    gap: str | Promise = ""
    """For “what we do not know”: whom nobody has asked."""
    url: str = ""
    link: str | Promise = ""


class Voice(Protocol):
    key: str
    name: str | Promise

    def themes(self, kept: Sequence[str] = ()) -> Mapping[str, str | Promise]:
        """What a challenge can be tied to here; also what it is tied to already."""

    def heard(self, themes: Sequence[str], today: dt.date) -> Heard: ...


class Silent:
    """Those whom nobody has asked here yet: the page says so until a room above speaks for them."""

    key = "asked"
    name = _("Meetings and rounds")

    def themes(self, kept: Sequence[str] = ()) -> Mapping[str, str | Promise]:
        return {}

    def heard(self, themes: Sequence[str], today: dt.date) -> Heard:
        return Heard(
            title=self.name,
            lines=(),
            nothing=_("We have not asked yet: nothing from meetings or rounds is gathered here."),
            gap=_("What those it is about would say, if we asked them in a meeting or a round."),
        )


silent = Silent()


def voices() -> list[Voice]:
    return [import_string(path) for path in settings.CHALLENGE_VOICES]
