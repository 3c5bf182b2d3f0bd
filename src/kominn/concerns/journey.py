"""The way through the report form: what has been answered so far, sealed in the page itself.

Nothing of an unfinished report is kept on the server but sealed files. The state is readable only
with the server's key, so a page left open on a shared screen shows no more than the page itself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import BooleanField
from django.http import QueryDict

from kominn.concerns import forms
from kominn.concerns.gate import OWN_BOXES, pointing
from kominn.concerns.told import Told
from kominn.core.fields import PlainText, plain
from kominn.core.hints import Hint, replaced, unsettled
from kominn.core.identifiers import NATIONAL_NUMBER
from kominn.vault.files import is_here
from kominn.vault.tokens import open_state, seal_state
from kominn.vault.uploads import MOST_FILES, Refusal, SealedUpload

PURPOSE = "report form"
MOST_AGE = dt.timedelta(days=7)
MOST_TYPED = 200_000
TAKEN_OUT = "[…]"


@dataclass(slots=True, repr=False)
class Journey:
    """One report on its way. `seed` makes its receipt, so that sending twice keeps one."""

    seed: str = field(default_factory=lambda: secrets.token_hex(32))
    raw: dict[str, str] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    whole: bool = False
    hints_seen: bool = False
    not_before: float = 0.0
    puzzle: str = ""
    takes_named: bool = True
    """Whether a named person may be taken in; asked anew for every page."""
    nobody: list[str] = field(default_factory=list)
    """What looks like a name but, as its writer says, is no person's."""

    @classmethod
    def from_token(cls, token: str, *, at: dt.datetime) -> Self:
        """Raises `vault.ciphertext.CannotOpen` where the state is too old or not ours."""
        return cls(**open_state(token, purpose=PURPOSE, at=at, max_age=MOST_AGE))

    def token(self, *, at: dt.datetime) -> str:
        return seal_state(asdict(self), purpose=PURPOSE, at=at)

    # --- Steps ---

    def steps(self) -> list[type[forms.Step]]:
        """What is asked. What was written about someone named stays in sight, taken in or not."""
        employee = self.raw.get("role") == forms.Role.EMPLOYEE
        asked = [step for step in forms.STEPS if step is not forms.Duties or employee]
        if self.takes_named or self.names_someone:
            return asked
        return [forms.WITHOUT_NAMES.get(step, step) for step in asked]

    @property
    def names_someone(self) -> bool:
        """As `Told.names_someone`, of what is not told yet."""
        return bool(self.raw.get("names", "").strip()) or self.raw.get("about") == forms.About.KNOWN

    @property
    def is_stopped(self) -> bool:
        """It names someone, and no law is recorded that allows taking that in."""
        return self.names_someone and self.refuses_persons

    @property
    def refuses_persons(self) -> bool:
        """Whoever tells that someone is in danger now is never stopped."""
        return not self.takes_named and self.raw.get("danger") != forms.Danger.YES

    def forget_named(self) -> None:
        """Take out the names, and whom it is about."""
        self.raw = {
            name: answer
            for name, answer in self.raw.items()
            if name != "names" and (name, answer) != ("about", forms.About.KNOWN.value)
        }

    def step(self, name: str) -> type[forms.Step]:
        return next((step for step in self.steps() if step.name == name), forms.Start)

    def after(self, step: type[forms.Step]) -> type[forms.Step] | None:
        steps = self.steps()
        place = steps.index(step) + 1
        return steps[place] if place < len(steps) else None

    def before(self, step: type[forms.Step]) -> type[forms.Step]:
        steps = self.steps()
        return steps[max(0, steps.index(step) - 1)]

    def form(
        self, step: type[forms.Step], areas: list[tuple[str, str]], *, check: bool = True
    ) -> forms.Step:
        """A step's form with what is answered; unchecked, it shows no errors yet."""
        extra: dict[str, Any] = {"areas": areas} if step is forms.Where else {}
        if not check:
            return step(initial=self.raw, **extra)
        form = step(self.raw, **extra)
        form.takes_numbers = not self.refuses_persons
        return form

    def absorb(self, posted: QueryDict, steps: Iterable[type[forms.Step]]) -> None:
        """Take over what was posted for these steps, right or wrong: nothing typed is lost.

        But for what no page may hold, and what is so long that the state could not travel.
        """
        for step in steps:
            for name in step.base_fields:
                value = plain(posted.get(name, ""))[:MOST_TYPED]
                if value:
                    self.raw[name] = value
                else:
                    self.raw.pop(name, None)

    def take(self, uploads: Iterable[object]) -> list[SealedUpload]:
        """Keep the files there is room for; answer the others, each with its reason."""
        refused = []
        for upload in uploads:
            assert isinstance(upload, SealedUpload)
            if not upload.refusal and len(self.files) >= MOST_FILES:
                upload.refusal = Refusal.TOO_MANY
            if not upload.refusal:
                try:
                    self.files.append(self._without_number(upload.take().to_json()))
                except OSError:
                    upload.refusal = Refusal.NO_ROOM
            if upload.refusal:
                refused.append(upload)
        return refused

    def _without_number(self, file: dict[str, Any]) -> dict[str, Any]:
        """A file may be called by a number that no field takes."""
        if self.takes_named:
            return file
        return file | {"name": NATIONAL_NUMBER.sub(TAKEN_OUT, file["name"])}

    def drop(self, file_id: str) -> None:
        self.files = [file for file in self.files if file["file_id"] != file_id]

    def forget_lost_files(self) -> bool:
        """A file that was not sent is cleared after a day, but a page may stay open for longer."""
        here = [file for file in self.files if is_here(UUID(file["file_id"]))]
        lost = len(here) < len(self.files)
        self.files = here
        return lost

    def checked(self, areas: list[tuple[str, str]]) -> list[forms.Step]:
        """Every step's form, with its answers and what is wrong with them."""
        return [self.form(step, areas) for step in self.steps()]

    # --- What comes of it ---

    def told(
        self, checked: Iterable[forms.Step], *, language: str, channel: str, at: dt.datetime
    ) -> Told:
        """All answers, cleaned. Call it when `first_wrong` is None."""
        answers: dict[str, Any] = {}
        for form in checked:
            if form.is_valid():
                answers |= form.answers()
        names = str(answers.pop("names", ""))
        return Told(answers, names, language, at, channel, self.files)

    def hints(self, places: Iterable[str]) -> list[Hint]:
        """What may identify someone outside the box for names and the reporter's own contact."""
        return pointing(self.raw, places)

    def unsettled(self, places: Iterable[str]) -> list[Hint]:
        """What must be taken out, or be said to name nobody, before this can be sent."""
        if not self.refuses_persons:
            return []
        return unsettled(self.hints(places), self.nobody)

    def settle(self, nobody: Iterable[str], places: Iterable[str]) -> None:
        """These were said to name nobody; of what was never found, nothing is remembered."""
        said = set(nobody)
        found = dict.fromkeys(hint.found for hint in self.hints(places))
        self.nobody = [words for words in found if words in said]

    def take_out(self, found: Iterable[Hint]) -> None:
        """Out of the open text, and nowhere else."""
        for hint in found:
            self._replace(hint.found, TAKEN_OUT)

    def move_to_names(self, found: Iterable[Hint]) -> list[tuple[str, str]]:
        """Take what was found out of the open text and into the box for names.

        In its place stands a number, the same as in the box. Answers number and words of what
        was moved: where there is no room for it, it stays where it is.
        """
        moved = []
        for hint in found:
            before, mark = dict(self.raw), self._unused_mark()
            self._put(mark, hint.found)
            if self._has_room():
                moved.append((mark, hint.found))
            else:
                self.raw = before
        return moved

    def _put(self, mark: str, found: str) -> None:
        self._replace(found, mark)
        box = self.raw.get("names", "")
        self.raw["names"] = f"{box}\n{mark} {found}".strip()

    def _replace(self, found: str, instead: str) -> None:
        texts = {name: self.raw[name] for name in self._open_texts() if name in self.raw}
        cleared = {name: replaced(text, found, instead) for name, text in texts.items()}
        if cleared == texts:
            cleared = {name: text.replace(found, instead) for name, text in texts.items()}
        self.raw |= cleared

    def _open_texts(self) -> list[str]:
        """All but the box for names itself and the reporter's own contact."""
        texts = [name for name, asked in self._asked().items() if isinstance(asked, PlainText)]
        return [name for name in texts if name not in OWN_BOXES]

    def _unused_mark(self) -> str:
        everything = "\n".join(self.raw.values())
        return next(mark for n in count(1) if (mark := f"[{n}]") not in everything)

    def _has_room(self) -> bool:
        try:
            for name, asked in self._asked().items():
                if isinstance(asked, PlainText):
                    asked.run_validators(self.raw.get(name, ""))
        except ValidationError:
            return False
        return True

    def _asked(self) -> dict[str, Any]:
        return {name: asked for step in self.steps() for name, asked in step.base_fields.items()}


def first_wrong(checked: Iterable[forms.Step]) -> type[forms.Step] | None:
    return next((type(form) for form in checked if not form.is_valid()), None)


def shown(answers: Mapping[str, Any], areas: list[tuple[str, str]]) -> list[tuple[Any, str]]:
    """Question and answer as read by a person, in the order of the form."""
    return [(label, text) for _name, label, text in named(answers, areas)]


def named(answers: Mapping[str, Any], areas: list[tuple[str, str]]) -> list[tuple[str, Any, str]]:
    """The same, each with the name of its question."""
    lines: list[tuple[str, Any, str]] = []
    for step in forms.STEPS:
        extra: dict[str, Any] = {"areas": areas} if step is forms.Where else {}
        for name, asked in step(**extra).fields.items():
            if name in answers:
                lines.append((name, asked.label, _in_words(asked, answers[name])))
    return lines


def _in_words(asked: Any, value: Any) -> str:
    choices = {str(key): str(label) for key, label in getattr(asked, "choices", ())}
    if isinstance(asked, BooleanField):
        return str(forms.YesNoUnknown.YES.label if value else forms.YesNoUnknown.NO.label)
    return choices.get(str(value), str(value))
