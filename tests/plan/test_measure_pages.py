"""The pages of measures: what each role may, what is said where it may not, and nothing lost."""

from __future__ import annotations

import re
import uuid

import pytest
from django.utils import timezone, translation

from kominn.plan import actions
from kominn.plan.models import Measure, MeasureReview
from kominn.plan.states import Level, Verdict
from kominn.portrait.models import City
from tests.factories.accounts import sign_in
from tests.factories.plan import WEEK, MeasureKindFactory, begin
from tests.page_checker import CheckedClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def started(city, now):
    """`started(by=kari)`: begun today, to be reviewed on a working day two months ahead."""

    def started(**wishes):
        today = timezone.localdate(now)
        told = {"starts_on": today, "review_on": ahead(today, 8), "at": now} | wishes
        return begin(**told)

    return started


def ahead(today, weeks):
    return actions.next_working_day(City.objects.current(), today + weeks * WEEK)


@pytest.fixture
def as_person():
    return lambda person: sign_in(CheckedClient(), person)


def read(client, address, **options):
    answer = client.get(address, **options)
    assert answer.status_code == 200
    return answer.content.decode()


def plainly(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def told(now, **wishes):
    today = timezone.localdate(now)
    return {
        "kind": "nabolag",
        "title": "Lys på gangveien",
        "aim": "At de yngste går hjem der.",
        "area": "torget",
        "owner": "",
        "starts_on": today.isoformat(),
        "review_on": ahead(today, 8).isoformat(),
        "public_words": "Lysene kommer.",
        "told_public": "on",
    } | wishes


# --- The list ----------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_and_whom_to_ask(city, as_person, kari, stian):
    assert "Take one from the catalogue" in read(as_person(kari), "/en/tiltak/")
    assert "A coordinator or a leader starts measures." in read(as_person(stian), "/en/tiltak/")
    assert "You own no measure now" in read(as_person(stian), "/en/tiltak/?vis=mine")
    assert "No measure has ended yet" in read(as_person(stian), "/en/tiltak/?vis=avsluttet")


def test_the_list_shows_what_runs_what_is_mine_and_what_ended(started, as_person, kari, stian, now):
    started(by=kari, title="Karis tiltak")
    started(by=kari, owner=stian, title="Stians tiltak")
    over = started(by=kari, title="Ferdig tiltak")
    actions.review_measure(over, seen=0, verdict=Verdict.CLOSE, words="Over.", by=kari, at=now)
    client = as_person(stian)
    running, mine, ended = (
        read(client, f"/en/tiltak/?vis={which}") for which in ("lopende", "mine", "avsluttet")
    )
    titles = ("Karis tiltak", "Stians tiltak", "Ferdig tiltak")
    assert [title in running for title in titles] == [True, True, False]
    assert [title in mine for title in titles] == [False, True, False]
    assert [title in ended for title in titles] == [False, False, True]
    assert "Finished" in ended


def test_the_list_says_where_an_owner_has_left(started, as_person, kari, lars, leave):
    measure = started(by=kari, owner=lars)
    address = f"/en/tiltak/{measure.pk}/"
    assert "No longer here" not in read(as_person(kari), "/en/tiltak/")
    leave(lars)
    assert "No longer here" in read(as_person(kari), "/en/tiltak/")
    assert "Lars can’t own it any more" in read(as_person(kari), address)


@pytest.mark.parametrize("which", ["lopende", "mine", "avsluttet"])
def test_the_list_asks_the_same_of_few_and_of_many(
    started, as_person, kari, now, which, django_assert_num_queries
):
    client, address = as_person(kari), f"/tiltak/?vis={which}"
    for number in range(70):
        measure = started(by=kari, title=f"Nummer {number}")
        if number % 3 == 0:
            actions.review_measure(
                measure, seen=0, verdict=Verdict.CLOSE, words="Over.", by=kari, at=now
            )
        if number in (3, 69):
            client.get(address)
            with django_assert_num_queries(6):
                read(client, address)


def test_what_no_address_asks_for_is_answered_with_the_first_page(started, as_person, kari):
    started(by=kari)
    for nonsense in ("?vis=alt", "?side=999", "?side=x", "?vis=%00&side=-1"):
        assert "Lys på gangveien" in read(as_person(kari), f"/tiltak/{nonsense}")


# --- Starting ----------------------------------------------------------------------------------


def test_a_coordinator_starts_one_and_the_city_reads_of_it(
    city, as_person, kari, stian, now, browse
):
    MeasureKindFactory()
    client = as_person(kari)
    page = read(client, "/en/tiltak/nytt/?slag=nabolag")
    assert re.search(r'<option value="nabolag"\s+selected>Nabolag \(en\)', page)
    assert "never about one person" in page

    answer = client.post("/en/tiltak/nytt/", told(now, owner=stian.pk))
    measure = Measure.objects.get()
    assert answer.headers["Location"] == f"/en/tiltak/{measure.pk}/"
    assert (measure.owner, measure.area.slug, measure.told_public) == (stian, "torget", True)
    assert "Lysene kommer." in read(client, answer.headers["Location"])

    plan = plainly(read(browse, "/en/planen/"))
    assert "What runs now" in plan
    assert "Lysene kommer." in plan
    assert "Lys på gangveien" not in plan
    assert "Stian" not in plan


def test_kinds_for_one_person_or_put_away_are_not_offered(city, as_person, kari, now):
    MeasureKindFactory(for_a_person=True)
    MeasureKindFactory(slug="gammelt", active=False)
    client = as_person(kari)
    page = read(client, "/tiltak/nytt/")
    for slug in ("mentor", "gammelt"):
        assert slug not in page
        answer = client.post("/en/tiltak/nytt/", told(now, kind=slug, owner=kari.pk))
        assert "Choose one of the answers." in answer.content.decode()
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"owner": ""}, "A measure always has an owner."),
        ({"owner": "9999999"}, "Choose one of the names."),
        ({"owner": "x"}, "Choose one of the names."),
        ({"review_on": ""}, "Choose a day."),
        ({"review_on": "snart"}, "Write a day as 2027-03-15."),
        ({"review_on": "2020-01-07"}, "Choose a day after today."),
        ({"review_on": "9999-12-31"}, "within one year"),
        ({"title": ""}, "Write something here."),
        ({"title": "x" * 121}, "There is room for 120 characters."),
        ({"aim": "Ring 900 12 345"}, "looks like a national identity number or a telephone"),
        ({"public_words": ""}, "do not tell it yet"),
        ({"area": "atlantis"}, "Choose one of the answers."),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    city, as_person, kari, now, wrong, sentence
):
    MeasureKindFactory()
    data = {"owner": kari.pk, **told(now), "owner": kari.pk} | wrong  # noqa: F601
    answer = as_person(kari).post("/en/tiltak/nytt/", data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in html
    assert 'aria-invalid="true"' in html
    assert data["aim"] in html
    assert not Measure.objects.exists()


def test_an_area_that_is_gone_stays_with_what_was_begun_in_it(started, as_person, kari, now):
    from kominn.portrait.models import Area

    holmen = Area.objects.get(slug="holmen")
    measure = started(by=kari, area=holmen)
    Area.objects.filter(pk=holmen.pk).update(valid_to=timezone.localdate(now))
    client = as_person(kari)
    assert 'value="holmen"' not in read(client, "/tiltak/nytt/")
    assert 'value="holmen"' in read(client, f"/tiltak/{measure.pk}/endre/")


# --- One measure -------------------------------------------------------------------------------


def test_one_measure_shows_aim_owner_and_what_is_known_of_its_kind(started, as_person, kari, stian):
    measure = started(by=kari, came_from_concerns=3)
    page = plainly(read(as_person(stian), f"/en/tiltak/{measure.pk}/"))
    assert "At de yngste går hjem den veien igjen." in page
    assert "Ingen evaluering funnet. (en)" in page
    assert "None yet. The first is due by" in page
    assert "Concerns behind it" not in page
    assert "Review by" in page
    assert "Hand over" not in page


def test_a_measure_that_is_not_there_is_not_there(city, as_person, kari):
    for deed in ("", "endre/", "vurder/", "overlat/"):
        answer = as_person(kari).get(f"/tiltak/{uuid.uuid4()}/{deed}")
        assert answer.status_code == 404


@pytest.mark.parametrize("deed", ["endre", "vurder", "overlat"])
def test_who_does_not_own_it_is_told_why_not(started, as_person, kari, inga, stian, deed):
    measure = started(by=kari, owner=stian)
    client = as_person(inga)
    for answer in (
        client.get(f"/en/tiltak/{measure.pk}/{deed}/", follow=True),
        client.post(f"/en/tiltak/{measure.pk}/{deed}/", {}, follow=True),
    ):
        assert "Only its owner, a coordinator or a leader can do this." in answer.content.decode()


@pytest.mark.parametrize("deed", ["endre", "vurder", "overlat"])
def test_one_that_ended_is_shown_and_not_changed(started, as_person, kari, now, deed):
    measure = started(by=kari)
    actions.review_measure(measure, seen=0, verdict=Verdict.CLOSE, words="Over.", by=kari, at=now)
    answer = as_person(kari).get(f"/en/tiltak/{measure.pk}/{deed}/", follow=True)
    assert "This measure has ended." in answer.content.decode()


# --- Review ------------------------------------------------------------------------------------


def decided(now, **wishes):
    today = timezone.localdate(now)
    return {
        "verdict": "continue",
        "words": "Flere kom.",
        "review_on": ahead(today, 10).isoformat(),
        "ends_as": "",
        "seen": "0",
    } | wishes


@pytest.mark.parametrize("verdict", ["continue", "step_up", "step_down"])
def test_the_owner_reviews_and_the_next_day_stands(started, as_person, kari, stian, now, verdict):
    measure = started(by=kari, owner=stian)
    client = as_person(stian)
    client.post(f"/en/tiltak/{measure.pk}/vurder/", decided(now, verdict=verdict))
    kept = MeasureReview.objects.get()
    page = plainly(read(client, f"/en/tiltak/{measure.pk}/"))
    assert kept.verdict == verdict
    assert "Flere kom." in page
    assert "Next review by" in page


@pytest.mark.parametrize(("ends_as", "state"), [("", "finished"), ("stopped", "stopped")])
def test_closing_needs_no_next_day(started, as_person, kari, now, ends_as, state):
    measure = started(by=kari)
    data = decided(now, verdict="close", ends_as=ends_as, review_on="")
    as_person(kari).post(f"/tiltak/{measure.pk}/vurder/", data)
    measure.refresh_from_db()
    assert measure.state == state


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"verdict": ""}, "This field is required."),
        ({"verdict": "erase"}, "Choose one of the answers."),
        ({"verdict": "step_up", "words": ""}, "what changes and why"),
        ({"review_on": ""}, "Every measure has a day of review."),
        ({"review_on": "2020-01-07"}, "Choose a day after today."),
        ({"ends_as": "running"}, "Choose one of the answers."),
        ({"seen": "-1"}, "Read the page anew"),
        ({"words": "010203 12345"}, "take it out"),
    ],
)
def test_a_review_that_can_not_be_kept_says_why(started, as_person, kari, now, wrong, sentence):
    measure = started(by=kari)
    answer = as_person(kari).post(f"/en/tiltak/{measure.pk}/vurder/", decided(now, **wrong))
    assert sentence in answer.content.decode()
    assert not MeasureReview.objects.exists()


