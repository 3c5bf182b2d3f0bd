"""What people and machines send that does not belong: nothing of it reaches the calendar."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kominn.activities import actions
from kominn.activities.models import Activity, Organiser
from kominn.activities.states import NEXT, State
from kominn.activities.views import organisers
from tests.factories.activities import arranged, facts

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def html(answer):
    return answer.content.decode()


def typed(**wishes):
    """The form as somebody fills it in."""
    said = facts() | {"area": "", "price_ore": "0", "first_day": str(TODAY)} | wishes
    said["last_day"] = str(said["last_day"] or "")
    said["starts"], said["ends"] = str(said["starts"]), str(said["ends"])
    ticks = ("step_free", "wheelchair", "quiet", "girls_only")
    return {k: v for k, v in said.items() if not (k in ticks and not v)} | {"go": "propose"}


WRONG = {
    "a day that has passed": {"first_day": str(TODAY - DAY)},
    "a day in a year nobody plans": {"first_day": "2126-03-03", "last_day": "2126-03-10"},
    "an end before the beginning": {"last_day": TODAY - 7 * DAY},
    "every week for a hundred years": {"last_day": "2126-01-01"},
    "every week for ever": {"last_day": ""},
    "a year of no calendar": {"first_day": "99999-01-01"},
    "an hour that ends before it begins": {"starts": "21:00", "ends": "18:00"},
    "an age from twelve to three": {"age_from": 12, "age_to": 3},
    "an age below nothing": {"age_from": -1},
    "an age above everybody": {"age_to": 1000},
    "a price below nothing": {"price_ore": "-1"},
    "a price in words": {"price_ore": "gratis"},
    "a price of a million": {"price_ore": "1000000"},
    "a price that is a number to machines only": {"price_ore": "1e2"},
    "no title": {"title": "   "},
    "a title of signs nobody sees": {"title": "\u202e\u2066"},
    "a book for a description": {"about": "a" * 601},
    "a rhythm of its own": {"rhythm": "every_second"},
    "an area that is none": {"area": "999999"},
}


@pytest.mark.parametrize("wish", WRONG.values(), ids=WRONG)
def test_the_form_says_what_is_wrong_and_keeps_nothing(club, browse, wish):
    _organiser, token = club
    answer = browse.post(f"/arrangor/{token}/", typed(**wish))
    assert answer.status_code == 422
    assert not Activity.objects.exists()
    assert "Ball, musikk og kakao." in html(answer) or "about" in wish, "what was typed is kept"


def test_what_is_right_is_kept_and_waits(club, browse):
    _organiser, token = club
    assert browse.post(f"/arrangor/{token}/", typed(price_ore="49,90")).status_code == 302
    kept = Activity.objects.get()
    assert kept.state == State.PROPOSED
    assert kept.price_ore == 4990


def test_html_is_text_and_what_turns_text_around_is_gone(club, marit, browse):
    organiser, token = club
    evil = "<script>alert(1)</script>"
    browse.post(f"/arrangor/{token}/", typed(title=f"{evil}\u202e", place="<b>Hall", about=evil))
    actions.take_in(Activity.objects.get(), by=marit, at=timezone.now())
    kept = Activity.objects.get()
    assert kept.title == evil
    for address in ("/aktiviteter/", f"/aktiviteter/{kept.pk}/", f"/arrangor/{token}/"):
        page = html(browse.get(address))
        assert "<script>alert" not in page
        assert "<b>Hall" not in page
    assert organiser.name in html(browse.get(f"/aktiviteter/{kept.pk}/"))


def test_a_guessed_link_opens_nothing(club, browse):
    organiser, token = club
    for guess in (
        "x",
        token[:-1],
        token.swapcase(),
        str(organiser.pk),
        organiser.mark,
        "🎈",
        "a" * 5000,
    ):
        assert browse.get(f"/arrangor/{guess}/").status_code == 404


def test_after_many_guesses_from_one_place_the_right_one_is_not_heard_either(club, browse):
    _organiser, token = club
    for number in range(organisers.WRONG_LINKS_AN_HOUR + 1):
        browse.get(f"/arrangor/{number}/")
    assert browse.get(f"/arrangor/{token}/").status_code == 404


def test_the_database_holds_no_link(club):
    organiser, token = club
    assert token not in str(Organiser.objects.values())
    assert organiser.mark != token


def test_an_old_or_closed_link_opens_nothing(club, marit, browse):
    organiser, token = club
    fresh = actions.new_link(organiser, by=marit, at=timezone.now())
    assert browse.get(f"/arrangor/{token}/").status_code == 404
    assert browse.get(f"/arrangor/{fresh}/").status_code == 200
    actions.close(organiser, by=marit, at=timezone.now())
    assert browse.get(f"/arrangor/{fresh}/").status_code == 404


@pytest.mark.parametrize("pk", [uuid.uuid4(), "1", "", "x", "'; DROP TABLE"])
def test_an_organisation_takes_out_only_its_own(club, marit, browse, pk):
    _organiser, token = club
    answer = browse.post(f"/arrangor/{token}/", {"go": "end", "activity": str(pk)})
    assert answer.status_code == 404


def test_another_organisation_s_activity_is_out_of_reach(club, marit, browse):
    from tests.factories.activities import invited

    organiser, _token = club
    _other, theirs = invited(by=marit, name="Nabolaget", email="post@nabolaget.example")
    shown = arranged(organiser, by=marit)
    answer = browse.post(f"/arrangor/{theirs}/", {"go": "end", "activity": str(shown.pk)})
    assert answer.status_code == 404
    shown.refresh_from_db()
    assert shown.state == State.SHOWN


@pytest.mark.parametrize(
    "query",
    ["?nar=aldri", "?alder=-1", "?alder[]=13", "?omrade=%00", "?gratis=ja&side=999999", "?side=x",
     "?omrade=../../etc/passwd", "?nar=idag&nar=uke&alder=13&jenter=1&utf=%FF"],
)  # fmt: skip
def test_nonsense_in_the_address_is_as_nothing(club, marit, browse, query):
    organiser, _token = club
    arranged(organiser, by=marit, girls_only=True)
    assert "Åpen hall" in html(browse.get(f"/aktiviteter/{query}"))
    answer = browse.get(f"/aktiviteter/kalender.ics{query}")
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    "wish",
    [
        {"last_day": TODAY - DAY},
        {"ends": dt.time(1)},
        {"age_to": 3},
        {"age_to": 200},
        {"last_day": TODAY + dt.timedelta(days=36500)},
        {"rhythm": "once"},
        {"state": State.REFUSED},
    ],
)
def test_the_database_itself_refuses_what_can_not_be(club, wish):
    organiser, _token = club
    row = facts() | {"changed_at": timezone.now(), "true_on": TODAY} | wish
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(organiser=organiser, **row)


def test_a_flood_from_one_link_stops(club):
    organiser, _token = club
    for _ in range(actions.MOST_WAITING):
        arranged(organiser)
    with pytest.raises(actions.TooMany):
        arranged(organiser)


@pytest.mark.parametrize("state", State)
def test_no_state_is_left_but_by_its_table(club, marit, state):
    organiser, _token = club
    made = arranged(organiser)
    Activity.objects.filter(pk=made.pk).update(state=state, reason="Fordi.")
    for then, deed in (
        (State.SHOWN, lambda: actions.take_in(made, by=marit, at=timezone.now())),
        (State.ENDED, lambda: actions.take_out(made, at=timezone.now())),
    ):
        Activity.objects.filter(pk=made.pk).update(state=state, reason="Fordi.")
        if then in NEXT[state]:
            deed()
        else:
            with pytest.raises(actions.WrongState):
                deed()
