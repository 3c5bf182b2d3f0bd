"""Who is what to one round, and what each door says to them: more than a role can say.

Kari holds it. Vera's assessment is in, Inga's is not, and Arne, who assesses too, was not asked.
Near is one of the team who was set aside for this concern; Left has gone from the team.
"""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from kominn.vault.actions import records, teams
from tests.casework.conftest import _assessor
from tests.factories.casework import AT, answer, asked, hand_in, propose
from tests.factories.concerns import DAY

pytestmark = pytest.mark.django_db

BEFORE = """
                        kari     vera     inga     arne     near     left
concerns:concern        open     open     open     open     hidden   hidden
casework:assessment     open     open     open     open     hidden   hidden
casework:own            hidden   open     open     hidden   hidden   hidden
POST casework:own       hidden   open     open     hidden   hidden   hidden
POST ask                open     refused  open     refused  refused  refused
POST ask_another        open     refused  open     refused  refused  refused
POST call_off           open     refused  open     refused  refused  refused
POST add_thought        hidden   open     hidden   hidden   hidden   hidden
POST propose            open     refused  refused  refused  refused  refused
"""
# Inga's doors to ask open, and then say who holds the baton; Vera's to add says: not yet.

AFTER = """
                        kari     vera     inga     arne     near     left
casework:assessment     open     open     open     open     hidden   hidden
casework:own            hidden   open     open     hidden   hidden   hidden
POST add_thought        hidden   open     hidden   hidden   hidden   hidden
POST take_back          open     refused  refused  refused  refused  refused
POST answer             open     open     open     open     hidden   hidden
"""
# Kari's and Arne's doors to answer open, and then say who of the two must answer.


def rows(table):
    head, *lines = table.strip().splitlines()
    cast = head.split()
    split = [line.rsplit(maxsplit=len(cast)) for line in lines]
    return [
        (door, who, said)
        for door, *all_said in split
        for who, said in zip(cast, all_said, strict=True)
    ]


@pytest.fixture
def cast(intake, inga, kari, vera, arne):
    near, left = _assessor("Near", intake, inga), _assessor("Left", intake, inga)
    return {"kari": kari, "vera": vera, "inga": inga, "arne": arne, "near": near, "left": left}


@pytest.fixture
def half(intake, cast):
    concern, made = asked(cast["vera"], cast["inga"], by=cast["kari"])
    hand_in(made["vera"])
    records.set_aside(concern.pk, cast["near"])
    teams.remove(intake, cast["left"], by=cast["kari"], at=AT)
    return concern, made


def knock(sign_in, user, door, concern, **parts):
    method, _, name = door.rpartition(" ")
    name = name if ":" in name else f"casework:{name}"
    takes = {
        "casework:ask_another": ["assessment"],
        "casework:add_thought": ["assessment"],
        "casework:take_back": ["decision"],
        "casework:answer": ["decision"],
    }.get(name, [])
    address = reverse(name, args=[concern.pk, *(parts[one] for one in takes)])
    client = sign_in(Client(), user)
    data = {"token": uuid.uuid4(), "text": "Mer."}
    answered = client.post(address, data) if method else client.get(address)
    said = {403: "refused", 404: "hidden"}.get(answered.status_code, "open")
    assert said != "open" or answered.status_code < 400
    return said


@pytest.mark.parametrize(("door", "who", "said"), rows(BEFORE))
def test_before_both_are_in(half, cast, sign_in, door, who, said):
    concern, made = half
    assert knock(sign_in, cast[who], door, concern, assessment=made["vera"].pk) == said


@pytest.mark.parametrize(("door", "who", "said"), rows(AFTER))
def test_when_both_are_in_and_something_is_proposed(half, cast, sign_in, door, who, said):
    concern, made = half
    hand_in(made["inga"])
    decision = propose(concern, by=cast["kari"])
    parts = {"assessment": made["vera"].pk, "decision": decision.pk}
    assert knock(sign_in, cast[who], door, concern, **parts) == said


def test_no_door_to_answer_lets_anyone_but_the_other_of_the_two_decide(half, cast, sign_in):
    concern, made = half
    hand_in(made["inga"])
    decision = propose(concern, by=cast["kari"])
    for who in ("kari", "arne", "near", "left"):
        address = reverse("casework:answer", args=[concern.pk, decision.pk])
        sign_in(Client(), cast[who]).post(address, {"go": "yes", "words": "Ja"})
        decision.refresh_from_db()
        assert decision.state == "proposed", who
    answer(decision, by=cast["inga"], at=AT + 3 * DAY)


def test_what_belongs_to_another_concern_is_not_reached_through_this_one(half, cast, sign_in):
    concern, made = half
    other, _rows = asked(cast["vera"], cast["inga"], by=cast["kari"])
    for name, key in (("add_thought", made["vera"].pk), ("ask_another", made["vera"].pk)):
        address = reverse(f"casework:{name}", args=[other.pk, key])
        for who in ("vera", "kari"):
            answered = sign_in(Client(), cast[who]).post(
                address, {"token": uuid.uuid4(), "text": "x"}
            )
            assert answered.status_code in (403, 404)
    assert concern.pk != other.pk
