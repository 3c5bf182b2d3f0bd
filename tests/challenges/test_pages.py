"""A challenge's page: four parts always, honest where empty; and nothing that is not for everybody."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from kominn.accounts.models import User
from kominn.challenges.models import Challenge
from kominn.concerns.models import Concern
from kominn.plan.models import Measure
from kominn.portrait.models import PublishedTable
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, start
from tests.factories.challenges import challenge
from tests.factories.concerns import ConcernFactory, small_city
from tests.factories.indicators import dataset, indicator, taken_in
from tests.factories.plan import MeasureKindFactory

pytestmark = pytest.mark.django_db
AT = timezone.now()
TODAY = timezone.localdate(AT)
YEAR = TODAY.year
PARTS = ["What figures say", "What groups say", "What we do about it", "What we don’t know"]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def city(db):
    return small_city()


def page(browse, slug="utenforskap", prefix="/en"):
    answer = browse.get(f"{prefix}/byen/utfordringer/{slug}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def part(text, number):
    """What stands under one of the four headings."""
    heads = [text.index(f'id="{name}">') for name in ("tall", "sagt", "gjort", "vet-ikke")]
    return text[heads[number] : [*heads[1:], len(text)][number]]


def published(**shown):
    table = PublishedTable.objects.create(
        subject="concerns", first_day=dt.date(2025, 1, 6), last_day=dt.date(2025, 3, 30),
        published_on=dt.date(2025, 5, 1), base=5,
    )  # fmt: skip
    for theme, number in shown.items():
        table.counts.create(theme=theme, shown=number)


def measure(**facts):
    told = {
        "kind": MeasureKindFactory(), "title": "Intern tittel", "aim": "Internt mål",
        "owner": User.objects.filter(name="Eva Eier").first() or UserFactory(name="Eva Eier"), "starts_on": TODAY - dt.timedelta(30),
        "review_on": TODAY + dt.timedelta(30), "told_public": True,
        "public_words": "Lysene er tent.",
    }  # fmt: skip
    return Measure.objects.create(**told | facts)


def test_all_four_parts_stand_there_and_each_says_that_it_is_empty(browse):
    challenge()
    text = page(browse)
    assert [text.count(f">{name}</h2>") for name in PARTS] == [1, 1, 1, 1]
    assert "No figure has been tied to this challenge." in part(text, 0)
    assert part(text, 1).count("<h3>") == 3
    assert "We have not asked yet" in part(text, 1)
    assert "No measure about this runs now that we can tell of." in part(text, 2)
    for gap in ("We have no figure about this.", "There is no measure about this", "young people"):
        assert gap in part(text, 3)


def test_a_draft_is_for_nobody_but_those_who_write_it(browse, client, sign_in, leif):
    challenge(shown=False, name={"nb": "Hemmelig utkast"})
    sign_in(client, leif)
    for reader in (browse, client):
        assert reader.get("/byen/utfordringer/utenforskap/").status_code == 404
        assert "Hemmelig utkast" not in reader.get("/byen/utfordringer/").content.decode()


def test_a_figure_tells_its_time_its_source_and_those_beside_it(browse):
    taken_in(indicator().dataset, f"3909;{YEAR - 2};9", f"3909;{YEAR - 1};10,5", f"0;{YEAR - 1};11",
             at=AT)  # fmt: skip
    challenge(indicators=["lavinntekt"])
    text = part(page(browse), 0)
    assert "10.5 %</strong> " in text
    assert f"({YEAR - 1})" in text
    assert "The country" in text
    assert "Statistikkontoret" in text
    assert "<svg" in text
    assert "<table" in text


def test_figures_of_one_year_are_drawn_place_by_place(browse):
    taken_in(indicator().dataset, f"3909;{YEAR - 1};10,5", f"0;{YEAR - 1};11", at=AT)
    challenge(indicators=["lavinntekt"])
    text = part(page(browse), 0)
    assert "<svg" in text
    assert "Drawn place by place" in text
    assert "11.0%" in text


def test_what_is_old_or_missing_is_said_by_itself(browse):
    taken_in(indicator().dataset, "3909;2015;9", at=AT)
    empty = dataset(slug="arbeid", title="Tabell 11607", address="https://data.example/11607")
    indicator(slug="arbeid", dataset=empty, name={"nb": "I arbeid", "en": "In work"})
    challenge(indicators=["lavinntekt", "arbeid"])
    text = page(browse)
    assert "no figure since 2015" in part(text, 3)
    assert "“In work”: no figure for" in part(text, 3)
    assert "A saved query fetches it" in part(text, 0)
    assert "Tabell 11607" in part(text, 0)


def test_reports_are_told_as_they_were_published_and_in_no_other_way(browse, intake_team):
    challenge(themes={"concerns": ["hate", "place"]})
    ConcernFactory()
    Concern.objects.update(theme="hate")
    assert "Numbers come when a quarter has been over" in part(page(browse), 1)
    published(hate=15, place=5, online=90)
    text = part(page(browse), 1)
    assert 'Hate speech and hate crime</span>: <strong class="numbers">about 15' in text
    assert 'An unsafe place</span>: <strong class="numbers">too few to tell' in text
    assert "90" not in text


def test_a_few_reports_and_none_at_all_look_the_same(browse):
    challenge(themes={"concerns": ["hate", "place"]})
    published(hate=5)
    some = part(page(browse), 1)
    PublishedTable.objects.all().delete()
    published()
    assert part(page(browse), 1) == some


@pytest.mark.parametrize(
    "secret",
    [
        {"told_public": False},
        {"starts_on": TODAY + dt.timedelta(5), "review_on": TODAY + dt.timedelta(50)},
        {"state": "stopped", "ended_on": TODAY},
    ],
    ids=["not told", "not begun", "stopped"],
)
def test_a_measure_that_the_plan_does_not_tell_stands_nowhere(browse, secret):
    measure(**secret)
    challenge(kinds=["nabolag"])
    assert "Lysene er tent" not in page(browse)


def test_of_a_told_measure_only_its_public_words_stand_here(browse):
    measure()
    challenge(kinds=["nabolag"])
    text = page(browse)
    assert "Lysene er tent." in part(text, 2)
    for inside in ("Intern tittel", "Internt mål", "Eva Eier"):
        assert inside not in text


def test_an_idea_that_is_not_shown_cannot_be_tied_into_the_open(browse):
    course = start(by=UserFactory(roles=["facilitator"]))
    shown = concept(course, name="Båtkafé", state="shown")
    hidden = concept(course, name="Hemmelig idé", state="handed_in")
    challenge(themes={"ideas": [str(shown.pk), str(hidden.pk)]})
    text = page(browse)
    assert "Båtkafé" in part(text, 1)
    assert "Hemmelig idé" not in text


def test_nothing_that_is_written_becomes_html(browse):
    taken_in(
        indicator(name={"nb": SCRIPT}, about={"nb": SCRIPT}).dataset, f"3909;{YEAR - 1};9", at=AT
    )
    measure(public_words=SCRIPT)
    words = {"nb": SCRIPT}
    challenge(
        name=words, lead=words, text=words, unknown=words, kinds=["nabolag"],
        indicators=["lavinntekt"],
    )  # fmt: skip
    for address in ("/byen/utfordringer/", "/byen/utfordringer/utenforskap/"):
        text = browse.get(address).content.decode()
        assert SCRIPT not in text
        assert "&lt;script&gt;" in text


def test_the_page_asks_as_often_however_much_is_tied_to_it(browse, django_assert_max_num_queries):
    one = indicator()
    measure()
    kept = challenge(kinds=["nabolag"], indicators=["lavinntekt"], themes={"concerns": ["hate"]})
    page(browse)
    with django_assert_max_num_queries(30) as few:
        page(browse)
    for number in range(5):
        kept.indicators.add(indicator(slug=f"tall-{number}", dataset=one.dataset))
        measure()
    with django_assert_max_num_queries(len(few)):
        page(browse)


def test_figures_about_groups_say_why_they_are_of_the_whole_municipality(browse):
    indicator(municipality_only=True)
    challenge(indicators=["lavinntekt"])
    assert "never for a neighbourhood or a school, and never as part of an index" in page(browse)
    Challenge.objects.get().indicators.clear()
    assert "never as part of an index" not in page(browse)
