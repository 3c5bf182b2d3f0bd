"""The pages of the roster: what each shows, to whom, and what comes of filling them in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kominn.core.worktime import NORWAY
from kominn.portal.duty import squares
from kominn.portrait import actions as portrait
from kominn.portrait.models import City
from kominn.roster import actions
from kominn.roster.models import Absence, CrisisContact, Shift
from tests.factories.accounts import TeamFactory, UserFactory, sign_in
from tests.factories.concerns import CityFactory
from tests.wording import wording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city():
    CityFactory()


@pytest.fixture
def today():
    return timezone.localdate()


def later(today, number):
    return (today + dt.timedelta(days=number)).isoformat()


def html(answer):
    return answer.content.decode()


# --- The roster ----------------------------------------------------------------------------------


def test_an_empty_roster_says_so_and_where_to_begin(browse, intake_team, inga):
    page = html(sign_in(browse, inga).get("/vakt/"))
    assert "Mottak" in page
    assert wording("Nobody covers this") in page
    assert '/vakt/team/mottak/"' not in page, "Inga does not keep the roster"


def test_who_is_in_no_team_can_still_be_away(browse, stian):
    page = html(sign_in(browse, stian).get("/vakt/"))
    assert wording("You are in no team") in page
    assert wording("Nobody covers this") not in page
    assert "/vakt/fravaer/" in page


def test_the_roster_shows_who_stands_in_for_whom(browse, intake_team, inga, kari, leif, today):
    at = timezone.now()
    actions.take_turns(intake_team, [inga], first_week=today, weeks=6, night=False, by=kari, at=at)
    actions.take_turns(intake_team, [inga], first_week=today, weeks=6, night=True, by=kari, at=at)
    actions.be_away(
        inga,
        first_day=today,
        last_day=today + dt.timedelta(days=13),
        deputy=kari,
        by=inga,
        at=at,
    )
    actions.name_crisis_contact(leif, by=kari, at=at)

    page = html(sign_in(browse, kari).get("/en/vakt/"))
    assert "Kari for Inga" in page
    assert "Kari stands in" in page
    assert "Leif" in page
    assert "Nobody covers this" not in page
    sheet = html(browse.get("/en/vakt/team/mottak/ark/"))
    assert "Kari for Inga" in sheet


def test_the_leader_sees_every_team_and_a_coordinator_her_own(browse, intake_team, leif, kari):
    TeamFactory(name="Oppfølging", slug="oppfolging")
    assert "Oppfølging" in html(sign_in(browse, leif).get("/vakt/"))
    browse.logout()
    assert "Oppfølging" not in html(sign_in(browse, kari).get("/vakt/"))
    assert browse.get("/vakt/team/oppfolging/ark/").status_code == 404
    assert browse.get("/vakt/team/oppfolging/").status_code == 404


def test_no_page_of_the_roster_asks_more_where_there_is_more(
    browse, intake_team, inga, kari, reader, today
):
    at = timezone.now()
    sign_in(browse, kari)
    browse.get("/vakt/")

    def asked():
        with CaptureQueriesContext(connection) as captured:
            browse.get("/vakt/")
        return len(captured)

    def one_more(n):
        turid = reader(f"Leser {n}")
        day = today + dt.timedelta(days=n)
        actions.be_away(turid, first_day=day, last_day=day, deputy=inga, by=turid, at=at)
        actions.put_on_duty(
            intake_team, turid, first_day=day, last_day=day, night=False, by=kari, at=at
        )

    one_more(0)
    few = asked()
    for n in range(1, 7):
        one_more(n)
    assert asked() == few


# --- Away ----------------------------------------------------------------------------------------


def test_one_writes_down_one_s_own_days(browse, intake_team, inga, kari, today):
    sign_in(browse, inga)
    told = {"first_day": later(today, 1), "last_day": later(today, 5), "deputy": kari.pk}
    page = html(browse.post("/vakt/fravaer/", told, follow=True))

    assert "Kari" in page
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy) == (inga, kari)

    browse.post(f"/vakt/fravaer/{absence.pk}/stedfortreder/", {"deputy": ""})
    absence.refresh_from_db()
    assert absence.deputy is None
    browse.post(f"/vakt/fravaer/{absence.pk}/tilbake/")
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"), [(5, 1), (-9, -5), (0, 9000)], ids=["backwards", "past", "a typing slip"]
)
def test_days_that_cannot_be_come_back_with_a_sentence(browse, inga, today, first, last):
    sign_in(browse, inga)
    told = {"first_day": later(today, first), "last_day": later(today, last)}
    page = html(browse.post("/vakt/fravaer/", told))
    assert "ds-error-summary" in page
    assert not Absence.objects.exists()


@pytest.mark.parametrize("day", ["", "i morgen", "2026-02-30", "99999-01-01", "0000-00-00"])
def test_what_is_no_day_is_asked_for_again(browse, inga, day):
    sign_in(browse, inga)
    page = html(browse.post("/vakt/fravaer/", {"first_day": day, "last_day": day}))
    assert "ds-error-summary" in page


def test_a_deputy_who_could_not_read_is_not_offered_and_not_taken(
    browse, intake_team, inga, stian, today
):
    sign_in(browse, inga)
    assert "Stian" not in html(browse.get("/vakt/fravaer/"))
    told = {"first_day": later(today, 1), "last_day": later(today, 1), "deputy": stian.pk}
    assert "ds-error-summary" in html(browse.post("/vakt/fravaer/", told))


def test_a_deputy_who_is_away_too_is_said_at_once(browse, intake_team, inga, kari, today):
    at = timezone.now()
    actions.be_away(kari, first_day=today, last_day=today, deputy=None, by=kari, at=at)
    sign_in(browse, inga)
    told = {"first_day": later(today, 0), "last_day": later(today, 1), "deputy": kari.pk}
    page = html(browse.post("/en/vakt/fravaer/", told, follow=True))
    assert "On some days nobody stands in." in page
    assert "On these days nobody can stand in:" in page


def test_a_coordinator_writes_for_a_colleague_who_is_ill(browse, intake_team, inga, kari, today):
    sign_in(browse, kari)
    told = {"first_day": later(today, 0), "last_day": later(today, 2), "deputy": kari.pk}
    browse.post(f"/vakt/fravaer/kollega/{inga.pk}/", told)
    assert Absence.objects.get().user == inga


def test_nobody_touches_the_days_of_one_they_do_not_work_with(
    browse, intake_team, inga, stian, today
):
    at = timezone.now()
    absence = actions.be_away(stian, first_day=today, last_day=today, deputy=None, by=stian, at=at)
    sign_in(browse, inga)
    for address in ("tilbake", "stedfortreder"):
        answer = browse.post(f"/vakt/fravaer/{absence.pk}/{address}/", {"deputy": inga.pk})
        assert answer.status_code == 404
    assert browse.get(f"/vakt/fravaer/kollega/{stian.pk}/").status_code == 403
    olga = UserFactory(name="Olga", roles=["coordinator"])
    browse.logout()
    assert sign_in(browse, olga).get(f"/vakt/fravaer/kollega/{stian.pk}/").status_code == 404


def test_only_those_concerned_see_days_away(intake_team, inga, kari, leif, stian, ada):
    at = timezone.now()
    today = timezone.localdate(at)
    for user, deputy in ((inga, kari), (leif, stian)):
        actions.be_away(user, first_day=today, last_day=today, deputy=deputy, by=user, at=at)
    seen = {
        user.name: {a.user.name for a in Absence.objects.visible_to(user)}
        for user in (inga, kari, leif, stian, ada)
    }
    assert seen == {
        "Inga": {"Inga"},
        "Kari": {"Inga"},
        "Leif": {"Inga", "Leif"},
        "Stian": {"Leif"},
        "Ada": set(),
    }


# --- On duty -------------------------------------------------------------------------------------


def test_a_coordinator_writes_turns_and_takes_them_away(browse, intake_team, inga, kari, today):
    sign_in(browse, kari)
    browse.post(
        "/vakt/team/mottak/",
        {
            "user": inga.pk,
            "first_day": later(today, 1),
            "last_day": later(today, 3),
            "watch": "night",
        },
    )
    shift = Shift.objects.get()
    assert shift.night
    assert "Inga" in html(browse.get("/vakt/team/mottak/"))

    browse.post(f"/vakt/tur/{shift.pk}/fjern/")
    assert not Shift.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"users": "9" * 40}, {"users": "-1"}, {"first_week": "9999-12-31"}, {"weeks": "9" * 20}],
)
def test_weeks_that_cannot_be_are_asked_for_again(browse, intake_team, inga, kari, today, wrong):
    sign_in(browse, kari)
    told = {"users": inga.pk, "first_week": today.isoformat(), "weeks": "4", "watch": "day"}

    assert browse.post("/vakt/team/mottak/uker/", told | wrong).status_code == 200
    assert not Shift.objects.exists()


def test_a_week_each(browse, intake_team, inga, kari, today):
    sign_in(browse, kari)
    told = {
        "users": [inga.pk, kari.pk],
        "first_week": later(today, 0),
        "weeks": "4",
        "watch": "day",
    }
    browse.get("/vakt/team/mottak/uker/")
    browse.post("/vakt/team/mottak/uker/", told)
    assert Shift.objects.count() == 4

    again = html(browse.post("/vakt/team/mottak/uker/", told))
    assert "ds-error-summary" in again
    assert Shift.objects.count() == 4


@pytest.mark.parametrize("weeks", ["0", "53", "-1", "9" * 30, "to"])
def test_weeks_that_cannot_be_come_back(browse, intake_team, kari, today, weeks):
    sign_in(browse, kari)
    told = {"users": [kari.pk], "first_week": later(today, 0), "weeks": weeks, "watch": "day"}
    assert "ds-error-summary" in html(browse.post("/vakt/team/mottak/uker/", told))


# --- Crisis contacts -----------------------------------------------------------------------------


def test_crisis_contacts_are_named_and_ended(browse, leif, kari):
    sign_in(browse, leif)
    browse.get("/vakt/krise/")
    page = html(browse.post("/vakt/krise/", {"user": kari.pk}, follow=True))
    assert "Kari" in page
    contact = CrisisContact.objects.get()
    browse.post(f"/vakt/krise/{contact.pk}/avslutt/")
    assert not CrisisContact.objects.exists()
    assert browse.post(f"/vakt/krise/{contact.pk}/avslutt/").status_code == 404


# --- Closed days ---------------------------------------------------------------------------------


def test_public_holidays_stand_beside_the_city_s_own_days(browse, ada):
    page = html(sign_in(browse, ada).get("/en/vakt/stengt/"))
    for name in ("Ascension Day", "Whit Monday", "Christmas Day", "every year"):
        assert name in page


def test_a_day_is_closed_once_or_every_year_and_opened_again(browse, ada, today):
    sign_in(browse, ada)
    browse.post("/vakt/stengt/", {"day": later(today, 30)})
    browse.post("/vakt/stengt/", {"day": later(today, 31), "every_year": "on"})
    once, yearly = later(today, 30), later(today, 31)[5:]
    assert set(City.objects.current().closed_days) == {"12-24", once, yearly}

    browse.post(f"/vakt/stengt/{once}/apne/")
    assert once not in City.objects.current().closed_days
    assert browse.post(f"/vakt/stengt/{once}/apne/").status_code == 404


@pytest.mark.parametrize("day", ["", "x", "2026-13-01", "2020-05-05"])
def test_a_day_that_has_been_or_is_none_is_refused(browse, ada, day):
    sign_in(browse, ada)
    assert "ds-error-summary" in html(browse.post("/vakt/stengt/", {"day": day}))
    assert City.objects.current().closed_days == ["12-24"]


def test_the_municipality_can_t_be_closed_for_good(ada):
    """Whoever tells us something is promised a day: with none, the form itself would fail."""
    first = dt.date(2026, 6, 1)
    at = dt.datetime(2026, 5, 20, 10, tzinfo=NORWAY)
    marks = [(first + dt.timedelta(days=n)).isoformat() for n in range(60)]
    City.objects.update(closed_days=marks[:26])
    portrait.close_on(marks[26], by=ada, at=at)
    with pytest.raises(portrait.ClosedTooLong):
        portrait.close_on(marks[28], by=ada, at=at)
    assert City.objects.current().closed_days == marks[:27]


# --- The Monday page -----------------------------------------------------------------------------


def test_the_monday_page_says_who_is_on_duty_and_what_nobody_covers(intake_team, inga, kari, today):
    at = timezone.now()
    duty, gaps = squares(inga, today)
    assert duty.lines == []
    assert gaps.count == 2, "nobody is on duty, and a crisis reaches nobody"
    assert not gaps.must, "a roster nobody has begun is not late every day"

    actions.take_turns(intake_team, [inga], first_week=today, weeks=6, night=False, by=kari, at=at)
    actions.name_crisis_contact(kari, by=inga, at=at)
    duty, gaps = squares(kari, today)
    assert [str(line.text) for line in duty.lines] or today.weekday() > 4
    assert gaps.count == 0


def test_a_gap_in_a_roster_that_is_kept_is_a_deed_for_who_keeps_it(
    intake_team, inga, kari, leif, today
):
    at = timezone.now()
    day = next(d for d in (today + dt.timedelta(days=n) for n in range(3)) if d.weekday() < 5)
    actions.take_turns(intake_team, [inga], first_week=today, weeks=6, night=False, by=kari, at=at)
    actions.be_away(inga, first_day=day, last_day=day, deputy=None, by=inga, at=at)
    must = {user.name: len(squares(user, today)[1].must) for user in (inga, kari, leif)}
    assert must == {"Inga": 0, "Kari": 2, "Leif": 2}


def test_who_stands_in_today_is_told_on_the_monday_page(intake_team, inga, kari, today):
    at = timezone.now()
    actions.be_away(inga, first_day=today, last_day=today, deputy=kari, by=inga, at=at)
    assert [str(line.url) for line in squares(kari, today)[0].lines] == ["/vakt/fravaer/"]
    assert squares(inga, today)[0].lines == []


def test_who_is_in_no_team_has_no_square(stian, ada, today):
    assert squares(stian, today) == []
    assert squares(ada, today) == []
