"""A reader of one of the six languages of the report form, on the open pages."""

import datetime as dt

import pytest
from django.urls import resolve
from django.utils import timezone, translation

from kominn.config import profiles
from kominn.config.challenges_file import load_challenges
from kominn.config.figures_file import load_figures
from kominn.config.story_file import load_story
from tests.concerns.pages import Visit
from tests.factories import support

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
SEEN_OF_EACH = 2
"""A calendar has a page for every day: two of a kind tell of the rest."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_city(all_languages, kari):
    profiles.load("lagenvik")
    for load in (load_figures, load_challenges, load_story):
        load("lagenvik", at=AT)
    at = timezone.now()
    return support.opened(support.worked_out(by=kari, at=at), by=kari, at=at)


def test_no_way_leads_a_reader_of_arabic_to_the_report_form_but_those_that_say_so(
    open_city, browse
):
    """Where a page does not speak Arabic, its address there leads to the form."""
    waiting, seen, unspoken = ["/ar/meld/", f"/ar/byen/omrader/{open_city.area.slug}/"], {}, []
    while waiting:
        page = Visit(browse).get(path := waiting.pop())
        if page.headers["Content-Type"].startswith("text/html"):
            assert page.root.get("lang") == "ar", path
            ways = {link.partition("#")[0].partition("?")[0] for link in page.links()}
            for way in sorted(way for way in ways if way.startswith("/ar/")):
                with translation.override("ar"):
                    match = resolve(way)
                if not getattr(match.func, "speaks_all_languages", False):
                    unspoken.append(f"{path} → {way}")
                kind = seen.setdefault(match.view_name, set())
                if way not in kind and len(kind) < SEEN_OF_EACH:
                    kind.add(way)
                    waiting.append(way)
    assert unspoken == []
    assert {"city", "indicators:figure", "challenges:challenge", "support:areas"} <= seen.keys()


def test_what_the_city_wrote_runs_from_the_left_on_a_page_that_runs_from_the_right(
    open_city, browse
):
    """Else its full stops and brackets jump to the other side."""
    html = browse.get("/ar/byen/").content.decode()
    for written in (
        "<p{}>Gir råd når du er urolig for et barn",
        "<span{}>Tallkontoret (oppdiktet)</span>",
        '<span class="small"{}>Kaffe, sofa og en voksen',
    ):
        assert written.format(' lang="nb" dir="ltr"') in html
