"""Invented camps of an invented town: two are over, one runs, and each idea stands somewhere else.

The young of the demo leave no more behind than real ones: a seat, and what their team wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kominn.accounts.models import User
from kominn.allin import growing, mentoring, pictures
from kominn.allin.actions import answering, courses, writing
from kominn.allin.canvas import CARDS
from kominn.allin.demo.drawings import PICTURES, as_drawn
from kominn.allin.demo.ideas import IDEAS, Idea
from kominn.allin.models import About, Concept, Course, LeftOut
from kominn.allin.states import ANSWERS, State
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY, day_of
from kominn.participation import actions as participation
from kominn.participation.models import AgeBand, Seat
from kominn.portrait.models import Area

LEADS = "marit"
ANSWERS_FOR_THE_TOWN = "leif"
READS_SECOND = "kari"
DAY = dt.timedelta(days=1)
Doing = Callable[[dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Camp:
    """A course of three days that began so many days before today."""

    key: str
    name: str
    place: str
    ago: int
    age_band: AgeBand
    program: tuple[tuple[int, dt.time, int, str], ...]
    area: str = ""


def _at(hour: int, minute: int = 0) -> dt.time:
    return dt.time(hour, minute)


PROGRAM = (
    (0, _at(10), 45, "Navn og en ting, og våre fem regler"),
    (0, _at(11), 60, "Hvem mangler i rommet?"),
    (0, _at(13), 90, "Ut i byen: se etter det som mangler"),
    (1, _at(10), 60, "Fem ganger hvorfor"),
    (1, _at(13), 120, "Vi lager ideen"),
    (2, _at(10), 90, "Prøv den på noen som ikke er her"),
    (2, _at(13), 60, "Vis fram for dem som bestemmer"),
)
CAMPS: tuple[Camp, ...] = (
    Camp("spring", "Vårleiren på Hvitskjærnes", "Leirskolen", 402, AgeBand.MIXED, PROGRAM),
    Camp("autumn", "Høstleiren", "Ungdomshuset", 31, AgeBand.YOUNGER, PROGRAM, "tollbodbrygga"),
    Camp("now", "Leiren i fjellhallen", "Fjellhallen", 2, AgeBand.OLDER, PROGRAM),
)


@dataclass(slots=True)
class Going:
    """What one deed leaves for the next."""

    course: Course | None = None
    concepts: dict[str, Concept] = field(default_factory=dict)


def deeds(*, staff: Mapping[str, User], since: dt.date, today: dt.date) -> Iterator[Deed]:
    for camp in CAMPS:
        first = today - camp.ago * DAY
        planned = first - 14 * DAY
        if planned <= since:
            continue
        going = Going()
        yield Deed(_moment(planned, 9), _start(camp, first, going, staff[LEADS]))
        for number, idea in enumerate(one for one in IDEAS if one.course == camp.key):
            yield from _told(idea, number, first, going, staff, today)


def _told(
    idea: Idea,
    number: int,
    first: dt.date,
    going: Going,
    staff: Mapping[str, User],
    today: dt.date,
) -> Iterator[Deed]:
    answered = idea.state in ANSWERS
    said = first + idea.days * DAY
    handed_in = first + 2 * DAY if answered else said
    yield Deed(_moment(first, 11, number), _write(idea, going))
    if idea.state == State.WITHDRAWN:
        yield Deed(_moment(first + DAY, 12, number), lambda at: _take_back(idea, going))
    if idea.state in (State.DRAFT, State.WITHDRAWN):
        return
    yield Deed(_moment(handed_in, 12, number), lambda at: _hand_in(idea, going, at))
    if idea.state == State.HANDED_IN:
        return
    leader, second = staff[LEADS], staff[READS_SECOND]
    if idea.state == State.RETURNED:
        yield Deed(
            _moment(said, 13, number), lambda at: _send_back(idea, going, leader, second, at)
        )
        return
    read = min(handed_in + DAY, today)
    yield Deed(_moment(read, 13, number), lambda at: _show(idea, going, leader, at))
    if answered:
        town = staff[ANSWERS_FOR_THE_TOWN]
        yield Deed(_moment(said, 14, number), lambda at: _answer(idea, going, town, second, at))
        yield from _grown(idea, said + 2 * DAY, going, leader, town, second)


def _start(camp: Camp, first: dt.date, going: Going, leader: User) -> Doing:
    def start(at: dt.datetime) -> None:
        going.course = courses.start_course(
            name=camp.name,
            recipe="",
            area=Area.objects.filter(slug=camp.area).first(),
            place=camp.place,
            first_day=first,
            last_day=first + 2 * DAY,
            age_band=camp.age_band,
            most_seats=60,
            by=leader,
            at=at,
            gatherings=[
                courses.Planned(first + day * DAY, starts, minutes, name)
                for day, starts, minutes, name in camp.program
            ],
            invented=True,
        )

    return start


def _write(idea: Idea, going: Going) -> Doing:
    def write(at: dt.datetime) -> None:
        assert going.course is not None
        seats = [_sit(going.course, day_of(at)) for _ in range(idea.phones)]
        today = day_of(at)
        concept = writing.begin_concept(going.course, idea.name, seat=seats[0], today=today).concept
        for seat in seats[1:]:
            writing.join_concept(concept, seat=seat)
        said = {card: getattr(idea, card) for card in CARDS}
        written = writing.rewrite(concept, was=concept.texts, now=said, today=today)
        for scene in PICTURES.get(idea.name, ()):
            pictures.keep(concept, as_drawn(scene), alt=scene.alt)
            written.concept.refresh_from_db(fields=["version"])
        going.concepts[idea.name] = written.concept

    return write


def _sit(course: Course, day: dt.date) -> Seat:
    seat = participation.seat_of(participation.sit_down(course.room.code, today=day), today=day)
    assert seat is not None
    return seat


def _take_back(idea: Idea, going: Going) -> None:
    writing.take_back(going.concepts[idea.name])


def _hand_in(idea: Idea, going: Going, at: dt.datetime) -> None:
    going.concepts[idea.name] = writing.hand_in(going.concepts[idea.name], today=day_of(at))


def _send_back(idea: Idea, going: Going, by: User, second: User, at: dt.datetime) -> None:
    concept = going.concepts[idea.name]
    seen = dict.fromkeys(concept.pictures.values_list("pk", flat=True), LeftOut.OTHERS)
    held = answering.send_back(
        concept, idea.words, version=concept.version, left_out=seen, by=by, at=at
    )
    answering.pass_on(held, reply=held.reply_id, by=second, at=at)


def _show(idea: Idea, going: Going, by: User, at: dt.datetime) -> None:
    held = going.concepts[idea.name]
    answering.show(held, version=held.version, by=by, at=at)


def _answer(idea: Idea, going: Going, by: User, second: User, at: dt.datetime) -> None:
    held = going.concepts[idea.name]
    held = answering.answer(held, idea.state, idea.words, role=idea.role, by=by, at=at)
    answering.pass_on(held, reply=held.reply_id, by=second, at=at)


GROWN: Mapping[str, tuple[State, str]] = {
    "Kalenderen": (
        State.FINISHED,
        "Det tok lengre tid å få lagene til å svare enn å lage den. Neste gang spør vi dem først.",
    ),
    "Lånebua": (
        State.PASSED_ON,
        "Vi kunne ikke stå der hver dag. Utstyrssentralen driver den videre, og låner ut gratis.",
    ),
    "Bli med-benken": (
        State.STOPPED,
        "De som satt der, ble stirret på. Vi gjorde om benken til et bord i kantina i stedet.",
    ),
    "Mat og prat på tvers": (State.UNDERWAY, ""),
}
"""Which yes became work, where it stands, and what the team learned."""


def _grown(
    idea: Idea, day: dt.date, going: Going, mentor: User, town: User, second: User
) -> Iterator[Deed]:
    if idea.name not in GROWN:
        return
    then, learned = GROWN[idea.name]

    def write(
        about: About, words: str, day: dt.date | None = None, ore: int = 0, *, at: dt.datetime
    ) -> None:
        concept = going.concepts[idea.name]
        said = mentoring.propose(concept, about, words, day=day, ore=ore, by=mentor, at=at)
        mentoring.pass_on(said, by=second, at=at)

    def begin(at: dt.datetime) -> None:
        concept = going.concepts[idea.name]
        project = growing.begin(
            concept, mentor=mentor, people=5, grant_ore=5_000_00, by=town, at=at
        )
        growing.find_safe(project, by=mentor, at=at)
        for ahead, what in ((0, "Møte dem som eier stedet"), (30, "Åpne for første gang")):
            due_on = day_of(at) + ahead * DAY
            write(About.STEP, what, due_on, at=at)
        growing.reach(project.milestones.earliest("due_on"), by=mentor, at=at)
        write(About.SPENT, "Maling og planker", day_of(at), 1_249_90, at=at)

    def end(at: dt.datetime) -> None:
        write(About(then), learned, at=at)

    yield Deed(_moment(day, 10), begin)
    if then != State.UNDERWAY:
        yield Deed(_moment(day + 120 * DAY, 11), end)


def _moment(day: dt.date, hour: int, number: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, 5 + number), NORWAY)
