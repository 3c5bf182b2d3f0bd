"""Whoever was set aside never opens it again, in whatever order people come, go and let others in."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kominn.accounts.models import Membership
from kominn.vault.actions import records, teams
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.models import MemberWrap, SetAside, Wrap
from kominn.vault.refusals import (
    LastReader,
    NotAHolder,
    NotAMember,
    NoTeamKey,
    NoWrap,
    StandsTooNear,
)
from tests.at_once import all_at_once
from tests.factories.accounts import TeamFactory, UserFactory
from tests.vault.test_set_aside import AT, sealed_to

REFUSALS = (
    CannotOpen,
    LastReader,
    NoTeamKey,
    NoWrap,
    NotAHolder,
    NotAMember,
    StandsTooNear,
)
DEEDS = ("let_in", "set_aside", "admit", "remove", "rewrap")
step = st.tuples(st.sampled_from(DEEDS), *[st.integers(0, 3)] * 2, st.integers(0, 1))


def do(deed, record, who, by, team):
    match deed:
        case "let_in":
            records.let_in(record, who, team=team, by=by)
        case "set_aside":
            records.data_key_for(record, who)
            records.set_aside(record, who)
        case "admit":
            teams.admit(team, who, by=by, at=AT)
        case "remove":
            teams.remove(team, who, by=by, at=AT)
        case "rewrap":
            records.rewrap(record, team, by=by)


def opens(user, record):
    with suppress(NoWrap):
        return records.data_key_for(record, user)
    return None


class AnyOrder(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(steps=st.lists(step, max_size=12))
    def test_set_aside_is_for_good_and_somebody_always_opens_it(self, steps):
        people = [UserFactory(name=f"P{uuid4().hex[:8]}") for _turn in range(4)]
        two = [TeamFactory(), TeamFactory()]
        for team, first in zip(two, people, strict=False):
            teams.found_team_keys(team, first, by=None, at=AT)
        teams.admit(two[0], people[1], by=people[0], at=AT)
        record, key = sealed_to(two[0])
        gone = set()
        for deed, who, by, team in steps:
            with suppress(*REFUSALS):
                do(deed, record, people[who], people[by], two[team])
                if deed == "set_aside":
                    gone.add(people[who])
            assert not any(opens(one, record) for one in gone)
            assert any(opens(one, record) == key for one in people)
            assert not (gone and Wrap.objects.filter(record=record).exists())
        assert set(SetAside.objects.filter(record=record).values_list("user", flat=True)) == {
            one.pk for one in gone
        }


@pytest.mark.usefixtures("together")
def test_let_in_while_they_leave_or_are_set_aside_leaves_no_key_behind():
    team = TeamFactory()
    anne, berit, dag = (UserFactory(name=name) for name in ("Anne", "Berit", "Dag"))
    teams.found_team_keys(team, anne, by=None, at=AT)
    for one in (berit, dag):
        teams.admit(team, one, by=anne, at=AT)
    near, left = [], []
    for _turn in range(4):
        for found in (near, left):
            record, _key = sealed_to(team)
            records.set_aside(record, berit)
            MemberWrap.objects.filter(record=record, user=dag).delete()
            found.append(record)

    def let_in():
        for record in (*near, *left):
            with suppress(NotAMember, StandsTooNear):
                records.let_in(record, dag, team=team, by=anne)

    def near_to_some():
        for record in near:
            records.set_aside(record, dag)

    def leave():
        teams.remove(team, dag, by=anne, at=AT)

    got = all_at_once(let_in, near_to_some, leave)

    assert got == [None, None, None], got
    assert not Membership.objects.filter(user=dag).exists()
    for record in (*near, *left):
        assert opens(dag, record) is None
        assert opens(berit, record) is None
        assert opens(anne, record)
