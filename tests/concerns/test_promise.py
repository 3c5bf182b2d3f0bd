"""What whoever reports is told of when somebody reads: never more than the roster bears out."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from kominn.concerns.models import Concern
from kominn.concerns.surroundings import surroundings
from kominn.core.worktime import NORWAY, DutyHours, Opening
from kominn.portrait.hours import duty_hours
from kominn.portrait.models import City
from kominn.portrait.promise import TIME_TO_READ, Cover, cover, reading
from kominn.roster import actions as roster
from kominn.roster.duty import days
from kominn.vault.actions import teams
from tests.concerns.pages import send
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory

HOURS = DutyHours({day: [(dt.time(9), dt.time(15))] for day in range(5)}, {dt.date(2026, 12, 24)})
FIRST = dt.date(2026, 1, 1)
ALL = frozenset(days(FIRST, dt.date(2027, 2, 1)))
LANGUAGES = ("nb", "nn", "en", "pl", "lt", "uk", "ar", "so", "ti")


def on(month, day, hour=10, minute=0, year=2026):
    return dt.datetime(year, month, day, hour, minute, tzinfo=NORWAY)


def date(month, day, year=2026):
    return dt.date(year, month, day)


# --- What may be promised ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "start"),
    [
        (on(3, 3, 8), on(3, 3, 9)),
        (on(3, 3, 10), on(3, 3, 9)),
        (on(3, 3, 14), on(3, 3, 9)),
        (on(3, 3, 14, 1), on(3, 4, 9)),  # too late to promise today
        (on(3, 6, 14, 30), on(3, 9, 9)),
        (on(3, 28, 12), on(3, 30, 9)),  # the clock is put forward that night
        (on(10, 24, 12), on(10, 26, 9)),  # and back
        (on(4, 1, 14, 30), on(4, 7, 9)),  # Easter
        (on(12, 23, 16), on(12, 28, 9)),  # a closed day, and Christmas
    ],
)
def test_an_hour_is_named_where_somebody_is_on_duty(at, start):
    told = reading(HOURS, Cover(on_duty=ALL, at_work=ALL), at)
    assert told.opening.start == start
    assert told.by is None


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (on(3, 3, 8), date(3, 4)),
        (on(3, 3, 14, 30), date(3, 4)),
        (on(3, 3, 16), date(3, 5)),
        (on(3, 6, 10), date(3, 9)),
        (on(3, 28, 12), date(3, 31)),
        (on(10, 24, 12), date(10, 27)),
        (on(4, 1, 10), date(4, 7)),
        (on(12, 23, 10), date(12, 28)),
    ],
)
def test_where_nobody_is_on_duty_the_day_of_the_first_look_is_named_and_no_hour(at, by):
    """The same day as the concern's own deadline."""
    told = reading(HOURS, Cover(at_work=ALL), at)
    assert (told.opening, told.by) == (None, by)
    assert by == HOURS.working_day_after(at)


def test_where_nobody_is_at_work_the_day_is_counted_from_when_somebody_is():
    covered = Cover(at_work=frozenset({date(3, 12), date(3, 13)}))
    assert reading(HOURS, covered, on(3, 3)).by == date(3, 13)
    assert reading(HOURS, covered, on(3, 12, 20)).by == date(3, 16)


def test_where_nobody_comes_no_day_is_named():
    told = reading(HOURS, Cover(), on(3, 3))
    assert (told.opening, told.by) == (None, None)


def test_a_turn_today_promises_nothing_of_tomorrow():
    covered = Cover(on_duty=frozenset({date(3, 3)}), at_work=ALL)
    assert reading(HOURS, covered, on(3, 3, 10)).opening
    assert reading(HOURS, covered, on(3, 3, 14, 30)).by == date(3, 4)
    assert reading(HOURS, covered, on(3, 3, 15)).by == date(3, 5)


def test_in_a_break_it_is_read_after_it():
    hours = DutyHours({1: [(dt.time(9), dt.time(11, 30)), (dt.time(12), dt.time(15))]})
    told = reading(hours, Cover(on_duty=ALL), on(3, 3, 11))
    assert told.opening == Opening(on(3, 3, 12), on(3, 3, 15))


def test_hours_shorter_than_the_reading_takes_are_promised_before_they_begin():
    hours = DutyHours({1: [(dt.time(9), dt.time(9, 30))]})
    assert reading(hours, Cover(on_duty=ALL), on(3, 3, 8, 59)).opening.start == on(3, 3, 9)
    assert reading(hours, Cover(on_duty=ALL), on(3, 3, 9, 1)).opening.start == on(3, 10, 9)


