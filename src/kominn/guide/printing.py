"""The Guide on paper: what each sheet is told, and the PDF it becomes.

The same facts give the same file, so what many ask for is made once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kominn.core import sheets
from kominn.core.prose import blocks, lines
from kominn.core.templatetags.words import clock
from kominn.core.wording import in_language
from kominn.guide import checklist
from kominn.guide.models import (
    BestCase,
    ForGroups,
    GuidePage,
    MethodCard,
    PageKind,
    Recipe,
    RecipeStep,
)

MOST_KEPT = 64
Facts = dict[str, Any]


def made(template: str, facts: Mapping[str, Any], *, language: str, title: str) -> bytes:
    with override(language):
        as_json = json.dumps({**facts, "labels": labels()}, default=str, sort_keys=True)
    return _made(template, as_json, language, title)


@lru_cache(MOST_KEPT)
def _made(template: str, facts: str, language: str, title: str) -> bytes:
    return sheets.sheet(
        f"guide/paper/{template}.typ", json.loads(facts), language=language, title=title
    )


def labels() -> dict[str, str]:
    """The words of the sheets that are not the city's own."""
    return {
        "guide": _("The Guide"),
        "needs": _("What you need"),
        "how": _("How you do it"),
        "everybody": _("So that everybody can"),
        "timetable": _("Timetable"),
        "conduct": _("Code of conduct"),
        "checklist": _("Check-list"),
        "asked": _("Asked before and after"),
        "afterwards": _("And afterwards"),
        "letter": _("Letter to guardians"),
        "came": _("Who came"),
        "cost": _("What it cost"),
        "wrong": _("What went wrong"),
        "copy": _("How to do it yourself"),
        "sources": _("Sources"),
        "invented": _("An invented example"),
        "contents": _("Contents"),
        "recipes": _("Recipes"),
        "cards": _("Method cards"),
        "cases": _("Best cases"),
        "recommendations": _("Recommendations"),
        "inspiration": _("Inspiration"),
        "motto": _("Make something with the young, beginning on Monday"),
        "free": _(
            "Recipes you can follow as they are, cards for every step, what others have tried "
            "and what went wrong. Take what you need. It is free, and it is yours."
        ),
    }


# --- What a sheet is told -------------------------------------------------------------------------


def minutes_of(minutes: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def size_of(thing: ForGroups) -> str:
    if thing.fewest == thing.most:
        return ngettext("%(n)s person", "%(n)s people", thing.most) % {"n": thing.most}
    return _("%(fewest)s–%(most)s people") % {"fewest": thing.fewest, "most": thing.most}


def prose(text: str) -> list[Facts]:
    return [{"kind": block.kind, "lines": block.lines} for block in blocks(text)]


def card_facts(card: MethodCard, language: str) -> Facts:
    return {
        "name": in_language(card.name, language),
        "purpose": in_language(card.purpose, language),
        "steps": lines(in_language(card.steps, language)),
        "materials": in_language(card.materials, language),
        "accessible": in_language(card.accessible, language),
        "time": minutes_of(card.minutes),
        "size": size_of(card),
    }


def step_facts(step: RecipeStep, language: str) -> Facts:
    return {
        "hours": f"{clock(step.starts)}–{clock(step.ends)}",
        "name": in_language(step.words, language),
    }


def day_name(number: int) -> str:
    return _("Day %(n)s") % {"n": number}


def task_when(task: checklist.Task) -> str:
    if task.before > 0:
        return ngettext("%(n)s day before", "%(n)s days before", task.before) % {"n": task.before}
    if task.before < 0:
        return ngettext("%(n)s day after", "%(n)s days after", task.after) % {"n": task.after}
    return _("On the day")


def recipe_facts(recipe: Recipe, language: str) -> Facts:
    days: dict[int, list[Facts]] = {}
    for step in recipe.steps.all():
        days.setdefault(step.day, []).append(step_facts(step, language))
    tasks = checklist.tasks(in_language(recipe.checklist, language))
    return {
        "name": in_language(recipe.name, language),
        "lead": in_language(recipe.lead, language),
        "about": prose(in_language(recipe.about, language)),
        "size": size_of(recipe),
        "days": [
            {"name": day_name(number) if len(days) > 1 else "", "steps": steps}
            for number, steps in sorted(days.items())
        ],
        "conduct": lines(in_language(recipe.conduct, language)),
        "questions": lines(in_language(recipe.questions, language)),
        "after": lines(in_language(recipe.after, language)),
        "tasks": [{"when": task_when(one), "words": one.words, "done": False} for one in tasks],
        "consent": prose(in_language(recipe.consent, language)),
    }


def told(case: BestCase, language: str) -> list[tuple[str, str]]:
    """What is told of every case, each under its label; what nobody wrote is left out."""
    said = (
        (_("Who came"), case.came),
        (_("What it cost"), case.cost),
        (_("What went wrong"), case.wrong),
        (_("How to do it yourself"), case.copy),
    )
    return [(label, text) for label, words in said if (text := in_language(words, language))]


def case_facts(case: BestCase, language: str) -> Facts:
    facts = {"done": prose(in_language(case.done, language)), "invented": case.invented}
    texts = {
        name: in_language(getattr(case, name), language)
        for name in ("name", "lead", "came", "cost", "wrong", "copy")
    }
    return texts | facts | {"sources": case.sources}


def page_facts(page: GuidePage, language: str) -> Facts:
    return {
        "name": in_language(page.name, language),
        "lead": in_language(page.lead, language),
        "text": prose(in_language(page.text, language)),
    }


# --- The sheets -----------------------------------------------------------------------------------


def cards(shown: Iterable[MethodCard], language: str) -> bytes:
    with override(language):
        facts = [card_facts(card, language) for card in shown]
    title = facts[0]["name"] if len(facts) == 1 else ""
    return made("cards", {"cards": facts}, language=language, title=title or _("Method cards"))


def recipe(shown: Recipe, language: str) -> bytes:
    with override(language):
        facts = recipe_facts(shown, language)
    return made("recipe", {"recipe": facts}, language=language, title=facts["name"])


def whole(language: str, *, city: str) -> bytes:
    """The whole Guide: cover, contents, chapters."""
    with override(language):
        pages = list(GuidePage.objects.shown().in_order())
        recipes = Recipe.with_steps()
        facts = {
            "city": city,
            "recipes": [recipe_facts(one, language) for one in recipes],
            "cards": [card_facts(one, language) for one in MethodCard.objects.shown().in_order()],
            "cases": [case_facts(one, language) for one in BestCase.objects.shown().in_order()],
            "recommendations": [
                page_facts(one, language) for one in pages if one.kind == PageKind.RECOMMENDATION
            ],
            "inspiration": [
                page_facts(one, language) for one in pages if one.kind == PageKind.INSPIRATION
            ],
        }
        title = _("The Guide")
    return made("whole", facts, language=language, title=title)
