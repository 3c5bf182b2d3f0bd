"""The city's story: figures in it say from when and whose they are; what it said is kept."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kominn.config import profiles
from kominn.config.figures_file import load_figures
from kominn.config.story_file import load_story
from kominn.indicators.actions import writing
from kominn.indicators.models import Passage, Wording
from tests.factories import indicators
from tests.factories.indicators import chapter

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CITY = "/byen/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def larvik(db):
    profiles.load("larvik")


def page(browse, path=CITY, **query):
    answer = browse.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html):
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
        .replace("\u202f", " ")
        .replace("\xa0", " ")
    )


def test_a_figure_says_from_when_and_whose_it_is_and_leads_to_its_page(
    larvik, indicator, bring, browse
):
    bring("3909;2023;10,2", "3909;2026;10,5", "0;2026;11")
    chapter("Lavt: {lavinntekt}. Landet: {lavinntekt@0}. Siden sist: {lavinntekt:endring}.")
    html = page(browse)
    told = words(html)
    assert "Lavt: 10,5 % (2026, Statistikkontoret)." in told
    assert "Landet: 11,0 % (Landet 2026, Statistikkontoret)." in told
    assert "0,3 prosentpoeng høyere (2023 til 2026, Statistikkontoret)" in told
    assert 'href="/byen/tall/lavinntekt/"' in html


def test_an_old_figure_says_so_in_words(larvik, indicator, bring, browse):
    bring("3909;2019;10,5")
    chapter("Lavt: {lavinntekt}.")
    assert "10,5 % (tallet er gammelt: fra 2019, Statistikkontoret)" in words(page(browse))


def test_without_a_figure_the_text_says_so_and_stands(larvik, indicator, browse):
    chapter("Lavt: {lavinntekt}. Borte: {finnes-ikke}. {lavinntekt:endring}\n\n{lavinntekt:kurve}")
    assert words(page(browse)).count("ikke noe tall ennå") == 4


def test_the_text_is_never_more_than_text(larvik):
    chapter(
        "<script>alert(1)</script> {lavinntekt'\"><b>}\n- <img src=x>",
        heading={"nb": "<b>Hei</b>"},
        sources=[{"title": "<i>", "url": "https://example.org/?a=1&b='\"><b>"}],
    )
    html = page(Client())
    assert not re.search(r"<script>alert|<img src=x|<b>|<i>", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_story_and_figures_are_shown_as_they_stood_on_a_day(larvik, indicator, bring, browse):
    bring("3909;2023;10,2", at=AT)
    chapter("Først {lavinntekt}.", at=AT)
    later = AT + dt.timedelta(days=30)
    bring("3909;2023;10,2", "3909;2026;10,5", at=later)
    Wording.objects.create(
        passage=Passage.objects.get(), heading={"nb": "Folkene"}, text={"nb": "Nå {lavinntekt}."}, written_at=later
    )  # fmt: skip
    assert "Nå 10,5 %" in words(page(browse))
    before = words(page(browse, kjent="2026-03-02"))
    assert "Først 10,2 %" in before
    assert "10,5" not in before
    assert "Områdene, stedene og hjelpen lenger nede er slik de er i dag." in before
    assert "Først" not in words(page(browse, kjent="2026-03-01"))
    assert browse.get(CITY, {"kjent": "i fjor"}).status_code == 422


def test_a_chapter_taken_down_is_gone_from_every_day(larvik, browse):
    chapter("Dette skulle ikke stått.", at=AT)
    chapter("Dette står.", slug="byen", at=AT)
    later = AT + dt.timedelta(days=30)
    Wording.objects.create(
        passage=Passage.objects.exclude(slug="byen").get(), heading={"nb": "Folkene"}, shown=False, written_at=later
    )  # fmt: skip
    for day in ({}, {"kjent": "2026-03-02"}):
        told = words(page(browse, **day))
        assert "skulle ikke stått" not in told
        assert "Dette står." in told


def test_larviks_own_story_names_only_figures_it_has_and_says_that_belonging_has_none(
    larvik, browse
):
    load_figures("larvik", at=AT)
    load_story("larvik", at=AT)
    load_story("larvik", at=AT)
    told = words(page(browse))
    assert Passage.objects.count() == Wording.objects.count() == 10
    assert (
        "Innbyggertallet er 49 022 (1. januar 2026, SSB). Det er 5461 flere (1. januar 2005 til 1. januar 2026, SSB)"
        in told
    )
    assert "Det vet byen ikke ennå" in told
    assert "ikke noe tall ennå" not in told
    assert "tallet er gammelt: fra 2021, Ungdata" in told


@pytest.mark.parametrize(
    "path", ["/ar/byen/", "/ar/byen/tall/", "/ti/byen/tall/folketall/", "/en/byen/"]
)
def test_the_page_keeps_the_readers_language_around_it(all_languages, browse, path):
    profiles.load("lagenvik")
    load_figures("lagenvik", at=AT)
    load_story("lagenvik", at=AT)
    html = page(browse, path)
    language = path.split("/")[1]
    assert f'<html lang="{language}"' in html
    if path == "/ar/byen/":
        assert '<div class="stack story-text" lang="nb" dir="ltr">' in html
        assert 'href="/ar/byen/tall/folketall/"' in html
    if path == "/en/byen/":
        assert "The country" in html
        assert "Landet" not in words(html)


def test_belonging_stands_first_with_how_many_answered_and_how_sure_it_is(browse):
    profiles.load("lagenvik")
    load_figures("lagenvik", at=AT)
    load_story("lagenvik", at=AT)
    told = words(page(browse))
    assert "75 %" in told
    assert "1268 svarte" in told
    assert "alt fra 73 % til 77 %" in told
    assert "Av barna her lever 12,9 %" in told
    assert "Klart under landet: Lågenvik, Tangvik." in told


def test_the_page_asks_as_often_of_many_figures_as_of_few(
    larvik, indicator, bring, browse, django_assert_max_num_queries
):
    bring("3909;2026;10,5")
    for number in range(12):
        slug = f"nr-{number}"
        indicators.indicator(slug=slug, dataset=indicators.dataset(slug=slug))
        for at in (AT, AT + dt.timedelta(days=1)):
            if at == AT:
                chapter(f"{{{slug}}} {{lavinntekt}}", slug=f"kapittel-{number}", at=at)
    page(browse)
    with django_assert_max_num_queries(12):
        page(browse)


class TestWriting:
    @pytest.fixture
    def desk(self, larvik, indicator, bring, browse, sign_in, kari):
        bring("3909;2019;10,5", "3909;2026;12,9")
        sign_in(browse, kari)
        return browse

    @staticmethod
    def sent(text="Her bor vi.", **more):
        return {"heading_nb": "Folkene", "text_nb": text, "shown": "on"} | more

    def write(self, desk, passage=None, **sent):
        to = (
            reverse("indicators:chapter", args=[passage.slug])
            if passage
            else reverse("indicators:add_chapter")
        )
        return desk.post(to, sent)

    def test_a_chapter_is_seen_before_it_is_saved_and_then_stands_on_the_page(self, desk):
        seen = self.write(desk, **self.sent("Det er {lavinntekt}.", preview="1")).content.decode()
        assert "Det er 12,9 % (2026, Statistikkontoret)." in words(seen)
        assert not Passage.objects.exists()
        self.write(desk, **self.sent("Det er {lavinntekt}.", text_en="It is {lavinntekt}."))
        assert "Det er 12,9 %" in words(page(desk))
        assert "It is 12.9" in words(page(desk, "/en/byen/"))

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Vi er {folktall}.", "Det finnes ikke noe tall «folktall». Disse finnes: lavinntekt."),
            ("Vi er {lavinntekt@99}.", "Tallet «lavinntekt» har ikke noe område «99». Det har: 0."),
            ("Vi er {lavinntekt", "et område {lavinntekt@3909}"),
            ("Se {lavinntekt:kurve} her.", "er en tegning, som står alene på sin linje."),
            ("", "Skriv noe her."),
            ("\n".join(["{lavinntekt:kurve}"] * 13), "Velg høyst 12 tegninger."),
        ],
    )
    def test_what_names_no_figure_is_refused_with_a_sentence_and_nothing_is_lost(
        self, desk, text, sentence
    ):
        answer = self.write(desk, **self.sent(text, sources="Uten adresse", heading_nn="Folka"))
        told = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in words(told).replace("&quot;", '"')
        assert not Passage.objects.exists()
        for kept in (text, "Uten adresse", "Folka"):
            assert kept in told

    def test_the_box_of_errors_names_every_fault_of_a_text_once(self, desk):
        text = "{folktall} og {lavinntekt@99} og {a b} og {a b}"
        told = self.write(desk, **self.sent(text)).content.decode()
        box = words(told.partition("ds-error-summary")[2].partition("</ul>")[0])
        for fault in ("«{a b}» er ikke til å forstå", "«folktall»", "ikke noe område «99»"):
            assert box.count(fault) == 1

    def test_what_stood_before_is_kept_and_a_colleagues_words_are_not_run_over(self, desk):
        first = chapter("Først.")
        self.write(desk, first.passage, **self.sent("Så.", seen=first.pk))
        second = first.passage.wordings.latest("pk")
        answer = self.write(desk, first.passage, **self.sent("Mitt.", seen=first.pk))
        assert answer.status_code == 422
        assert "En kollega har lagret dette kapittelet imens" in answer.content.decode()
        assert "Mitt." in answer.content.decode()
        assert f'name="seen" value="{second.pk}"' in answer.content.decode()
        assert [one.text["nb"] for one in first.passage.wordings.order_by("pk")] == [
            "Først.",
            "Så.",
        ]

    def test_a_number_that_leads_to_one_person_is_refused(self, desk):
        for number in ("01019012345", "91 23 45 67"):
            for field in ("text_nb", "heading_nb", "text_en"):
                answer = self.write(desk, **self.sent() | {field: f"Ring {number}."})
                assert answer.status_code == 422
                assert f"«{number}» ligner et fødselsnummer" in words(answer.content.decode())
        assert not Passage.objects.exists()

    def test_saving_the_same_again_writes_nothing(self, desk):
        first = chapter("Her bor vi.", sources=[])
        self.write(desk, first.passage, **self.sent(seen=first.pk))
        assert first.passage.wordings.count() == 1

    def test_a_typed_number_that_grew_old_stands_beside_the_newest_which_is_never_put_in(
        self, desk
    ):
        text = {"nb": "I 2019 var det 10,5 %. Resten står.", "en": "In 2019 it was 10.5 %."}
        told = {"heading": {"nb": "Folkene"}, "text": text}
        first = writing.begin("folkene", told, by=None, at=AT)
        assert "1 tall er blitt gammelt" in words(page(desk, reverse("indicators:chapters")))
        change = reverse("indicators:chapter", args=[first.passage.slug])
        told = words(page(desk, change))
        assert "2019. Tallet var 10,5 %. Nyeste: 12,9 % (2026, Statistikkontoret)." in told
        assert "Setningen handler om 2019, og med det nyeste tallet blir den feil." in told
        assert "Skriv {lavinntekt} i stedet" not in told

    def test_chapters_change_places(self, desk):
        for slug in ("en", "to", "tre"):
            chapter(slug=slug)
        for slug, up in [("tre", "1"), ("en", "1"), ("tre", "0"), ("en", "0")]:
            desk.post(reverse("indicators:move_chapter", args=[slug]), {"up": up})
        order = Wording.objects.known_on(None).values_list("passage__slug", flat=True)
        assert list(order) == ["to", "en", "tre"]

    def test_the_list_of_chapters_asks_as_often_of_many_as_of_one(
        self, desk, django_assert_max_num_queries
    ):
        for number in range(12):
            chapter("I 2019 var det 10,5 %.", slug=f"kapittel-{number}")
        page(desk, reverse("indicators:chapters"))
        with django_assert_max_num_queries(10):
            page(desk, reverse("indicators:chapters"))

    def test_a_chapter_that_is_not_shown_is_only_at_the_desk(self, desk):
        chapter("Hemmelig.", shown=False)
        assert "Hemmelig." not in page(desk)
        assert "Vises ikke" in words(page(desk, reverse("indicators:chapters")))


def test_a_day_to_come_is_no_day_on_which_something_was_known(larvik, browse):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    answer = browse.get(CITY, {"kjent": str(tomorrow)})
    assert answer.status_code == 422
    assert "Velg en dag som har vært." in answer.content.decode()
