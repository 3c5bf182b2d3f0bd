"""A city's challenges to begin with, from a TOML file in `cities/challenges/`.

What the city has written since stays as it is.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from django.db import models, transaction

from kominn.allin.models import Concept
from kominn.challenges import actions
from kominn.challenges.models import Challenge
from kominn.challenges.voices import voices
from kominn.config.profile_file import Fields, Part
from kominn.indicators.models import Indicator
from kominn.plan.models import FocusArea, Initiative, MeasureKind

CHALLENGES = Path(__file__).parent / "cities" / "challenges"


@transaction.atomic
def load_challenges(slug: str, *, at: dt.datetime) -> None:
    """Add those the city does not have. What they name must be there: the plan, the figures."""
    path = CHALLENGES / f"{slug}.toml"
    if not path.exists():
        return
    document = Part(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    known = set(Challenge.objects.values_list("slug", flat=True))
    for order, part in enumerate(document.parts("challenges"), start=1):
        name, facts = part.slug("slug"), _facts(part, order)
        part.nothing_else()
        if name not in known:
            facts["primary"] &= not Challenge.objects.filter(primary=True).exists()
            actions.add(name, facts, by=None, at=at)
    document.nothing_else()


def _facts(part: Part, order: int) -> Fields:
    facts: Fields = {
        "order": order,
        "primary": part.flag("primary"),
        "shown": True,
        "source_url": part.url("source_url", ""),
        "invented": part.flag("invented"),
        **{word: part.words(word) for word in Challenge.WORDS},
        "indicators": _linked(part, "indicators", Indicator),
        "kinds": _linked(part, "kinds", MeasureKind),
        "focus_areas": _linked(part, "focus_areas", FocusArea),
        "initiatives": _linked(part, "initiatives", Initiative),
        "themes": _themes(part),
    }
    if bool(facts["source_url"]) == facts["invented"]:
        raise part.wrong("source_url", "is needed, or invented = true, and not both")
    return facts


def _linked(part: Part, key: str, model: type[models.Model]) -> list[int]:
    found = dict(model._default_manager.values_list("slug", "pk"))
    for slug in (wanted := part.texts(key)):
        if slug not in found:
            raise part.wrong(key, f"there is no {slug!r}")
    return [found[slug] for slug in wanted]


def _themes(part: Part) -> dict[str, list[str]]:
    """Themes by voice; `ideas` are named as young people named them, where they are shown."""
    known = {voice.key: voice.themes() for voice in voices() if voice.key != "ideas"}
    told = Part(part.file, f"{part.place}.themes", part.value("themes", dict, "a table", {}))
    themes = {key: told.texts(key) for key in known if key in told.values}
    told.nothing_else()
    for key, wanted in themes.items():
        for theme in wanted:
            if theme not in known[key]:
                raise told.wrong(key, f"there is no {theme!r}")
    names = part.texts("ideas")
    if ideas := [str(one.pk) for one in Concept.objects.public() if one.name in names]:
        themes["ideas"] = ideas
    return themes
