"""What a reporter told, as it stands sealed in a concern."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Self

from kominn.concerns.states import DANGERS, CloseReason, Danger, MessageState
from kominn.concerns.tongue import is_norwegian
from kominn.core.identifiers import national_numbers

Answer = str | list[str]

UNDER_18 = "young"


class NamesNotTaken(Exception):
    """It points to a person, and no law is recorded that allows taking that in today."""


@dataclass(frozen=True, slots=True)
class Told:
    """Answers by question name, the language they were given in, and the exact time."""

    answers: dict[str, Answer]
    names: str
    language: str
    told_at: dt.datetime
    channel: str
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def role(self) -> str:
        return str(self.answers.get("role", ""))

    @property
    def by_minor(self) -> bool:
        """A young reporter, or an unknown one who may be: what we write is then read by two."""
        return self.role == UNDER_18

    @property
    def danger(self) -> Danger:
        """What stands in clear of it, so that lists can warn."""
        answer = self.answers.get("danger")
        return Danger(answer) if answer in DANGERS else Danger.NONE

    @property
    def names_someone(self) -> bool:
        """Whether it is about a person the reporter can name: law must allow that it is taken."""
        return bool(self.names.strip()) or self.answers.get("about") == "known"

    @property
    def numbers(self) -> list[str]:
        """What looks like a national number, wherever it was written."""
        return national_numbers("\n".join([*map(str, self.answers.values()), self.names]))

    @property
    def needs_approval(self) -> bool:
        """Whether law must allow that it is taken. Where someone is in danger now, it is taken."""
        return (self.names_someone or bool(self.numbers)) and not self.danger_now

    @property
    def danger_now(self) -> bool:
        return self.answers.get("danger") == "yes"

    @property
    def perhaps_danger(self) -> bool:
        return self.answers.get("danger") == "unsure"

    def content(self) -> dict[str, Any]:
        """All but the names, which have their own box."""
        return {
            "answers": self.answers,
            "language": self.language,
            "told_at": self.told_at.isoformat(),
            "channel": self.channel,
        }

    @classmethod
    def from_content(cls, content: dict[str, Any], names: str = "") -> Self:
        return cls(
            answers=content["answers"],
            names=names,
            language=content["language"],
            told_at=dt.datetime.fromisoformat(content["told_at"]),
            channel=content["channel"],
        )


@dataclass(frozen=True, slots=True)
class Said:
    """One message, opened; `at` is None where what was sealed can't be opened any more."""

    text: str
    at: dt.datetime | None
    writer: str
    author: str = ""
    author_id: int | None = None
    state: str = ""
    pk: str = ""
    second_reader: str = ""
    why_stopped: str = ""
    close_reason: str = ""

    @property
    def is_damaged(self) -> bool:
        return self.at is None

    @property
    def is_for_reporter(self) -> bool:
        return self.writer != "note" and self.state == "sent"

    @property
    def reads_norwegian(self) -> bool:
        return is_norwegian(self.text)

    @property
    def state_label(self) -> str:
        return str(MessageState(self.state).label)

    @property
    def waits(self) -> bool:
        return self.state == "waiting"

    @property
    def is_stopped(self) -> bool:
        return self.state == "stopped"

    @property
    def close_reason_label(self) -> str:
        return str(CloseReason(self.close_reason).label) if self.close_reason else ""
