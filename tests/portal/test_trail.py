"""The trail page: in words, with names, and nothing that leads into the sealed room."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction

import kominn
from kominn.accounts.models import Team
from kominn.audit.actions import HEAD_ALTERED, record, record_reporter
from kominn.audit.models import Event
from kominn.audit.verification import FaultKind, marks
from kominn.portal import trail
from tests.audit.attacker import without_triggers
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 4, 9, 41, 27, tzinfo=UTC)
CONCERN = UUID("5e2d17aa-0000-4000-8000-000000000001")
OTHER = UUID("77aa00bb-0000-4000-8000-000000000002")


def read(concern=CONCERN, *, by="user:7"):
    return record("concern.read", f"concern:{concern}", by=by, at=AT)


@pytest.fixture
def page(browse, per):
    """What Per sees at an address below the trail."""
    sign_in(browse, per)
    return lambda query="": browse.get(f"/en/sporlogg/{query}").content.decode()


def entries(html):
    return re.findall(r"data-numeric><div>(\d+)</div>", html)


def test_it_says_who_did_what_when_and_about_what(page, inga):
    read(by=f"user:{inga.pk}")

    html = page()

    for text in ("Inga", "Read the concern", "Concern 5E2D17", "10:41"):
        assert text in html
    assert str(CONCERN) not in html
    assert "/innboks/" not in html, "nothing leads from the trail into the sealed room"


def test_the_same_concern_opened_again_that_day_is_one_line_with_a_count(page, inga, kari):
    for _ in range(3):
        read(by=f"user:{inga.pk}")
    read(by=f"user:{kari.pk}")
    read(OTHER, by=f"user:{inga.pk}")
    record("concern.read", f"concern:{CONCERN}", by=f"user:{inga.pk}", at=AT - timedelta(days=1))

    html = page()
    assert html.count("Read the concern") == 4
    assert html.count("3 entries of that day on this page") == 1
    assert Event.objects.filter(verb="concern.read").count() == 6


def test_it_says_no_more_of_concerns_than_their_number(page):
    read()
    html = page()
    assert "A concern stands here by its number only" in html
    assert "/innboks/" not in html.partition("<table")[2].partition("</table>")[0]


def test_reporters_have_a_trail_of_their_own_by_week(page):
    read()
    record_reporter("concern.received", f"concern:{OTHER}", on=AT)

    assert "77AA00" not in page()
    html = page("?spor=meldere")
    assert "The reporter" in html
    assert "week 10, 2026" in html
    assert "5E2D17" not in html
    assert not re.search(r"\d\d:\d\d", html), "no time of day"


def test_the_newest_stands_first_and_each_page_goes_on_where_the_last_ended(page):
    for number in range(trail.PAGE + 3):
        read(by=f"user:{number}")
    last = Event.objects.order_by("-number").first().number

    first = page()
    assert entries(first)[0] == str(last)
    assert len(entries(first)) == trail.PAGE
    following = re.search(r'href="(\?[^"]*etter=\d+)"', first)[1].replace("&amp;", "&")
    assert entries(page(following))[0] == str(last - trail.PAGE)
    assert "Back to the newest" in page(following)


def test_what_is_sought_is_leafed_through_too_and_nothing_of_anybody_found_is_missed(page):
    readers = [UserFactory(name=f"Leser {number}") for number in range(3)]
    for number in range(2 * trail.PAGE):
        record("measure.reviewed", "measure:1", by=f"user:{readers[number % 3].pk}", at=AT)
        read(by="user:4711")
    wanted = Event.objects.filter(by__in=[f"user:{one.pk}" for one in readers])

    first = page("?om=leser")
    following = re.search(r'href="(\?[^"]*etter=\d+)"', first)[1].replace("&amp;", "&")
    found = entries(first) + entries(page(following))
    assert found == [str(one.number) for one in wanted.order_by("-number")[: len(found)]]
    assert len(found) == 2 * trail.PAGE


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "1; --"])
def test_a_page_that_does_not_exist_begins_from_the_top(page, after):
    read()
    assert "Concern 5E2D17" in page(f"?etter={after}")


@pytest.mark.parametrize("sought", ["5E2D17", "#5e2d17", "5e2d", str(CONCERN)])
def test_a_concern_is_found_by_its_number(page, sought):
    read(CONCERN)
    read(OTHER)

    html = page(f"?om={sought.replace('#', '%23')}")
    assert "Concern 5E2D17" in html
    assert "Concern 77AA00" not in html


def test_a_colleague_is_found_with_what_was_done_to_and_by_them(page, inga, kari):
    read(by=f"user:{inga.pk}")
    read(OTHER, by=f"user:{kari.pk}")

    html = page("?om=inga")
    assert "Gave a role" in html
    assert "Concern 5E2D17" in html
    assert "Concern 77AA00" not in html


def test_a_team_is_found_with_whom_it_let_in(page, intake_team):
    html = page("?om=mottak")
    assert "Let a colleague in to the team" in html
    assert "Kari" in html


def test_what_is_not_found_says_so(page):
    assert "Nothing in the trail fits" in page("?om=nowhere")
    assert "Nothing was done yet" in page("?spor=meldere")


def test_what_is_no_longer_here_keeps_its_number(page):
    record("team.made", "team:99", by="user:4711", at=AT, detail={"colour": "<blue>"})
    html = page()
    assert "team:99" in html
    assert "user:4711" in html
    assert "colour: &lt;blue&gt;" in html


def test_roles_stand_by_name(page, inga):
    assert "Intake" in page("?om=inga")


def test_the_day_something_ended_stands_where_it_is_not_the_entry_s_own(page):
    for day in ("2025-11-03", "2026-03-04"):
        record("concern.ended_with", f"concern:{CONCERN}", by="system", at=AT, detail={"day": day})

    html = page()

    assert html.count("finished on Nov. 3, 2025") == 1
    assert html.count("finished on") == 1


def test_it_costs_the_same_number_of_queries_however_many(
    page, intake_team, django_assert_num_queries
):
    with django_assert_num_queries(7):
        page()
    for number in range(30):
        person = UserFactory(name=f"Person {number}")
        team = Team.objects.create(slug=f"team-{number}", name=f"Team {number}")
        record("team.made", f"team:{team.pk}", by=f"user:{person.pk}", at=AT)
    with django_assert_num_queries(7):
        page()


# --- Is it whole? ------------------------------------------------------------------------------


@pytest.fixture
def check(browse, per):
    sign_in(browse, per)
    return lambda: browse.post("/en/sporlogg/").content.decode()


def test_a_whole_trail_is_said_to_be_and_gives_marks_to_note_down(check):
    read()
    html = check()
    assert "The trail is whole" in html
    assert f"colleagues:{marks()['colleagues']}" in html


def test_a_changed_entry_is_named(check):
    number = read().number
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET verb = 'concern.taken' WHERE number = %s", [number])

    html = check()
    assert "The trail is not whole" in html
    assert f"entry {number} was changed" in html


def test_of_many_faults_some_are_listed_and_the_rest_counted(check):
    for _ in range(trail.MOST_FAULTS + 7):
        read()
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET verb = 'concern.taken'")
    count = Event.objects.count()

    assert f"And {count - trail.MOST_FAULTS} more." in check()


def test_a_missing_end_is_said_in_words(check):
    read()
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_head")
    assert "The trail of colleagues has entries but no recorded end." in check()


def test_every_fault_has_words():
    assert trail.FAULTS.keys() == set(FaultKind)


# --- Words -------------------------------------------------------------------------------------

WRITERS = {"record", "record_reporter", "audit", "note", "_note", "noted", "note_change_of_way_in"}
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def verbs_in(path):
    """Every verb a function may hand to the trail: texts like `concern.read` where it writes."""
    module = ast.parse(path.read_text())
    named = {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef) and calls(function):
            for node in ast.walk(function):
                said = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
                said = named.get(node.id) if isinstance(node, ast.Name) else said
                if VERB.fullmatch(str(said)):
                    yield said


def calls(tree):
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in WRITERS
    ]


def changes_in(path):
    """`noted("app_added")` becomes the verb `person.app_added`."""
    for call in calls(ast.parse(path.read_text())):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in ("noted", "note_change_of_way_in"):
            yield from (f"person.{a.value}" for a in call.args if isinstance(a, ast.Constant))


def test_every_verb_has_words_and_no_words_are_idle():
    modules = list(Path(kominn.__file__).parent.rglob("*.py"))
    verbs = {verb for path in modules for verb in [*verbs_in(path), *changes_in(path)]}
    assert verbs | {HEAD_ALTERED} == trail.WORDS.keys()


def test_a_verb_without_words_is_shown_as_it_is(page):
    with transaction.atomic():
        record("moon.landed", "moon:1", by="system", at=AT)
    html = page()
    assert "moon.landed" in html
    assert "The system" in html
