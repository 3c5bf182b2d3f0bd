"""A copy for the person concerned: who gets it, then passage by passage what goes with it.

Long ones go over several pages. What was chosen so far travels sealed in the page.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Self

from django import forms
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.casework.person import Given, is_as_told, is_own_voice, is_short
from kominn.casework.states import OLD_ENOUGH, Age, ToWhom
from kominn.concerns.forms import LONG, SHORT
from kominn.core.chapters import Chapter, Passage
from kominn.core.fields import OneOf, PlainText
from kominn.core.hints import hints

LANGUAGES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
FOR_WHOM = [(one.value, one.label) for one in (ToWhom.PERSON, ToWhom.GUARDIAN)]
ON_A_PAGE = 40
MOST = 1_000_000
"""Characters of all that is told in other words: a post has room for no more."""

WHY: dict[str, str | Promise] = {
    Age.UNDER_12: _(
        "A guardian of a child under 12 mostly reads on its behalf. Ask the child all the same, "
        "and leave out what could harm it."
    ),
    Age.FROM_12: _(
        "From 12 on, the child’s own view weighs heavily. What it has said itself is left out "
        "until you choose otherwise."
    ),
    Age.FROM_15: _(
        "From 15 on, a young person decides much alone, and from 16 on their own health. What they "
        "have said themselves is left out until you choose otherwise."
    ),
    Age.FROM_18: _(
        "Whoever is 18 decides alone. All is left out until you choose otherwise: only what they "
        "have said yes to, or what an appointed guardian needs."
    ),
}
"""Why a guardian does not get all."""


class WhoGets(forms.Form):
    for_whom = OneOf(label=_("Who asks for it?"), choices=FOR_WHOM, widget=forms.RadioSelect)
    age = OneOf(
        label=_("If a guardian asks: how old is the one it is about?"),
        choices=Age.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    view = PlainText(
        label=_("What do they say themselves about a guardian reading this?"),
        help_text=_("From 12 on you ask them first. Write it too if they could not be asked."),
        max_length=LONG,
        rows=3,
        required=False,
    )
    to_whom = PlainText(
        label=_("Who gets the copy?"),
        help_text=_("You have made sure of who it is."),
        max_length=SHORT,
    )
    language = OneOf(label=_("In which language?"), choices=LANGUAGES, initial="nb")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("for_whom") != ToWhom.GUARDIAN:
            return {**cleaned, "age": "", "view": ""}
        if not cleaned.get("age") and "age" not in self.errors:
            self.add_error("age", _("A guardian’s right to read depends on this."))
        if cleaned.get("age") in OLD_ENOUGH and not cleaned.get("view"):
            self.add_error("view", _("Write what they say, or why they were not asked."))
        return cleaned

    def given(self) -> Given:
        told = self.cleaned_data
        names = ("to_whom", "language", "for_whom", "age", "view")
        return Given(**{name: told[name] for name in names})


class Take(TextChoices):
    WHOLE = "whole", _("Take it with")
    WORDS = "words", _("In other words")
    OUT = "out", _("Leave it out")


@dataclass(slots=True, repr=False)
class Choosing:
    """How far somebody has come: who gets it, what was chosen, and what the page asks now."""

    given: Given
    token: uuid.UUID
    chosen: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()

    @classmethod
    def from_state(cls, data: dict[str, Any]) -> Self:
        chosen = {mark: (take, words) for mark, (take, words) in data["chosen"].items()}
        return cls(Given(**data["given"]), uuid.UUID(data["token"]), chosen, tuple(data["asked"]))

    def state(self) -> dict[str, Any]:
        given = self.given
        return {
            "given": {
                "to_whom": given.to_whom,
                "language": given.language,
                "for_whom": given.for_whom,
                "age": given.age,
                "view": given.view,
            },
            "token": self.token.hex,
            "chosen": self.chosen,
            "asked": self.asked,
        }

    def ask_next(self, chapters: list[Chapter]) -> list[Chapter]:
        """The next passages nobody has decided on, as many as a page holds."""
        self.asked = tuple(
            one.mark
            for chapter in chapters
            for one in chapter.passages
            if one.mark not in self.chosen
        )[:ON_A_PAGE]
        return self.of_page(chapters)

    def of_page(self, chapters: list[Chapter]) -> list[Chapter]:
        """What of this page is still there."""
        asked = set(self.asked)
        found = (
            Chapter(one.title, [passage for passage in one.passages if passage.mark in asked])
            for one in chapters
        )
        return [chapter for chapter in found if chapter.passages]

    @property
    def whole(self) -> Given:
        """With all that was chosen."""
        given, chosen = self.given, self.chosen
        return Given(
            to_whom=given.to_whom,
            language=given.language,
            left_out=tuple(mark for mark, (take, _words) in chosen.items() if take == Take.OUT),
            in_other_words={
                mark: words for mark, (take, words) in chosen.items() if take == Take.WORDS
            },
            for_whom=given.for_whom,
            age=given.age,
            view=given.view,
        )

    @property
    def room(self) -> int:
        return MOST - sum(len(words) for _take, words in self.chosen.values())

    @property
    def why(self) -> str | Promise:
        return WHY.get(self.given.age, "")


def _name(what: str, mark: str) -> str:
    """A name that a page's addresses within itself can carry."""
    return f"{what}_{mark.replace(':', '_').replace('/', '_')}"


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One passage on the page, with its fields and what may name somebody in it."""

    passage: Passage
    take: forms.BoundField
    words: forms.BoundField
    hints: list[str]

    @property
    def is_own_voice(self) -> bool:
        return is_own_voice(self.passage)


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A chapter on the page: what is chosen one by one, and what one tick takes in."""

    chapter: Chapter
    one_by_one: list[Row]
    rest: list[Row]
    short: list[Passage]
    tick: forms.BoundField | None

    @property
    def number(self) -> int:
        return len(self.rest) + len(self.short)


