"""The calendar: free first, filters in the address, a feed, a season, and no row that stays too long."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from kominn.activities import actions, jobs
from kominn.activities.feed import feed
from kominn.activities.models import Activity
from kominn.activities.states import State
from kominn.audit.models import Event
from kominn.core.worktime import NORWAY
from tests.factories.accounts import UserFactory
from tests.factories.activities import arranged, once
from tests.wording import wording

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


def html(answer):
    return answer.content.decode()


def listed(browse, query=""):
    return html(browse.get(f"/aktiviteter/{query}"))


# --- The list --------------------------------------------------------------------------------


def test_free_things_stand_first_then_the_nearest(club, marit, browse):
    organiser, _token = club
    arranged(organiser, by=marit, title="Dyrt i dag", price_ore=100)
    arranged(organiser, by=marit, title="Gratis i morgen", **once(TODAY + DAY))
    arranged(organiser, by=marit, title="Gratis snart", **once(TODAY + 3 * DAY))
    page = listed(browse)
    assert page.index("Gratis i morgen") < page.index("Gratis snart") < page.index("Dyrt i dag")


def test_nobody_sees_what_no_colleague_has_read(club, marit, browse):
    organiser, token = club
    made = arranged(organiser)
    assert "Åpen hall" not in listed(browse)
    assert browse.get(f"/aktiviteter/{made.pk}/").status_code == 404
    assert "Åpen hall" in html(browse.get(f"/arrangor/{token}/"))


def test_what_is_over_is_gone_by_itself(club, marit, browse):
    organiser, _token = club
    ago = timezone.now() - 30 * DAY
    made = arranged(organiser, by=marit, at=ago, **once(TODAY - DAY))
    assert "Åpen hall" not in listed(browse)
    assert browse.get(f"/aktiviteter/{made.pk}/").status_code == 404


def test_a_closed_organisation_shows_nothing(club, marit, browse):
    organiser, _token = club
    arranged(organiser, by=marit)
    actions.close(organiser, by=marit, at=timezone.now())
    assert "Åpen hall" not in listed(browse)


@pytest.mark.parametrize(
    ("query", "fits", "other"),
    [
        ("?gratis=1", {"price_ore": 0}, {"price_ore": 100}),
        ("?trinnfri=1", {"step_free": True}, {"step_free": False}),
        ("?rullestol=1", {"wheelchair": True}, {"wheelchair": False}),
        ("?rolig=1", {"quiet": True}, {"quiet": False}),
        ("?jenter=1", {"girls_only": True}, {"girls_only": False}),
        ("?utstyr=1", {"equipment": "Skøyter"}, {"equipment": ""}),
        ("?alder=10", {"age_from": 12, "age_to": 15}, {"age_from": 13, "age_to": 15}),
        ("?alder=16", {"age_from": 13, "age_to": 16}, {"age_from": 13, "age_to": 15}),
        ("?nar=idag", once(TODAY), once(TODAY + DAY)),
        ("?nar=uke", once(TODAY + 6 * DAY), once(TODAY + 7 * DAY)),
        ("?nar=idag", {}, {"first_day": TODAY + DAY, "last_day": TODAY + WEEK}),
    ],
)
def test_a_filter_shows_what_fits_and_nothing_else(club, marit, browse, query, fits, other):
    organiser, _token = club
    arranged(organiser, by=marit, title="Dette passer", **fits)
    arranged(organiser, by=marit, title="Dette ikke", **other)
    page = listed(browse, query)
    assert "Dette passer" in page
    assert "Dette ikke" not in page
    answer = browse.get(f"/aktiviteter/kalender.ics{query}").content.decode()
    assert "Dette passer" in answer
    assert "Dette ikke" not in answer


def test_a_filter_that_is_on_is_taken_off_by_its_own_link_and_keeps_the_others(club, browse):
    page = listed(browse, "?gratis=1&alder=13")
    assert 'href="/aktiviteter/?alder=13"' in page
    assert 'href="/aktiviteter/?gratis=1"' in page
    assert 'href="/aktiviteter/kalender.ics?alder=13&amp;gratis=1"' in page


def test_next_time_is_the_same_weekday_until_the_last_day():
    activity = Activity(rhythm="weekly", first_day=TODAY, last_day=TODAY + 15 * DAY)
    assert activity.next_on(TODAY - 3 * DAY) == TODAY
    assert activity.next_on(TODAY) == TODAY
    assert activity.next_on(TODAY + DAY) == TODAY + WEEK
    assert activity.next_on(TODAY + 2 * WEEK) == TODAY + 2 * WEEK
    assert activity.next_on(TODAY + 2 * WEEK + DAY) is None


def test_a_list_of_many_asks_the_database_no_more_than_one_of_few(
    club, marit, browse, django_assert_num_queries
):
    organiser, _token = club
    for number in range(3):
        arranged(organiser, by=marit, title=f"Ting {number}")
    browse.get("/aktiviteter/")
    for number in range(40):
        arranged(organiser, by=marit, title=f"Til {number}")
    with django_assert_num_queries(2):
        page = browse.get("/aktiviteter/")
    assert len(page.content) < 60_000


def test_the_pages_speak_arabic(club, marit, browse, settings):
    from kominn.core import languages

    settings.SERVER_KEY_KIND = "demo"
    languages.open_to_reporters.cache_clear()
    organiser, _token = club
    made = arranged(organiser, by=marit)
    for address in ("/ar/aktiviteter/", f"/ar/aktiviteter/{made.pk}/"):
        assert 'dir="rtl"' in html(browse.get(address))


def test_a_page_of_somebody_who_is_logged_in_is_not_for_the_phone_to_keep(
    club, marit, browse, sign_in
):
    assert browse.get("/aktiviteter/")["Kominn-Keep"] == "yes"
    assert "Kominn-Keep" not in sign_in(browse, marit).get("/aktiviteter/")


def test_the_manifest_and_the_worker_reach_no_farther_than_the_calendar(club, browse):
    told = browse.get("/aktiviteter/app.webmanifest").json()
    assert told["scope"] == told["start_url"] == "/aktiviteter/"
    answer = browse.get("/aktiviteter/kalender.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert "manifest-src 'self'" in browse.get("/aktiviteter/")["Content-Security-Policy"]


# --- The feed --------------------------------------------------------------------------------


def parsed(browse, query=""):
    return Calendar.from_ical(browse.get(f"/aktiviteter/kalender.ics{query}").content)


def test_the_feed_says_of_each_what_the_page_says_with_its_signs_unharmed(club, marit, browse):
    organiser, _token = club
    title = "Quiz; brus, chips\\dip"
    made = arranged(
        organiser, by=marit, title=title, about="Linje én\nLinje to; æøå 🎈", price_ore=5000
    )
    (event,) = parsed(browse).walk("VEVENT")
    assert str(event["summary"]) == title
    assert "Linje én\nLinje to; æøå 🎈" in str(event["description"])
    assert "50\u00a0kr" in str(event["description"])
    assert str(event["url"]).endswith(f"/aktiviteter/{made.pk}/")
    raw = browse.get("/aktiviteter/kalender.ics").content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_six_in_the_evening_is_six_on_both_sides_of_the_change_of_clocks(club, marit):
    organiser, _token = club
    march = dt.datetime(2027, 3, 16, 12, tzinfo=NORWAY)
    made = arranged(
        organiser, by=marit, at=march, first_day=dt.date(2027, 3, 23), last_day=dt.date(2027, 4, 6)
    )
    raw = feed(
        [made], name="Vik", address="https://vik.example/", words={str(made.pk): "x"}, host="vik"
    )
    calendar = Calendar.from_ical(raw)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Oslo"]
    (event,) = calendar.walk("VEVENT")
    start = event.decoded("dtstart")
    assert start.astimezone(ZoneInfo("UTC")).hour == 17
    assert start.hour == 18
    (until,) = event["rrule"]["UNTIL"]
    last = dt.datetime(2027, 4, 6, 18, tzinfo=NORWAY)
    assert until == last
    assert until.astimezone(dt.UTC).hour == 16


def test_an_empty_calendar_is_a_calendar(city, browse):
    assert parsed(browse, "?gratis=1").walk("VEVENT") == []


# --- Organisations and colleagues ------------------------------------------------------------


def test_a_colleague_invites_and_the_link_is_shown_once(city, marit, browse, sign_in):
    browser = sign_in(browse, marit)
    sent = {"name": "Skøyteklubben", "email": "post@skoyte.example"}
    page = html(browser.post("/kalenderbord/", sent))
    start = page.index("/arrangor/") + len("/arrangor/")
    token = page[start : page.index("/", start)]
    assert browser.get(f"/arrangor/{token}/").status_code == 200
    assert "/arrangor/" + token not in html(browser.get("/kalenderbord/"))


def test_a_refusal_needs_a_reason_and_the_organisation_reads_it(club, marit, browse, sign_in):
    organiser, token = club
    made = arranged(organiser)
    browser = sign_in(browse, marit)
    empty = browser.post(f"/kalenderbord/{made.pk}/", {"verdict": "no", "reason": ""})
    assert wording("The organisation must be told why.") in html(empty)
    no = {"verdict": "no", "reason": "Hvem er den voksne?"}
    seen = browser.get(f"/kalenderbord/{made.pk}/").context["form"]["seen"].value()
    assert browser.post(f"/kalenderbord/{made.pk}/", no | {"seen": seen}).status_code == 302
    assert "Hvem er den voksne?" in html(browser.get(f"/arrangor/{token}/"))
    assert "Åpen hall" not in listed(browse)


def test_what_is_taken_in_is_shown_and_leaves_a_trace_of_who(club, marit, browse, sign_in):
    organiser, _token = club
    made = arranged(organiser)
    browser = sign_in(browse, marit)
    seen = browser.get(f"/kalenderbord/{made.pk}/").context["form"]["seen"].value()
    browser.post(f"/kalenderbord/{made.pk}/", {"verdict": "yes", "seen": seen})
    assert "Åpen hall" in listed(browse)
    assert Event.objects.filter(verb="activity.taken_in", target=f"activity:{made.pk}").exists()


def test_it_waits_on_the_monday_page_of_those_who_take_in(club, marit, browse, sign_in):
    organiser, _token = club
    made = arranged(organiser)
    assert f"/kalenderbord/{made.pk}/" in html(sign_in(browse, marit).get("/mandag/"))
    stian = UserFactory(name="Stian", roles=["employee"])
    assert f"/kalenderbord/{made.pk}/" not in html(sign_in(browse, stian).get("/mandag/"))


def letters():
    return [row.args_kwargs["kwargs"] for row in DBTaskResult.objects.order_by("enqueued_at")]


AUGUST = dt.datetime(2027, 8, 20, 3, tzinfo=NORWAY)


def test_an_organisation_is_asked_once_a_season_without_a_word_of_what(club, marit):
    organiser, _token = club
    spring = dt.datetime(2027, 5, 1, 9, tzinfo=NORWAY)
    arranged(organiser, by=marit, at=spring, last_day=dt.date(2028, 2, 1))
    assert jobs.ask_once_a_season(at=AUGUST - DAY) == 0
    assert jobs.ask_once_a_season(at=AUGUST) == 1
    assert jobs.ask_once_a_season(at=AUGUST + DAY) == 0
    assert jobs.ask_once_a_season(at=dt.datetime(2028, 1, 10, 3, tzinfo=NORWAY)) == 1
    subject = wording("Is what you arrange for young people still true?")
    asked = [one["to"] for one in letters() if one["subject"] == subject]
    assert asked == [organiser.email] * 2
    assert all("Åpen hall" not in str(one) for one in letters())


def test_whoever_said_so_this_season_is_not_asked(club, marit, browse):
    organiser, _token = club
    spring = dt.datetime(2027, 5, 1, 9, tzinfo=NORWAY)
    made = arranged(organiser, by=marit, at=spring, last_day=dt.date(2028, 2, 1))
    actions.say_true(made, today=AUGUST.date())
    assert jobs.ask_once_a_season(at=AUGUST + DAY) == 0


def test_the_organisation_says_it_is_so_and_takes_out_by_its_own_page(club, marit, browse):
    organiser, token = club
    made = arranged(organiser, by=marit)
    Activity.objects.update(true_on=TODAY - WEEK)
    browse.post(f"/arrangor/{token}/", {"go": "true", "activity": str(made.pk)})
    made.refresh_from_db()
    assert made.true_on == TODAY
    browse.post(f"/arrangor/{token}/", {"go": "end", "activity": str(made.pk)})
    made.refresh_from_db()
    assert made.state == State.ENDED
    assert "Åpen hall" not in listed(browse)


def test_what_was_over_a_year_ago_is_forgotten(club, marit):
    organiser, _token = club
    arranged(organiser, by=marit)
    assert jobs.forget_old(at=timezone.now() + dt.timedelta(days=400)) == 0
    assert jobs.forget_old(at=timezone.now() + dt.timedelta(days=70 + 366)) == 1
