"""A story is how one kind of worry is told: sentences with slots, so that no two tell it alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from kominn.concerns.states import CloseReason, Theme

Texts = tuple[str, ...]
Talk = tuple[tuple[str, str], ...]
"""What staff ask, and what the reporter answers."""


@dataclass(frozen=True, slots=True)
class Story:
    """`whom` is the circle the person it is about comes from; empty where it is about no one."""

    theme: Theme
    roles: Texts
    seen: Texts
    about: str = "known"
    whom: str = ""
    worry: Texts = ()
    good: Texts = ()
    tried: Texts = ()
    where: Texts = ()
    danger: str = "no"
    months: tuple[int, ...] = ()
    weight: int = 2
    language: str = "nb"
    talk: Talk = ()
    closings: Texts = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: its stories, what fits in their slots, and what staff write back in it."""

    stories: tuple[Story, ...]
    slots: Mapping[str, Texts]
    persons: Mapping[str, tuple[tuple[str, str], ...]]
    pronouns: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Texts]
    talk: Mapping[str, Talk]
    closings: Mapping[CloseReason, Texts]
    children: str
    """How its words for the young begin, as a pattern."""


@dataclass(frozen=True, slots=True)
class Worry:
    """One invented report: what is told, and what staff and reporter will say to each other."""

    story: Story
    seen: str
    role: str
    about: str
    theme: Theme
    worry: str = ""
    good: str = ""
    tried: str = ""
    names: str = ""
    where: str = ""
    under_18: str = "unknown"
    reply: str = "anonymous"
    language: str = "nb"
    danger: str = "no"
    question: str = ""
    answer: str = ""
    closing: str = ""

    def answers(self) -> dict[str, str | list[str]]:
        """As the form gives them: what was left out is not there."""
        asked = (
            "seen", "role", "about", "worry", "good", "tried", "where", "under_18", "reply",
            "danger",
        )  # fmt: skip
        return {name: value for name in asked if (value := getattr(self, name))}


YOUNG_CIRCLES = {"peer", "child", "pupil", "player"}


def write(rng: Random, story: Story, tongue: Tongue, reason: CloseReason) -> Worry:
    """The story in somebody's words, with one person of its circle and the slots filled."""
    fill = _filled(rng, tongue, story.whom)

    def one(texts: Sequence[str], often: float = 1.0) -> str:
        if not texts or rng.random() > often:
            return ""
        return rng.choice(texts).format_map(fill)

    talk = story.talk or tongue.talk.get(story.theme, ()) or tongue.talk.get("", ())
    question, answer = rng.choice(talk) if talk else ("", "")
    closings = story.closings if reason == CloseReason.HELPED and story.closings else ()
    is_young = story.whom in YOUNG_CIRCLES
    written = Worry(
        story=story,
        seen=one(story.seen),
        role=rng.choice(story.roles),
        about=story.about,
        theme=story.theme,
        worry=one(story.worry, 0.8),
        good=one(story.good, 0.6),
        tried=one(story.tried, 0.6),
        names=one(tongue.names.get(story.whom, ()), 0.6),
        where=one(story.where, 0.9),
        under_18="yes" if is_young else rng.choice(("no", "unknown")),
        reply=rng.choice(("anonymous", "anonymous", "anonymous", "contact")),
        language=story.language,
        danger=story.danger,
        question=question.format_map(fill),
        answer=answer.format_map(fill),
        closing=one(closings or tongue.closings.get(reason, ())),
    )
    tells_of_children = _tells_of_children(written, tongue, besides=fill.get("hvem", ""))
    return replace(written, under_18="yes") if tells_of_children else written


def _tells_of_children(worry: Worry, tongue: Tongue, *, besides: str) -> bool:
    """Whoever is called after a child, as a son's friend's mother, is none."""
    told = " ".join((worry.seen, worry.worry)).lower().replace(besides.lower(), "")
    return re.search(rf"\b(?:{tongue.children})", told) is not None


def _filled(rng: Random, tongue: Tongue, whom: str) -> dict[str, str]:
    fill = {name: rng.choice(texts) for name, texts in tongue.slots.items()}
    if whom:
        who, pronoun = rng.choice(tongue.persons[whom])
        fill |= {"hvem": who, **tongue.pronouns[pronoun]}
    return fill | {_capital(name): _capital(text) for name, text in fill.items()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
