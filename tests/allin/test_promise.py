"""The promise: thirty days, a public clock, and letters that say nothing of the idea."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kominn.allin import jobs
from kominn.allin.actions import answering, writing
from kominn.allin.models import Concept
from kominn.allin.promise import clock
from kominn.allin.states import State
from kominn.core import languages
from kominn.core.worktime import NORWAY
from tests.factories.accounts import UserFactory
from tests.factories.allin import concept, start
from tests.wording import wording

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 3, 3, 9, tzinfo=NORWAY)
TODAY = timezone.localdate()


@pytest.fixture
def leif(db):
    return UserFactory(name="Leif", roles=["leader"])


def shown(course, name="Båtkafé", *, days=0, today=None, state=State.SHOWN):
    made = concept(course, name=name, state=state)
    handed_in = (today or TODAY) - dt.timedelta(days=days)
    Concept.objects.filter(pk=made.pk).update(handed_in_on=handed_in)
    return Concept.objects.get(pk=made.pk)


def html(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("days", "left", "passed"),
    [(0, 30, 0), (15, 15, 50), (30, 0, 100), (31, -1, 100), (400, -370, 100)],
)
def test_the_clock_counts_down_from_thirty_days_and_the_bar_never_leaves_its_frame(
    course, days, left, passed
):
    found = clock(shown(course, days=days), TODAY)
    assert (found.left, found.passed, found.late) == (left, passed, left < 0)


def test_every_shown_idea_has_its_clock_in_words(course, browse):
    idea = shown(course, days=18)
    for address in (f"/ungdom/ide/{idea.pk}/", "/ungdom/", "/ungdom/venter/"):
        page = html(browse.get(address))
        assert "12 dager igjen" in page, address
        assert 'class="clock-passed" x="0" y="0" width="60"' in page


def test_who_owes_the_answer_is_a_role_and_nobody_else_is_the_mayor(marit, browse):
    shown(start(by=marit, answers="Kultursjefen"), "Nattkafé", days=3)
    shown(start(by=marit), "Båtkafé", days=2)
    page = html(browse.get("/ungdom/venter/"))
    assert "Kultursjefen" in page
    assert wording("The mayor") in page
    assert marit.name not in page


def test_whoever_has_waited_longest_stands_first(course, browse):
    shown(course, "Fersk", days=1)
    shown(course, "Gammel", days=40)
    page = html(browse.get("/ungdom/venter/"))
    assert page.index("Gammel") < page.index("Fersk")


def test_what_is_answered_not_read_yet_or_taken_back_waits_no_longer(course, browse):
    for state in (State.DRAFT, State.HANDED_IN, State.WITHDRAWN):
        concept(course, name=f"idé {state}", state=state)
    page = html(browse.get("/ungdom/venter/"))
    assert wording("No idea waits now") in page


def test_an_overdue_idea_stands_on_the_public_front_page_and_one_in_time_does_not(course, browse):
    from tests.factories.concerns import small_city

    small_city()
    shown(course, "I tide", days=30)
    assert wording("We owe young people an answer") not in html(browse.get("/"))
    shown(course, "For sent", days=31)
    cache.clear()  # It learns of it within a minute.
    page = html(browse.get("/"))
    assert wording("We owe young people an answer") in page
    assert "For sent" in page
    assert "I tide" not in page


def test_the_page_of_promises_speaks_every_language(course, browse, settings):
    settings.SERVER_KEY_KIND = "demo"
    languages.open_to_reporters.cache_clear()
    shown(course, days=2)
    page = html(browse.get("/ar/ungdom/venter/"))
    assert 'dir="rtl"' in page


def test_it_waits_on_the_monday_page_of_whoever_may_answer_and_nobody_else(
    course, leif, marit, browse, sign_in
):
    from tests.factories.concerns import small_city

    small_city()
    idea = shown(course, days=25)
    page = html(sign_in(browse, leif).get("/mandag/"))
    assert f"/ungdom/ide/{idea.pk}/svar/" in page
    assert wording("Ideas that wait for an answer") in page
    other = html(sign_in(browse, marit).get("/mandag/"))
    assert wording("Ideas that wait for an answer") not in other


# --- Letters ---------------------------------------------------------------------------------


def letters():
    return [row.args_kwargs["kwargs"] for row in DBTaskResult.objects.order_by("enqueued_at")]


def test_a_letter_goes_a_week_before_and_one_when_the_day_has_passed_and_no_more(course, leif):
    shown(course, days=22, today=TUESDAY.date())
    assert jobs.remind(at=TUESDAY) == 0
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=1)) == 1
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=1, hours=1)) == 0
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=8)) == 0, "it is due today, and not late"
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=9)) == 1
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=10)) == 0
    assert len(letters()) == 2
    assert all("Båtkafé" not in str(one) for one in letters())


def test_ten_ideas_are_one_letter(course, leif):
    for number in range(10):
        shown(course, f"idé {number}", days=31, today=TUESDAY.date())
    assert jobs.remind(at=TUESDAY) == 1


def test_days_on_which_the_house_slept_lose_no_letter(course, leif):
    shown(course, days=50, today=TUESDAY.date())
    assert jobs.remind(at=TUESDAY) == 1


@pytest.mark.parametrize(
    "at",
    [
        TUESDAY.replace(hour=7),
        dt.datetime(2026, 3, 7, 9, tzinfo=NORWAY),
        dt.datetime(2026, 4, 3, 9, tzinfo=NORWAY),
    ],
)
def test_no_letter_comes_at_night_on_a_saturday_or_on_good_friday(course, leif, at):
    shown(course, days=60, today=at.date())
    assert jobs.remind(at=at) == 0


def test_what_is_sent_back_and_handed_in_anew_has_its_whole_time_again(course, marit, leif):
    idea = shown(course, days=31, today=TUESDAY.date())
    jobs.remind(at=TUESDAY)
    idea = answering.send_back(idea, "Hvem?", version=idea.version, by=marit, at=TUESDAY)
    colleague = UserFactory(roles=["facilitator"])
    answering.pass_on(idea, reply=idea.reply_id, by=colleague, at=TUESDAY)
    idea = writing.hand_in(idea, today=TUESDAY.date())
    answering.show(idea, version=idea.version, by=marit, at=TUESDAY)
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=1)) == 0
    assert jobs.remind(at=TUESDAY + dt.timedelta(days=23)) == 1
