"""The Guide a city begins with: whole in three languages, and never written over what a city wrote."""

from __future__ import annotations

import shutil

import pytest

from kominn.guide import starter, starter_files
from kominn.guide.models import BestCase, GuidePage, MethodCard, Recipe, RecipeStep
from kominn.guide.starter_files import BrokenStarter, read


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(starter_files.FOLDER, tmp_path / "starter")
    return tmp_path / "starter"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("methods.toml", "minutes = 15", "minutes = ", "methods.toml"),
        ("methods.toml", "minutes = 15", "minutes = 0", "navnerunde"),
        ("methods.toml", "minutes = 15", 'minutes = "lenge"', "navnerunde"),
        ("methods.toml", "group = [4, 30]", "group = [30, 4]", "navnerunde"),
        ("methods.toml", "nn = ", "xx = ", "no text in nn"),
        ("methods.toml", 'slug = "husregler"', 'slug = "navnerunde"', "a slug of its own"),
        ("recipes.toml", 'method = "for-og-etter"', 'method = "dans"', "no card is called 'dans'"),
        ("recipes.toml", 'starts = "09:00"', 'starts = "25:00"', "not an hour"),
        ("recipes.toml", "day = 1", "day = 99", "day is 99"),
        ("cases.toml", "https://", "javascript:", "https"),
        ("cases.toml", "invented = true", "invented = false", "names its sources"),
        ("pages.toml", 'kind = "recommendation"', 'kind = "song"', "'song'"),
    ],
)
def test_a_broken_line_says_in_which_file_and_why(folder, file, old, new, said):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenStarter) as problem:
        read(folder)
    assert file in str(problem.value)
    assert said in str(problem.value)


def test_a_missing_file_is_named(folder):
    (folder / "cases.toml").unlink()
    with pytest.raises(BrokenStarter, match=r"cases\.toml"):
        read(folder)


def test_the_starter_is_as_large_as_was_promised():
    begun = read()
    assert len(begun.cards) >= 20
    assert len(begun.recipes) >= 5
    assert len(begun.cases) >= 8
    assert len(begun.pages) >= 4
    assert max(step["day"] for step in begun.recipes[0]["steps"]) == 3


def test_no_recipe_asks_to_be_in_two_places_at_once():
    for recipe in read().recipes:
        ends = {}
        for step in sorted(recipe["steps"], key=lambda step: (step["day"], step["starts"])):
            began = step["starts"].hour * 60 + step["starts"].minute
            assert began >= ends.get(step["day"], 0), (recipe["slug"], step)
            ends[step["day"]] = began + step["minutes"]


def test_a_lesson_lasts_forty_five_minutes():
    lesson = next(one for one in read().recipes if one["slug"] == "skoletime")
    assert sum(step["minutes"] for step in lesson["steps"]) == 45


def test_what_a_city_has_written_is_never_written_over(db):
    starter.begin()
    counts = [
        model.objects.count() for model in (MethodCard, Recipe, RecipeStep, BestCase, GuidePage)
    ]
    MethodCard.objects.filter(slug="navnerunde").update(name={"nb": "Vår egen runde"}, active=False)
    Recipe.objects.get(slug="leir").steps.all().delete()

    assert starter.begin() == 0
    assert MethodCard.objects.get(slug="navnerunde").name == {"nb": "Vår egen runde"}
    assert not Recipe.objects.get(slug="leir").steps.exists()
    assert MethodCard.objects.count() == counts[0]
