"""A city with many concerns and all that hangs on them, written straight into its tables.

What is sealed is as long as it would be, and opens to nobody: lists never open anything. The same
number and the same way give the same city.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from random import Random

from django.db import connection, models, transaction
from django.utils import timezone

from kominn.accounts.models import Team, User
from kominn.audit.actions import record, record_reporter
from kominn.audit.marks import FIRST, PURPOSE, mark_of, mark_of_head
from kominn.audit.models import Event, Head, ReporterEvent
from kominn.casework.models import (
    Assessment,
    Decision,
    MeasureOrigin,
    PersonMeasure,
    PersonMeasureReview,
)
from kominn.casework.states import AssessmentState, DecisionState, MeasureState, Outcome
from kominn.concerns import states
from kominn.concerns.models import Concern, Handover, Message, SecondLook
from kominn.concerns.states import HandoverState, MessageState, State
from kominn.core.serverkey import key_id, server_keys
from kominn.core.worktime import monday_of
from kominn.law.classes import PROPOSALS
from kominn.plan.models import Measure, MeasureKind
from kominn.plan.states import Level, Verdict
from kominn.plan.states import State as PlanState
from kominn.portrait.models import Area
from kominn.roster.models import Absence, Shift
from kominn.vault.actions import teams
from kominn.vault.models import MemberWrap, TeamKey, Wrap

BATCH = 2000
SEED = 1851
READER = "inga@lagenvik.example"
ALIKE = {
    State.RECEIVED: 14,
    State.HELD: 18,
    State.ASSESSED: 6,
    State.FOLLOWED: 6,
    State.JOINED: 6,
    State.CLOSED: 40,
    State.WITHDRAWN: 10,
}
WORKED_ON = {State.HELD: 18, State.ASSESSED: 6, State.FOLLOWED: 6}
OWN_TEAM = 0.75
"""So many of all concerns are the readers' team's; the rest a team's whose key they lack."""
SET_ASIDE = 0.01
"""Of one's own team: sealed to each of the colleagues but one, who stands too near."""
CONCERNS_TO_A_MEASURE = 200
LONGEST_AGO = 400

# As long as what a report of 440 characters is sealed to.
SEALED, SEALED_NAMES, SEALED_WORDS, SEALED_KEY = bytes(1566), bytes(534), bytes(320), bytes(62)

Rows = dict[type[models.Model], list[models.Model]]


def fill(number: int, way: str) -> int:
    """Up to so many: `alike` in every state, `finished` ones only, or open ones of `others`."""
    _begin()
    standing = Concern.objects.count()
    filling = _Filling(Random(f"{SEED} {number} {way}"), way, standing)
    while standing < number:
        size = min(BATCH, number - standing)
        with transaction.atomic():
            filling.write(size)
        standing += size
    _measures(number)
    _housekeeping()
    return standing


def _begin() -> None:
    """A team that the readers are not in, one colleague who is away, and the week's turns."""
    if Team.objects.filter(slug="skole").exists():
        return
    at = timezone.now()
    team = Team.objects.create(slug="skole", name="Skole")
    teams.found_team_keys(team, _user("stian"), by=None, at=at)
    today = timezone.localdate(at)
    monday = monday_of(today)
    Absence.objects.create(
        user=_user("kari"), deputy=_user("vera"), first_day=today, last_day=today
    )
    mottak = Team.objects.get(intake=True)
    for week, user in enumerate((_user("inga"), _user("kari"))):
        first = monday + dt.timedelta(weeks=week)
        last = first + dt.timedelta(days=6)
        Shift.objects.create(team=mottak, user=user, first_day=first, last_day=last)
    with transaction.atomic():
        record("city.measured", "city", by="system", at=at)
        record_reporter("city.measured", "city", on=at)


def _user(word: str) -> User:
    found: User = User.objects.get(email=f"{word}@lagenvik.example")
    return found