def test_two_at_once_the_second_keeps_what_was_typed_and_reads_the_first(
    started, as_person, kari, leif, now
):
    measure = started(by=kari)
    address = f"/en/tiltak/{measure.pk}/vurder/"
    first, second = as_person(kari), as_person(leif)
    second.get(address)
    first.post(address, decided(now, words="Kari så dette."))
    answer = second.post(address, decided(now, verdict="step_up", words="Leif så noe annet."))
    page = answer.content.decode()
    assert "Kari reviewed this measure while you were writing." in page
    assert "Kari så dette." in page
    assert "Leif så noe annet." in page
    assert 'name="seen" value="1"' in page
    assert MeasureReview.objects.count() == 1

    second.post(address, decided(now, verdict="step_up", words="Leif så noe annet.", seen="1"))
    assert MeasureReview.objects.count() == 2


# --- Hand over and change ----------------------------------------------------------------------


def test_a_leader_hands_an_ownerless_measure_to_somebody_who_is_here(
    started, as_person, kari, leif, stian, per, lars, leave
):
    measure = started(by=kari, owner=lars)
    leave(lars)
    client = as_person(leif)
    page = read(client, f"/en/tiltak/{measure.pk}/overlat/")
    assert "Per</option>" not in page
    assert "Lars</option>" not in page
    answer = client.post(f"/en/tiltak/{measure.pk}/overlat/", {"owner": stian.pk}, follow=True)
    assert "Stian owns the measure now." in answer.content.decode()


