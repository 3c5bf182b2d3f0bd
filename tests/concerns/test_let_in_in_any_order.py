"""Whoever said that they stand near never opens it again, and somebody always can, in whatever
order what is told is joined, taken out, handed over, closed to one and opened to another."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import uuid4

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kominn.concerns.actions import handle, handover, joining, let_in, nearness
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.handover import CannotHandOver
from kominn.concerns.actions.let_in import CannotLetIn
from kominn.concerns.actions.nearness import NobodyElse
from kominn.concerns.few import beside
from kominn.concerns.models import Concern, Handover
from kominn.concerns.states import HANDLED, ImpossibleStep
from kominn.vault.actions import teams
from kominn.vault.refusals import NotAHolder, NotAMember, NoWrap
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.concerns import setting, small_city, tell

REFUSALS = (
    CannotHandOver,
    CannotLetIn,
    ImpossibleStep,
    NobodyElse,
    NotTheHolder,
    NotAHolder,
    NotAMember,
    NoWrap,
)
DEEDS = ("near", "let_in", "let_in", "come", "join", "join", "out", "take", "offer", "accept")
step = st.tuples(st.sampled_from(DEEDS), *[st.integers(0, 3)] * 2, *[st.integers(0, 2)] * 2)


class House:
    """A team of four, of whom two come later, and three concerns."""

    def __init__(self):
        small_city()
        self.at = timezone.now()
        self.hours = setting(at=self.at).hours
        self.team = TeamFactory(name=f"T{uuid4().hex[:8]}", intake=True)
        self.people = [
            UserFactory(name=f"P{uuid4().hex[:8]}", roles=["coordinator"]) for _turn in range(4)
        ]
        teams.found_team_keys(self.team, self.people[0], by=None, at=self.at)
        teams.admit(self.team, self.people[1], by=self.people[0], at=self.at)
        self.concerns = [tell(at=self.at) for _turn in range(3)]
        self.gone = set()

    def do(self, deed, who, by, which, other):
        concern = Concern.objects.get(pk=self.concerns[which].pk)
        who, by, at = self.people[who], self.people[by], self.at
        match deed:
            case "near":
                self.near(concern, who)
            case "let_in":
                self.let_in(concern, who, by)
            case "come":
                teams.admit(self.team, who, by=by, at=at)
            case "join":
                done = joining.join(concern, [self.concerns[other].pk], by=by, at=at)
                if done.number:
                    self.close_with(done.under)
            case "out":
                joining.take_out(concern, hours=self.hours, by=by, at=at)
            case "take":
                handle.take(concern, by=by, at=at)
            case "offer":
                day = handover.usual_day(self.hours, at=at)
                how = {"words": "Ta den?", "answer_by": day, "hours": self.hours}
                handover.offer(concern, to=who, by=by, at=at, **how)
            case "accept":
                for offered in Handover.objects.filter(concern=concern, taker=who):
                    handover.accept(offered, by=who, at=at)

    def near(self, concern, who):
        lead = concern.leading
        together = [lead.pk, *lead.joined.values_list("pk", flat=True)]
        nearness.say_near(concern, hours=self.hours, by=who, at=self.at)
        self.gone |= {(who.pk, pk) for pk in together}

    def close_with(self, lead):
        """Whoever one of them was closed to is kept from all, also when it is taken out again."""
        together = [lead.pk, *lead.joined.values_list("pk", flat=True)]
        near = {who for who, pk in self.gone if pk in together}
        self.gone |= {(who, pk) for who in near for pk in together}

    def let_in(self, concern, who, by):
        reached = [concern.pk, *beside(concern, by=by).values_list("pk", flat=True)]
        let_in.let_in(concern, who, by=by, at=self.at)
        for pk in reached:
            assert opens(who, pk) or (who.pk, pk) in self.gone

    def check(self):
        for concern in Concern.objects.select_related("main"):
            able = {one.pk for one in self.people if opens(one, concern.pk)}
            assert able
            assert not {(pk, concern.pk) for pk in able} & self.gone
            if concern.state in HANDLED:
                assert concern.holder_id in able
            assert not concern.is_joined or concern.main.main_id is None


def opens(user, pk):
    return Concern.objects.visible_to(user).filter(pk=pk).exists()


class AnyOrder(TestCase):
    @settings(max_examples=20, deadline=dt.timedelta(seconds=20))
    @given(steps=st.lists(step, max_size=14))
    def test_closed_stays_closed_and_somebody_always_opens_it(self, steps):
        house = House()
        for one in steps:
            with suppress(*REFUSALS):
                house.do(*one)
            house.check()
