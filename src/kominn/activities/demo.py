"""What is on in an invented town: days around today, so that the calendar is never empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kominn.accounts.models import User
from kominn.activities import actions
from kominn.activities.models import Organiser, Rhythm
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY, day_of
from kominn.portrait.models import Area

DAY = dt.timedelta(days=1)
READS = "marit"
MARKS = ("step_free", "wheelchair", "quiet", "girls_only")
ORGANISERS = {
    "klubben": "Fyrlyset fritidsklubb",
    "biblioteket": "Lågenvik bibliotek",
    "idrettslaget": "Skårvika idrettslag",
    "kulturskolen": "Kulturskolen i Lågenvik",
    "sentralen": "Utstyrssentralen",
}
# Who, what it is called, what one does, where, ages, øre, days from today, weekly, hours, marks.
Thing = tuple[str, str, str, str, tuple[int, int], int, int, bool, tuple[int, int], str]
THINGS: tuple[Thing, ...] = (
    ("klubben", "Åpen kveld", "Biljard, musikk og mat. Kom alene eller med noen.", "Fyrveien 2",
     (13, 18), 0, -28, True, (18, 22), "step_free wheelchair"),
    ("klubben", "Jentekveld", "Film, te og prat. En voksen er der hele kvelden.", "Fyrveien 2",
     (13, 16), 0, -26, True, (18, 21), "step_free wheelchair girls_only"),
    ("biblioteket", "Leksehjelp og kakao", "Studenter hjelper. Du trenger ikke melde deg på.",
     "Torget 1", (10, 19), 0, -27, True, (15, 17), "step_free wheelchair quiet"),
    ("biblioteket", "Spill i det stille rommet", "Brettspill med dempet lys og lav lyd.",
     "Torget 1", (10, 15), 0, 3, False, (12, 15), "step_free wheelchair quiet"),
    ("idrettslaget", "Fotball uten tabell", "Alle spiller. Ingen teller mål.", "Skårvikhallen",
     (10, 15), 2000, -24, True, (17, 19), "step_free"),
    ("idrettslaget", "Klatrekveld", "Vi sikrer hverandre. Sko og sele kan lånes.", "Skårvikhallen",
     (12, 19), 5000, 0, False, (18, 21), ""),
    ("kulturskolen", "Lag låt på to timer", "Du trenger ikke kunne spille.", "Kulturhuset",
     (13, 19), 0, 6, False, (16, 18), "step_free wheelchair"),
    ("sentralen", "Lån skøyter og ski", "Gratis å låne i ei uke.", "Verkstedgata 4",
     (6, 19), 0, -25, True, (14, 18), "step_free"),
)  # fmt: skip
TO_BORROW = {"Klatrekveld": "Sko og sele", "Lån skøyter og ski": "Skøyter, ski, kjelker og hjelmer"}


def deeds(*, staff: Mapping[str, User], today: dt.date) -> list[Deed]:
    """The organisations are let in half a year ago; each thing is sent and read in time."""
    by = staff[READS]
    organisers: dict[str, Organiser] = {}
    begun = dt.datetime.combine(today - 45 * DAY, dt.time(9), NORWAY)

    def let_in(at: dt.datetime) -> None:
        for slug, name in ORGANISERS.items():
            token = actions.invite(name, f"post@{slug}.example", by=by, at=at, invented=True)
            found = actions.organiser_of(token)
            assert found is not None
            organisers[slug] = found

    def send(at: dt.datetime) -> None:
        areas = list(Area.objects.current(day_of(at)).by_name()[: len(THINGS)])
        for number, thing in enumerate(THINGS):
            area = areas[number % len(areas)] if areas else None
            made = actions.propose(organisers[thing[0]], _facts(thing, area, today), at=at)
            actions.take_in(made, by=by, at=at)

    def wait(at: dt.datetime) -> None:
        thing = ("klubben", "Nattcup", "Fotball til langt på natt.", "Fyrveien 2", (14, 18), 3000,
                 12, False, (19, 23), "")  # fmt: skip
        actions.propose(organisers["klubben"], _facts(thing, None, today), at=at)

    return [
        Deed(begun, let_in),
        Deed(begun + 3 * DAY, send),
        Deed(dt.datetime.combine(today - DAY, dt.time(14), NORWAY), wait),
    ]


def _facts(thing: Thing, area: Area | None, today: dt.date) -> dict[str, Any]:
    _who, title, about, place, ages, ore, ahead, weekly, hours, marks = thing
    first = today + ahead * DAY
    return {
        "title": title,
        "about": about,
        "place": place,
        "area": area,
        "age_from": ages[0],
        "age_to": ages[1],
        "price_ore": ore,
        **{
            mark: mark in marks.split()
            for mark in ("step_free", "wheelchair", "quiet", "girls_only")
        },
        "equipment": TO_BORROW.get(title, ""),
        "rhythm": Rhythm.WEEKLY if weekly else Rhythm.ONCE,
        "first_day": first,
        "last_day": first + 120 * DAY if weekly else first,
        "starts": dt.time(hours[0]),
        "ends": dt.time(hours[1]),
    }