@pytest.mark.parametrize("owner", ["", "x", "99999999"])
def test_it_is_handed_to_nobody_else(started, as_person, kari, owner):
    measure = started(by=kari)
    address = f"/en/tiltak/{measure.pk}/overlat/"
    for wrong in (owner, kari.pk):
        answer = as_person(kari).post(address, {"owner": wrong})
        assert answer.status_code == 200
    measure.refresh_from_db()
    assert measure.owner == kari


def test_what_is_written_is_changed_and_told_no_more(started, as_person, kari, browse):
    measure = started(by=kari, public_words="Lysene kommer.", told_public=True)
    client = as_person(kari)
    address = f"/en/tiltak/{measure.pk}/endre/"
    assert "Lysene kommer." in read(client, address)
    client.post(address, {"title": "Nye lys", "aim": "Lyst.", "area": "", "public_words": ""})
    measure.refresh_from_db()
    assert (measure.title, measure.told_public) == ("Nye lys", False)
    assert "What runs now" not in read(browse, "/en/planen/")
    answer = client.post(address, {"title": "900 12 345", "aim": "Lyst.", "area": ""})
    assert "take it out" in answer.content.decode()


# --- The open page -----------------------------------------------------------------------------


def test_the_city_reads_only_what_is_told_and_has_begun(started, browse, kari, now):
    today = timezone.localdate(now)
    started(by=kari, public_words="Fortalt ikke.", told_public=False)
    started(by=kari, public_words="Begynner senere.", told_public=True,
            starts_on=today + WEEK)  # fmt: skip
    over = started(by=kari, public_words="Er over.", told_public=True)
    actions.review_measure(over, seen=0, verdict=Verdict.CLOSE, words="Over.", by=kari, at=now)
    started(by=kari, public_words="<b>Lysene</b> kommer.", told_public=True)
    page = read(browse, "/en/planen/")
    assert "&lt;b&gt;Lysene&lt;/b&gt; kommer." in page
    for silent in ("Fortalt ikke", "Begynner senere", "Er over"):
        assert silent not in page


