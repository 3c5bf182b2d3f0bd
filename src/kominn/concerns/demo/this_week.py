"""The few lives that make sure something of everything is seen on the day the city is built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from kominn.accounts.models import User
from kominn.concerns.demo.course import WHY_AGAIN, WHY_STOPPED
from kominn.concerns.demo.life import Life
from kominn.concerns.demo.nothing_new import once_more
from kominn.concerns.states import CloseReason
from kominn.core.worktime import NORWAY, DutyHours


@dataclass(frozen=True, slots=True)
class Days:
    """Working days counted back from today; one that is today has not begun yet."""

    hours: DutyHours
    today: dt.date

    def ago(self, days: int, hour: int, minute: int = 0) -> dt.datetime:
        day = self.today
        for _ in range(days):
            day -= dt.timedelta(days=1)
            while self.hours.opening_on(day) is None:
                day -= dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(hour, minute), NORWAY)

    def last_night(self, hour: int, minute: int) -> dt.datetime:
        return dt.datetime.combine(self.today - dt.timedelta(days=1), dt.time(hour, minute), NORWAY)


def lives(young: Iterator[Life], grown: Iterator[Life], days: Days) -> Iterator[Life]:
    """Written on the desks of today's first two readers, who read for each other."""
    life = next(grown)
    one, two = life.desk.on(days.today)[:2]
    yield from _waiting(life, next(grown), next(young), days)
    yield from _unsent(next(young), next(young), next(young), one, two, days)
    yield from _at_hand(next(grown), next(grown), next(young), one, two, days)
    yield from _changing_hands(next(grown), next(grown), one, two, days)
    yield from _taken_back(next(grown), next(grown), one, two, days)
    of_children = (life for life in grown if life.worry.under_18 == "yes")
    yield from _looked_at_once_more([next(of_children) for _ in range(3)], one, two, days)
    yield _told_twice(next(grown), days)
    yield _for_two(next(grown), days)
    yield _followed_up(next(grown), days)


def _waiting(fresh: Life, late: Life, night: Life, days: Days) -> Iterator[Life]:
    """Nobody has taken these: from yesterday, from last night, and one too long ago."""
    fresh.is_told(days.last_night(16, 20))
    night.is_told(days.last_night(23, 41))
    late.is_told(days.ago(4, 11, 5))
    yield from (fresh, night, late)


def _unsent(
    asked: Life, answered: Life, stopped: Life, one: User, two: User, days: Days
) -> Iterator[Life]:
    """What is written to the young: each reads for the other, and one stops what was written."""
    for life, writer, other in ((asked, one, two), (answered, two, one), (stopped, one, two)):
        life.is_told(days.ago(5, 17, 12))
        life.is_taken(days.ago(4, 9, 30), by=writer, due_on=days.today)
        life.is_asked(days.ago(2, 14, 20), life.worry.question, by=writer)
        if life is stopped:
            life.is_looked_at(days.ago(1, 10, 10), by=other, why_not=WHY_STOPPED[0])
        yield life


def _at_hand(
    news: Life, late: Life, ending: Life, one: User, two: User, days: Days
) -> Iterator[Life]:
    """An answer nobody has read yet, a deadline that went by, closing words that wait."""
    news.is_told(days.ago(8, 12, 15))
    news.is_taken(days.ago(7, 10, 0), by=two, due_on=days.today)
    news.is_asked(days.ago(6, 10, 30), "Takk for at du forteller. Når så du dette sist?", by=two)
    news.is_answered(days.last_night(21, 7), "I går kveld igjen. Det var flere denne gangen.")
    late.is_told(days.ago(10, 9, 50))
    late.is_taken(days.ago(9, 13, 0), by=one, due_on=days.ago(2, 8).date())
    ending.is_told(days.ago(9, 20, 30))
    ending.is_taken(days.ago(8, 11, 0), by=two, due_on=days.today)
    words = "En voksen på skolen har tatt tak i det. Du gjorde noe bra da du sa fra."
    ending.is_finished(days.ago(1, 14, 40), words, CloseReason.HELPED, by=two)
    yield from (news, late, ending)


def _changing_hands(asked: Life, refused: Life, one: User, two: User, days: Days) -> Iterator[Life]:
    """One waits for a colleague's yes; another got a no, and stays where it was."""
    asked.is_told(days.ago(6, 10, 5))
    asked.is_taken(days.ago(5, 9, 0), by=two, due_on=days.today + dt.timedelta(days=3))
    words = "Jeg har ringt to ganger uten svar. Kan du ta over mens jeg er på kurs neste uke?"
    asked.is_offered(days.ago(1, 13, 15), words, by=two, to=one)
    refused.is_told(days.ago(7, 18, 40))
    refused.is_taken(days.ago(6, 10, 10), by=one, due_on=days.today)
    refused.is_offered(days.ago(3, 9, 20), "Kjenner du skolen bedre enn meg?", by=one, to=two)
    why = "Jeg har tre som haster. Spør meg igjen på mandag."
    refused.is_answered_for(days.ago(2, 9, 45), by=two, why_not=why)
    yield from (asked, refused)


def _taken_back(held: Life, unheld: Life, one: User, two: User, days: Days) -> Iterator[Life]:
    """Taken back after somebody had read it: one in somebody's hands, one in nobody's."""
    held.is_told(days.ago(6, 13, 25))
    held.is_taken(days.ago(5, 9, 15), by=one, due_on=days.today)
    held.is_taken_back(days.last_night(19, 30))
    unheld.is_told(days.ago(2, 18, 45))
    unheld.is_read(days.ago(1, 8, 40), by=two)
    unheld.is_taken_back(days.last_night(20, 5))
    yield from (held, unheld)


def _looked_at_once_more(lives: list[Life], one: User, two: User, days: Days) -> Iterator[Life]:
    """Finished by one, and about a child, so that another always looks: one waits for it, one was
    agreed with, and one is open again."""
    waiting, agreed, again = lives
    ends = (
        (waiting, CloseReason.ADVICE, days.ago(1, 13, 20)),
        (agreed, CloseReason.ADVICE, days.ago(5, 9, 40)),
        (again, CloseReason.NOT_OURS, days.ago(5, 9, 50)),
    )
    for life, reason, finished in ends:
        life.is_told(days.ago(6, 18, 15))
        life.is_finished_at_once(finished, reason, by=one)
    agreed.is_looked_at_once_more(days.ago(3, 10, 50), by=two)
    again.is_looked_at_once_more(days.ago(1, 9, 10), by=two, why_again=WHY_AGAIN[0])
    yield from lives


def _told_twice(life: Life, days: Days) -> Life:
    life.worry = once_more(life.rng, life.worry)
    life.is_told(days.ago(3, 16, 50))
    life.is_finished_at_once(days.ago(2, 8, 55), CloseReason.DUPLICATE, by=life.desk.closer)
    return life


def _for_two(life: Life, days: Days) -> Life:
    """In the middle of what two are asked about."""
    by, begins = life.desk.closer, days.ago(6, 10, 20)
    life.is_told(days.ago(7, 15, 35))
    life.is_taken(begins, by=by, due_on=days.today)
    life.room = (begins, begins + dt.timedelta(weeks=6))
    return life


def _followed_up(life: Life, days: Days) -> Life:
    """What two decided of it runs for some weeks yet."""
    by, begins = life.desk.closer, days.ago(30, 11, 15)
    life.is_told(days.ago(31, 12, 50))
    life.is_taken(begins, by=by, due_on=days.ago(26, 8).date())
    life.room = (begins, begins + dt.timedelta(weeks=12))
    return life
