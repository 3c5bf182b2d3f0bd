"""The open page of the plan."""

import pytest
from django.db import IntegrityError, transaction

from kominn.config import profiles
from kominn.plan.models import FocusArea, Initiative

pytestmark = pytest.mark.django_db


def page(browse, path="/planen/"):
    response = browse.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/planen/", "Foreldre og barns rettigheter"),
        ("/nn/planen/", "Foreldre og rettane til barn"),
        ("/en/planen/", "Parents and the rights of children"),
    ],
)
def test_four_focus_areas_in_the_readers_language(browse, path, title):
    profiles.load("larvik")
    html = page(browse, path)
    assert title in html
    assert html.count("<h2") == 4


def test_every_initiative_of_a_real_city_leads_to_its_source(browse):
    profiles.load("larvik")
    html = page(browse)
    for initiative in Initiative.objects.all():
        assert f'href="{initiative.source_url}"' in html
        assert initiative.name["nb"] in html
    assert "Torstrand" in html


def test_an_invented_initiative_says_so(browse):
    profiles.load("lagenvik")
    html = page(browse, "/en/planen/")
    assert html.count("Invented for the demonstration") == Initiative.objects.count()


def test_a_focus_area_without_initiatives_says_so(browse):
    profiles.load("lagenvik")
    Initiative.objects.filter(focus_area__slug="den-enkelte").delete()
    assert "Nothing stands here yet." in page(browse, "/en/planen/")


def test_the_queries_do_not_grow_with_the_plan(browse, django_assert_num_queries):
    profiles.load("larvik")
    page(browse)
    with django_assert_num_queries(5):
        page(browse)


def test_without_a_city_there_is_no_page(browse):
    assert browse.get("/planen/").status_code == 404


@pytest.mark.parametrize("origin", [{}, {"invented": True, "source_url": "https://example.org"}])
def test_what_is_told_has_a_source_or_is_invented_never_both(origin):
    with pytest.raises(IntegrityError), transaction.atomic():
        FocusArea.objects.create(slug="a", name={"nb": "A"}, **origin)
    focus_area = FocusArea.objects.create(slug="b", name={"nb": "B"}, invented=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.create(slug="c", focus_area=focus_area, name={"nb": "C"}, **origin)


def test_names_and_summaries_fall_back_to_bokmal():
    words = {"name": {"nb": "By"}, "summary": {"nb": "Kort", "en": "Short"}}
    focus_area = FocusArea(**words)
    initiative = Initiative(**words)
    for thing in (focus_area, initiative):
        assert (str(thing), thing.name_in("pl")) == ("By", "By")
        assert (thing.summary_in("en"), thing.summary_in("nn")) == ("Short", "Kort")