def test_the_city_reads_it_too_when_the_review_is_late(started, browse, kari, now):
    measure = started(by=kari, public_words="Lysene kommer.", told_public=True)
    assert "We look at it again by" in read(browse, "/en/planen/")
    yesterday = timezone.localdate(now) - WEEK
    Measure.objects.filter(pk=measure.pk).update(starts_on=yesterday, review_on=yesterday)
    assert "and have not yet" in read(browse, "/en/planen/")


def test_the_open_page_asks_the_same_of_few_and_of_many(
    started, browse, kari, django_assert_num_queries
):
    for _ in range(2):
        for _ in range(6):
            started(by=kari, public_words="Lysene kommer.", told_public=True)
        read(browse, "/planen/")
        with django_assert_num_queries(3):
            read(browse, "/planen/")


# --- The catalogue -----------------------------------------------------------------------------


def entry(**wishes):
    return {
        "name_nb": "Åpen kveld",
        "summary_nb": "Dørene er åpne.",
        "basis_nb": "Åpent tilbud.",
        "owner_role_nb": "Ungdomshuset",
        "evidence_nb": "Ingen evaluering funnet.",
        "level": "place",
        "active": "on",
    } | wishes


def test_everyone_who_sees_measures_reads_the_catalogue(city, as_person, kari, per):
    MeasureKindFactory(usual_weeks=1)
    MeasureKindFactory(for_a_person=True, evidence_url="https://example.org/mentor")
    page = plainly(read(as_person(per), "/en/tiltak/katalog/"))
    assert page.index("For a place") < page.index("For one person")
    for said in ("Needs consent", "1 week", "Has no fixed end", "example.org", "Nabolag (en)"):
        assert said in page
    assert "Start one" not in page
    mine = read(as_person(kari), "/en/tiltak/katalog/")
    assert mine.count("?slag=") == 1