SOME_DAYS = st.frozensets(st.sampled_from(sorted(ALL)), max_size=40)
MOMENTS = st.integers(0, 330 * 24 * 60).map(
    lambda minutes: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)


@given(on_duty=SOME_DAYS, more=SOME_DAYS, at=MOMENTS)
def test_no_hour_without_somebody_on_duty_and_no_day_without_somebody_at_work(on_duty, more, at):
    covered = Cover(on_duty=on_duty, at_work=on_duty | more)
    told = reading(HOURS, covered, at)

    if told.opening:
        assert told.opening.start.date() in on_duty
        assert told.opening.end - max(at, told.opening.start) >= TIME_TO_READ
    if told.by:
        today = at.astimezone(NORWAY).date()
        assert any(today <= day <= told.by for day in covered.at_work)
        assert told.by >= HOURS.working_day_after(at)
        assert HOURS.opening_on(told.by)


# --- Who covers a day --------------------------------------------------------------------------


@pytest.fixture
def duty(intake, kari):
    """`duty(inga, 0)`: on duty that Tuesday."""

    def write(user, first, last=None, *, night=False, team=intake):
        today = TUESDAY.date()
        return roster.put_on_duty(
            team,
            user,
            first_day=today + first * DAY,
            last_day=today + (first if last is None else last) * DAY,
            night=night,
            by=kari,
            at=TUESDAY,
        )

    return write


def away(user, first, last, deputy=None):
    today = TUESDAY.date()
    roster.be_away(
        user,
        first_day=today + first * DAY,
        last_day=today + last * DAY,
        deputy=deputy,
        by=user,
        at=TUESDAY,
    )


def covered():
    today = TUESDAY.date()
    return cover(duty_hours(City.objects.current(), today), today)


def in_days(found, *numbers):
    today = TUESDAY.date()
    return found == {today + number * DAY for number in numbers}


@pytest.mark.django_db
class TestCover:
    def test_whose_turn_it_is_covers_the_day_in_open_hours_only(self, duty, inga, kari):
        duty(inga, 0)
        duty(kari, 1, night=True)
        duty(kari, 4)  # a Saturday
        assert in_days(covered().on_duty, 0)

    def test_a_deputy_covers_it_and_nobody_does_where_none_stands_in(self, duty, inga, kari):
        duty(inga, 0, 2)
        away(inga, 1, 1, deputy=kari)
        away(inga, 2, 2)
        assert in_days(covered().on_duty, 0, 1)

    def test_a_turn_for_another_team_covers_nothing(self, duty, inga):
        team = TeamFactory(name="Skolen")
        teams.found_team_keys(team, inga, by=None, at=TUESDAY)
        roster.put_on_duty(
            team,
            inga,
            first_day=TUESDAY.date(),
            last_day=TUESDAY.date(),
            night=False,
            by=UserFactory(name="Leif", roles=["leader"]),
            at=TUESDAY,
        )
        assert covered().on_duty == frozenset()

    def test_who_lost_the_role_or_only_assesses_now_covers_nothing(self, duty, inga, kari):
        duty(inga, 0)
        inga.appointments.update(role="assessor")
        kari.appointments.update(role="assessor")
        olga = UserFactory(name="Olga", roles=["intake"])
        assert covered() == Cover()

        teams.admit(TeamFactory._meta.model.objects.get(intake=True), olga, by=inga, at=TUESDAY)
        assert covered().on_duty == frozenset()
        assert TUESDAY.date() in covered().at_work

    def test_somebody_is_at_work_until_all_are_away(self, intake, inga, kari):
        away(inga, 0, 1)
        away(kari, 1, 2, deputy=inga)
        found = covered().at_work
        today = TUESDAY.date()
        assert [today + n * DAY in found for n in range(3)] == [True, False, True]

    def test_it_asks_the_same_of_few_and_of_many(self, duty, inga, kari):
        duty(inga, 0)
        with CaptureQueriesContext(connection) as few:
            covered()
        for number in range(1, 8):
            duty(inga, number)
            away(UserFactory(roles=["intake"]), 0, number)
        with CaptureQueriesContext(connection) as many:
            covered()
        assert len(few) == len(many) <= 8


# --- The pages ---------------------------------------------------------------------------------


