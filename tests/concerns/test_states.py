"""The life of a concern as data: no state is forgotten, none is a dead end by mistake."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kominn.concerns import states
from kominn.concerns.states import FINISHED, NEXT, OPEN, ImpossibleStep, State, check_step


def reached_from(state):
    reached, ahead = {state}, [state]
    while ahead:
        new = NEXT[ahead.pop()] - reached
        reached |= new
        ahead += new
    return reached


def test_every_state_has_its_row_and_can_be_reached():
    assert set(NEXT) == set(State)
    assert reached_from(State.RECEIVED) == set(State)


def test_only_what_is_taken_back_stays_as_it_is():
    assert {state for state, further in NEXT.items() if not further} == {State.WITHDRAWN}


def test_from_every_other_state_it_can_be_taken_back():
    assert all(State.WITHDRAWN in NEXT[state] for state in set(State) - {State.WITHDRAWN})


def test_open_finished_and_joined_are_all_there_is():
    assert frozenset(OPEN) | frozenset(FINISHED) | {State.JOINED} == set(State)
    assert State.JOINED not in OPEN | FINISHED
    assert not frozenset(OPEN) & frozenset(FINISHED)


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("then", State)
def test_a_step_that_is_not_in_the_table_is_refused_in_words(now, then):
    if then in NEXT[now]:
        check_step(now, then)
        return
    with translation.override("en"):
        with pytest.raises(ImpossibleStep) as refused:
            check_step(now, then)
        assert str(now.label) in str(refused.value)
        assert str(then.label) in str(refused.value)


@given(steps=st.lists(st.sampled_from(State), max_size=30))
def test_no_walk_leaves_the_table(steps):
    now = State.RECEIVED
    for then in steps:
        if then in NEXT[now]:
            check_step(now, then)
            now = then
    assert now in State


@pytest.mark.parametrize(
    "choices",
    [states.State, states.Channel, states.Theme, states.SenderRole, states.CloseReason, states.MessageState, states.Writer,
     states.OrderState],
    ids=lambda choices: choices.__name__,
)  # fmt: skip
def test_every_choice_has_words_and_fits_its_column(choices):
    for choice in choices:
        assert str(choice.label)
        assert len(choice.value) <= 12


def test_no_theme_names_a_belief_or_an_origin():
    words = " ".join(f"{theme.value} {theme.label}".lower() for theme in states.Theme)
    for word in (
        "islam",
        "muslim",
        "christian",
        "jew",
        "religio",
        "immigra",
        "foreign",
        "ethnic",
        "somali",
    ):
        assert word not in words