def test_what_was_never_evaluated_is_said_once(city, as_person, kari):
    nothing = {"nb": "Ingen evaluering funnet i kildene vi har lest.", "en": "No evaluation found."}
    for slug in ("a", "b"):
        MeasureKindFactory(slug=slug, evidence=nothing)
    MeasureKindFactory(slug="c", evidence={"nb": "Lys hjelper.", "en": "Light helps."})
    page = read(as_person(kari), "/en/tiltak/katalog/")
    assert page.count("no evaluation was found") == 1
    assert "No evaluation found." not in page
    assert page.count("What is known of its effect") == 1


def test_an_empty_catalogue_says_so(city, as_person, kari):
    assert "The catalogue is empty" in read(as_person(kari), "/en/tiltak/katalog/")


def test_a_coordinator_adds_a_kind_in_the_city_s_own_words(city, as_person, kari):
    client = as_person(kari)
    read(client, "/en/tiltak/katalog/nytt/")
    client.post("/en/tiltak/katalog/nytt/", entry(name_nn="Open kveld", usual_weeks="8"))
    client.post("/en/tiltak/katalog/nytt/", entry(name_nb="Nok en", level="group"))
    first, second = actions.MeasureKind.objects.in_order()
    assert (first.slug, first.level, first.usual_weeks) == ("apen-kveld", Level.PLACE, 8)
    assert first.name == {"nb": "Åpen kveld", "nn": "Open kveld"}
    assert (second.order, second.in_the_open) == (2, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name_nb": ""}, "Write something here."),
        ({"name_nb": "👍"}, "this one is taken or empty"),
        ({"name_nb": "Nabolag"}, "this one is taken or empty"),
        ({"name_nb": "Nytt"}, "this one is taken or empty"),
        ({"evidence_nb": ""}, "Write something here."),
        ({"level": "city"}, "Choose one of the answers."),
        ({"usual_weeks": "0"}, "greater than or equal to 1"),
        ({"usual_weeks": "mange"}, "Enter a whole number."),
        ({"evidence_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"legal_basis_code": "§ 13"}, "Enter a valid"),
    ],
)
def test_a_kind_that_can_not_be_kept_says_why(city, as_person, kari, wrong, sentence):
    MeasureKindFactory()
    answer = as_person(kari).post("/en/tiltak/katalog/nytt/", entry(**wrong))
    assert sentence in answer.content.decode()
    assert actions.MeasureKind.objects.count() == 1


def test_a_kind_is_changed_but_never_whom_it_is_for(city, as_person, kari):
    kind = MeasureKindFactory()
    client = as_person(kari)
    page = read(client, "/en/tiltak/katalog/nabolag/")
    assert 'name="level"' not in page
    client.post("/en/tiltak/katalog/nabolag/", entry(level="person", active=""))
    kind.refresh_from_db()
    assert (kind.name, kind.level, kind.active) == ({"nb": "Åpen kveld"}, "place", False)
    assert "Not in use" in read(client, "/en/tiltak/katalog/")
    with pytest.raises(ValueError, match="keeps"):
        actions.change_kind(kind, {"level": "person"}, by=kari, at=timezone.now())


def test_evidence_is_never_left_empty(city, kari):
    translation.activate("en")
    with pytest.raises(actions.NotPossible, match="No evaluation found"):
        actions.add_kind("nytt", {"evidence": {}}, by=kari, at=timezone.now())
