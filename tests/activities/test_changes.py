"""What an organisation changes by its link: read before it is shown, and told of by letter."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kominn.activities import actions
from kominn.activities.models import Activity
from kominn.activities.states import State
from tests.activities.test_bad_input import typed
from tests.activities.test_calendar import letters
from tests.factories.activities import arranged, facts, invited
from tests.wording import wording

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def change(browse, token, activity, **wishes):
    said = typed(**{"first_day": str(activity.first_day)} | wishes)
    return browse.post(f"/arrangor/{token}/{activity.pk}/", said)


def test_a_change_of_what_stands_there_is_shown_when_a_colleague_has_read_it(
    club, marit, browse, sign_in
):
    organiser, token = club
    shown = arranged(organiser, by=marit)
    assert change(browse, token, shown, title="Gratis mobil", price_ore="99").status_code == 302
    page = browse.get(f"/aktiviteter/{shown.pk}/").content.decode()
    assert "Åpen hall" in page
    assert "Gratis mobil" not in page + browse.get("/aktiviteter/").content.decode()
    waits = Activity.objects.get(state=State.PROPOSED)
    assert browse.get(f"/aktiviteter/{waits.pk}/").status_code == 404
    sign_in(browse, marit)
    desk = browse.get(f"/kalenderbord/{waits.pk}/")
    assert wording("It changes what stands in the calendar") in desk.content.decode()
    seen = desk.context["form"]["seen"].value()
    browse.post(f"/kalenderbord/{waits.pk}/", {"verdict": "yes", "seen": seen})
    kept = Activity.objects.get()
    assert (kept.pk, kept.title, kept.state, kept.price_ore) == (
        shown.pk, "Gratis mobil", State.SHOWN, 9900,
    )  # fmt: skip


def test_what_was_written_anew_after_it_was_read_is_neither_taken_in_nor_refused_unread(
    club, marit, browse, sign_in
):
    organiser, _token = club
    waits = arranged(organiser)
    sign_in(browse, marit)
    seen = browse.get(f"/kalenderbord/{waits.pk}/").context["form"]["seen"].value()
    actions.change(waits, facts(title="Noe helt annet"), at=timezone.now())
    for stale in (seen, "", "i går", "2026-02-31T10:00:00+01:00"):
        for said in ({"verdict": "yes"}, {"verdict": "no", "reason": "For sent."}):
            browse.post(f"/kalenderbord/{waits.pk}/", said | {"seen": stale})
    assert Activity.objects.get().state == State.PROPOSED


def test_a_second_change_takes_the_place_of_the_first_and_a_refused_one_leaves_what_was(
    club, marit, browse
):
    organiser, token = club
    shown = arranged(organiser, by=marit)
    for title in ("Først", "Så"):
        change(browse, token, shown, title=title)
    waits = Activity.objects.get(replaces=shown)
    assert waits.title == "Så"
    assert "Så" in browse.get(f"/arrangor/{token}/{shown.pk}/").content.decode()
    actions.refuse(waits, "Navnet er feil.", by=marit, at=timezone.now())
    shown.refresh_from_db()
    assert (shown.state, shown.title) == (State.SHOWN, "Åpen hall")
    assert "Navnet er feil." in browse.get(f"/arrangor/{token}/").content.decode()
    assert change(browse, token, shown, title="Igjen").status_code == 302


def test_with_what_is_cancelled_goes_its_change(club, marit, browse):
    organiser, token = club
    shown = arranged(organiser, by=marit)
    change(browse, token, shown, title="Ny")
    waits = Activity.objects.get(replaces=shown)
    browse.post(f"/arrangor/{token}/", {"go": "end", "activity": str(shown.pk)})
    with pytest.raises(actions.WrongState):
        actions.take_in(waits, by=marit, at=timezone.now())
    assert not Activity.objects.on_view(timezone.localdate()).exists()
    assert browse.get(f"/arrangor/{token}/{shown.pk}/").status_code == 404


def test_nobody_changes_what_others_arrange(club, marit, browse):
    organiser, _token = club
    _other, theirs = invited(by=marit, name="En annen")
    shown = arranged(organiser, by=marit)
    assert change(browse, theirs, shown, title="Kapret").status_code == 404
    assert change(browse, "gjettet", shown, title="Kapret").status_code == 404
    assert Activity.objects.get().title == "Åpen hall"


def test_what_has_begun_can_be_changed_and_not_moved_into_the_past(club, marit, browse):
    organiser, token = club
    today = timezone.localdate()
    begun = arranged(organiser, by=marit, first_day=today - 14 * DAY)
    assert change(browse, token, begun, place="Ny hall").status_code == 302
    assert change(browse, token, begun, first_day=str(today - DAY)).status_code == 422
    assert change(browse, token, begun, last_day=today - DAY).status_code == 422


def test_a_flood_of_changes_stops(club, marit, monkeypatch):
    organiser, _token = club
    monkeypatch.setattr(actions, "MOST_WAITING", 2)
    shown = [arranged(organiser, by=marit) for _time in range(3)]
    for one in shown[:2]:
        actions.change(one, facts(), at=timezone.now())
    with pytest.raises(actions.TooMany):
        actions.change(shown[2], facts(), at=timezone.now())


def test_the_organisation_is_told_of_yes_and_no_without_a_word_of_what(club, marit):
    organiser, _token = club
    arranged(organiser, by=marit)
    waits = arranged(organiser, title="Nattcup")
    actions.refuse(waits, "For sent på kvelden.", by=marit, at=timezone.now())
    yes, no = letters()
    assert [yes["to"], no["to"]] == [organiser.email] * 2
    assert yes["subject"] != no["subject"]
    for told in ("Åpen hall", "Nattcup", "For sent", "/arrangor/"):
        assert told not in str(yes) + str(no)
