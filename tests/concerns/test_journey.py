"""The way through the form: whatever the order of pages, what was answered is there at the end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from kominn.concerns import forms
from kominn.concerns.journey import Journey, first_wrong, shown
from kominn.core.fields import plain
from kominn.vault.ciphertext import CannotOpen

AT = dt.datetime(2026, 3, 3, 10, 15, tzinfo=dt.UTC)
AREAS = [("torget", "Torget"), ("holmen", "Holmen")]
FIELDS = {name: field for step in forms.STEPS for name, field in step.base_fields.items()}
CHOICES = {
    name: [str(value) for value, _ in getattr(field, "choices", []) if value]
    for name, field in FIELDS.items()
} | {"area": ["torget", "holmen"], "interpreter": ["on"]}
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
SHORT_TEXT = TEXT.map(str.strip).filter(lambda text: plain(text).strip() == text)


def answer_to(name):
    return st.sampled_from(CHOICES[name]) if CHOICES.get(name) else SHORT_TEXT


STEP = st.sampled_from(forms.STEPS)
VISITS = st.lists(
    STEP.flatmap(
        lambda step: st.tuples(
            st.just(step),
            st.fixed_dictionaries({name: answer_to(name) for name in step.base_fields}),
        )
    ),
    max_size=12,
)


def posted(answers):
    query = QueryDict(mutable=True)
    query.update(answers)
    return query


@settings(max_examples=150, deadline=None)
@given(visits=VISITS)
def test_answers_survive_any_sequence_of_steps(visits):
    """Each page's state is opened by the next; what a page was last told is what stands."""
    token, last = Journey().token(at=AT), {}
    for number, (step, answers) in enumerate(visits):
        journey = Journey.from_token(token, at=AT + dt.timedelta(minutes=number))
        journey.absorb(posted(answers), [step])
        last |= answers
        token = journey.token(at=AT + dt.timedelta(minutes=number))

    journey = Journey.from_token(token, at=AT + dt.timedelta(hours=1))
    asked = {name for step in journey.steps() for name in step.base_fields}
    told = journey.told(journey.checked(AREAS), language="nb", channel="web", at=AT)
    found = told.answers | {"names": told.names}
    last = {name: answer for name, answer in last.items() if name != "contact" or _reached(last)}
    assert _reached(last) or "contact" not in found
    for name, answer in last.items():
        if name in asked and answer and name not in _wrong(journey):
            assert found[name] in (answer, True), name
        elif name not in asked:
            assert name not in found


def _reached(answers):
    """Whoever stays anonymous, or wants no answer, leaves no way to be reached."""
    return answers.get("reply") not in (forms.Reply.ANONYMOUS, forms.Reply.NO)


def _wrong(journey):
    """Fields of steps in which something is missing: the form does not let these be sent."""
    return {
        name
        for step in journey.steps()
        if not journey.form(step, AREAS).is_valid()
        for name in step.base_fields
    }


@given(visits=VISITS)
def test_the_receipt_stays_the_same_on_the_whole_way(visits):
    journey = Journey()
    seed = journey.seed
    for step, answers in visits:
        journey.absorb(posted(answers), [step])
        journey = Journey.from_token(journey.token(at=AT), at=AT)
    assert journey.seed == seed
    assert bytes.fromhex(seed)


@given(raw=st.dictionaries(st.sampled_from(sorted(FIELDS)), TEXT))
def test_from_every_step_there_is_a_way_on_and_a_way_back(raw):
    journey = Journey(raw=raw)
    step, seen = forms.Start, []
    while step is not None:
        seen.append(step)
        following = journey.after(step)
        if following is not None:
            assert journey.before(following) is step
        step = following
    assert seen == journey.steps()
    assert journey.before(forms.Start) is forms.Start


@given(raw=st.dictionaries(st.sampled_from(sorted(FIELDS)), TEXT), places=st.lists(TEXT))
def test_whatever_was_typed_it_can_be_shown_checked_and_hinted_at(raw, places):
    journey = Journey(raw=raw)
    assert first_wrong(journey.checked(AREAS)) in (*forms.STEPS, None)
    assert journey.hints(places) is not None
    for label, answer in shown(raw, AREAS):
        assert str(label)
        assert isinstance(answer, str)


def test_a_state_lasts_a_week_and_not_longer():
    token = Journey(raw={"seen": "x"}).token(at=AT)
    assert Journey.from_token(token, at=AT + dt.timedelta(days=6, hours=23)).raw == {"seen": "x"}
    assert Journey.from_token(token, at=AT - dt.timedelta(days=30)).raw == {"seen": "x"}
    with pytest.raises(CannotOpen):
        Journey.from_token(token, at=AT + dt.timedelta(days=7, seconds=1))


def test_a_journey_shows_nothing_of_itself():
    assert "HEMMELIG" not in repr(Journey(raw={"seen": "HEMMELIG"}))


@pytest.mark.parametrize("letter", ["a", "ø", "س", "ሰ", "😀"])
def test_a_state_takes_little_more_room_than_what_is_in_it(letter):
    text = letter * 10_000
    size = len(Journey(raw={"seen": text}).token(at=AT))
    assert size < 1.4 * len(text.encode()) + 2_000