class WriteOut(forms.Form):
    """A choice for each passage that may point to somebody, and for whatever the reporter told;
    the rest of a chapter is taken in with one tick by whoever has read it. Nothing is chosen
    beforehand. To a guardian the person's own words stay out unless somebody chooses otherwise."""

    def __init__(
        self,
        *args: Any,
        chapters: list[Chapter],
        choosing: Choosing,
        places: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chapters, self.choosing = chapters, choosing
        self.found = {
            one.mark: [hint.found for hint in hints(one.text or "", places=places)]
            for chapter in chapters
            for one in chapter.passages
        }
        for chapter in chapters:
            for one in chapter.passages:
                if not self._is_short(one):
                    self._ask(one)
            if self._ticked_together(chapter):
                self.fields[self._tick_of(chapter)] = forms.BooleanField(
                    label=_("I have read these, and they can go with the copy"), required=False
                )

    def _ask(self, one: Passage) -> None:
        stays_out = self.choosing.given.leaves_out_at_first(one)
        self.fields[_name("take", one.mark)] = OneOf(
            label=_("What becomes of this?"),
            choices=Take.choices,
            widget=forms.RadioSelect,
            initial=Take.OUT if stays_out else None,
            required=self._is_by_itself(one),
            error_messages={"required": _("Read this, and choose.")},
        )
        self.fields[_name("words", one.mark)] = PlainText(
            label=_("In other words"), max_length=LONG, rows=2, required=False
        )

    def _is_by_itself(self, one: Passage) -> bool:
        given = self.choosing.given
        return bool(
            self.found[one.mark]
            or is_as_told(one)
            or given.leaves_out_at_first(one)
            or (given.is_for_guardian and is_own_voice(one))
        )

    def _is_short(self, one: Passage) -> bool:
        return is_short(one) and not self._is_by_itself(one)

    def _ticked_together(self, chapter: Chapter) -> list[Passage]:
        return [one for one in chapter.passages if not self._is_by_itself(one)]

    def _tick_of(self, chapter: Chapter) -> str:
        """Named by the first it takes in: a page that is no longer as it was ticks nothing."""
        together = self._ticked_together(chapter)
        return _name("read", together[0].mark) if together else ""

    def _asked(self) -> list[Passage]:
        return [
            one for chapter in self.chapters for one in chapter.passages if not self._is_short(one)
        ]

    def parts(self) -> list[Part]:
        """For the page: each chapter's passages with their fields."""
        return [self._part(chapter) for chapter in self.chapters]

    def _part(self, chapter: Chapter) -> Part:
        together, tick = self._ticked_together(chapter), self._tick_of(chapter)
        return Part(
            chapter,
            [self._row(one) for one in chapter.passages if self._is_by_itself(one)],
            [self._row(one) for one in together if not self._is_short(one)],
            [one for one in together if self._is_short(one)],
            self[tick] if tick else None,
        )

    def _row(self, one: Passage) -> Row:
        take, words = self[_name("take", one.mark)], self[_name("words", one.mark)]
        return Row(one, take, words, self.found[one.mark])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_words(cleaned)
        for chapter in self.chapters:
            tick = self._tick_of(chapter)
            if tick and not cleaned.get(tick) and self._leaves_open(chapter, cleaned):
                self.add_error(tick, _("Read these. Then tick here, or choose for each."))
        return cleaned

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        room = self.choosing.room
        for one in self._asked():
            name = _name("words", one.mark)
            words = cleaned.get(name, "")
            if cleaned.get(_name("take", one.mark)) != Take.WORDS:
                continue
            room -= len(words)
            if not words and name not in self.errors:
                self.add_error(name, _("Write it in other words, or leave it out."))
            elif room < 0:
                self.add_error(name, _("A copy has no room for this much. Write it shorter."))

    def _leaves_open(self, chapter: Chapter, cleaned: dict[str, Any]) -> bool:
        return any(
            not cleaned.get(_name("take", one.mark))
            for one in self._ticked_together(chapter)
            if not self._is_short(one)
        )

    def keep(self) -> None:
        """Put what was chosen here to what was chosen before; what nobody ticked stays out."""
        told = self.cleaned_data
        for chapter in self.chapters:
            ticked = Take.WHOLE if told.get(self._tick_of(chapter)) else Take.OUT
            for one in chapter.passages:
                alone = "" if self._is_short(one) else told[_name("take", one.mark)]
                take = alone or (Take.OUT if self._is_by_itself(one) else ticked)
                words = told[_name("words", one.mark)] if take == Take.WORDS else ""
                self.choosing.chosen[one.mark] = (str(take), words)