def _housekeeping() -> None:
    """As PostgreSQL's own would have done by now; SQLite has none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


class _Filling:
    """Writes batches of concerns, each with what would hang on it by then."""

    def __init__(self, random: Random, way: str, standing: int) -> None:
        self.random, self.way, self.number = random, way, standing
        self.today = timezone.localdate()
        keys = TeamKey.objects.current().select_related("team").order_by("-team__intake")
        self.own, self.other = keys
        self.members = {
            key.team_id: list(key.team.members.order_by("pk")) for key in (self.own, self.other)
        }
        self.areas = list(Area.objects.order_by("pk"))
        self.kinds = list(MeasureKind.objects.filter(level=Level.PERSON).order_by("pk"))
        self.measures = list(Measure.objects.order_by("pk"))
        self.mains: dict[int, list[uuid.UUID]] = defaultdict(list)
        self.rows: Rows = {}

    def write(self, size: int) -> None:
        self.rows = defaultdict(list)
        for _ in range(size):
            self._concern()
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows)
        made = self.rows[Concern]
        _entries(made, self.random)

    def _keep(self, row: models.Model) -> None:
        self.rows[type(row)].append(row)

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _day(self, first: int, last: int) -> dt.date:
        """So many days from today, at the earliest and at the latest."""
        return self.today + dt.timedelta(days=self.random.randint(first, last))

    # --- The concern itself ---

    def _state(self) -> State:
        weights = {"alike": ALIKE, "finished": {State.CLOSED: 1}, "others": WORKED_ON}[self.way]
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _concern(self) -> None:
        random, state = self.random, self._state()
        key = self.own if self._chance(OWN_TEAM) else self.other
        team = key.team_id
        if state == State.JOINED and not self.mains[team]:
            state = State.HELD
        holder = self._holder(team) if state not in (State.RECEIVED, State.JOINED) else None
        over = state in states.OVER
        ago = random.randrange(LONGEST_AGO)
        concern = Concern(
            theme=random.choice([*states.Theme.values, ""]),
            area=random.choice([*self.areas, None]),
            week=monday_of(self.today - dt.timedelta(days=ago)),
            sender_role=random.choice(states.SenderRole.values),
            channel=states.Channel.WEB,
            state=state,
            close_reason=self._reason() if state == State.CLOSED else "",
            due_on=self._day(-ago, 8) if over else self._day(-8, 8),
            team_id=team,
            holder=holder,
            danger=states.Danger.YES if self._chance(0.02) else states.Danger.NONE,
            news=state != State.CLOSED and self._chance(0.05),
            announced=True,
            record_class=random.choice(list(PROPOSALS)) if over else "",
            finished_on=self.today - dt.timedelta(days=ago) if over else None,
            main_id=random.choice(self.mains[team]) if state == State.JOINED else None,
            content=SEALED,
            names=SEALED_NAMES,
            receipt_verifier=secrets.token_bytes(32),
            receipt_wrap=SEALED_KEY,
            submission=secrets.token_bytes(32),
            locator=f"{self.number:08}",
        )
        self.number += 1
        self._keep(concern)
        self._seal(concern, key)
        self._what_hangs_on(concern, self.members[team])
        if state == State.HELD and self._chance(0.1):
            self.mains[team].append(concern.pk)

    def _holder(self, team: int) -> User:
        members = self.members[team]
        others = [one for one in members if one.email != READER]
        return self.random.choice(members if self.way == "alike" else others or members)

    def _reason(self) -> str:
        return self.random.choice(states.CloseReason.values)

    def _seal(self, concern: Concern, key: TeamKey) -> None:
        if key is self.own and self._chance(SET_ASIDE):
            near = self.random.choice(self.members[key.team_id])
            for user in self.members[key.team_id]:
                if user != near:
                    self._keep(
                        MemberWrap(
                            record=concern.pk, user=user, team_id=key.team_id, wrapped=SEALED_KEY
                        )
                    )
            return
        settled = concern.state in states.OVER
        self._keep(Wrap(record=concern.pk, team_key=key, wrapped=SEALED_KEY, settled=settled))

    # --- What hangs on it ---

    def _what_hangs_on(self, concern: Concern, members: list[User]) -> None:
        if concern.holder is None:
            return
        self._messages(concern, concern.holder)
        colleague = next((one for one in members if one != concern.holder), None)
        if colleague is None:
            return
        two = [concern.holder, colleague]
        if self._chance(0.5):
            two.reverse()
        if concern.state == State.ASSESSED:
            self._assessed(concern, members)
        elif concern.state == State.FOLLOWED:
            self._followed(concern, two, runs=True)
        elif concern.state == State.CLOSED:
            if self._chance(0.2):
                self._followed(concern, two, runs=False)
            elif self._chance(0.3):
                self._looked_at(concern, concern.holder, colleague)
        elif concern.state == State.HELD:
            self._offered(concern, concern.holder, colleague)

    def _messages(self, concern: Concern, holder: User) -> None:
        for writer, author in ((states.Writer.STAFF, holder), (states.Writer.REPORTER, None)):
            self._keep(Message(concern=concern, writer=writer, author=author, body=SEALED_WORDS))
        if concern.state in states.OPEN and self._chance(0.04):
            self._keep(
                Message(
                    concern=concern,
                    writer=states.Writer.STAFF,
                    author=holder,
                    read_by_two=True,
                    state=MessageState.WAITING if self._chance(0.7) else MessageState.STOPPED,
                    body=SEALED_WORDS,
                )
            )

    def _assessed(self, concern: Concern, members: list[User]) -> None:
        """Both are to be written, one is in, both are in, or a proposal waits."""
        far = self.random.choice(("asked", "one", "both", "proposed"))
        two = self.random.sample(members, k=2)
        state = {
            "asked": (AssessmentState.ASKED, AssessmentState.ASKED),
            "one": (AssessmentState.IN, AssessmentState.ASKED),
        }.get(far, (AssessmentState.SHARED, AssessmentState.SHARED))
        for user, own in zip(two, state, strict=True):
            self._assessment(concern, user, own)
        if far == "proposed":
            self._keep(
                Decision(
                    concern=concern,
                    round=1,
                    outcome=Outcome.PERSON_FOLLOWED,
                    decided_by=two[0],
                    content=SEALED_WORDS,
                )
            )

    def _assessment(self, concern: Concern, user: User, state: AssessmentState) -> None:
        self._keep(
            Assessment(
                concern=concern,
                round=1,
                assessor=user,
                state=state,
                answer_by=self._day(-4, 10),
                content=b"" if state == AssessmentState.ASKED else SEALED,
            )
        )

    def _followed(self, concern: Concern, two: list[User], *, runs: bool) -> None:
        for user in two:
            self._assessment(concern, user, AssessmentState.SHARED)
        decision = Decision(
            concern=concern,
            round=1,
            outcome=Outcome.PERSON_FOLLOWED,
            state=DecisionState.DECIDED,
            decided_by=two[0],
            seconded_by=two[1],
            decided_on=self._day(-60, -20),
            content=SEALED_WORDS,
        )
        self._keep(decision)
        if runs and self._chance(0.15):
            return  # Nothing has begun yet.
        if self.measures and self._chance(0.2):
            measure = self.random.choice(self.measures)
            self._keep(MeasureOrigin(concern=concern, decision=decision, measure=measure))
            return
        help_given = PersonMeasure(
            concern=concern,
            decision=decision,
            kind=self.random.choice(self.kinds),
            owner=self.random.choice(two),
            starts_on=self._day(-90, -30),
            review_on=self._day(-5, 60),
            state=MeasureState.RUNNING if runs else MeasureState.FINISHED,
            ended_on=None if runs else self._day(-20, -1),
            content=SEALED_WORDS,
        )
        self._keep(help_given)
        self._keep(
            PersonMeasureReview(
                measure=help_given,
                number=1,
                on=self._day(-29, -10),
                due_on=self._day(-29, -10),
                verdict=Verdict.CONTINUE,
                next_on=help_given.review_on + dt.timedelta(days=30),
                by=help_given.owner,
                content=SEALED_WORDS,
            )
        )

    def _looked_at(self, concern: Concern, closed_by: User, other: User) -> None:
        waits = self._chance(0.3)
        self._keep(
            SecondLook(
                concern=concern,
                closed_by=closed_by,
                look_by=self._day(-5, 10),
                looked_by=None if waits else other,
                verdict="" if waits else states.Verdict.AGREED,
            )
        )

    def _offered(self, concern: Concern, giver: User, taker: User) -> None:
        states_ = [HandoverState.OFFERED, HandoverState.LAPSED, HandoverState.DECLINED, None]
        state = self.random.choices(states_, (4, 6, 6, 84))[0]
        if state:
            offered_on = self._day(-12, -1)
            self._keep(
                Handover(
                    concern=concern,
                    giver=giver,
                    taker=taker,
                    state=state,
                    offered_on=offered_on,
                    answer_by=offered_on + dt.timedelta(days=4),
                    words=SEALED_WORDS,
                )
            )


# --- The plan, and the trail -------------------------------------------------------------------


def _measures(number: int) -> None:
    """For places and groups: some run, most have ended, a few are told of in public."""
    random, today = Random(f"{SEED} measures {number}"), timezone.localdate()
    kinds = list(MeasureKind.objects.exclude(level=Level.PERSON).order_by("pk"))
    owners = [_user(word) for word in ("inga", "kari", "leif", "stian")]
    areas = [*Area.objects.order_by("pk"), None]
    rows = []
    for one in range(Measure.objects.count(), number // CONCERNS_TO_A_MEASURE):
        runs, starts_on = random.random() < 0.4, today - dt.timedelta(days=random.randint(60, 700))
        told = random.random() < 0.2
        rows.append(
            Measure(
                kind=random.choice(kinds),
                area=random.choice(areas),
                title=f"Tiltak {one}",
                aim="Flere er ute sammen om kvelden.",
                owner=random.choice(owners),
                starts_on=starts_on,
                review_on=today + dt.timedelta(days=random.randint(-20, 200)),
                state=PlanState.RUNNING if runs else PlanState.FINISHED,
                ended_on=None if runs else starts_on + dt.timedelta(days=50),
                told_public=told,
                public_words="Det er åpent i hallen." if told else "",
            )
        )
    Measure.objects.bulk_create(rows, batch_size=BATCH)


def _entries(concerns: Iterable[models.Model], random: Random) -> None:
    """What the trail would hold of them, with true marks."""
    told, deeds, now = [], [], timezone.now().replace(microsecond=0)
    for concern in concerns:
        assert isinstance(concern, Concern)
        target = f"concern:{concern.pk}"
        week = dt.datetime.combine(concern.week, dt.time(), dt.UTC)
        told.append((week, "concern.received", target, "reporter"))
        if concern.holder_id:
            for verb in ("concern.read", "concern.taken"):
                at = now - dt.timedelta(minutes=random.randrange(LONGEST_AGO * 24 * 60))
                deeds.append((at, verb, target, f"user:{concern.holder_id}"))
    ReporterEvent.objects.bulk_create(_chained(ReporterEvent, told))
    Event.objects.bulk_create(_chained(Event, deeds))


def _chained(
    kind: type[Event] | type[ReporterEvent], told: list[tuple[dt.datetime, str, str, str]]
) -> Iterator[Event | ReporterEvent]:
    key = server_keys().subkey(PURPOSE)
    head = Head.objects.filter(chain=kind.chain).first() or Head(
        chain=kind.chain, count=0, last=FIRST
    )
    for at, verb, target, by in told:
        entry = kind(
            number=head.count + 1,
            at=at,
            verb=verb,
            target=target,
            by=by,
            detail={},
            key_id=key_id(key),
            before=bytes(head.last),
        )
        entry.mac = mark_of(entry, key)
        head.count, head.last, head.key_id = entry.number, entry.mac, entry.key_id
        yield entry
    head.key_id = key_id(key)
    head.mac = mark_of_head(head, key)
    head.save()
