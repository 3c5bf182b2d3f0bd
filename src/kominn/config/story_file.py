"""The story a city begins with: a TOML file in `cities/story/`. What staff wrote since stays."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from django.db import transaction

from kominn.config.profile_file import Fields, Part
from kominn.indicators.actions import writing
from kominn.indicators.models import Indicator, Passage
from kominn.indicators.notation import names, not_understood

STORIES = Path(__file__).parent / "cities" / "story"


@transaction.atomic
def load_story(slug: str, *, at: dt.datetime) -> None:
    """Chapters that are not there yet; each names only figures that the city has."""
    path = STORIES / f"{slug}.toml"
    if not path.exists():
        return
    document = Part(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    known = set(Indicator.objects.values_list("slug", flat=True))
    there = set(Passage.objects.values_list("slug", flat=True))
    for part in document.parts("chapters"):
        slug_of_chapter, words = part.slug("slug"), _words(part, known)
        part.nothing_else()
        if slug_of_chapter not in there:
            writing.begin(slug_of_chapter, words, by=None, at=at)
    document.nothing_else()


def _words(part: Part, known: set[str]) -> Fields:
    text = part.words("text")
    for language, words in text.items():
        wrong = not_understood(words) + [one.slug for one in names(words) if one.slug not in known]
        if wrong:
            raise part.wrong(f"text.{language}", f"there is no figure {wrong[0]!r}")
    return {"heading": part.words("heading"), "text": text, "sources": _sources(part)}


def _sources(part: Part) -> list[dict[str, str]]:
    if "sources" not in part.values:
        return []
    found = []
    for source in part.parts("sources"):
        found.append({"title": source.text("title"), "url": source.url("url")})
        source.nothing_else()
    part.asked.add("sources")
    return found
