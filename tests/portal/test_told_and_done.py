"""“You told us, we did”: rounded numbers beside what was done, and words where there are too few."""

from __future__ import annotations

import datetime as dt
import re
from random import Random

import numpy as np
import pytest
from django.utils import timezone, translation

from citystats.disclosure.attack import Told, with_totals
from citystats.disclosure.gate import Release, Said, attack
from citystats.disclosure.rounding import round_counts
from kominn.accounts.models import User
from kominn.concerns.models import Concern
from kominn.concerns.publishing import publish_due
from kominn.concerns.themes import Theme
from kominn.plan.models import Measure, MeasureKind
from kominn.portrait.models import Area, PublishedCount, PublishedTable
from tests.factories.accounts import UserFactory
from tests.factories.challenges import challenge
from tests.factories.concerns import small_city

pytestmark = pytest.mark.django_db
PAGE = "/dette-gjorde-vi/"
TODAY = timezone.localdate()


@pytest.fixture
def city(db):
    return small_city()


def quarters(number=1, year=2025, **shown):
    """Published quarters with the same numbers in each, as `torget__place=10`."""
    day = dt.date(year, 1, 1)
    for n in range(number):
        first = day.replace(year=year + n // 4, month=1 + 3 * (n % 4))
        table = PublishedTable.objects.create(
            subject="concerns", first_day=first, last_day=first + dt.timedelta(days=80), base=5,
            published_on=first + dt.timedelta(days=120),
        )  # fmt: skip
        for key, count in shown.items():
            area, theme = key.split("__")
            table.counts.create(
                area=Area.objects.filter(slug=area).first(), theme=theme, shown=count
            )


def measure(words="Vi tente lysene.", area="torget", **wishes):
    kind, _ = MeasureKind.objects.get_or_create(
        slug="lys", defaults={"level": "place", "name": {"nb": "Lys", "en": "Lights"}}
    )
    facts = {
        "kind": kind, "area": Area.objects.filter(slug=area).first(), "title": "Intern tittel",
        "aim": "Internt mål", "owner": User.objects.filter(name="Eva Eier").first() or UserFactory(name="Eva Eier"), "starts_on": TODAY - dt.timedelta(30),
        "review_on": TODAY + dt.timedelta(30), "told_public": True, "public_words": words,
    }  # fmt: skip
    return Measure.objects.create(**facts | wishes)


def told(text):
    """What stands in the tables as a number."""
    row = r'<th scope="row"[^>]*>([^<]+)<svg.*?</svg></th><td[^>]*>([^<]+)</td>'
    return dict(re.findall(row, text))


def too_few(text):
    """The names in each sentence of what there is too little of."""
    said = re.findall(r"Too few reports to give a number: (.*?)[.]</p>", text)
    return [re.findall(r"<span[^>]*>([^<]+)</span>", one) for one in said]


def page(browse, prefix="", wish=""):
    answer = browse.get(prefix + PAGE + wish)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_before_the_first_quarter_is_told_it_says_so(browse, city, prefix):
    text = page(browse, prefix)
    assert "<table" not in text
    if prefix == "/en":
        assert "No numbers yet" in text


def test_a_year_of_quarters_is_added_up_by_theme_and_area(browse, city):
    quarters(4, torget__place=5, nesbyen__hate=10)
    text = page(browse, "/en")
    assert told(text) == {
        "Hate speech and hate crime": "about 40",
        "An unsafe place": "about 20",
        "Nesbyen": "about 40",
        "Torget": "about 20",
    }
    assert '<strong class="numbers">60</strong>' in text
    assert text.index("Hate speech") < text.index("An unsafe place"), "the largest first"


def test_only_the_latest_year_is_told(browse, city):
    quarters(6, torget__place=5)
    assert '<strong class="numbers">20</strong>' in page(browse, "/en")


def test_too_few_are_told_in_words_and_never_as_a_number(browse, city):
    quarters(1, torget__place=5, nesbyen__hate=10)
    text = page(browse, "/en")
    assert told(text) == {"Hate speech and hate crime": "about 10", "Nesbyen": "about 10"}
    by_theme, by_area = too_few(text)
    assert by_area == ["Holmen", "Torget"], "as is nought, in the order of their names"
    assert {"An unsafe place", "Online"} <= set(by_theme)
    assert "Not chosen yet" not in text
    assert not re.search(r"about [0-9]\b", text)
    assert text.count("Too few reports to give a number") == 2, "said once for each table"


def test_who_has_a_little_and_who_has_nothing_cannot_be_told_apart(browse, city):
    """The page is the same to the letter, wherever the few were told, and of what."""
    quarters(1, torget__place=5, nesbyen__hate=40)
    before, torget = page(browse, "/en"), page(browse, "/en", wish="?omrade=torget")
    one = PublishedCount.objects.get(shown=5)
    for area in ("holmen", None):
        for theme in ("online", "control", ""):
            one.area, one.theme = Area.objects.filter(slug=area).first(), theme
            one.save()
            assert page(browse, "/en") == before
            assert page(browse, "/en", wish="?omrade=torget") == torget


def test_an_areas_own_page_tells_no_more_than_the_whole(browse, city):
    quarters(1, torget__place=20, torget__online=5, nesbyen__hate=5)
    torget = page(browse, "/en", wish="?omrade=torget")
    assert "About 25 reports" in torget
    assert "An unsafe place (about 20)." in torget
    assert "Online" not in torget
    assert "Too few to tell." in page(browse, "/en", wish="?omrade=nesbyen")
    assert "Nothing that we can tell of yet." in page(browse, "/en", wish="?omrade=nesbyen")


def said_by_the_pages(browse, areas, themes):
    """Each number of each page: where it stands, the areas and the themes it is of."""
    with translation.override("en"):
        of_name = {str(Theme(theme).label): theme for theme in themes if theme}
    of_name |= {area.name: area.slug for area in Area.objects.all()}
    of_name |= {"No place was told": "", "Not sorted by theme": ""}
    whole = page(browse, "/en")
    total = re.findall(r'<strong class="numbers">(\d+)</strong>', whole)
    yield from (("total", areas, themes, int(number)) for number in total)
    for name, words in told(whole).items():
        slug, number = of_name[name], int(words.removeprefix("about "))
        is_area = slug in areas and name != "Not sorted by theme"
        yield ("table", [slug], themes, number) if is_area else ("table", areas, [slug], number)
    for area in areas[1:]:
        text = page(browse, "/en", wish=f"?omrade={area}")
        yield from (
            (area, [area], themes, int(n)) for n in re.findall(r"About (\d+) reports", text)
        )
        for name, number in re.findall(r"(?:: |, )([^,:(]+) \(about (\d+)\)", text):
            yield area, [area], [of_name[name]], int(number)
    text = browse.get("/en/byen/utfordringer/alt/").content.decode()
    for name, number in re.findall(r'>([^<>]+)</span>: <strong class="numbers">about (\d+)', text):
        yield "challenge", areas, [of_name[name]], int(number)


def test_what_all_its_pages_tell_together_gives_no_small_number_away(browse, city):
    """A year of quarters, the tables themselves and every page: attacked as one."""
    chance = np.random.default_rng(11)
    areas, themes = ["", "torget", "nesbyen", "holmen"], sorted(Theme.values)
    counts = chance.poisson(chance.gamma(0.7, 4, size=(4, len(areas), len(themes))))
    shown = np.array(
        [round_counts(one.tolist(), base=5, rng=Random(n)).counts for n, one in enumerate(counts)]
    )
    for n, table in enumerate(shown.tolist()):
        cells = zip(areas, table, strict=True)
        quarter = {
            f"{a}__{t}": number
            for a, row in cells
            for t, number in zip(themes, row, strict=True)
            if number
        }
        quarters(1, year=2024 + n, **quarter)
    challenge("alt", themes={"concerns": [theme for theme in themes if theme]})
    ranges = [Told.rounded(with_totals(one).astype(float), 5) for one in shown]
    ends = [np.stack([getattr(one, end) for one in ranges]) for end in ("least", "most")]
    release = Release(
        with_totals(shown).astype(float),
        Told(*[np.concatenate([end, end.sum(axis=0, keepdims=True)]) for end in ends]),
        5,
    )
    said = [
        Said(
            where,
            np.ones((4, 1, 1), dtype=bool) & np.isin(areas, of)[:, None] & np.isin(themes, about),
            number,
        )
        for where, of, about, number in said_by_the_pages(browse, areas, themes)
    ]
    assert {"total", "table", "challenge", *areas[1:]} == {one.where for one in said}
    assert attack(counts, [release], said).passes
    true = Said("picture text", said[-1].part, float(counts[said[-1].part].sum()))
    assert not attack(counts, [release], [*said, true]).passes


def test_the_areas_with_something_to_say_are_chosen_by_plain_links(browse, city):
    quarters(1, torget__place=20, nesbyen__hate=5)
    measure("Vi åpnet huset.", area="nesbyen")
    links = re.findall(r'href="([^"]*[?]omrade=[^"]*)"', page(browse, "/en"))
    assert links == ["/en/dette-gjorde-vi/?omrade=nesbyen", "/en/dette-gjorde-vi/?omrade=torget"]
    text = page(browse, "/en", wish="?omrade=nesbyen")
    assert "Vi åpnet huset." in text
    assert "<table" not in text


@pytest.mark.parametrize("wish", ["ukjent", "", "%00%ff", "torget&omrade=ukjent"])
def test_an_area_that_is_not_there_shows_them_all(browse, city, wish):
    quarters(1, torget__place=20)
    assert page(browse, "/en", wish=f"?omrade={wish}") == page(browse, "/en")


def test_areas_where_something_was_done_stand_before_every_number(browse, city):
    quarters(4, torget__place=10, nesbyen__hate=10)
    measure()
    text = page(browse, "/en")
    assert text.index("Vi tente lysene.") < text.index("<table")
    assert text.index("Vi tente lysene.") < text.index("Here you have told us")
    assert 'of yet: <span lang="nb">Nesbyen</span>.' in text


def test_every_number_has_its_day_and_source(browse, city):
    quarters(4, torget__place=10)
    text = page(browse, "/en")
    parts = text.split("<section")[1:] + text.split("<table")[1:]
    own = page(browse, "/en", wish="?omrade=torget").split("<section")[1]
    assert len(parts) == 2 + 2, "what was done, what was told, and two tables"
    for part in (*parts, own):
        assert "reports to the municipality, rounded" in part
        assert 'datetime="2026-01-29"' in part


def test_beside_the_numbers_stands_what_was_done(browse, city):
    quarters(4, torget__place=10)
    measure()
    measure("Vi åpnet huset.", area="")
    text = page(browse, "/en")
    assert '<h3 lang="nb">Holmen</h3>' not in text, "nothing to tell of it"
    torget = text[text.index('<h3 lang="nb">Torget</h3>') :]
    assert "About 40 reports. Most of it was about this: An unsafe place (about 40)." in torget
    assert "Vi tente lysene." in torget
    assert (
        text.index("All of the city</h3>")
        < text.index("Vi åpnet huset.")
        < text.index("Vi tente lysene.")
    )


@pytest.mark.parametrize(
    "wishes",
    [
        {"told_public": False},
        {"starts_on": TODAY + dt.timedelta(3)},
        {"state": "stopped", "ended_on": TODAY},
        {"state": "finished", "ended_on": TODAY - dt.timedelta(500), "starts_on": TODAY - dt.timedelta(600)},
    ],
    ids=["not for everybody", "not begun", "broken off", "long ago"],
)  # fmt: skip
def test_what_is_not_for_everybody_is_not_told(browse, city, wishes):
    measure(**wishes)
    assert "Vi tente lysene." not in page(browse)


def test_what_was_finished_this_year_is_still_told(browse, city):
    measure(state="finished", ended_on=TODAY - dt.timedelta(5))
    assert "Vi tente lysene." in page(browse)


def test_the_words_inside_the_house_and_who_owns_it_are_not_told(browse, city):
    measure()
    text = page(browse)
    for secret in ("Intern tittel", "Internt mål", "Eva Eier"):
        assert secret not in text


def test_nothing_of_a_concern_shows_before_its_quarter_is_published(browse, city):
    assert publish_due(at=timezone.now()) == 0
    text = page(browse)
    assert not Concern.objects.exists()
    assert "<table" not in text


def test_the_page_asks_the_database_a_fixed_number_of_times(
    browse, city, django_assert_max_num_queries
):
    quarters(1, torget__place=10)
    page(browse)
    with django_assert_max_num_queries(5):
        page(browse)
    for n in range(20):
        measure(f"Tiltak {n}")
    with django_assert_max_num_queries(5):
        page(browse)


def test_the_bars_are_drawn_from_the_table_and_are_not_read_aloud_twice(browse, city):
    quarters(4, torget__place=10, nesbyen__hate=5)
    text = page(browse)
    assert text.count('<svg class="told-bar" aria-hidden="true"') == 4
    assert 'width="100"' in text
    assert 'width="50"' in text


@pytest.mark.parametrize("address", ["/", "/en/"])
def test_the_front_page_leads_to_it(browse, city, address):
    assert PAGE in browse.get(address).content.decode()


@pytest.mark.parametrize("language", ["pl", "ar", "ti"])
def test_it_speaks_the_languages_of_reporters(browse, city, language, monkeypatch):
    quarters(4, torget__place=10)
    monkeypatch.setattr("kominn.core.languages.open_to_reporters", lambda: ("nb", language))
    text = page(browse, f"/{language}")
    assert f'<html lang="{language}"' in text
    assert "Too few to tell" not in text
    assert "An unsafe place" not in text
