"""What happens where nobody does anything: it is told further, step by step, and never twice.

Two clocks. In a day's silence the holder is asked on the first open day after the day that was set,
the leader on the next, the crisis contact on the one after. Where danger is now, whoever is on duty
is asked at once, the leader after two hours of duty time, the crisis contact after one more.

Only who can open it is asked to look. Where it is closed to all on duty, those of its team who can
open it are asked in their place; where nobody can, the leader at once.

A person gets one letter at a time, however much is silent. The letters hold nothing of it.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from django.db import transaction

from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.audit.actions import SYSTEM, record
from kominn.concerns import clocks, letters
from kominn.concerns.actions.handle import target_of
from kominn.concerns.clocks import TIME_TO_LOOK, Clock
from kominn.concerns.models import Concern, Handover
from kominn.concerns.states import OPEN, HandoverState, Nudged, State
from kominn.core.letters import Letter, send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.roster import duty
from kominn.roster.duty import Rota, watch_at
from kominn.vault.models import readers_of_each

log = logging.getLogger(__name__)

TIME_TO_ASK = dt.timedelta(hours=1)
"""How long a leader has before the crisis contact is asked."""
LETTERS: dict[Nudged, Callable[..., Letter]] = {
    Nudged.HOLDER: letters.waits_for_you,
    Nudged.LEADER: letters.ask_what_they_need,
    Nudged.CRISIS: letters.nobody_answers,
}
STEPS = tuple(LETTERS)


class People:
    """Who is asked about these concerns at each step, at one moment; a fixed number of queries."""

    def __init__(self, at: dt.datetime, hours: DutyHours, concerns: Iterable[Concern]) -> None:
        self.at, self.today, self.hours = at, day_of(at), hours
        self.day, self.outside_hours = watch_at(at, hours)
        self.rota = Rota(min(self.day, self.today), self.today)
        self.records = [concern.pk for concern in concerns]

    def for_step(self, step: Nudged, concern: Concern, holder: User | None) -> list[User]:
        """For the holder's step those on duty stand by, where the holder is away."""
        if step is Nudged.LEADER:
            return self.leaders
        if step is Nudged.CRISIS:
            return self.crisis
        stands_in = self._in_place_of(holder, concern) if holder else None
        return [stands_in] if stands_in else self._who_could_look(concern)

    def to_look_now(self, concern: Concern, holder: User | None) -> list[User]:
        """Outside opening hours only where a watch was written; nobody is promised any other."""
        if not self.is_somebody_there(concern.team):
            return []
        asked = self._who_could_look(concern)
        if self.outside_hours:
            return asked
        stands_in = self._in_place_of(holder, concern) if holder else None
        return [*asked, *([stands_in] if stands_in else [])]

    def on_duty(self, team: Team) -> list[User]:
        return self.rota.on_duty(team, self.day, night=self.outside_hours)

    def is_watched(self, team: Team) -> bool:
        return self.outside_hours and bool(self.on_duty(team))

    def is_somebody_there(self, team: Team) -> bool:
        return not self.outside_hours or self.is_watched(team)

    def _who_could_look(self, concern: Concern) -> list[User]:
        on_duty = [
            one
            for one in self.on_duty(concern.team)
            if self.rota.reads_for(one.pk, concern.team) and self._opens(one, concern)
        ]
        return on_duty or self.there(concern)

    def _opens(self, user: User, concern: Concern) -> bool:
        return user.pk in self._readers[concern.pk]

    @cached_property
    def _readers(self) -> Mapping[uuid.UUID, set[int]]:
        return readers_of_each(self.records)

    @cached_property
    def able(self) -> dict[int, list[User]]:
        """Those of each team who may take the baton."""
        found: dict[int, list[User]] = defaultdict(list)
        holding = User.objects.holding(Right.HOLD_CONCERNS).by_name()
        for user in holding.filter(teams__isnull=False).distinct().prefetch_related("teams"):
            for team in user.teams.all():
                found[team.pk].append(user)
        return found

    def there(self, concern: Concern) -> list[User]:
        """Of these, those who can open it and are here today; all of them where none is."""
        able = [one for one in self.able[concern.team_id] if self._opens(one, concern)]
        return [one for one in able if not self.rota.is_away(one.pk, self.today)] or able

    @cached_property
    def leaders(self) -> list[User]:
        named = list(User.objects.holding(Right.SEE_NUMBERS).by_name())
        there = [self.rota.stands_in_for(leader, self.today) for leader in named]
        return list({one.pk: one for one in there if one}.values()) or named

    @cached_property
    def crisis(self) -> list[User]:
        return duty.crisis_contacts(self.today)

    def _in_place_of(self, holder: User, concern: Concern) -> User | None:
        stands_in = self.rota.stands_in_for(holder, self.today, team=concern.team)
        if stands_in is None or stands_in not in self.able[concern.team_id]:
            return None
        return stands_in if self._opens(stands_in, concern) else None


