"""The same told by many: worked on as one, and each who told is answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import count

from kominn.accounts.models import User
from kominn.concerns.demo.course import NOTES, Course
from kominn.concerns.demo.life import Life
from kominn.concerns.states import CloseReason
from kominn.core.worktime import day_of

Told = tuple[Life, dt.datetime]
BEFORE_ANYBODY_SEES_IT = 4
WEEKS_OF_WORK = 7


@dataclass(slots=True)
class Gathering:
    """Those who tell of one thing, in order; the first grown-up's concern is the one they join."""

    told: list[Told]
    said_to_all: str
    now: dt.datetime

    def run(self) -> list[Life]:
        first = next((one for one in self.told if one[0].worry.role != "young"), self.told[0])
        lead, others = first[0], [one for one in self.told if one is not first]
        course = Course(lead, self.now)
        for life, at in self.told:
            life.is_told(at)
        last = self._join(course, first[1], others)
        said = course.at_work(last, days=1)
        lead.is_told_to_all(said, self.said_to_all, by=self.closer)
        self._young_are_sent_theirs(course, said)
        self._work_on(course, said)
        for life, _at in self.told:
            life.deeds = [deed for deed in life.deeds if deed.at < self.now]
        return [life for life, _at in self.told]

    @property
    def closer(self) -> User:
        return self.told[0][0].desk.closer

    def _join(self, course: Course, told_at: dt.datetime, others: list[Told]) -> dt.datetime:
        """The first few are read one by one; after that somebody sees that they tell the same."""
        lead, rng = course.life, course.life.rng
        taken = course.first_look(told_at)
        early, later = others[: BEFORE_ANYBODY_SEES_IT - 1], others[BEFORE_ANYBODY_SEES_IT - 1 :]
        reads = [(life, course.first_look(at)) for life, at in early]
        gathered = course.at_work(max(taken, *(at for _life, at in reads)), days=1)
        lead.is_taken(taken, by=self.closer, due_on=day_of(gathered))
        for life, at in reads:
            life.is_read(at, by=self.closer, due_on=day_of(gathered))
        lead.gathers(
            gathered, [life for life, _at in early], by=self.closer, due_on=self._due(gathered)
        )
        last = gathered
        for life, at in later:
            read = course.later(max(course.first_look(at), last), minutes=rng.randrange(10, 30))
            life.is_read(read, by=self.closer, due_on=day_of(read))
            last = course.later(read, minutes=6)
            lead.gathers(last, [life], by=self.closer, due_on=self._due(last))
        return last

    def _work_on(self, course: Course, since: dt.datetime) -> None:
        """Week by week, until all are told how it ended; as long as it lasts, one tells more."""
        lead, at = course.life, since
        for _week in range(WEEKS_OF_WORK):
            at = course.at_work(at, days=7)
            lead.is_noted(at, lead.rng.choice(NOTES), by=self.closer, due_on=self._due(at))
        end = course.at_work(at, days=3)
        if end >= self.now:
            more = self.now - dt.timedelta(hours=10)
            grown = (one for one, _at in self.told if one is not lead and one.worry.role != "young")
            next(grown).is_answered(more, "Det var folk der i går kveld også, flere enn før.")
        lead.is_finished_for_all(end, lead.worry.closing, CloseReason.HELPED, by=self.closer)
        self._young_are_sent_theirs(course, end)

    def _young_are_sent_theirs(self, course: Course, written: dt.datetime) -> None:
        other = course.life.desk.other_than(self.closer, day_of(written))
        after = count(20, 3)
        for life, _at in self.told:
            if life.worry.role == "young":
                life.is_looked_at(course.later(written, minutes=next(after)), by=other)

    def _due(self, at: dt.datetime) -> dt.date:
        return day_of(at) + dt.timedelta(days=9)
