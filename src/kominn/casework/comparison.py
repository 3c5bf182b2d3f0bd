"""Rounds and decisions held against the trail: who assessed, proposed, and said the second yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce

from django.db.models import Prefetch

from kominn.accounts.actions import name_of
from kominn.audit.comparison import Finding, Said, Untold, differs, each, look_over
from kominn.audit.marks import MARK, vouches
from kominn.audit.models import Event
from kominn.casework.actions.assess import TWO
from kominn.casework.models import Assessment, Decision
from kominn.casework.states import CLASS_OF, WAITING, AssessmentState, DecisionState, Outcome
from kominn.concerns.models import Concern
from kominn.concerns.record_classes import DOCUMENTED, gravest
from kominn.core.worktime import day_of
from kominn.law.classes import PASSED_ON

ASKED, LEFT, DAMAGED = "assessment.asked", "assessment.left", "assessment.damaged"
HANDED_IN, SHARED, CALLED_OFF = (
    "assessment.handed_in",
    "assessment.shared",
    "assessment.called_off",
)
DISCLOSED = "disclosure.recorded"
PROPOSED, TAKEN_BACK = "decision.proposed", "decision.taken_back"
ANSWERS = {"decision.decided": DecisionState.DECIDED, "decision.refused": DecisionState.REFUSED}
VERBS = (
    ASKED,
    LEFT,
    DAMAGED,
    HANDED_IN,
    SHARED,
    CALLED_OFF,
    PROPOSED,
    TAKEN_BACK,
    DISCLOSED,
    *ANSWERS,
)
OUTCOME = "what was decided"


@dataclass(slots=True)
class Told:
    """A decision as the trail tells it, from its proposal to its answer."""

    proposed: Event
    state: DecisionState = DecisionState.PROPOSED
    answered: Event | None = None


@dataclass(slots=True)
class Rounds:
    """The rounds of one concern, deed by deed."""

    assessments: list[tuple[int, str, AssessmentState]] = field(default_factory=list)
    number: int = 0
    still_to_ask: int = 0
    replaced: bool = False
    asked_anew: set[str] = field(default_factory=set)

    def do(self, deed: Event) -> None:
        if deed.verb == ASKED:
            self._ask(f"user:{deed.detail['user']}")
        elif deed.verb == LEFT:
            self._become(AssessmentState.LEFT, *WAITING, of=f"user:{deed.detail['user']}")
            self.replaced = True
        elif deed.verb == DAMAGED:
            self._ask_anew(f"user:{deed.detail['user']}")
        elif deed.verb == HANDED_IN and deed.by in self.asked_anew:
            self.asked_anew.discard(deed.by)  # What was handed in just now could not be opened.
        elif deed.verb == HANDED_IN:
            self._become(AssessmentState.IN, AssessmentState.ASKED, of=deed.by)
        elif deed.verb == SHARED:
            self._become(AssessmentState.SHARED, AssessmentState.IN)
        elif deed.verb == CALLED_OFF:
            self._become(AssessmentState.LEFT, *WAITING)
            self.still_to_ask = 0

    def _ask(self, user: str) -> None:
        """Two are asked at once, in a new round; or one in place of another."""
        if not self.replaced and not self.still_to_ask:
            self._become(AssessmentState.LEFT, *WAITING)
            self.still_to_ask = TWO
            self.number += 1
        if not self.replaced:
            self.still_to_ask -= 1
        self.replaced = False
        self.assessments.append((self.number, user, AssessmentState.ASKED))

    def _ask_anew(self, user: str) -> None:
        """Found before its own handing in was written down, where it was the second of the two."""
        if (self.number, user, AssessmentState.ASKED) in self.assessments:
            self.asked_anew.add(user)
        self._become(AssessmentState.LEFT, *WAITING, of=user)
        self.assessments.append((self.number, user, AssessmentState.ASKED))

    def _become(self, then: AssessmentState, *those: AssessmentState, of: str = "") -> None:
        self.assessments = [
            (number, user, then if state in those and of in (user, "") else state)
            for number, user, state in self.assessments
        ]


def compare() -> Iterator[Finding]:
    concerns = Concern.objects.only("id", "record_class").prefetch_related(
        Prefetch("assessments", Assessment.objects.defer("content").select_related("assessor")),
        Prefetch(
            "decisions",
            Decision.objects.defer("content")
            .select_related("decided_by", "seconded_by")
            .order_by("round", "pk"),
        ),
    )
    yield from look_over(concerns, "concern", VERBS, each(_concern))


def _concern(row: Concern | None, deeds: list[Event]) -> Iterator[Said]:
    if row is not None:
        yield from _assessments(list(row.assessments.all()), deeds)
        yield from _decisions(list(row.decisions.all()), _told(deeds))
        yield from _class(row, deeds)


def _class(row: Concern, deeds: list[Event]) -> Iterator[str]:
    """No end takes from it what was done by a decision, or told to others."""
    done = [
        CLASS_OF.get(Outcome(one.outcome), "")
        for one in row.decisions.all()
        if one.state == DecisionState.DECIDED
    ]
    if any(deed.verb == DISCLOSED for deed in deeds):
        done.append(PASSED_ON)
    least = reduce(gravest, done, "")
    if least in DOCUMENTED and gravest(row.record_class, least) != row.record_class:
        yield f"has as its class “{row.record_class}”, but by what was done it is “{least}”"


def _assessments(rows: list[Assessment], deeds: list[Event]) -> Iterator[str]:
    rounds = Rounds()
    for deed in deeds:
        rounds.do(deed)
    told = Counter(rounds.assessments)
    here = Counter((row.round, name_of(row.assessor), AssessmentState(row.state)) for row in rows)
    for number, user, state in (here - told).elements():
        what = f"as one of two who assess it (“{state}”, round {number})"
        yield f"has {user} {what}, and no entry says so"
    for number, user, state in (told - here).elements():
        what = f"as one of two who assess it (“{state}”, round {number})"
        yield f"has not {user} {what}, though its entries say so"


def _told(deeds: list[Event]) -> list[Told]:
    found: list[Told] = []
    for deed in deeds:
        standing = found[-1] if found and found[-1].state == DecisionState.PROPOSED else None
        if deed.verb == PROPOSED:
            found.append(Told(deed))
        elif standing and deed.verb in (TAKEN_BACK, ASKED, CALLED_OFF):
            standing.state = DecisionState.LAPSED
        elif standing and deed.verb in ANSWERS:
            standing.state, standing.answered = ANSWERS[deed.verb], deed
    return found


def _decisions(rows: list[Decision], told: list[Told]) -> Iterator[Said]:
    for row in rows:
        one = next((one for one in told if _is(row, one)), None)
        if one is None:
            one = next((one for one in told if _could_be(row, one)), None)
            if one is None:
                yield f"has a decision “{row.outcome}” (“{row.state}”) that no entry tells of"
                continue
            yield Untold(OUTCOME)
        told.remove(one)
        yield from _decision(row, one)
    for one in told:
        last = one.answered or one.proposed
        yield f"has not the decision of which entry {last.number} tells (“{one.state}”)"


def _is(row: Decision, one: Told) -> bool:
    mark = one.proposed.detail.get(MARK)
    return mark is not None and vouches(mark, *row.vouched_for())


def _could_be(row: Decision, one: Told) -> bool:
    """Older entries name no outcome: then all else must be the same."""
    return MARK not in one.proposed.detail and not list(_decision(row, one))


def _decision(row: Decision, one: Told) -> Iterator[str]:
    entry, what = one.answered or one.proposed, "of a decision as"
    yield from differs(f"{what} its state", row.state, entry, one.state)
    proposer = one.proposed.by
    yield from differs(f"{what} who proposed it", name_of(row.decided_by), one.proposed, proposer)
    second = name_of(row.seconded_by) if row.seconded_by else None
    said = one.answered.by if one.answered else None
    yield from differs(f"{what} who said the second yes or no", second, entry, said)
    decided = one.state == DecisionState.DECIDED and one.answered
    on = day_of(decided.at) if decided else None
    yield from differs(f"{what} the day", row.decided_on, entry, on)
