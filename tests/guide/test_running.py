"""What is written in the Guide later changes no sheet of a course that runs; its list is ticked."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.utils import timezone

from kominn.audit.models import Event
from kominn.guide import actions, course_sheets, running
from kominn.guide.models import MethodCard, Recipe, Ticked
from tests.factories.accounts import UserFactory
from tests.factories.guide import camp
from tests.wording import wording

pytestmark = pytest.mark.django_db

SHEETS = ("huskeliste", "samtykke", "regler", "for", "etter", "kort/1")


@pytest.fixture
def course(guide, marit):
    return camp(by=marit)


@pytest.fixture
def led(course, marit, browse, sign_in):
    return sign_in(browse, marit)


def sheets(browser, course):
    return {one: browser.get(f"/guiden/kurs/{course.pk}/{one}/").content for one in SHEETS}


def rewrite_all(by):
    """Somebody writes the whole recipe anew, and every card."""
    recipe, anew = Recipe.objects.get(slug="leir"), {"nb": "0 Noe helt annet"}
    facts = dict.fromkeys(("conduct", "consent", "questions", "after", "checklist"), anew)
    actions.write(recipe, facts | {"steps": []}, by=by, at=timezone.now())
    MethodCard.objects.update(name=anew, steps=anew)


def test_a_recipe_changed_or_gone_changes_no_sheet_of_a_running_course(led, course, marit):
    before = sheets(led, course)
    assert wording("It has been changed since. This course keeps its own.") not in (
        led.get(f"/ungdom/kurs/{course.pk}/").content.decode()
    )
    rewrite_all(marit)
    assert sheets(led, course) == before
    page = led.get(f"/ungdom/kurs/{course.pk}/").content.decode()
    assert wording("It has been changed since. This course keeps its own.") in page
    assert "versjon 1" in page
    Recipe.objects.all().delete()
    MethodCard.objects.all().delete()
    assert sheets(led, course) == before


def test_a_course_begun_later_has_the_new_words(course, marit):
    rewrite_all(marit)
    recipe = Recipe.objects.get(slug="leir")
    assert recipe.version == 2
    kept = running.keep_as_it_stands
    course.started_from.delete()
    assert kept(course, recipe, today=timezone.localdate()).version == 2
    tasks = running.to_do(course, recipe, "nb")
    assert [one.words for one in tasks] == ["Noe helt annet"]


# --- The list ------------------------------------------------------------------------------------


def tick(browser, course, number, go="done"):
    return browser.post(f"/guiden/kurs/{course.pk}/a-gjore/", {"number": number, "go": go})


@pytest.mark.parametrize("number", ["-1", "999", "99999999999999999999", "to", ""])
def test_a_line_that_is_none_is_not_ticked(led, course, number):
    tick(led, course, number)
    assert not Ticked.objects.exists()


def test_who_may_not_lead_ticks_nothing(course, browse, sign_in):
    assert tick(sign_in(browse, UserFactory(roles=["employee"])), course, 0).status_code == 403
    assert not Ticked.objects.exists()


def test_who_ticked_is_told_by_role_and_never_by_name(led, course, marit, kari, sign_in):
    page = f"/guiden/kurs/{course.pk}/a-gjore/"
    tick(led, course, 0)
    told = led.get(page).content.decode()
    main = told[told.index("<main") :]
    assert wording("Facilitator") in main
    assert marit.name not in main
    sign_in(led, kari)
    tick(led, course, 0)
    assert Ticked.objects.get().role == "facilitator", "the first stands"
    tick(led, course, 0, go="undone")
    assert not Ticked.objects.exists()
    tick(led, course, 0)
    assert Ticked.objects.get().role == "coordinator"
    verbs = Event.objects.filter(target=f"course:{course.pk}").values_list("verb", flat=True)
    assert [*verbs.order_by("pk")][1:] == [
        "course.task_ticked", "course.task_unticked", "course.task_ticked",
    ]  # fmt: skip


def test_what_is_done_is_ticked_on_paper_too(led, course):
    recipe = course.started_from.recipe()
    empty = course_sheets.checklist_of(course, recipe, "nb")
    tick(led, course, 0)
    with_tick = course_sheets.checklist_of(course, recipe, "nb")
    assert with_tick != empty
    with pikepdf.open(io.BytesIO(with_tick)) as pdf:
        assert len(pdf.pages) == 1


def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    led, course, django_assert_max_num_queries
):
    for number in range(8):
        tick(led, course, number)
    with django_assert_max_num_queries(12):
        led.get(f"/guiden/kurs/{course.pk}/a-gjore/")
