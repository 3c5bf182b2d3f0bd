"""Measures for places and groups: begun, reviewed, handed over and closed, and every way it can't be."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from kominn.audit.models import Event
from kominn.core.templatetags import words
from kominn.plan import actions
from kominn.plan.actions import AlreadyReviewed, NotPossible, NotYours
from kominn.plan.models import Measure, MeasureReview
from kominn.plan.states import NEXT, ImpossibleStep, State, Verdict
from kominn.portrait.models import Area
from tests.factories.plan import TODAY, TUESDAY, WEEK, MeasureKindFactory, begin, on, review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


ENDS = [State.FINISHED, State.STOPPED]


def trail():
    entries = Event.objects.filter(target__startswith="measure:").order_by("number")
    return [(entry.verb, entry.by) for entry in entries]


# --- Begun -------------------------------------------------------------------------------------


def test_a_measure_begins_with_an_owner_an_aim_and_a_day_of_review(city, kari, stian):
    holmen = Area.objects.get(slug="holmen")
    measure = begin(by=kari, owner=stian, area=holmen, came_from_concerns=6)

    found = Measure.objects.get()
    assert (found, found.owner, found.area, found.review_on) == (measure, stian, holmen, on(8))
    assert (found.state, found.ended_on, found.told_public) == (State.RUNNING, None, False)
    assert (str(found), found.runs, found.concerns_told) == ("Lys på gangveien", True, 6)
    assert trail() == [("measure.started", f"user:{kari.pk}")]
    assert Event.objects.latest("number").detail == {"user": str(stian.pk)}


def test_one_that_ran_before_it_was_written_down_may_be_told(city, kari):
    assert begin(by=kari, starts_on=on(-52)).starts_on == on(-52)


def test_who_may_not_start_measures_starts_none(city, stian, inga, per, ada):
    for person in (stian, inga, per, ada):
        with pytest.raises(NotYours):
            begin(by=person, owner=stian)
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("wishes", "field", "sentence"),
    [
        ({"review_on": None}, "review_on", "always|has a day of review"),
        ({"review_on": TODAY}, "review_on", "after today"),
        ({"review_on": on(-1)}, "review_on", "after today"),
        ({"review_on": on(8), "starts_on": on(9)}, "review_on", "before the measure begins"),
        ({"review_on": on(60)}, "review_on", "within one year"),
        ({"review_on": dt.date(9999, 12, 31)}, "review_on", "within one year"),
        ({"starts_on": on(-600)}, "starts_on", "ten years back"),
        ({"starts_on": dt.date(1, 1, 1)}, "starts_on", "ten years back"),
        ({"starts_on": on(60), "review_on": on(61)}, "starts_on", "ten years back"),
        ({"title": "  "}, "title", "Write something"),
        ({"aim": "\n"}, "aim", "Write something"),
        ({"told_public": True, "public_words": " "}, "public_words", "what the city will read"),
    ],
)
def test_what_a_measure_must_have_is_asked_for_beside_its_field(
    city, kari, wishes, field, sentence
):
    with pytest.raises(NotPossible, match=sentence) as refused:
        begin(by=kari, **wishes)
    assert refused.value.field == field
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        ("2026-03-07", "2026-03-09"),  # a Saturday
        ("2026-05-14", "2026-05-15"),  # Ascension Day
        ("2026-04-02", "2026-04-07"),  # Maundy Thursday to Easter Monday
        ("2026-12-24", "2026-12-28"),  # closed, then two holidays and a Sunday
    ],
)
def test_a_review_on_a_day_nobody_works_is_refused_and_the_next_is_told(city, kari, day, next_day):
    with pytest.raises(
        NotPossible, match=f"working day is {words.day(dt.date.fromisoformat(next_day))}"
    ):
        begin(by=kari, review_on=dt.date.fromisoformat(day))


@pytest.mark.parametrize("field", ["title", "aim", "public_words"])
@pytest.mark.parametrize("number", ["010203 12345", "900 12 345"])
def test_a_number_that_leads_to_a_person_is_refused(city, kari, field, number):
    with pytest.raises(NotPossible, match="take it out") as refused:
        begin(by=kari, **{field: f"Snakk med gutten, {number}."})
    assert refused.value.field == field


def test_a_measure_for_one_person_never_stands_here(city, kari):
    with pytest.raises(NotPossible, match="sealed room"):
        begin(by=kari, kind=MeasureKindFactory(for_a_person=True))


def test_a_kind_the_city_has_put_away_is_not_begun(city, kari):
    with pytest.raises(NotPossible, match="no longer uses"):
        begin(by=kari, kind=MeasureKindFactory(active=False))


def test_without_an_owner_there_is_no_measure(city, kari):
    told = {"kind": MeasureKindFactory(), "title": "Lys", "aim": "Lys", "area": None}
    with pytest.raises(NotPossible, match="always has an owner"):
        actions.add_measure(
            **told, owner=None, starts_on=TODAY, review_on=on(8), by=kari, at=TUESDAY
        )


def test_nobody_who_left_or_only_watches_owns_one(city, kari, per, ada, lars, leave):
    leave(lars)
    for person in (per, ada, lars):
        with pytest.raises(NotPossible, match=r"can.t own a measure"):
            begin(by=kari, owner=person)


@pytest.mark.parametrize(
    "broken",
    [
        {"review_on": TODAY - WEEK},
        {"state": State.FINISHED},
        {"ended_on": TODAY},
        {"state": State.STOPPED, "ended_on": None},
        {"told_public": True, "public_words": ""},
        {"title": ""},
        {"aim": ""},
        {"owner": None},
        {"review_on": None},
    ],
    ids=str,
)
def test_the_database_itself_refuses_what_must_never_be(city, kari, broken):
    measure = begin(by=kari)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(**broken)


# --- Reviewed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [Verdict.CONTINUE, Verdict.STEP_UP, Verdict.STEP_DOWN])
def test_a_measure_that_goes_on_gets_its_next_review_at_once(city, kari, verdict):
    measure = begin(by=kari)
    late = TUESDAY + 9 * WEEK
    kept = review(measure, by=kari, verdict=verdict, text="Flere kom.", next_on=on(20), at=late)

    measure.refresh_from_db()
    assert (measure.state, measure.review_on, measure.ended_on) == (State.RUNNING, on(20), None)
    assert (kept.number, kept.on, kept.due_on, kept.by) == (1, on(9), on(8), kari)
    assert str(kept) == f"review 1 of measure {measure.pk}"
    assert trail()[-1] == ("measure.reviewed", f"user:{kari.pk}")


@pytest.mark.parametrize("ends_as", ENDS)
def test_a_measure_is_closed_with_what_came_of_it(city, kari, ends_as):
    measure = begin(by=kari)
    kept = review(
        measure, by=kari, verdict=Verdict.CLOSE, text="Perioden er over.", ends_as=ends_as
    )

    measure.refresh_from_db()
    assert (measure.state, measure.ended_on, measure.runs) == (ends_as, TODAY, False)
    assert kept.next_on is None
    assert trail()[-1] == ("measure.ended", f"user:{kari.pk}")


def test_a_measure_that_ended_is_left_in_peace(city, kari, stian):
    measure = begin(by=kari)
    review(measure, by=kari, verdict=Verdict.CLOSE, text="Over.")
    with pytest.raises(ImpossibleStep, match="Read the page anew"):
        review(measure, by=kari, seen=1, next_on=on(20))
    with pytest.raises(NotPossible, match="has ended"):
        actions.hand_measure_over(measure, to=stian, by=kari, at=TUESDAY)
    with pytest.raises(NotPossible, match="has ended"):
        change(measure, by=kari)


def test_two_at_once_the_second_reads_what_the_first_decided(city, kari, leif):
    measure = begin(by=kari)
    first = review(measure, by=kari, next_on=on(20))
    with pytest.raises(AlreadyReviewed, match="Kari reviewed this") as refused:
        review(measure, by=leif, seen=0, verdict=Verdict.CLOSE, text="Vi slutter.")
    assert refused.value.review == first
    assert MeasureReview.objects.count() == 1

    review(measure, by=leif, seen=1, verdict=Verdict.CLOSE, text="Vi slutter.")
    assert [r.number for r in measure.reviews.order_by("number")] == [1, 2]


def test_two_at_once_also_where_the_first_closed_it(city, kari, leif):
    measure = begin(by=kari)
    review(measure, by=kari, verdict=Verdict.CLOSE, text="Over.")
    with pytest.raises(AlreadyReviewed):
        review(measure, by=leif, seen=0, next_on=on(20))


def test_a_made_up_number_of_reviews_is_no_way_past(city, kari):
    measure = begin(by=kari)
    assert review(measure, by=kari, seen=7, next_on=on(20)).number == 1
    with pytest.raises(AlreadyReviewed):
        review(measure, by=kari, seen=7, next_on=on(20))


def test_the_database_keeps_one_review_of_each_number(city, kari):
    kept = review(begin(by=kari), by=kari, next_on=on(20))
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


@pytest.mark.parametrize("verdict", [Verdict.STEP_UP, Verdict.STEP_DOWN, Verdict.CLOSE])
def test_a_change_without_a_reason_is_refused(city, kari, verdict):
    measure = begin(by=kari)
    with pytest.raises(NotPossible, match="what changes and why") as refused:
        review(measure, by=kari, verdict=verdict, text=" ", next_on=on(20))
    assert refused.value.field == "words"


@pytest.mark.parametrize("next_on", [None, TODAY, on(-1), on(60), dt.date(2026, 5, 17)], ids=str)
def test_going_on_without_a_next_working_day_is_refused(city, kari, next_on):
    measure = begin(by=kari)
    with pytest.raises(NotPossible) as refused:
        review(measure, by=kari, next_on=next_on)
    assert refused.value.field == "review_on"
    measure.refresh_from_db()
    assert measure.review_on == on(8)


def test_a_review_tells_no_number_of_a_person(city, kari):
    with pytest.raises(NotPossible, match="take it out"):
        review(begin(by=kari), by=kari, text="Ring 900 12 345.", next_on=on(20))


def test_only_the_owner_and_who_answers_for_all_review_it(city, kari, leif, stian, inga, per, ada):
    measure = begin(by=kari, owner=stian)
    for person in (inga, per, ada):
        with pytest.raises(NotYours):
            review(measure, by=person, next_on=on(20))
    for seen, person in enumerate((stian, leif, kari)):
        assert review(measure, by=person, seen=seen, next_on=on(20)).by == person


def test_an_owner_who_left_does_nothing_more(city, kari, lars, leave):
    measure = begin(by=kari, owner=lars)
    leave(lars)
    with pytest.raises(NotYours):
        review(measure, by=lars, next_on=on(20))


@pytest.mark.parametrize("walk", [*product(Verdict, repeat=3)], ids="-".join)
def test_on_every_walk_a_measure_has_an_owner_and_a_day_ahead_until_it_ends(city, kari, walk):
    measure = begin(by=kari)
    for seen, verdict in enumerate(walk):
        at = TUESDAY + (seen + 1) * WEEK
        review(
            measure,
            by=kari,
            seen=seen,
            verdict=verdict,
            text="Vi så.",
            next_on=on(20 + seen),
            at=at,
        )
        measure.refresh_from_db()
        if verdict == Verdict.CLOSE:
            break
        assert measure.runs
        assert measure.review_on > at.date()
    assert measure.runs is (Verdict.CLOSE not in walk)
    assert measure.owner == kari
    assert (measure.ended_on is None) is bool(NEXT[State(measure.state)])


# --- Changed and handed over -------------------------------------------------------------------


def change(measure, *, by, **wishes):
    told = {
        "title": "Lys",
        "aim": "At det er lyst.",
        "area": None,
        "public_words": "Det blir lyst.",
        "told_public": True,
    } | wishes
    actions.change_measure(measure, **told, by=by, at=TUESDAY)


def test_the_text_is_put_right_and_told_to_the_city(city, kari, stian):
    measure = begin(by=kari, owner=stian)
    change(measure, by=stian)
    measure.refresh_from_db()
    assert (measure.title, measure.told_public) == ("Lys", True)
    assert trail()[-1] == ("measure.changed", f"user:{stian.pk}")


@pytest.mark.parametrize(
    "wishes", [{"title": ""}, {"public_words": ""}, {"aim": "010203 12345"}], ids=str
)
def test_a_change_is_held_to_what_the_beginning_was(city, kari, wishes):
    with pytest.raises(NotPossible):
        change(begin(by=kari), by=kari, **wishes)


def test_a_measure_is_handed_over_and_the_day_of_review_follows(city, kari, stian, leif):
    measure = begin(by=kari, owner=stian)
    actions.hand_measure_over(measure, to=leif, by=stian, at=TUESDAY)
    measure.refresh_from_db()
    assert (measure.owner, measure.review_on) == (leif, on(8))
    assert Event.objects.latest("number").detail == {"user": str(leif.pk)}
    with pytest.raises(NotYours):
        actions.hand_measure_over(measure, to=stian, by=stian, at=TUESDAY)


def test_a_measure_is_handed_to_nobody_and_not_to_its_owner(city, kari, per, lars, leave):
    measure = begin(by=kari)
    leave(lars)
    for to, sentence in ((None, "Choose one"), (per, "can.t own"), (lars, "can.t own"),
                         (kari, "owns it already")):  # fmt: skip
        with pytest.raises(NotPossible, match=sentence) as refused:
            actions.hand_measure_over(measure, to=to, by=kari, at=TUESDAY)
        assert refused.value.field == "owner"


# --- Found -------------------------------------------------------------------------------------


def test_only_those_with_the_right_see_them(city, kari, per, ada):
    begin(by=kari)
    assert Measure.objects.visible_to(per).count() == 1
    assert not Measure.objects.visible_to(ada).exists()


def test_whose_owner_left_or_lost_the_role_is_ownerless_until_handed_over(
    city, kari, ada, lars, stian, leave
):
    left, ended = begin(by=kari, owner=lars), begin(by=kari, owner=stian)
    begin(by=kari)
    assert not Measure.objects.ownerless().exists()
    leave(lars)
    actions_of_accounts_end(stian, by=ada)
    assert set(Measure.objects.ownerless()) == {left, ended}
    actions.hand_measure_over(left, to=kari, by=kari, at=TUESDAY)
    review(ended, by=kari, verdict=Verdict.CLOSE, text="Over.")
    assert not Measure.objects.ownerless().exists()


def actions_of_accounts_end(person, *, by):
    from kominn.accounts import actions as accounts

    accounts.end_appointment(person.appointments.get(), by=by, at=TUESDAY)


def test_what_is_due_and_late(city, kari):
    near = begin(by=kari, review_on=on(1))
    begin(by=kari, review_on=on(2))
    assert list(Measure.objects.review_due(on(1))) == [near]
    assert not near.is_late(on(1))
    assert near.is_late(on(2))
    review(near, by=kari, verdict=Verdict.CLOSE, text="Over.")
    near.refresh_from_db()
    assert not near.is_late(on(2))


def test_how_many_concerns_is_not_told_of_a_few(city, kari):
    assert [begin(by=kari, came_from_concerns=n).concerns_told for n in (0, 1, 4, 5)] == [
        None, None, None, 5,
    ]  # fmt: skip