class Post:
    """What is to be sent at one tick: to each person one letter, the gravest."""

    def __init__(self) -> None:
        self.wanted: dict[int, tuple[int, User, Callable[..., Letter]]] = {}

    def add(self, users: Iterable[User], write: Callable[..., Letter], *, weight: int) -> None:
        for user in users:
            if user.pk not in self.wanted or self.wanted[user.pk][0] < weight:
                self.wanted[user.pk] = weight, user, write

    def send(self) -> int:
        for _weight, user, write in self.wanted.values():
            send_later(write(to=user.email, language=user.language))
        return len(self.wanted)


# --- A day's silence ---------------------------------------------------------------------------


@transaction.atomic
def ask_where_it_is_silent(*, hours: DutyHours, at: dt.datetime) -> int:
    """One step further for each concern whose day has passed; how many letters.

    To be called once on a day that is open.
    """
    today, post = day_of(at), Post()
    lapsed = _lapse_what_nobody_answered(post, today)
    # Somebody has set a new day since: the next silence begins with the holder again.
    in_time = Concern.objects.filter(nudged__gt=Nudged.NOBODY, due_on__gte=today, clock=None)
    in_time.update(nudged=Nudged.NOBODY)
    silent = _silent(today)
    asked = _ask_about(silent, People(at, hours, silent), post)
    for step in STEPS:
        about = [concern.pk for concern, then in asked if then is step]
        Concern.objects.filter(pk__in=about).update(nudged=step)
    letters_sent = post.send()
    for handover in lapsed:
        record("handover.lapsed", target_of(handover.concern), by=SYSTEM, at=at)
    for concern, step in asked:
        _note(step, concern, at=at)
    return letters_sent


def _note(step: Nudged, concern: Concern, *, at: dt.datetime) -> None:
    verbs = {
        Nudged.HOLDER: "concern.holder_asked",
        Nudged.LEADER: "concern.leader_asked",
        Nudged.CRISIS: "concern.crisis_contact_asked",
    }
    record(verbs[step], target_of(concern), by=SYSTEM, at=at)


def _silent(today: dt.date) -> list[Concern]:
    """By team, so that the index by deadline is entered at its beginning."""
    late = Concern.objects.due_before(today).filter(
        team__in=Team.objects.values_list("pk", flat=True), state__in=OPEN
    )
    waiting = late.filter(clock=None, nudged__lt=Nudged.CRISIS).order_by("pk")
    wanted = ("team_id", "holder_id", "main_id", "due_on", "nudged")
    return list(waiting.only(*wanted).select_for_update())


def _ask_about(silent: list[Concern], people: People, post: Post) -> list[tuple[Concern, Nudged]]:
    holders = _with_teams_and_holders(silent)
    asked = []
    for concern in silent:
        late = people.hours.open_days(concern.due_on, people.today, most=Nudged.CRISIS)
        if late <= concern.nudged:
            continue
        holder = holders.get(concern.holder_id)
        step, users = next_step(concern.nudged, people, concern, holder)
        if step:
            post.add(users, LETTERS[step], weight=step)
            asked.append((concern, step))
    return asked


def next_step(
    nudged: int, people: People, concern: Concern, holder: User | None
) -> tuple[Nudged | None, list[User]]:
    """The next at which there is anyone: where nobody leads, the crisis contact is asked."""
    for step in STEPS[nudged:]:
        users = people.for_step(step, concern, holder)
        if users:
            return step, users
    log.error("Something waits in silence, and there is nobody to ask.")
    return None, []


def _with_teams_and_holders(concerns: list[Concern]) -> dict[int | None, User]:
    """Those who hold them; each concern is given its team."""
    teams = {team.pk: team for team in Team.objects.all()}
    for concern in concerns:
        concern.team = teams[concern.team_id]
    holders = {concern.leading.holder_id for concern in concerns} - {None}
    return {one.pk: one for one in User.objects.filter(pk__in=holders)}


