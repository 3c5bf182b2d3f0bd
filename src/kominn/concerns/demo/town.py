"""The town: who tells what, where and in which language; each life with a chance of its own."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random

from kominn.concerns.demo import clusters, this_week, year
from kominn.concerns.demo.course import QUICK, STEADY, Course
from kominn.concerns.demo.gathering import Gathering
from kominn.concerns.demo.languages import SPOKEN
from kominn.concerns.demo.life import Desk, Life
from kominn.concerns.demo.nothing_new import NONSENSE, once_more
from kominn.concerns.demo.stories import Story, Tongue, Worry, write
from kominn.concerns.states import Channel, CloseReason
from kominn.concerns.surroundings import Surroundings
from kominn.core.worktime import NORWAY
from kominn.portrait.models import Area

REMEMBERED = 90
"""So many worries back nothing is told in the same words."""

TRIES = 60
CHANNELS = {
    Channel.WEB: 78,
    Channel.PHONE: 11,
    Channel.MEETING: 4,
    Channel.EMAIL: 4,
    Channel.PAPER: 3,
}
SOMEWHERE = 0.72
OFTEN_NONSENSE, OFTEN_TOLD_TWICE = 0.015, 0.02
BUILT_AT = dt.time(7, 30)


@dataclass(slots=True)
class Town:
    seed: int
    around: Surroundings
    desk: Desk
    first: dt.date
    today: dt.date
    _told: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.combine(self.today, BUILT_AT, NORWAY)

    def lives(self, pace: float) -> Iterator[Life]:
        days = year.days_told(
            Random(f"{self.seed} days"), first=self.first, today=self.today, pace=pace
        )
        begun = (self._ordinary(day) for day in days)
        yield from (life for life in begun if life.deeds)
        for cluster in clusters.CLUSTERS:
            yield from self._told_together(cluster)
        kept = this_week.Days(self.around.hours, self.today)
        yield from this_week.lives(self._by({"young"}), self._by({"guardian", "resident"}), kept)

    # --- One by one ---

    def _ordinary(self, day: dt.date) -> Life:
        rng = self._chance()
        kind = rng.random()
        if kind < OFTEN_NONSENSE:
            return self._nonsense(rng, day)
        language = rng.choices(list(SPOKEN), [often for often, _ in SPOKEN.values()])[0]
        tongue = SPOKEN[language][1]
        reason = rng.choice(QUICK if rng.random() < 0.4 else STEADY)
        worry = self._unheard(rng, tongue, day, reason)
        life = self._life(rng, worry, self._somewhere(rng, worry))
        if language == "nb" and kind > 1 - OFTEN_TOLD_TWICE and worry.danger != "yes":
            life.worry = once_more(rng, worry)
            return Course(life, self.now).run(
                year.moment(rng, day, worry.role), reason=CloseReason.DUPLICATE
            )
        life.channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        told = year.moment(rng, day, worry.role)
        if life.channel != Channel.WEB:
            told = self.around.hours.next_opening(told).start + dt.timedelta(
                minutes=rng.randrange(400)
            )
        return Course(life, self.now).run(told, reason=reason)

    def _nonsense(self, rng: Random, day: dt.date) -> Life:
        worry = next(filter(self._is_new, self._all_nonsense(rng)))
        life = self._life(rng, worry, None)
        told = year.moment(rng, day, worry.role)
        return Course(life, self.now).run(told, reason=CloseReason.SPAM)

    def _all_nonsense(self, rng: Random) -> Iterator[Worry]:
        while True:
            yield write(rng, rng.choice(NONSENSE), SPOKEN["nb"][1], CloseReason.SPAM)

    def _by(self, roles: set[str]) -> Iterator[Life]:
        """Lives that have only been thought of, of people in these roles."""
        tongue = SPOKEN["nb"][1]
        while True:
            rng = self._chance()
            worry = self._unheard(rng, tongue, self.today, CloseReason.HELPED)
            if worry.role in roles:
                yield self._life(rng, worry, self._somewhere(rng, worry))

    def _unheard(self, rng: Random, tongue: Tongue, day: dt.date, reason: CloseReason) -> Worry:
        """A worry of the season, in words nobody has used lately; if need be in Bokmål."""
        for tried in (tongue, SPOKEN["nb"][1]):
            fitting = [story for story in tried.stories if _fits(story, day)]
            weights = [story.weight for story in fitting]
            for _ in range(TRIES if fitting else 0):
                worry = write(rng, rng.choices(fitting, weights)[0], tried, reason)
                if self._is_new(worry):
                    return worry
        raise RuntimeError("Nothing new is left to tell: more stories are needed.")

    def _is_new(self, worry: Worry) -> bool:
        is_new = worry.seen not in self._told
        if is_new:
            self._told.append(worry.seen)
        return is_new

    def _somewhere(self, rng: Random, worry: Worry) -> Area | None:
        """Where many live much is told; about a place one says where."""
        if worry.about != "place" and rng.random() > SOMEWHERE:
            return None
        areas = self.around.areas
        return rng.choices(areas, [area.population for area in areas])[0]

    # --- Many of one thing ---

    def _told_together(self, cluster: clusters.Cluster) -> Iterator[Life]:
        begins = self.today - dt.timedelta(weeks=cluster.weeks_ago)
        area = self.around.area(cluster.area)
        if begins < self.first or area is None:
            return
        rng = Random(f"{self.seed} {cluster.slug}")
        reason = CloseReason.HELPED if cluster.is_real else CloseReason.MERGED
        days = sorted(rng.randrange(cluster.days) for _ in range(cluster.told))
        told: list[tuple[Life, dt.datetime]] = []
        for day in days:
            own = self._chance()
            worry = write(own, cluster.story, SPOKEN["nb"][1], reason)
            life = self._life(own, worry, area)
            life.cluster = cluster.slug
            told.append((life, year.moment(own, begins + dt.timedelta(days=day), worry.role)))
        if cluster.joined:
            yield from Gathering(told[: cluster.joined], cluster.said_to_all, self.now).run()
        for life, at in told[cluster.joined :]:
            yield Course(life, self.now).run(at, reason=reason)

    def _life(self, rng: Random, worry: Worry, area: Area | None) -> Life:
        return Life(worry, area, self.around, self.desk, rng)

    def _chance(self) -> Random:
        return Random(f"{self.seed} {next(self._numbers)}")


def _fits(story: Story, day: dt.date) -> bool:
    """In its months; school is told of less while there is none."""
    if story.months and day.month not in story.months:
        return False
    return year.is_term(day) or story.whom != "pupil"
