"""The Guide a city begins with. What it has written itself is never written over."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kominn.guide.models import BestCase, GuidePage, MethodCard, Piece, Recipe, RecipeStep
from kominn.guide.starter_files import Starter, read


@transaction.atomic
def begin(starter: Starter | None = None) -> int:
    """Add the pages the city does not have; how many. Raises `BrokenStarter`."""
    begun = starter or read()
    new = _add(MethodCard, begun.cards)
    cards = {card.slug: card for card in MethodCard.objects.all()}
    for recipe in _add(Recipe, begun.recipes):
        steps = next(told["steps"] for told in begun.recipes if told["slug"] == recipe.slug)
        RecipeStep.objects.bulk_create(
            RecipeStep(recipe=recipe, **step | {"method": cards.get(step["method"])})
            for step in steps
        )
        new.append(recipe)
    return len([*new, *_add(BestCase, begun.cases), *_add(GuidePage, begun.pages)])


def _add(model: type[Piece], told: list[dict[str, Any]]) -> list[Any]:
    known = set(model._default_manager.values_list("slug", flat=True))
    missing = [(n, facts) for n, facts in enumerate(told, start=1) if facts["slug"] not in known]
    rows = [
        model(order=10 * n, **{field: fact for field, fact in facts.items() if field != "steps"
                               or model is MethodCard})
        for n, facts in missing
    ]  # fmt: skip
    return list(model._default_manager.bulk_create(rows))
