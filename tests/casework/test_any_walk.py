"""Any walk at all: a small cast does whatever may be done, in any order and also where it may not be.

After each step nothing is without owner and day, and nobody opens what is not theirs. At the end
of each walk everything that was told is brought to an end, in few deeds.

The same walks each time. KOMINN_WALKS=500 goes so many others.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections import Counter

import pyrage
import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kominn.accounts import actions as accounts
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.audit.comparison import compare
from kominn.audit.models import Head
from kominn.audit.verification import verify
from kominn.casework.actions import assess, beginning, decide, disclose, follow
from kominn.casework.actions.assess import CannotAsk, NotOpen
from kominn.casework.actions.decide import AlreadyAnswered, CannotDecide, NeedsAnother
from kominn.casework.actions.follow import CannotFollow
from kominn.casework.following_content import Consent, Given, Help
from kominn.casework.models import Assessment, Decision, MeasureOrigin, PersonMeasure
from kominn.casework.states import WAITING, AssessmentState, DecisionState, Outcome
from kominn.concerns import jobs
from kominn.concerns.actions import (
    closing,
    handle,
    handover,
    joining,
    mailbox,
    nearness,
    second_look,
    second_reader,
    talk,
    triage,
)
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.handover import CannotHandOver
from kominn.concerns.actions.nearness import NobodyElse
from kominn.concerns.actions.second_reader import NeedsAnotherReader
from kominn.concerns.models import Concern, Handover, Message, SecondLook
from kominn.concerns.states import (
    HANDLED,
    OPEN,
    OVER,
    CloseReason,
    HandoverState,
    ImpossibleStep,
    Nudged,
    State,
)
from kominn.core.worktime import day_of
from kominn.erasure.actions import journals, nights
from kominn.erasure.models import Journal, Night
from kominn.law import starter
from kominn.law.classes import PROPOSALS
from kominn.law.models import LegalBasis
from kominn.plan.actions import review_measure
from kominn.plan.states import State as PlanState
from kominn.plan.states import Verdict
from kominn.portal import joining as house
from kominn.roster import actions as roster
from kominn.vault.actions import records, teams
from kominn.vault.models import MemberWrap, Wrap, readers
from kominn.vault.refusals import LastReader, NotAHolder, NotAMember, NoWrap
from tests.factories.accounts import UserFactory
from tests.factories.casework import proposal, written
from tests.factories.concerns import DAY, TUESDAY, setting, tell
from tests.factories.erasure import quiet_night, sign
from tests.factories.plan import MeasureKindFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REFUSALS = (
    AlreadyAnswered, CannotAsk, CannotDecide, CannotFollow, CannotHandOver, ImpossibleStep,
    NeedsAnother, NeedsAnotherReader, NobodyElse, NotOpen, NotTheHolder, UnreadWords,
    journals.NotPossible, roster.NotPossible,
    LastReader, NoWrap, NotAHolder, NotAMember,
)  # fmt: skip
"""All that a page answers with a sentence, or as if it did not exist. Anything else is a fault."""

MOST_TOLD = 4
SELDOM = st.sampled_from([False, False, True])
MOST_DEEDS_TO_THE_END = 12
OUTCOMES = list(Outcome)
done: Counter[str] = Counter()
seen: set[str] = set()
"""What the walks came past: where they miss something, they show little."""


def standing(*states):
    """A rule for when some concern stands so; without states, for when there is any at all."""
    return precondition(
        lambda self: any(not states or one.state in states for one in self.rows.values())
    )


class Walk(RuleBasedStateMachine):
    people: dict[str, int] = {}
    team = other = None

    def __init__(self) -> None:
        super().__init__()
        cache.clear()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cast = {name: User.objects.get(pk=pk) for name, pk in self.people.items()}
        self.at = TUESDAY
        self.receipts: dict[uuid.UUID, object] = {}
        self.parts: dict[uuid.UUID, set[uuid.UUID]] = {}
        self.rows: dict[uuid.UUID, Concern] = {}
        # Who can open what, as one would reckon it without any key.
        self.members = {self.team.pk: {self.pk(one) for one in ("kari", "inga", "vera", "arne")}}
        self.open_to: dict[uuid.UUID, set[int]] = {}
        self.apart: set[uuid.UUID] = set()
        self.near: dict[uuid.UUID, set[int]] = {}
        # The town's people, team and approvals stand there without their deeds.
        self.made_by_hand = set(compare())

    def pk(self, name):
        return self.cast[name].pk

    def teardown(self) -> None:
        try:
            if self.rows:
                self.everything_ends()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # --- Choosing ------------------------------------------------------------------------------

    @property
    def hours(self):
        return setting(at=self.at).hours

    def working(self, right=None):
        active = [one for one in self.cast.values() if one.active]
        return [one for one in active if right is None or one.may(right)]

    def who(self, data, right, *likely):
        """Most often whom it falls to, and now and then anyone in a role that may."""
        able = self.working(right)
        liked = [one for one in able if one.pk in likely] * 6
        return data.draw(st.sampled_from(liked + able), label="who") if able else None

    def which(self, data, *states):
        found = [pk for pk, one in self.rows.items() if not states or one.state in states]
        return self.rows[data.draw(st.sampled_from(found), label="which")] if found else None

    def one_of(self, data, things):
        things = list(things)
        return data.draw(st.sampled_from(things)) if things else None

    def open_day(self, days):
        return self.hours.working_day_after(self.at, days=days)

    # --- Doing ---------------------------------------------------------------------------------

    def attempt(self, name, by, concern, deed, *, needs_key=True):
        """Whether it was done, with what came of it in `got`; refused, it changes nothing."""
        if by is None:
            return False
        before = self.trail()
        could = concern is None or by.pk in self.open_to.get(concern.pk, ())
        try:
            self.got = deed()
        except (*REFUSALS, Concern.DoesNotExist):
            assert self.trail() == before, f"{name} was refused, and left its mark"
            return False
        assert could or not needs_key, f"{by} did “{name}” without a key"
        done[name] += 1
        return True

    def trail(self):
        return sum(Head.objects.values_list("count", flat=True))

    def again(self, pk):
        return Concern.objects.filter(pk=pk).first()

    # --- The reporter --------------------------------------------------------------------------

    @initialize(
        short_of=st.integers(0, 6),
        joined=st.booleans(),
        outcome=st.sampled_from([Outcome.PERSON_FOLLOWED, *Outcome]),
        danger=st.sampled_from(["", "yes"]),
    )
    def begun(self, short_of, outcome, danger, joined):
        """Each walk begins somewhere else on the way from a report to help that runs."""
        self._tell(danger, "resident")
        concern = self._tell("", "resident")
        kari, vera = self.cast["kari"], self.cast["vera"]
        steps = [
            lambda: self._take(concern, kari),
            lambda: self._ask(concern, [kari, vera], kari),
            lambda: self._both_hand_in(concern),
            lambda: self._propose(concern, outcome, kari),
            lambda: self._second_yes(vera),
            lambda: self._begin_help(self.again(concern.pk), kari, vera, consent=True),
        ]
        for step in steps[: len(steps) - short_of]:
            step()
        if joined:
            main, other = self._tell("", "resident"), self._tell("unsure", "young")
            self.attempt("join", kari, main, lambda: joining.join(
                main, [other.pk], by=kari, at=self.at))  # fmt: skip

    @precondition(lambda self: len(self.receipts) < MOST_TOLD)
    @rule(
        danger=st.sampled_from(["", "", "unsure", "yes"]),
        role=st.sampled_from(["resident", "young"]),
    )
    def told(self, danger, role):
        self._tell(danger, role)

    def _tell(self, danger, role):
        concern = tell(at=self.at, danger=danger, role=role, seen="Lys i kjelleren.")
        self.receipts[concern.pk] = concern.receipt
        self.open_to[concern.pk] = set(self.members[concern.team_id])
        self.near[concern.pk] = set()
        done["told"] += 1
        return concern

    @standing()
    @rule(data=st.data())
    def reporter_writes(self, data):
        concern = self.which(data)
        found = mailbox.find(self.receipts[concern.pk])
        mailbox.add(found, "Nå igjen.", token=uuid.uuid4(), hours=self.hours, at=self.at)
        assert self.again(concern.pk).leading.news
        done["reporter_writes"] += 1

    @precondition(lambda self: self.rows and len(self.receipts) > 1)
    @rule(data=st.data())
    def reporter_takes_back(self, data):
        concern = self.which(data)
        self._remember_parts()
        erased = mailbox.withdraw(mailbox.find(self.receipts[concern.pk]), at=self.at)
        assert erased == (self.again(concern.pk) is None)
        done["withdrawn unread" if erased else "withdrawn"] += 1

    # --- Triage --------------------------------------------------------------------------------

    @standing()
    @rule(data=st.data())
    def read(self, data):
        concern, by = self.which(data), self.who(data, Right.READ_CONCERNS)
        opened = self.attempt("read", by, concern, lambda: handle.read(concern, by=by, at=self.at))
        assert opened == (by.pk in self.open_to[concern.pk])

    @standing(State.RECEIVED)
    @rule(data=st.data())
    def take(self, data):
        concern = self.which(data, State.RECEIVED)
        by = self.who(data, Right.HOLD_CONCERNS, *self.open_to[concern.pk])
        self._take(concern, by)

    @standing()
    @rule(data=st.data())
    def take_from_a_colleague(self, data):
        self._take(self.which(data), self.who(data, Right.HOLD_CONCERNS))

    def _take(self, concern, by):
        return self.attempt("take", by, concern, lambda: handle.take(concern, by=by, at=self.at))

    @standing()
    @rule(data=st.data(), days=st.integers(1, 20))
    def sort(self, data, days):
        concern, by = self.which(data), self.who(data, Right.HOLD_CONCERNS)
        due_on = self.open_day(days)
        self.attempt("sort", by, concern, lambda: handle.sort(
            concern, theme="place", area=None, due_on=due_on, by=by, at=self.at))  # fmt: skip

    @standing(State.RECEIVED, State.HELD)
    @rule(
        data=st.data(),
        reason=st.sampled_from(CloseReason.values),
        words=st.sampled_from(["", "Takk."]),
    )
    def finish_at_once(self, data, reason, words):
        concern = self.which(data, State.RECEIVED, State.HELD)
        by, mark = self.who(data, Right.CLOSE_CONCERNS), triage.mark_of(concern)
        self.attempt("finish_at_once", by, concern, lambda: triage.finish_at_once(
            concern, reason=reason, words=words, seen=mark, token=uuid.uuid4(), by=by,
            at=self.at))  # fmt: skip

    @standing(*HANDLED)
    @rule(
        data=st.data(),
        reason=st.sampled_from(CloseReason.values),
        words=st.sampled_from(["", "Takk."]),
    )
    def finish(self, data, reason, words):
        concern = self.which(data, *HANDLED)
        by = self.who(data, Right.CLOSE_CONCERNS, concern.holder_id)
        self.attempt("finish", by, concern, lambda: joining.finish_for_all(
            concern, reason=reason, words=words, token=uuid.uuid4(), by=by, at=self.at))  # fmt: skip

    @standing(State.CLOSED)
    @rule(data=st.data(), agree=st.booleans())
    def second_look(self, data, agree):
        look = self.one_of(data, SecondLook.objects.waiting().order_by("look_by", "pk"))
        if look is None:
            return
        concern, by = self.again(look.concern_id), self.who(data, Right.HOLD_CONCERNS)
        if agree:
            self.attempt("agreed", by, concern, lambda: second_look.agree(look, by=by, at=self.at))
            return
        self.attempt("opened again", by, concern, lambda: second_look.reopen(
            look, "Ring først.", hours=self.hours, by=by, at=self.at))  # fmt: skip

    @precondition(lambda self: len(self.rows) > 1)
    @rule(data=st.data())
    def join(self, data):
        main, by = self.which(data), self.who(data, Right.HOLD_CONCERNS)
        others = data.draw(st.lists(st.sampled_from(sorted(self.rows)), min_size=1, unique=True))
        if self.attempt("join", by, main, lambda: joining.join(main, others, by=by, at=self.at)):
            done["joined"] += self.got.number
            self._closed_with(self.got.under.pk)

    def _closed_with(self, lead):
        """Whoever one of them is closed to is kept from all."""
        together = list(Concern.objects.filter(main=lead).values_list("pk", flat=True))
        together.append(lead)
        gone = set().union(*(self.near[pk] for pk in together))
        done["closed with another"] += any(self.near[pk] != gone for pk in together)
        for pk in together if gone else ():
            self.near[pk] |= gone
            self.open_to[pk] -= gone
            self.apart.add(pk)

    @standing(State.JOINED)
    @rule(data=st.data())
    def take_out(self, data):
        concern = self.which(data, State.JOINED)
        by = self.who(data, Right.HOLD_CONCERNS)
        self.attempt("take_out", by, concern, lambda: joining.take_out(
            concern, hours=self.hours, by=by, at=self.at))  # fmt: skip

    # --- The talk ------------------------------------------------------------------------------

    @standing(*HANDLED)
    @rule(data=st.data(), two=st.booleans())
    def write(self, data, two):
        concern = self.which(data, *HANDLED, State.JOINED)
        by = self.who(data, Right.TALK_WITH_REPORTERS, concern.holder_id)
        self.attempt("write", by, concern, lambda: joining.write_to_all(
            concern, "Hvor?", token=uuid.uuid4(), read_by_two=two, by=by, at=self.at))  # fmt: skip

    @rule(data=st.data(), send=st.booleans())
    def second_reader(self, data, send):
        message = self.one_of(data, Message.objects.waiting().order_by("concern__week", "pk"))
        if message is None:
            return
        concern, by = self.again(message.concern_id), self.who(data, Right.TALK_WITH_REPORTERS)
        self.attempt("second_reader", by, concern, lambda: second_reader.release(
            message, send=send, why="Kortere.", by=by, at=self.at))  # fmt: skip

    @rule(data=st.data())
    def put_away(self, data):
        message = self.one_of(data, Message.objects.unsent().order_by("concern__week", "pk"))
        if message is None:
            return
        by = self.who(data, Right.TALK_WITH_REPORTERS, message.author_id)
        self.attempt("put_away", by, self.again(message.concern_id), lambda: talk.put_away(
            message, by=by, at=self.at))  # fmt: skip

    @standing()
    @rule(data=st.data())
    def note(self, data):
        concern, by = self.which(data), self.who(data, Right.READ_CONCERNS)
        self.attempt("note", by, concern, lambda: talk.note(
            concern, "Ringt.", token=uuid.uuid4(), by=by, at=self.at))  # fmt: skip

    # --- The baton -----------------------------------------------------------------------------

    @standing(*HANDLED)
    @rule(data=st.data(), days=st.integers(1, 8))
    def offer(self, data, days):
        concern = self.which(data, *HANDLED)
        by = self.who(data, Right.HOLD_CONCERNS, concern.holder_id)
        to = self.who(data, None, self.pk("kari"), self.pk("inga"))
        self.attempt("offer", by, concern, lambda: handover.offer(
            concern, to=to, words="Du kjenner skolen.", answer_by=self.open_day(days),
            hours=self.hours, by=by, at=self.at))  # fmt: skip

    @standing(*HANDLED)
    @rule(data=st.data(), answer=st.sampled_from(["accepted", "declined", "taken_back"]))
    def answer_the_offer(self, data, answer):
        offered = self.one_of(
            data, Handover.objects.filter(state=HandoverState.OFFERED).order_by("answer_by", "pk")
        )
        if offered is None:
            return
        due = offered.giver_id if answer == "taken_back" else offered.taker_id
        by = self.who(data, Right.HOLD_CONCERNS, due)
        deeds = {
            "accepted": lambda: handover.accept(offered, by=by, at=self.at),
            "declined": lambda: handover.decline(offered, words="Full uke.", by=by, at=self.at),
            "taken_back": lambda: handover.take_back(offered, by=by, at=self.at),
        }
        self.attempt(answer, by, self.again(offered.concern_id), deeds[answer])

    # --- Two assess ----------------------------------------------------------------------------

    @standing(State.HELD, State.FOLLOWED)
    @rule(data=st.data(), days=st.integers(1, 8))
    def ask_two(self, data, days):
        concern = self.which(data, State.HELD, State.FOLLOWED)
        by = self.who(data, Right.HOLD_CONCERNS, concern.holder_id)
        able = [one for one in self.working(Right.ASSESS) if one.pk in self.open_to[concern.pk]]
        two = data.draw(st.permutations(able or self.working()))[:2]
        self._ask(concern, two, by, days)

    def _ask(self, concern, two, by, days=5):
        self.attempt("ask_two", by, concern, lambda: assess.ask(
            concern, two, answer_by=self.open_day(days), hours=self.hours, by=by,
            at=self.at))  # fmt: skip

    @standing(State.ASSESSED)
    @rule(data=st.data())
    def ask_another(self, data):
        asked = self.one_of(data, self._asked(*WAITING))
        if asked is None:
            return
        by, other = (
            self.who(data, Right.HOLD_CONCERNS, self._holder(asked)),
            self.who(data, Right.ASSESS),
        )
        self.attempt("ask_another", by, asked.concern, lambda: assess.ask_another(
            asked, other, answer_by=self.open_day(3), hours=self.hours, by=by,
            at=self.at))  # fmt: skip

    def _asked(self, *states):
        found = Assessment.objects.filter(state__in=states).select_related("concern", "assessor")
        return found.order_by("concern__due_on", "assessor__name", "pk")

    def _holder(self, thing):
        return thing.concern.holder_id

    @standing(State.ASSESSED)
    @rule(data=st.data(), draft=st.sampled_from([False, False, True]))
    def assess(self, data, draft):
        own = self.one_of(data, self._asked(AssessmentState.ASKED))
        if own is None:
            return
        by = self.who(data, Right.ASSESS, own.assessor_id)
        if draft:
            self.attempt("draft", by, own.concern, lambda: assess.keep(
                own, written(informed_on=day_of(self.at).isoformat()), by=by, at=self.at))  # fmt: skip
            return
        self.attempt("hand_in", by, own.concern, lambda: assess.hand_in(
            own, written(informed_on=day_of(self.at).isoformat()), hours=self.hours, by=by, at=self.at))  # fmt: skip

    @standing(State.ASSESSED)
    @rule(data=st.data())
    def both_hand_in(self, data):
        self._both_hand_in(self.which(data, State.ASSESSED))

    def _both_hand_in(self, concern):
        for own in self._asked(AssessmentState.ASKED).filter(concern=concern):
            self.attempt("hand_in", own.assessor, concern, lambda own=own: assess.hand_in(
                own, written(informed_on=day_of(self.at).isoformat()), hours=self.hours, by=own.assessor, at=self.at))  # fmt: skip

    @standing(State.ASSESSED, State.FOLLOWED)
    @rule(data=st.data())
    def think_further(self, data):
        shared = self.one_of(data, self._asked(AssessmentState.SHARED))
        if shared is None:
            return
        by = self.who(data, Right.ASSESS, shared.assessor_id)
        self.attempt("think_further", by, shared.concern, lambda: assess.add_thought(
            shared, "Og skolen?", token=uuid.uuid4(), by=by, at=self.at))  # fmt: skip

    @standing(State.ASSESSED)
    @rule(data=st.data())
    def call_off(self, data):
        concern = self.which(data, State.ASSESSED)
        by = self.who(data, Right.HOLD_CONCERNS, concern.holder_id)
        self.attempt("call_off", by, concern, lambda: assess.call_off(
            concern, hours=self.hours, by=by, at=self.at))  # fmt: skip

    # --- Two decide ----------------------------------------------------------------------------

    @standing(State.ASSESSED)
    @rule(data=st.data(), outcome=st.sampled_from([*OUTCOMES, *[Outcome.PERSON_FOLLOWED] * 4]))
    def propose(self, data, outcome):
        concern = self.which(data, State.ASSESSED)
        by = self.who(data, Right.DECIDE, concern.holder_id)
        self._propose(concern, outcome, by)

    def _propose(self, concern, outcome, by):
        self.attempt("propose", by, concern, lambda: decide.propose(
            concern, outcome,
            proposal(basis="other-body", review_on=self.open_day(15).isoformat()),
            token=uuid.uuid4(), hours=self.hours, by=by, at=self.at))  # fmt: skip

    @standing(State.ASSESSED)
    @rule(data=st.data(), answer=st.sampled_from(["yes", "yes", "yes", "no", "take back"]))
    def second_yes(self, data, answer):
        proposed = self.one_of(
            data, Decision.objects.proposed().select_related("concern").order_by("pk")
        )
        if proposed is None:
            return
        concern = proposed.concern
        if answer == "take back":
            by = self.who(data, Right.DECIDE, concern.holder_id)
            self.attempt("take_back", by, concern, lambda: decide.take_back(
                proposed, by=by, at=self.at))  # fmt: skip
            return
        two = Assessment.objects.filter(concern=concern, round=proposed.round)
        by = self.who(data, Right.ASSESS, *two.values_list("assessor", flat=True))
        self._second_yes(by, proposed, yes=answer == "yes")

    def _second_yes(self, by, proposed=None, *, yes=True):
        proposed = proposed or Decision.objects.get()
        verb = "decided" if yes else "refused"
        self.attempt(verb, by, proposed.concern, lambda: decide.answer(
            proposed, yes=yes, words="Enig.", hours=self.hours, by=by,
            at=self.at))  # fmt: skip

    # --- What follows --------------------------------------------------------------------------

    @standing(State.FOLLOWED)
    @rule(data=st.data(), consent=st.booleans())
    def begin_help(self, data, consent):
        concern = self.which(data, State.FOLLOWED)
        by = self.who(data, Right.HOLD_CONCERNS, concern.holder_id)
        owner = self.who(data, None, concern.holder_id, self.pk("vera"))
        self._begin_help(concern, by, owner, consent=consent)

    def _begin_help(self, concern, by, owner, *, consent):
        basis = LegalBasis.objects.get(code="other-body")
        help_ = Help(
            "At han kommer.",
            consent=Consent("Mor", day_of(self.at).isoformat(), "Mentor") if consent else None,
            basis=basis.code,
            basis_from=basis.valid_from.isoformat(),
        )
        self.attempt("begin_help", by, concern, lambda: beginning.begin_for_person(
            concern, kind=MeasureKindFactory(slug="samtale", level="person"), owner=owner,
            starts_on=day_of(self.at), review_on=self.open_day(10), written=help_,
            token=uuid.uuid4(), hours=self.hours, by=by, at=self.at))  # fmt: skip

    @standing(State.FOLLOWED)
    @rule(data=st.data())
    def begin_open(self, data):
        concern = self.which(data, State.FOLLOWED)
        by = self.who(data, Right.RUN_MEASURES, concern.holder_id)
        told = {
            "kind": MeasureKindFactory(), "title": "Voksne ute", "aim": "Noen å snakke med.",
            "area": None, "owner": by, "starts_on": day_of(self.at), "review_on": self.open_day(10),
        }  # fmt: skip
        self.attempt("begin_open", by, concern, lambda: beginning.begin_in_the_open(
            concern, told, token=uuid.uuid4(), hours=self.hours, by=by, at=self.at))  # fmt: skip

    @precondition(lambda self: self.helped)
    @rule(data=st.data(), verdict=st.sampled_from([*Verdict, Verdict.CLOSE]))
    def review_help(self, data, verdict):
        measure = self.one_of(data, self._running())
        if measure is None:
            return
        by = self.who(data, Right.READ_CONCERNS, measure.owner_id, self._holder(measure))
        self.attempt("review_help", by, measure.concern, lambda: self._review(measure, verdict, by))

    def _review(self, measure, verdict, by):
        next_on = None if verdict == Verdict.CLOSE else self.open_day(10)
        return follow.review(
            measure, seen=measure.reviews.count(), verdict=verdict, words="Han kom.",
            next_on=next_on, hours=self.hours, by=by, at=self.at)  # fmt: skip

    def _running(self):
        return PersonMeasure.objects.running().select_related("concern").order_by("review_on", "pk")

    @precondition(lambda self: self.helped)
    @rule(data=st.data())
    def hand_help_over(self, data):
        measure = self.one_of(data, self._running())
        if measure is None:
            return
        by = self.who(data, Right.READ_CONCERNS, measure.owner_id, self._holder(measure))
        to = self.who(data, None)
        self.attempt("hand_help_over", by, measure.concern, lambda: follow.hand_over(
            measure, to=to, by=by, at=self.at))  # fmt: skip

    @precondition(lambda self: self.helped)
    @rule(data=st.data())
    def consent_taken_back(self, data):
        measure = self.one_of(data, self._running())
        if measure is None:
            return
        by = self.who(data, Right.READ_CONCERNS)
        self.attempt("consent_taken_back", by, measure.concern, lambda: follow.consent_taken_back(
            measure, hours=self.hours, by=by, at=self.at))  # fmt: skip

    @standing(*HANDLED)
    @rule(data=st.data())
    def review_open(self, data):
        origin = self.one_of(
            data,
            MeasureOrigin.objects.filter(measure__state=PlanState.RUNNING)
            .select_related("measure").order_by("measure__review_on", "pk"),
        )  # fmt: skip
        if origin is None:
            return
        measure, by = origin.measure, self.who(data, Right.RUN_MEASURES)
        self.attempt("review_open", by, None, lambda: review_measure(
            measure, seen=measure.reviews.count(), verdict=Verdict.CLOSE, words="Det er rolig.",
            by=by, at=self.at))  # fmt: skip

    @standing()
    @rule(data=st.data(), code=st.sampled_from(["duty-to-notify", "consent"]))
    def disclose(self, data, code):
        concern, by = self.which(data), self.who(data, Right.READ_CONCERNS)
        given = Given("Barnevernet, vakta", "Blåmerker.", "Meldeplikt")
        self.attempt("disclose", by, concern, lambda: disclose.disclose(
            concern, LegalBasis.objects.get(code=code), given, on=day_of(self.at),
            token=uuid.uuid4(), by=by, at=self.at))  # fmt: skip

    # --- Colleagues come, go, and stand near ---------------------------------------------------

    @standing()
    @rule(data=st.data(), now=SELDOM)
    def says_near(self, data, now):
        if not now:
            return
        concern = self.which(data)
        by = self.who(data, Right.READ_CONCERNS)
        lead = concern.main_id or concern.pk
        together = [pk for pk, one in self.rows.items() if lead in (pk, one.main_id)]
        if self.attempt("near", by, concern, lambda: nearness.say_near(
                concern, hours=self.hours, by=by, at=self.at)):  # fmt: skip
            for pk in together:
                self.near[pk].add(by.pk)
                self.open_to[pk].discard(by.pk)
                self.apart.add(pk)

    @rule(data=st.data(), now=SELDOM)
    def leaves_the_team(self, data, now):
        if not now:
            return
        team = data.draw(st.sampled_from(sorted(self.members)))
        user = self.who(data, None, *self.members[team])
        if self.attempt("left the team", user, None, lambda: teams.remove(
                self._team(team), user, by=self.cast["ada"], at=self.at)):  # fmt: skip
            self._left(team, user)

    def _team(self, pk):
        return self.team if pk == self.team.pk else self.other

    def _left(self, team, user):
        self.members[team].discard(user.pk)
        for pk, row in self.rows.items():
            if row.team_id == team:
                self.open_to[pk].discard(user.pk)

    @rule(data=st.data())
    def let_in(self, data):
        team = data.draw(st.sampled_from(sorted(self.members)))
        by = self.who(data, Right.ADMIT_TO_TEAMS, *self.members[team])
        user = self.who(data, None, self.pk("vera"), self.pk("arne"), self.pk("olga"))
        if self.attempt("let in", by, None, lambda: teams.admit(
                self._team(team), user, by=by, at=self.at)):  # fmt: skip
            assert by.pk in self.members[team]
            self.members[team].add(user.pk)
            for pk, row in self.rows.items():
                if row.team_id == team and pk not in self.apart:
                    self.open_to[pk].add(user.pk)

    @precondition(lambda self: self.cast["arne"].active)
    @rule(now=SELDOM)
    def arne_leaves_the_house(self, now):
        if not now:
            return
        arne = self.cast["arne"]
        if self.attempt("left the house", arne, None, lambda: house.leave_the_house(
                arne, by=self.cast["ada"], at=self.at)):  # fmt: skip
            self.cast["arne"] = User.objects.get(pk=arne.pk)
            for team in self.members:
                self._left(team, arne)

    @precondition(lambda self: self.other is None)
    @rule(now=SELDOM)
    def another_team_takes_over(self, now):
        """From now on reports come to a team that Olga founded."""
        if not now:
            return
        olga, ada = self.cast["olga"], self.cast["ada"]
        self.other = house.found_team(
            slug="nytt", name="Nytt mottak", purpose="", intake=True, first_member=olga, by=ada,
            at=self.at)  # fmt: skip
        self.members[self.other.pk] = {olga.pk}
        done["team founded"] += 1

    @rule(data=st.data(), days=st.integers(0, 12), now=SELDOM)
    def be_away(self, data, days, now):
        if not now:
            return
        user = self.who(data, Right.READ_CONCERNS)
        deputy = self.one_of(data, [None, *roster.possible_deputies(user)])
        today = day_of(self.at)
        self.attempt("away", user, None, lambda: roster.be_away(
            user, first_day=today, last_day=today + days * DAY, deputy=deputy, by=user,
            at=self.at))  # fmt: skip

    # --- Time ----------------------------------------------------------------------------------

    @rule(days=st.integers(1, 4))
    def days_pass(self, days):
        for _day in range(days):
            self._sleep_until(day_of(self.at) + DAY)
            self._in_the_morning()

    @precondition(lambda self: any(one.state in OVER for one in self.rows.values()))
    @rule(weeks=st.sampled_from([20, 60, 130]), now=SELDOM)
    def a_long_time_passes(self, weeks, now):
        if not now:
            return
        self._sleep_until(day_of(self.at) + weeks * 7 * DAY)
        self._somebody_lets_the_night_go()
        self._sleep_until(day_of(self.at) + DAY)
        self._the_archive_takes_it_in()
        self._sleep_until(day_of(self.at) + DAY)
        self._in_the_morning()

    def _sleep_until(self, day):
        self._remember_parts()
        morning = dt.datetime.combine(day, dt.time(10, 15), TUESDAY.tzinfo)
        before = set(Concern.objects.values_list("pk", flat=True))
        night = nights.run(at=morning.replace(hour=3))
        gone = before - set(Concern.objects.values_list("pk", flat=True))
        assert night.stuck == 0, "what is due can’t be erased"
        assert night.number_erased == len(gone)
        done["erased by night"] += len(gone)
        done["to the archive"] += night.journalled
        self.at = morning

    def _somebody_lets_the_night_go(self):
        asked = Night.objects.filter(state="asked").first()
        if asked:
            nights.answer(
                asked, yes=True, said_day=day_of(self.at), by=self.cast["per"], at=self.at
            )

    def _the_archive_takes_it_in(self):
        for journal in Journal.objects.to_confirm():
            journals.take_in(
                journal, digest=journal.digest, reference="26/1", by=self.cast["ada"], at=self.at
            )

    def _in_the_morning(self):
        """What waits in silence is told further, and nothing is forgotten."""
        jobs.ask_where_it_is_silent(at=self.at)
        jobs.ask_where_danger_is(at=self.at)
        today = day_of(self.at)
        if self.hours.opening_on(today) is None:
            return
        for one in Concern.objects.filter(state__in=OPEN, clock=None, due_on__lt=today):
            assert one.nudged >= Nudged.HOLDER, f"nobody is asked about {one}"
            done["asked in silence"] += 1
        late = Handover.objects.filter(state=HandoverState.OFFERED, answer_by__lt=today)
        assert not late.exists(), "an offer stands longer than its day"

    # --- What must hold ------------------------------------------------------------------------

    @invariant()
    def what_must_hold(self):
        self.look()
        self.nothing_is_without_owner_and_day()
        self.each_opens_what_is_theirs_and_nothing_else()
        self.what_is_gone_is_gone_with_its_keys()
        assert verify() == []
        assert set(compare()) <= self.made_by_hand, "what was done is not what stands here"

    def look(self):
        self.rows = {
            pk: row
            for pk in self.receipts
            if (row := Concern.objects.select_related("main").filter(pk=pk).first())
        }
        self.helped = PersonMeasure.objects.running().exists()

    def nothing_is_without_owner_and_day(self):
        for one in self.rows.values():
            seen.add(one.state)
            assert one.due_on
            assert one.team_id
            assert (one.holder_id is not None) or one.state not in HANDLED
            assert one.holder_id is None or one.state != State.RECEIVED
            assert (one.state == State.JOINED) == (one.main_id is not None)
            assert one.main is None or one.main.main_id is None, "a chain"
            assert (one.state in OVER) == (one.finished_on is not None)
            if one.state in HANDLED:
                assert one.holder_id not in self.near[one.pk], "held by one who stands near"
            if one.clock is not None:
                assert one.leading.is_open, "a clock runs where nobody has anything to do"
            self._round_is_whole(one)
            self._measures_are_whole(one)
        offers = Handover.objects.filter(state=HandoverState.OFFERED)
        assert all(one.giver_id != one.taker_id and one.answer_by for one in offers)

    def _round_is_whole(self, one):
        rounds = Assessment.objects.filter(concern=one).in_use()
        if one.state == State.ASSESSED:
            latest = max(rounds.values_list("round", flat=True))
            live = rounds.filter(round=latest)
            assert live.count() == 2
            assert len(set(live.values_list("assessor", flat=True))) == 2
        proposed = Decision.objects.filter(concern=one, state=DecisionState.PROPOSED)
        assert proposed.count() <= 1
        for decided in Decision.objects.filter(concern=one, state=DecisionState.DECIDED):
            assert decided.decided_by_id != decided.seconded_by_id

    def _measures_are_whole(self, one):
        running = list(PersonMeasure.objects.running().filter(concern=one))
        assert all(measure.owner_id and measure.review_on for measure in running)
        if running:
            done["help runs"] += 1
            assert one.state not in (State.CLOSED, State.JOINED), "help that nobody remembers"
        if one.state == State.FOLLOWED:
            assert Decision.objects.filter(concern=one, state=DecisionState.DECIDED).exists()

    def each_opens_what_is_theirs_and_nothing_else(self):
        now = list(self.rows)
        for user in self.cast.values():
            keys = records.data_keys_for(now, user)
            visible = set(Concern.objects.visible_to(user).values_list("pk", flat=True))
            mine = {pk for pk in now if user.pk in self.open_to[pk]}
            assert set(keys) == mine, f"{user} opens other things than one would think"
            assert visible == mine, f"{user} sees other things than those with a key"
        for own in Assessment.objects.exclude(state=AssessmentState.LEFT):
            able = set(readers(own.pk).values_list("pk", flat=True))
            waits = own.state in WAITING
            assert able == ({own.assessor_id} if waits else set()), "whose assessment is it?"

    def what_is_gone_is_gone_with_its_keys(self):
        gone = self.receipts.keys() - self.rows.keys()
        for pk in gone:
            numbers = [pk, *self.parts.get(pk, ())]
            assert not Wrap.objects.filter(record__in=numbers).exists()
            assert not MemberWrap.objects.filter(record__in=numbers).exists()
            assert mailbox.find(self.receipts[pk]) is None

    def _remember_parts(self):
        for own, concern in Assessment.objects.values_list("pk", "concern"):
            self.parts.setdefault(concern, set()).add(own)

    # --- Every walk ends -----------------------------------------------------------------------

    def everything_ends(self):
        self.look()
        for pk in self.rows:
            deeds = 0
            while (concern := self.again(pk)) is not None and not self._is_over(concern):
                self._next_deed(concern)
                deeds += 1
                assert deeds <= MOST_DEEDS_TO_THE_END, f"{concern} does not end"
        self.what_must_hold()
        done["walks ended"] += 1

    def _is_over(self, concern):
        running = PersonMeasure.objects.running().filter(concern=concern)
        if concern.is_joined:
            return concern.leading.state == State.CLOSED
        return concern.state in OVER and not running.exists()

    def _next_deed(self, concern):
        """What a colleague would do next, by what the pages let one do."""
        by = self._who_can_end(concern)
        at, hours = self.at, self.hours
        running = PersonMeasure.objects.running().filter(concern=concern).first()
        if concern.is_joined:
            joining.take_out(concern, hours=hours, by=by, at=at)
        elif concern.state not in OVER and concern.holder_id != by.pk:
            handle.take(concern, by=by, at=at)
        elif running:
            measure = PersonMeasure.objects.select_related("concern").get(pk=running.pk)
            self._review(measure, Verdict.CLOSE, by)
        elif concern.state == State.ASSESSED:
            assess.call_off(concern, hours=hours, by=by, at=at)
        elif concern.news:
            handle.read(concern, by=by, at=at)
        elif under := concern.joined.filter(news=True).order_by("pk").first():
            self._see_to(under, by)
        else:
            closing.close(concern, reason="helped", words="", token=uuid.uuid4(), by=by, at=at)

    def _see_to(self, under, by):
        """Whoever holds the one it stands under may be set aside from it: then a colleague acts."""
        if by.pk in self.open_to[under.pk]:
            handle.read(under, by=by, at=self.at)
        else:
            joining.take_out(under, hours=self.hours, by=self._who_can_end(under), at=self.at)

    def _who_can_end(self, concern):
        """A coordinator with the key; where there is none any more, a reader becomes one."""
        able = [one for one in self.working() if one.pk in self.open_to[concern.pk]]
        assert able, "nobody is left who can open it"
        for one in able:
            if one.may(Right.CLOSE_CONCERNS):
                return one
        accounts.appoint(able[0], "coordinator", by=self.cast["ada"], at=self.at)
        return able[0]


@pytest.fixture
def town(intake, inga, kari, leif, ada, per, vera, arne, settings, tmp_path):
    """The small city with all that a long walk needs: rules signed off, an archive, legal bases."""
    settings.JOURNAL = tmp_path / "journal"
    settings.ERASED = tmp_path / "erased.txt"
    settings.ARCHIVE_RECIPIENT = tmp_path / "archive.pub"
    settings.ARCHIVE_RECIPIENT.write_text(f"{pyrage.x25519.Identity.generate().to_public()}\n")
    settings.SECOND_LOOK_ONE_IN = 1
    starter.begin(at=TUESDAY - 30 * DAY)
    roster.name_crisis_contact(leif, by=kari, at=TUESDAY - 30 * DAY)
    sign(*PROPOSALS, at=TUESDAY - 30 * DAY)
    quiet_night(before=TUESDAY)
    olga = UserFactory(name="Olga", roles=["coordinator"])
    cast = {
        "kari": kari,
        "inga": inga,
        "vera": vera,
        "arne": arne,
        "olga": olga,
        "ada": ada,
        "per": per,
        "leif": leif,
    }
    Walk.people, Walk.team = {name: one.pk for name, one in cast.items()}, intake


def walks():
    number = int(os.environ.get("KOMINN_WALKS", "0"))
    return settings(
        max_examples=number or 12,
        stateful_step_count=40,
        derandomize=not number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_is_done_in_any_order_everything_has_an_owner_a_day_and_an_end(town):
    done.clear()
    seen.clear()
    run_state_machine_as_test(Walk, settings=walks())
    # Walks that never get there would show nothing.
    assert seen >= set(State) - {State.WITHDRAWN}
    assert {"decided", "begin_help", "walks ended"} <= done.keys()