def _lapse_what_nobody_answered(post: Post, today: dt.date) -> list[Handover]:
    """The giver keeps the baton; both are told. What was over anyway ends without a word."""
    late = Handover.objects.filter(state=HandoverState.OFFERED, answer_by__lt=today)
    concerns = Concern.objects.filter(pk__in=late.values("concern")).order_by("pk")
    locked = [concern.pk for concern in concerns.only("pk").select_for_update()]
    of_them = late.filter(concern__in=locked).select_related("concern", "giver", "taker")
    standing = list(of_them.offered().without_what_is_sealed())
    Handover.objects.filter(answer_by__lt=today, concern__in=locked).lapse()
    for handover in standing:
        post.add((handover.giver, handover.taker), letters.offer_lapsed, weight=Nudged.NOBODY)
    return standing


# --- Danger now --------------------------------------------------------------------------------


@transaction.atomic
def ask_where_danger_is(*, hours: DutyHours, at: dt.datetime) -> int:
    """What nobody has looked at although someone is in danger now; how many letters.

    No entry in the trail: its time would tell when the reporter told it.
    """
    where = [*OPEN, State.JOINED]
    running = Concern.objects.filter(clock__isnull=False, state__in=where).order_by("pk")
    wanted = ("team_id", "holder_id", "nudged", "clock", "main__holder_id")
    of_each = running.select_related("main").only(*wanted)
    unseen = list(of_each.select_for_update(of=("self",)))
    if not unseen:
        return 0
    people, post = People(at, hours, unseen), Post()
    holders = _with_teams_and_holders(unseen)
    running_clocks = [_Running(concern, at) for concern in unseen]
    lately = _told_lately((one.clock for one in running_clocks), at)
    for one in running_clocks:
        holder = holders.get(one.concern.leading.holder_id)
        _run(one, people, holder, lately, post)
    return post.send()


class _Running:
    """One concern whose clock runs."""

    def __init__(self, concern: Concern, at: dt.datetime) -> None:
        assert concern.clock is not None
        self.concern = concern
        self.clock = clocks.opened(concern.pk, concern.clock, at=at)


def _told_lately(running: Iterable[Clock], at: dt.datetime) -> dict[str, int]:
    """Who had which letter within the hour, about something that still nobody has looked at.

    They need no other: whoever looks at the one sees them all.
    """
    found: dict[str, int] = {}
    for clock in running:
        found |= {whom: max(minute, found.get(whom, minute)) for whom, minute in clock.told.items()}
    first, now = clocks.minute_of(at - TIME_TO_ASK), clocks.minute_of(at)
    return {whom: minute for whom, minute in found.items() if first < minute <= now}


def _run(
    one: _Running,
    people: People,
    holder: User | None,
    lately: dict[str, int],
    post: Post,
) -> None:
    concern, team, told = one.concern, one.concern.team, dict(one.clock.told)
    nudged = Nudged(concern.nudged)

    def tell(users: list[User], step: Nudged, write: Callable[..., Letter], weight: int) -> None:
        now = clocks.minute_of(people.at)
        for user in users:
            whom = f"{step}:{user.pk}"
            if whom not in lately:
                post.add([user], write, weight=weight)
            told[whom] = lately.setdefault(whom, now)

    asked = people.to_look_now(concern, holder)
    fresh = [user for user in asked if f"{Nudged.HOLDER}:{user.pk}" not in told]
    tell(fresh, Nudged.HOLDER, letters.look_now, Nudged.CRISIS + 1)
    nudged = max(nudged, Nudged.HOLDER) if told else nudged
    # A clock that shows more than it can was set when another watch ran, or by a time that ran
    # ahead of itself.
    time = TIME_TO_ASK if nudged >= Nudged.LEADER else TIME_TO_LOOK
    by = min(one.clock.by, _later(people, team, time))
    if not asked and nudged < Nudged.LEADER and people.is_somebody_there(team):
        by = people.at  # Nobody could look: there is nothing to wait for.
    if people.at >= by and nudged < Nudged.CRISIS:
        step, users = next_step(max(nudged, Nudged.HOLDER), people, concern, holder)
        if step:
            tell(users, step, LETTERS[step], step)
            nudged, by = step, _later(people, team, TIME_TO_ASK)
    clock = Clock(by, told)
    if clock != one.clock or nudged != concern.nudged:
        concern.nudged, concern.clock = nudged, clocks.sealed(concern.pk, clock)
        concern.save(update_fields=["nudged", "clock"])


def _later(people: People, team: Team, time: dt.timedelta) -> dt.datetime:
    """While a watch runs outside opening hours the clock runs too."""
    return people.at + time if people.is_watched(team) else people.hours.later(people.at, time)