def everybody_on_duty(*users):
    """From today on, whatever day the test runs."""
    today = localdate()
    for user in users:
        roster.put_on_duty(
            user.teams.get(),
            user,
            first_day=today,
            last_day=today + 30 * DAY,
            night=False,
            by=UserFactory(roles=["leader"]),
            at=timezone.now(),
        )
    cache.clear()


NO_HOUR = "at the latest. If it can’t wait, call: the numbers stand below."


@pytest.mark.django_db
def test_without_a_roster_the_form_names_a_day_and_the_numbers(intake, reporter):
    page = reporter.get("/en/meld/")
    assert NO_HOUR in page.main
    assert "reads this" not in page.main
    assert "tel:112" in page.html
    receipt = send(page)
    assert NO_HOUR in receipt.main


@pytest.mark.django_db
def test_with_somebody_on_duty_the_form_names_the_hour(intake, inga, reporter):
    everybody_on_duty(inga)
    page = reporter.get("/en/meld/")
    assert "reads this" in page.main
    assert NO_HOUR not in page.main


@pytest.mark.django_db
def test_no_page_for_reporters_tells_who_is_on_duty_or_away(intake, inga, kari, reporter):
    page_without = reporter.get("/en/meld/").main
    everybody_on_duty(inga)
    pages = [page_without, reporter.get("/en/meld/").main]
    roster.be_away(
        kari,
        first_day=localdate(),
        last_day=localdate() + DAY,
        deputy=inga,
        by=kari,
        at=timezone.now(),
    )
    cache.clear()
    pages.append(reporter.get("/en/meld/").main)
    for page in pages:
        for secret in ("Inga", "Kari", "Mottak", "duty roster", "away", "deputy"):
            assert secret not in page


@pytest.mark.django_db
def test_who_tells_of_danger_reads_at_once_that_no_hour_is_promised(intake, reporter):
    page = reporter.get("/en/meld/").press("next", danger="yes")
    assert "Call 112 now" in page.main
    assert NO_HOUR in page.main


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("away_too", [False, True])
def test_every_language_says_it_in_its_own_words(intake, inga, kari, reporter, language, away_too):
    if away_too:
        for user in (inga, kari):
            roster.be_away(
                user,
                first_day=localdate(),
                last_day=localdate() + 90 * DAY,
                deputy=None,
                by=user,
                at=timezone.now(),
            )
    prefix = "" if language == "nb" else f"/{language}"
    page = reporter.get(f"{prefix}/meld/")
    with translation.override(language):
        words = [
            translation.pgettext("vital", "If it can’t wait, call: the numbers stand below."),
            translation.pgettext("vital", "We can’t say yet when someone will look at this."),
        ]
    assert language == "en" or "If it can’t wait" not in page.main
    assert words[0] in page.main
    assert (words[1] in page.main) is away_too


@pytest.mark.django_db
def test_the_form_asks_for_the_roster_once_a_minute(intake, inga, reporter):
    everybody_on_duty(inga)
    reporter.get("/en/meld/")
    with CaptureQueriesContext(connection) as captured:
        reporter.get("/en/meld/")
    assert not [query for query in captured if "roster_" in query["sql"]]


@pytest.mark.django_db
def test_a_receipt_whose_day_has_passed_says_so_instead_of_promising_anew(intake, reporter):
    concern = ConcernFactory()
    page = reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)
    assert "It has waited longer than it should." in page.main
    assert "at the latest" not in page.main
    assert "tel:112" in page.html

    Concern.objects.update(due_on=localdate())
    cache.clear()
    page = reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)
    assert "It has waited longer" not in page.main
    assert "at the latest" in page.main


@pytest.mark.django_db
def test_a_late_receipt_still_names_the_hour_where_somebody_is_on_duty(intake, inga, reporter):
    concern = ConcernFactory()
    everybody_on_duty(inga)
    page = reporter.get("/en/kvittering/").press("open", code=concern.receipt.digits)
    assert "It has waited longer than it should. Someone reads this" in page.main


@pytest.mark.django_db
def test_changed_hours_are_what_the_form_promises(intake, inga, reporter):
    everybody_on_duty(inga)
    City.objects.update(
        duty_hours={
            day: [["00:00", "00:07"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        },
        closed_days=[],
    )
    cache.clear()
    assert "from 00:00" in reporter.get("/en/meld/").main
    assert surroundings(localdate()).hours.hours[0] == [(dt.time(0), dt.time(0, 7))]
