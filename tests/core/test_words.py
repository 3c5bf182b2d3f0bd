import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from kominn.core.templatetags import words

MONDAY = dt.date(2026, 3, 2)
AFTERNOON = dt.datetime(2026, 3, 2, 13, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _norwegian():
    with translation.override("nb"):
        yield


def test_a_day_is_written_as_norwegians_write_it():
    assert words.day(MONDAY) == "2. mars 2026"
    assert words.short_day(MONDAY) == "02.03.2026"
    assert words.weekday(MONDAY) == "mandag 2. mars 2026"


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (dt.date(2026, 3, 2), "2. mars 2026"),
        (dt.date(2026, 3, 6), "2.–6. mars 2026"),
        (dt.date(2026, 4, 1), "2. mars–1. april 2026"),
        (dt.date(2027, 1, 3), "2. mars 2026–3. januar 2027"),
    ],
)
def test_a_stretch_says_once_what_both_days_share(last, text):
    assert words.span(MONDAY, last) == text


def test_a_stretch_elsewhere_says_both_days():
    with translation.override("en"):
        assert words.span(MONDAY, dt.date(2026, 3, 6)) == "March 2, 2026–March 6, 2026"


def test_days_of_a_week_that_is_known_need_no_date():
    assert words.days_of_week(MONDAY, MONDAY) == "mandag"
    assert words.days_of_week(MONDAY, dt.date(2026, 3, 4)) == "mandag–onsdag"
    assert words.day_and_month(MONDAY) == "2. mars"
    with translation.override("en"):
        assert words.weekday_name(MONDAY) == "Monday"


def test_a_moment_is_told_in_norwegian_time():
    assert words.clock(AFTERNOON) == "14.30"
    assert "14.30" in words.moment(AFTERNOON)
    assert words.day(dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)) == "2. mars 2026"


def test_the_clock_has_a_colon_elsewhere():
    with translation.override("en"):
        assert words.clock(AFTERNOON) == "14:30"


@pytest.mark.parametrize("language", ["so", "ti"])
def test_a_language_without_month_names_is_given_figures(language):
    with translation.override(language):
        assert words.day(MONDAY) == "02.03.2026"
        assert words.weekday(MONDAY) == "02.03.2026"


def test_a_week_carries_its_own_year():
    with translation.override("en"):
        assert words.week(dt.date(2027, 1, 1)) == "week 53, 2026"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (9999, "9999"), (12345, "12\u202f345"), (-12345, "−12\u202f345"), (None, "–")],
)
def test_large_counts_are_grouped_and_unknown_ones_are_a_dash(number, text):
    assert words.count(number) == text


def test_english_sets_its_sign_from_a_thousand():
    with translation.override("en"):
        assert [words.count(n) for n in (999, 2965, 48120)] == ["999", "2,965", "48,120"]


def test_a_share_is_a_percentage_with_a_comma():
    assert words.share(0.125, 1) == "12,5\u00a0%"
    assert words.share(Decimal("0.5")) == "50\u00a0%"
    with translation.override("en"):
        assert words.share(0.125, 1) == "12.5%"


def test_a_share_that_is_not_known_is_a_dash():
    assert words.share(None) == "–"
    assert words.decimal(None) == "–"


def test_money_is_whole_ore_and_shows_them_only_where_there_are_any():
    assert words.kroner(1_250_000) == "12\u202f500\u00a0kr"
    assert words.kroner(-1_250_050) == "−12\u202f500,50\u00a0kr"
    assert words.kroner(None) == "–"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (dt.timedelta(minutes=1), "1 minute"),
        (dt.timedelta(minutes=119), "1 hour"),
        (dt.timedelta(hours=50), "2 days"),
        (None, ""),
    ],
)
def test_a_duration_is_its_largest_unit_rounded_down(span, text):
    with translation.override("en"):
        assert words.duration(span) == text


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (-1, "1 day overdue"),
        (-2, "2 days overdue"),
    ],
)
def test_a_deadline_is_told_from_today(ahead, text):
    with translation.override("en"):
        assert words.until(MONDAY + dt.timedelta(days=ahead), MONDAY) == text


@pytest.mark.parametrize(("back", "text"), [(0, "today"), (1, "yesterday"), (4, "4 days ago")])
def test_the_past_is_told_from_today(back, text):
    with translation.override("en"):
        assert words.since(MONDAY - dt.timedelta(days=back), MONDAY) == text


def test_no_day_is_no_words():
    empty = (words.day, words.short_day, words.weekday, words.clock, words.moment, words.week)
    assert [form(None) for form in empty] == [""] * len(empty)
    assert (
        words.weekday_moment(None) == words.until(None, MONDAY) == words.since(None, MONDAY) == ""
    )


def test_digits_are_grouped_to_be_read_aloud():
    assert words.grouped("1234567890") == ["1234", "5678", "90"]


@pytest.mark.parametrize(
    ("written", "set_apart"),
    [
        ("33000000", "33 00 00 00"),
        ("91234567", "912 34 567"),
        ("02800", "02800"),
        ("112", "112"),
        ("+4733000000", "+4733000000"),
    ],
)
def test_telephone_numbers_are_set_as_norwegians_read_them(written, set_apart):
    assert words.telephone(written) == set_apart.replace(" ", "\u00a0")
    assert words.diallable(words.telephone(written)) == written


def test_the_time_tag_speaks_to_machines_too():
    page = Template("{% time day %}|{% time moment 'moment' %}|{% time nothing %}")
    shown = page.render(Context({"day": MONDAY, "moment": AFTERNOON, "nothing": None}))
    day, moment, nothing = shown.split("|")
    assert day == '<time datetime="2026-03-02">2. mars 2026</time>'
    assert 'datetime="2026-03-02T14:30+01:00"' in moment
    assert nothing == ""
