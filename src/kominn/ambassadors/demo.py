"""Thirty invented ambassadors of an invented town: courses, gatherings, things done, four steps.

None has a name: as for real ones, a name is the owner's to give.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kominn.accounts.models import User
from kominn.ambassadors.actions import deeds as done
from kominn.ambassadors.actions import gatherings, passports
from kominn.ambassadors.models import Deed as Done
from kominn.ambassadors.models import Gathering, Gender, Passport
from kominn.ambassadors.needs import ALL, BEGINNING
from kominn.ambassadors.states import Step
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY, day_of
from kominn.portrait.models import Area

LEADS = "marit"
DAY = dt.timedelta(days=1)
BEGAN = 170 * DAY
TARGETS = {"lagenvik-sentrum": 8, "tollbodbrygga": 5, "nordbruhaugen": 5, "ramsoyvag": 4,
           "hvitskjaernes": 4, "eikedalsgrend": 3, "storelvmo": 3, "ospelundvollen": 3}  # fmt: skip
LIVE_IN = ("lagenvik-sentrum", "tollbodbrygga", "lagenvik-sentrum", "nordbruhaugen", "ramsoyvag",
           "tollbodbrygga", "hvitskjaernes", "lagenvik-sentrum")  # fmt: skip
GENDERS = (Gender.GIRL, Gender.GIRL, Gender.BOY, Gender.GIRL, Gender.UNSAID)
# How many days before today, and what it was; the last lies ahead.
MET = (
    (150, "Bli kjent i fjæra", "Hvitskjærnes"),
    (120, "Øve på å lytte", "Ungdomshuset"),
    (95, "Stand på torget", "Torget"),
    (60, "Planlegge høstleiren", "Biblioteket"),
    (31, "Høstleiren", "Ungdomshuset"),
    (9, "Hva lærte vi?", "Ungdomshuset"),
    (-8, "Julegrøt og nye planer", "Ungdomshuset"),
)
LONG = dt.timedelta(hours=2)
# Of thirty: so many on each step.
STEPS = ((Step.PARTICIPANT, 12), (Step.HELPER, 9), (Step.AMBASSADOR, 7), (Step.TRAINER, 2))
CLIMB = (Step.HELPER, Step.AMBASSADOR, Step.TRAINER)


@dataclass(slots=True)
class Going:
    met: list[Gathering] = field(default_factory=list)


def deeds(*, staff: Mapping[str, User], since: dt.date, today: dt.date) -> Iterator[Deed]:
    if today - BEGAN <= since:
        return
    leader = staff[LEADS]
    going = Going()
    yield Deed(_moment(today - BEGAN, 10), lambda at: _targets(leader, at))
    for ago, title, place in MET:
        met = today - ago * DAY
        announced = min(met - 14 * DAY, today)
        yield Deed(_moment(announced, 9), _announce(going, title, place, met, leader))
    wanted = [step for step, number in STEPS for _ in range(number)]
    for number, step in enumerate(wanted):
        yield Deed(_moment(today - 2 * DAY, 14, number), _walk(going, number, step, leader))


def _targets(leader: User, at: dt.datetime) -> None:
    areas = {area: TARGETS[area.slug] for area in Area.objects.filter(slug__in=TARGETS)}
    passports.set_targets(areas, by=leader, at=at)


def _announce(
    going: Going, title: str, place: str, met: dt.date, leader: User
) -> Callable[[dt.datetime], None]:
    def announce(at: dt.datetime) -> None:
        starts_at = _moment(met, 17)
        going.met.append(
            gatherings.announce(
                title=title,
                place=place,
                area=None,
                starts_at=starts_at,
                ends_at=starts_at + LONG,
                by=leader,
                at=at,
                invented=True,
            )
        )

    return announce


def _walk(going: Going, number: int, to: Step, leader: User) -> Callable[[dt.datetime], None]:
    """One passport, from its first page to where it stands now."""

    def walk(at: dt.datetime) -> None:
        today = day_of(at)
        area = Area.objects.filter(slug=LIVE_IN[number % len(LIVE_IN)]).first()
        passport, _code = passports.begin(
            born=today.year - 14 - number % 5,
            area=area,
            gender=GENDERS[number % len(GENDERS)],
            old_enough=True,
            today=today,
            invented=True,
        )
        climbed = CLIMB[: CLIMB.index(to) + 1] if to in CLIMB else ()
        over = [one for one in going.met if one.ends_at < at]
        for gathering in over[: (1, 2, 4, 6)[len(climbed)]]:
            gatherings.attend(passport, gathering)
        for slug in ALL if len(climbed) > 1 else BEGINNING if climbed else BEGINNING[: number % 3]:
            gatherings.finish_module(passport, slug, today=today)
        for nth in range((0, 0, 1, 4)[len(climbed)]):
            kind = Done.Kind.RAN if nth == 0 else Done.Kind.HELPED
            told = done.tell(passport, kind, done_on=today - DAY, minutes=90, today=today)
            done.sign(told, by=leader, at=at)
        for _step in climbed:
            passports.ask_for_step(_fresh(passport))
            passports.give_step(_fresh(passport), by=leader, at=at)
        if not climbed and number < 3:
            # Something waits for a grown-up, so that it can be seen.
            done.tell(passport, Done.Kind.HELPED, done_on=today, minutes=60, today=today)

    return walk


def _fresh(passport: Passport) -> Passport:
    return Passport.objects.get(pk=passport.pk)


def _moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), NORWAY)
