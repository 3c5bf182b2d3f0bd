"""From one who is away to the one who stands in, whatever circles people make."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kominn.roster.chain import first_able

PEOPLE = st.integers(0, 7)
DEPUTIES = st.dictionaries(PEOPLE, st.lists(PEOPLE, max_size=3))


def reached(start, deputies):
    """All who can be reached from one to the next, worked out the slow way."""
    found = set(deputies.get(start, ()))
    while True:
        more = found | {two for one in found for two in deputies.get(one, ())}
        if more == found:
            return found - {start}
        found = more


@given(start=PEOPLE, deputies=DEPUTIES, there=st.sets(PEOPLE))
@example(start=0, deputies={0: [1], 1: [0]}, there=set())
@example(start=0, deputies={0: [0]}, there={0})
@example(start=0, deputies={0: [1], 1: [2], 2: [1]}, there={3})
def test_someone_who_can_is_found_wherever_in_the_chain_and_nobody_else(start, deputies, there):
    found = first_able(start, deputies=deputies, able=there.__contains__)

    able = reached(start, deputies) & there
    assert (found in able) if able else (found is None)


@given(start=PEOPLE, deputies=DEPUTIES)
def test_nobody_is_asked_twice(start, deputies):
    asked = []

    def able(one):
        asked.append(one)
        return False

    assert first_able(start, deputies=deputies, able=able) is None
    assert len(asked) == len(set(asked))
    assert start not in asked


@given(start=PEOPLE, deputies=DEPUTIES, there=st.sets(PEOPLE))
def test_one_s_own_deputy_comes_before_a_deputy_s_deputy(start, deputies, there):
    own = [one for one in deputies.get(start, ()) if one in there and one != start]
    if own:
        assert first_able(start, deputies=deputies, able=there.__contains__) == own[0]
