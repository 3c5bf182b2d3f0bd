"""The pages of the roster: what each shows, to whom, and what comes of filling them in."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kominn.audit.models import Event
from kominn.core.templatetags.words import span
from kominn.core.worktime import NORWAY
from kominn.portal.duty import squares
from kominn.portrait.actions import hours as portrait
from kominn.portrait.hours import mark_of
from kominn.portrait.models import City
from kominn.roster import actions
from kominn.roster.models import Absence, CrisisContact, Shift
from kominn.vault.actions import teams
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


# --- Duty hours ----------------------------------------------------------------------------------

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def as_shown(page):
    """The form as a browser would send it back, unchanged."""
    inputs = [tag for tag in re.findall(r"<input[^>]*>", page) if 'type="submit"' not in tag]
    named = {found[1]: tag for tag in inputs if (found := re.search(r'name="([^"]+)"', tag))}
    value = re.compile(r'value="([^"]*)"')
    told = {name: found[1] if (found := value.search(tag)) else "" for name, tag in named.items()}
    return {n: v for n, v in told.items() if re.fullmatch(r"[a-z]{3}_\d_\w+|instead_of", n)}


@pytest.fixture
def change(browse, kari):
    """`change(mon_0_until="14:00")`: Kari fills in the page, and gets this back."""
    sign_in(browse, kari)

    def send(**typed):
        told = as_shown(html(browse.get("/en/vakt/timer/"))) | typed
        return html(browse.post("/en/vakt/timer/", told, follow=True))

    return send


def of_week(**others):
    return {day: [["09:00", "15:00"]] for day in WEEKDAYS} | others


def trail():
    return list(Event.objects.filter(verb="city.hours_set").order_by("number"))


def test_the_hours_are_changed_and_stand_in_the_trail(change, kari):
    page = change(mon_0_from="08:30", mon_1_from="16:00", mon_1_until="18:00", fri_0_from="",
                  fri_0_until="", sat_0_from="10.00", sat_0_until="12.00")  # fmt: skip

    assert "The hours are changed." in page
    hours = of_week(mon=[["08:30", "15:00"], ["16:00", "18:00"]], sat=[["10:00", "12:00"]])
    del hours["fri"]
    assert City.objects.current().duty_hours == hours
    (entry,) = trail()
    assert entry.by == f"user:{kari.pk}"
    assert entry.detail == {
        "mon": "09:00–15:00 → 08:30–15:00 16:00–18:00",
        "fri": "09:00–15:00 → –",
        "sat": "– → 10:00–12:00",
    }


def test_the_same_hours_sent_again_leave_no_entry(change):
    change(mon_0_until="14:00")
    change()
    change(mon_0_until="14:00")
    assert len(trail()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"mon_0_until": "08:00"}, "Monday, until – The end must come after the beginning."),
        ({"mon_0_until": "09:00"}, "Monday, until – The end must come after the beginning."),
        ({"tue_0_from": ""}, "Tuesday, from – Write both times, or none."),
        ({"sun_1_from": "09:00"}, "Sunday, until – Write both times, or none."),
        (
            {"wed_1_from": "14:00", "wed_1_until": "16:00"},
            "Wednesday, from – This begins before the other has ended.",
        ),
        (
            {"wed_1_from": "08:00", "wed_1_until": "20:00"},
            "Wednesday, from – This begins before the other has ended.",
        ),
        ({"thu_0_from": "25:00"}, "Thursday, from – Write the time like this: 09:00"),
        ({"thu_0_from": "ni"}, "Thursday, from – Write the time like this: 09:00"),
        ({"thu_0_from": "\x00"}, "Thursday, from – Write the time like this: 09:00"),
        ({"thu_0_from": "9" * 5000}, "Thursday, from – Write the time like this: 09:00"),
        (
            {f"{day}_0_{end}": "" for day in WEEKDAYS for end in ("from", "until")},
            "Somebody must read on at least one day of the week.",
        ),
    ],
)
def test_hours_that_cannot_be_come_back_with_a_sentence(change, typed, sentence):
    page = change(**typed)
    assert "ds-error-summary" in page
    assert sentence in page
    assert City.objects.current().duty_hours == of_week()
    assert not trail()


def test_what_was_typed_is_still_there_beside_what_was_wrong(change):
    page = change(mon_0_from="10:10", mon_0_until="08:00", sat_1_from="11:11")
    for typed in ("10:10", "08:00", "11:11"):
        assert f'value="{typed}"' in page


def test_stretches_in_any_order_and_that_touch_are_kept_in_order_and_as_one(change):
    change(mon_0_from="12:00", mon_0_until="15:00", mon_1_from="08:00", mon_1_until="12:00",
           tue_0_from="13:00", tue_0_until="15:00", tue_1_from="08:00", tue_1_until="10:00")  # fmt: skip
    hours = City.objects.current().duty_hours
    assert hours["mon"] == [["08:00", "15:00"]]
    assert hours["tue"] == [["08:00", "10:00"], ["13:00", "15:00"]]


def test_more_stretches_than_the_page_asks_for_are_not_lost(change):
    three = [["08:00", "09:00"], ["10:00", "11:00"], ["12:00", "13:00"]]
    City.objects.update(duty_hours={"mon": three})
    change(tue_0_from="09:00", tue_0_until="10:00")
    assert City.objects.current().duty_hours == {"mon": three, "tue": [["09:00", "10:00"]]}


def test_a_colleague_s_change_is_not_written_over_unseen(browse, kari):
    sign_in(browse, kari)
    mine = as_shown(html(browse.get("/en/vakt/timer/"))) | {"mon_0_until": "14:00"}
    City.objects.update(duty_hours=of_week(tue=[["12:00", "13:00"]]))

    page = html(browse.post("/en/vakt/timer/", mine))
    assert "A colleague has changed the hours since you opened the page." in page
    assert "Tuesday: 12:00–13:00" in page
    assert 'value="14:00"' in page
    assert City.objects.current().duty_hours["mon"] == [["09:00", "15:00"]]

    browse.post("/en/vakt/timer/", as_shown(page))
    assert City.objects.current().duty_hours["mon"] == [["09:00", "14:00"]]


@pytest.mark.parametrize("mark", ["", "x", "\x00", "9" * 10_000])
def test_a_form_that_does_not_say_what_it_was_written_over_changes_nothing(change, mark):
    change(mon_0_until="14:00", instead_of=mark)
    assert City.objects.current().duty_hours == of_week()


def test_hours_that_meet_only_closed_days_are_refused(change):
    """Whoever tells us something is promised a day."""
    sunday = timezone.localdate() + dt.timedelta(days=6 - timezone.localdate().weekday())
    marks = [(sunday + dt.timedelta(weeks=n)).isoformat() for n in range(8)]
    City.objects.update(closed_days=marks)
    empty = {f"{day}_0_{end}": "" for day in WEEKDAYS for end in ("from", "until")}
    page = change(**empty, sun_0_from="09:00", sun_0_until="10:00")
    assert "closed for more than 30 days" in page
    assert City.objects.current().duty_hours == of_week()


def test_the_deed_itself_refuses_what_no_page_sends(kari):
    at = timezone.now()
    mark = mark_of(City.objects.current())
    nine, ten, eleven = dt.time(9), dt.time(10), dt.time(11)
    for wrong in ([(ten, nine)], [(nine, nine)], [(nine, eleven), (ten, eleven)]):
        with pytest.raises(portrait.HoursNotPossible):
            portrait.set_duty_hours({"mon": wrong}, instead_of=mark, by=kari, at=at)
    assert City.objects.current().duty_hours == of_week()


def test_the_trail_page_names_the_day_and_both_hours(change, browse, per):
    change(mon_0_until="14:00")
    browse.logout()
    page = html(sign_in(browse, per).get("/en/sporlogg/"))
    assert "Changed the hours in which somebody reads" in page
    assert "Monday 09:00–15:00 → 09:00–14:00" in page


# --- The Monday page -----------------------------------------------------------------------------


def test_the_monday_page_says_who_is_on_duty_and_what_nobody_covers(intake_team, inga, kari, today):
    at = timezone.now()
    duty, gaps = squares(inga, today)
    assert duty.lines == []
    assert gaps.count == 2, "nobody is on duty, and a crisis reaches nobody"
    assert not gaps.must, "Inga does not keep the roster"

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


def test_where_new_concerns_come_and_nobody_is_on_duty_who_keeps_the_roster_is_told(
    intake_team, inga, kari, leif, per
):
    """Also where nobody has begun a roster: whoever reports is told no hour until then."""
    thursday = dt.date(2026, 3, 5)
    with translation.override("en"):
        told = {user.name: squares(user, thursday) for user in (inga, kari, leif)}
        for name in ("Kari", "Leif"):
            (todo,) = told[name][1].must
            assert str(todo.text) == (
                f"Mottak: nobody is on duty, {span(thursday, dt.date(2026, 4, 1))}: "
                "until somebody is, whoever reports is told no hour"
            )
            assert todo.late
            assert str(told[name][1].lines[0].url) == "/en/vakt/team/mottak/"
        assert not told["Inga"][1].must


@pytest.mark.parametrize(
    ("today", "presses"),
    [
        (dt.date(2026, 3, 4), False),  # a Wednesday
        (dt.date(2026, 3, 5), False),
        (dt.date(2026, 3, 6), True),  # a Friday: Monday is the next day
        (dt.date(2026, 3, 8), True),
        (dt.date(2026, 3, 9), True),
    ],
)
def test_a_day_nobody_covers_presses_once_it_is_the_next_open_one(
    intake_team, inga, kari, today, presses
):
    at = dt.datetime(2026, 3, 1, 10, tzinfo=NORWAY)
    first, monday = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
    actions.take_turns(intake_team, [inga], first_week=first, weeks=6, night=False, by=kari, at=at)
    actions.be_away(inga, first_day=monday, last_day=monday, deputy=None, by=inga, at=at)
    with translation.override("en"):
        said = [str(todo.text) for todo in squares(kari, today)[1].must]
    assert any("told no hour" in text for text in said) is presses


def test_another_team_without_a_roster_is_not_late_every_day(intake_team, inga, kari, leif, today):
    at = timezone.now()
    actions.take_turns(intake_team, [inga], first_week=today, weeks=6, night=False, by=kari, at=at)
    TeamFactory(name="Skolen")
    assert not squares(leif, today)[1].must


def test_the_roster_shows_what_whoever_reports_is_told(browse, intake_team, inga, kari, today):
    sign_in(browse, kari)
    assert "at the latest" in html(browse.get("/en/vakt/"))
    at = timezone.now()
    actions.take_turns(intake_team, [inga], first_week=today, weeks=6, night=False, by=kari, at=at)
    for address in ("/en/vakt/", "/en/vakt/timer/"):
        assert "reads this" in html(browse.get(address))


def test_who_only_assesses_is_offered_no_turn_and_stands_in_for_no_turn(
    browse, intake_team, inga, kari, today
):
    anne = UserFactory(name="Anne", roles=["assessor"])
    teams.admit(intake_team, anne, by=inga, at=timezone.now())
    sign_in(browse, kari)
    assert "Anne" not in html(browse.get("/vakt/team/mottak/"))
    told = {"user": anne.pk, "first_day": later(today, 1), "last_day": later(today, 1)}
    assert "ds-error-summary" in html(browse.post("/vakt/team/mottak/", told | {"watch": "day"}))
    assert not Shift.objects.exists()
    assert anne not in actions.possible_deputies(kari)
    assert set(actions.possible_deputies(anne)) == {inga, kari}
