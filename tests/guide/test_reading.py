"""The Guide as anyone reads it: no login, three languages, nothing that was written read as HTML."""

from __future__ import annotations

import io

import pikepdf
import pytest

from kominn.core import languages
from kominn.guide import printing
from kominn.guide.models import BestCase, GuidePage, MethodCard, Recipe

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> #panic(1) \\ $ @a ]"


def html(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def pdf(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return pikepdf.open(io.BytesIO(answer.content))


def test_html_in_a_text_is_shown_as_it_was_written(guide, browse):
    GuidePage.objects.filter(slug="vare-rad").update(
        text={"nb": f"## {NASTY}\n- {NASTY}\n\n{NASTY}"}
    )
    MethodCard.objects.filter(slug="navnerunde").update(name={"nb": NASTY}, steps={"nb": NASTY})
    BestCase.objects.filter(slug="flexid").update(done={"nb": NASTY}, name={"nb": NASTY})
    for address in (
        "side/vare-rad/",
        "kort/",
        "kort/navnerunde/",
        "eksempler/",
        "eksempler/flexid/",
        "",
    ):
        page = html(browse.get(f"/guiden/{address}"))
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page or not address


def test_what_typst_would_read_as_its_own_is_printed_as_it_was_written(guide, browse):
    MethodCard.objects.filter(slug="navnerunde").update(name={"nb": NASTY}, steps={"nb": NASTY})
    GuidePage.objects.filter(slug="vare-rad").update(
        text={"nb": f"## {NASTY}\n- {NASTY}\n\n{NASTY}"}
    )
    pdf(browse.get("/guiden/kort/navnerunde/ark/"))
    pdf(browse.get("/guiden/hele/"))


@pytest.mark.parametrize(
    "address",
    [
        "kort/nei/",
        "kort/nei/ark/",
        "oppskrift/nei/",
        "oppskrift/nei/ark/",
        "eksempler/nei/",
        "side/nei/",
    ],
)
def test_what_is_not_there_is_not_found(guide, browse, address):
    assert browse.get(f"/guiden/{address}").status_code == 404


def test_what_is_no_longer_shown_is_not_found_and_not_printed(guide, browse):
    MethodCard.objects.filter(slug="navnerunde").update(active=False)
    Recipe.objects.filter(slug="leir").update(active=False)
    assert browse.get("/guiden/kort/navnerunde/").status_code == 404
    assert browse.get("/guiden/kort/navnerunde/ark/").status_code == 404
    assert browse.get("/guiden/oppskrift/leir/").status_code == 404
    assert "/guiden/oppskrift/leir/" not in html(browse.get("/guiden/"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("", "Byen vår på gulvet"), ("/nn", "Byen vår på golvet"), ("/en", "Our town on the floor")],
)
def test_the_guide_is_read_in_three_languages(guide, browse, language, words):
    assert words in html(browse.get(f"{language}/guiden/kort/"))
    assert words in html(browse.get(f"{language}/guiden/oppskrift/leir/"))


def test_cards_are_found_by_time_and_number(guide, browse):
    page = html(browse.get("/guiden/kort/?minutes=15&people=200"))
    assert "/guiden/kort/en-bonne/" in page
    assert "/guiden/kort/navnerunde/" not in page


@pytest.mark.parametrize(
    "asked",
    ["minutes=ti&people=-4", "minutes=&people=", "people=99999", "people=1e9", "minutes=15%00"],
)
def test_what_makes_no_sense_leaves_cards_to_read(guide, browse, asked):
    assert "/guiden/kort/navnerunde/" in html(browse.get(f"/guiden/kort/?{asked}"))


def test_where_no_card_fits_the_page_says_what_to_do(guide, browse):
    page = html(browse.get("/guiden/kort/?minutes=60&people=400"))
    assert "Ingen kort passer" in page


def test_a_guide_nobody_has_written_is_not_an_empty_page(browse):
    from tests.factories.concerns import small_city

    small_city()
    assert "Ingen oppskrifter ennå" in html(browse.get("/guiden/"))
    assert "Ingen eksempler ennå" in html(browse.get("/guiden/eksempler/"))
    assert len(pdf(browse.get("/guiden/hele/")).pages) >= 2


def test_an_invented_case_says_so_and_the_others_name_their_sources(guide, browse):
    assert "oppdiktet" in html(browse.get("/guiden/eksempler/batkafeen/"))
    assert "https://nordicsafecities.org/" in html(
        browse.get("/guiden/eksempler/kristiansand-leir/")
    )


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_whole_guide_is_one_file_that_a_screen_reader_reads(guide, browse, language):
    with pdf(browse.get(f"{'' if language == 'nb' else '/' + language}/guiden/hele/")) as file:
        assert file.Root.Lang == language
        assert file.Root.MarkInfo.Marked
        assert file.Root.Outlines.Count != 0
        assert len(file.pages) > 25


def test_every_card_and_recipe_is_printed(guide, browse):
    for card in MethodCard.objects.all():
        assert len(pdf(browse.get(f"/guiden/kort/{card.slug}/ark/")).pages) == 1, card.slug
    for recipe in Recipe.objects.all():
        assert len(pdf(browse.get(f"/guiden/oppskrift/{recipe.slug}/ark/")).pages) <= 4, recipe.slug


def test_the_whole_guide_is_made_once_for_all_who_ask(guide, browse):
    printing._made.cache_clear()
    browse.get("/guiden/hele/")
    browse.get("/guiden/hele/")
    assert printing._made.cache_info().misses == 1
    MethodCard.objects.filter(slug="navnerunde").update(name={"nb": "En annen runde"})
    browse.get("/guiden/hele/")
    assert printing._made.cache_info().misses == 2


@pytest.mark.parametrize(
    ("address", "most"),
    [("", 9), ("kort/", 6), ("oppskrift/leir/", 7), ("eksempler/", 6)],
)
def test_the_queries_do_not_grow_with_the_guide(
    guide, browse, django_assert_max_num_queries, address, most
):
    for n in range(30):
        MethodCard.objects.create(slug=f"kort-{n}", minutes=5, name={"nb": f"Kort {n}"})
        BestCase.objects.create(slug=f"sak-{n}", name={"nb": f"Sak {n}"})
        recipe = Recipe.objects.create(slug=f"rett-{n}", name={"nb": f"Rett {n}"})
        recipe.steps.create(day=1, starts="10:00", minutes=5, method=MethodCard.objects.first())
    with django_assert_max_num_queries(most):
        browse.get(f"/guiden/{address}")


# --- Where a page speaks Somali, and the Guide does not ------------------------------------------

OPEN_PAGES = ("", "kort/", "kort/navnerunde/", "oppskrift/leir/", "eksempler/",
              "eksempler/batkafeen/", "side/vare-rad/")  # fmt: skip
MARKED = 'lang="nb" dir="ltr">'


@pytest.fixture
def nine_languages(settings):
    settings.SERVER_KEY_KIND = "demo"
    languages.open_to_reporters.cache_clear()
    yield
    languages.open_to_reporters.cache_clear()


def test_the_frame_speaks_somali_and_what_is_norwegian_says_so(guide, browse, nine_languages):
    for address in OPEN_PAGES:
        page = html(browse.get(f"/so/guiden/{address}"))
        assert '<html lang="so"' in page
        assert "Waxa aad halkan ka akhrinayso" in page
        assert MARKED in page
        for language in ("", "/nn", "/en"):
            assert MARKED not in html(browse.get(f"{language}/guiden/{address}"))
    with pdf(browse.get("/so/guiden/hele/")) as whole:
        assert whole.Root.Lang == "nb"


def test_from_a_page_in_somali_nothing_leads_to_pages_that_do_not_speak_it(
    guide, browse, marit, sign_in, nine_languages
):
    sign_in(browse, marit)
    assert "/oppskrift/leir/start/" in html(browse.get("/guiden/oppskrift/leir/"))
    page = html(browse.get("/so/guiden/oppskrift/leir/"))
    assert "/start/" not in page
    assert "/skriv/" not in page
