"""What follows a decision: a measure never without owner and review, and never a way back from the
round table to the sealed room."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kominn.accounts import actions as accounts
from kominn.audit.models import Event
from kominn.casework import due, following_content, jobs, plain
from kominn.casework.actions import assess, beginning, follow
from kominn.casework.actions import person as deeds
from kominn.casework.actions.follow import CannotFollow, ReviewedAlready
from kominn.casework.models import MeasureOrigin, PersonMeasure, PersonMeasureReview
from kominn.casework.person import Notice
from kominn.casework.states import MeasureState
from kominn.concerns.actions import handle, mailbox, nearness
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, State
from kominn.plan import actions as plan
from kominn.plan.models import Measure
from kominn.plan.states import Verdict
from kominn.vault.actions import records
from kominn.vault.refusals import NoWrap
from tests.concerns.test_jobs import run_waiting
from tests.factories.casework import (
    DAY,
    FOLLOWS,
    NEXT,
    REVIEW_ON,
    answer,
    ask_two,
    begin_help,
    begin_open,
    decided,
    hand_in,
    help_written,
    hours,
    look_again,
    propose,
    tell_others,
)
from tests.factories.concerns import finish
from tests.factories.plan import MeasureKindFactory

pytestmark = pytest.mark.django_db
SECRET = "Kanarifugl i tiltaket"


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


def now(concern):
    return Concern.objects.get(pk=concern.pk)


def state(concern):
    found = now(concern)
    return found.state, found.due_on


@pytest.fixture
def person(intake, inga, kari, vera):
    """Kari and Vera have decided to follow one person up; Kari holds it."""
    return decided("person_followed", by=kari, second=vera)


@pytest.fixture
def place(intake, inga, kari, vera):
    return decided("place_measure", by=kari, second=vera)


# --- Measures for a place or a group -------------------------------------------------------------


def test_a_measure_begins_at_the_round_table_and_its_origin_stands_here_alone(place, kari):
    measure = begin_open(place, by=kari)
    origin = MeasureOrigin.objects.get()
    assert (origin.concern, origin.measure, measure.came_from_concerns) == (place, measure, 1)
    assert measure.concerns_told is None, "one concern is too few to tell of"
    assert state(place) == (State.FOLLOWED, NEXT)


def test_from_a_measure_nothing_leads_to_the_sealed_room():
    """No key, no field that could hold one, no accessor that Django makes from the other side."""
    sealed = {"casework", "concerns"}
    for model in apps.get_app_config("plan").get_models():
        for field in model._meta.get_fields():
            other = getattr(field, "related_model", None)
            assert other is None or other._meta.app_label not in sealed, (model, field)
    assert not [name for name in dir(Measure) if "origin" in name or "concern_" in name]
    with connection.cursor() as cursor:
        for model in apps.get_app_config("plan").get_models():
            table = model._meta.db_table
            keys = connection.introspection.get_relations(cursor, table).values()
            assert not [one for _column, one in keys if one.split("_")[0] in sealed]


def test_what_the_round_table_s_trail_says_of_a_measure_names_no_concern(place, kari):
    measure = begin_open(place, by=kari)
    about = Event.objects.about(f"measure:{measure.pk}")
    assert about
    assert not [one for one in about if place.pk.hex[:6] in str(one.detail).replace("-", "")]


def test_the_page_of_a_measure_says_nothing_of_a_concern(place, kari, visit):
    measure = begin_open(place, by=kari)
    page = visit(kari).get(f"/tiltak/{measure.pk}/")
    assert page.status == 200
    assert str(place.pk) not in page.html
    assert place.short not in page.html


def test_pressed_twice_it_begins_once(place, kari):
    token = uuid.uuid4()
    assert begin_open(place, by=kari, token=token) == begin_open(place, by=kari, token=token)
    assert Measure.objects.count() == 1


def test_nothing_begins_before_two_have_decided(intake, kari, vera, inga):
    from tests.factories.casework import shared

    concern = shared(vera, kari, by=kari)
    for begin in (begin_open, begin_help):
        with pytest.raises(ImpossibleStep):
            begin(concern, by=kari)
    assert Measure.objects.count() == PersonMeasure.objects.count() == 0


def test_a_decision_for_a_place_gives_no_measure_for_a_person_nor_the_other_way(
    place, kari, vera, inga
):
    with pytest.raises(ImpossibleStep):
        begin_help(place, by=kari)
    person = decided("person_followed", by=kari, second=vera)
    with pytest.raises(ImpossibleStep):
        begin_open(person, by=kari)


def test_only_the_holder_begins(place, person, inga):
    accounts.appoint(inga, "coordinator", by=None, at=FOLLOWS)
    inga.forget_rights()
    for concern, begin in ((place, begin_open), (person, begin_help)):
        with pytest.raises(NotTheHolder):
            begin(concern, by=inga)


def test_a_kind_for_persons_is_refused_at_the_round_table(place, kari):
    with pytest.raises(plan.NotPossible):
        begin_open(place, by=kari, kind=MeasureKindFactory(for_a_person=True))
    assert not MeasureOrigin.objects.exists()


def test_a_review_at_the_round_table_moves_the_concern_at_the_next_round_of_the_clock(place, kari):
    measure = begin_open(place, by=kari)
    later = dt.date(2026, 5, 20)
    plan.review_measure(
        measure, seen=0, verdict=Verdict.CONTINUE, words="", next_on=later, by=kari, at=FOLLOWS
    )
    jobs.follow_reviews(at=FOLLOWS + DAY)
    assert state(place) == (State.FOLLOWED, later)


def test_the_clock_asks_nothing_of_those_that_are_in_step_with_their_measures(place, kari, vera):
    begin_open(place, by=kari)
    jobs.follow_reviews(at=FOLLOWS)  # The city is remembered from here on.
    with CaptureQueriesContext(connection) as of_one:
        jobs.follow_reviews(at=FOLLOWS)
    for _ in range(3):
        begin_open(decided("group_measure", by=kari, second=vera), by=kari)
    with CaptureQueriesContext(connection) as of_four:
        jobs.follow_reviews(at=FOLLOWS)
    assert len(of_four) == len(of_one)


def test_when_the_last_ends_at_the_round_table_the_concern_asks_its_holder(place, kari):
    measure = begin_open(place, by=kari)
    plan.review_measure(
        measure, seen=0, verdict=Verdict.CLOSE, words="Ferdig.", by=kari, at=FOLLOWS
    )
    jobs.follow_reviews(at=FOLLOWS)
    assert state(place) == (State.HELD, FOLLOWS.date() + DAY)
    finish(now(place), by=kari, at=FOLLOWS + DAY)
    assert now(place).state == State.CLOSED


# --- Measures for a person -----------------------------------------------------------------------


def test_help_begins_with_owner_review_and_a_yes_and_its_words_are_sealed(person, kari, inga):
    made = begin_help(person, by=kari, owner=inga, written=help_written(aim=SECRET))
    assert (made.owner, made.review_on, made.state) == (inga, NEXT, "running")
    assert state(person) == (State.FOLLOWED, NEXT)
    key = records.data_key_for(person.pk, inga)
    assert following_content.open_help(made, key).aim == SECRET
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_personmeasure")
        row = cursor.fetchone()
    assert not [one for one in row if isinstance(one, str) and SECRET in one]
    assert SECRET.encode() not in bytes(made.content)


@pytest.mark.django_db(transaction=True)
def test_the_new_owner_hears_by_a_letter_without_words(person, kari, inga):
    begin_help(person, by=kari, owner=inga, written=help_written(aim=SECRET))
    run_waiting()
    said = [one for one in mail.outbox if one.to == [inga.email] and "tiltak" in one.subject]
    assert said
    assert SECRET not in said[-1].body


def test_an_owner_is_one_who_reads_the_concern(person, kari, leif, stian, ada):
    for stranger in (leif, stian, ada):
        with pytest.raises(CannotFollow) as refused:
            begin_help(person, by=kari, owner=stranger)
        assert refused.value.field == "owner"


def test_a_measure_without_owner_or_review_can_t_be_kept(person, kari):
    for wishes in ({"owner": None}, {"review_on": None}):
        with pytest.raises(CannotFollow):
            beginning.begin_for_person(
                person,
                **{
                    "kind": MeasureKindFactory(for_a_person=True),
                    "owner": kari,
                    "starts_on": FOLLOWS.date(),
                    "review_on": NEXT,
                    "written": help_written(),
                    "token": uuid.uuid4(),
                    "hours": hours(),
                    "by": kari,
                    "at": FOLLOWS,
                }
                | wishes,
            )
    made = begin_help(person, by=kari)
    for wrong in ({"owner": None}, {"review_on": None}, {"state": "finished"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonMeasure.objects.filter(pk=made.pk).update(**wrong)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 3, 2),  # past
        FOLLOWS.date(),  # today
        dt.date(2026, 3, 14),  # a Saturday
        dt.date(2026, 4, 2),  # Maundy Thursday
        dt.date(2026, 5, 6),  # more than eight weeks on
        dt.date(9999, 12, 31),
    ],
)
def test_a_review_on_a_day_when_nobody_can_is_refused(person, kari, day):
    with pytest.raises(CannotFollow) as refused:
        begin_help(person, by=kari, review_on=day)
    assert refused.value.field == "review_on"
    made = begin_help(person, by=kari)
    with pytest.raises(CannotFollow):
        look_again(made, by=kari, next_on=day)
    assert not made.reviews.exists()


def test_a_clock_set_back_lets_no_review_into_the_past(person, kari):
    made = begin_help(person, by=kari)
    with pytest.raises(CannotFollow):
        look_again(made, by=kari, next_on=NEXT, at=FOLLOWS + 300 * DAY)
    with pytest.raises(CannotFollow):
        look_again(made, by=kari, next_on=NEXT, at=FOLLOWS - 300 * DAY)


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (help_written(consent=None), "who"),
        (help_written(aim=" "), "aim"),
        (help_written(consent=following_content.Consent("", "2026-03-09", "Alt")), "who"),
        (help_written(consent=following_content.Consent("Mor", "2026-03-09", " ")), "scope"),
        (help_written(consent=following_content.Consent("Mor", "", "Alt")), "consent_on"),
        (help_written(consent=following_content.Consent("Mor", "2027-01-01", "Alt")), "consent_on"),
    ],
)
def test_a_kind_that_needs_a_yes_does_not_begin_without_a_whole_one(person, kari, written, field):
    with pytest.raises(CannotFollow) as refused:
        begin_help(person, by=kari, written=written)
    assert refused.value.field == field


def test_without_a_yes_a_kind_that_needs_none_rests_on_a_basis_that_holds(intake, inga, kari, vera):
    person = decided("person_followed", by=kari, second=vera, basis="within-the-body")
    kind = MeasureKindFactory(slug="samtale", level="person", consent_needed=False)
    for basis in (
        {},
        {"basis": "consent"},
        {"basis": "consent", "basis_from": "1812-01-01"},
        {"basis": "nonsense", "basis_from": "1970-01-01"},
    ):
        with pytest.raises(CannotFollow) as refused:
            begin_help(person, by=kari, kind=kind, written=help_written(consent=None, **basis))
        assert refused.value.field == "basis"
    held = {"basis": "within-the-body", "basis_from": "1970-01-01", "basis_name": "Innen etaten"}
    assert begin_help(person, by=kari, kind=kind, written=help_written(consent=None, **held))


NOT_TOLD = {"informed": "soon", "informed_on": "2026-03-20"}


def test_nobody_says_yes_before_they_are_told(intake, inga, kari, vera):
    """Two may decide it with a yes as what it rests on; it begins when there is one."""
    person = decided("person_followed", by=kari, second=vera, informed=NOT_TOLD)
    free = MeasureKindFactory(slug="samtale", level="person", consent_needed=False)
    held = help_written(consent=None, basis="within-the-body", basis_from="1970-01-01")
    for wishes in ({}, {"kind": free}, {"kind": free, "written": held}):
        with pytest.raises(beginning.NotTold):
            begin_help(person, by=kari, **wishes)
    notice = Notice(to_whom="both", how="talk", words="Vi er bekymret.")
    deeds.tell(person, notice, on=dt.date(2026, 3, 9), token=uuid.uuid4(), by=kari, at=FOLLOWS)
    assert begin_help(person, by=kari)


def test_a_yes_from_before_the_day_they_were_told_is_refused(person, kari):
    early = following_content.Consent("Mor", "2026-03-04", "Alt")
    with pytest.raises(CannotFollow, match="before they were told") as refused:
        begin_help(person, by=kari, written=help_written(consent=early))
    assert refused.value.field == "consent_on"


def test_what_two_decided_on_a_yes_does_not_begin_without_one(person, kari):
    kind = MeasureKindFactory(slug="samtale", level="person", consent_needed=False)
    held = help_written(consent=None, basis="within-the-body", basis_from="1970-01-01")
    with pytest.raises(CannotFollow) as refused:
        begin_help(person, by=kari, kind=kind, written=held)
    assert refused.value.field == "who"


def test_a_basis_in_law_needs_no_notice_first(intake, inga, kari, vera):
    basis = "within-the-body"
    person = decided("person_followed", by=kari, second=vera, basis=basis, informed=NOT_TOLD)
    kind = MeasureKindFactory(slug="samtale", level="person", consent_needed=False)
    held = help_written(consent=None, basis=basis, basis_from="1970-01-01")
    assert begin_help(person, by=kari, kind=kind, written=held)
    with pytest.raises(beginning.NotTold):
        begin_help(person, by=kari, kind=kind)


def test_a_kind_for_a_place_or_one_no_longer_used_is_refused(person, kari):
    old = MeasureKindFactory(slug="gammel", level="person", active=False)
    for kind in (MeasureKindFactory(), old):
        with pytest.raises(CannotFollow):
            begin_help(person, by=kari, kind=kind)


def test_a_review_sets_the_next_and_the_concern_s_day_with_it(person, kari):
    made = begin_help(person, by=kari)
    later = dt.date(2026, 4, 29)
    for number, verdict in enumerate((Verdict.CONTINUE, Verdict.STEP_UP, Verdict.STEP_DOWN)):
        look_again(made, by=kari, seen=number, verdict=verdict, next_on=later)
    made.refresh_from_db()
    assert (made.review_on, made.runs, made.reviews.count()) == (later, True, 3)
    assert state(person) == (State.FOLLOWED, later)


def test_the_concern_waits_for_the_nearest_of_several(person, kari):
    far = begin_help(person, by=kari, review_on=dt.date(2026, 4, 29))
    near = begin_help(person, by=kari, review_on=NEXT, written=help_written(aim="Et annet"))
    assert state(person) == (State.FOLLOWED, NEXT)
    look_again(near, by=kari, verdict=Verdict.CLOSE)
    assert state(person) == (State.FOLLOWED, far.review_on)
    look_again(far, by=kari, verdict=Verdict.CLOSE, ends_as=MeasureState.STOPPED)
    assert state(person) == (State.HELD, FOLLOWS.date() + DAY)


def test_what_the_reporter_writes_is_not_put_off_until_the_review(person, kari):
    made = begin_help(person, by=kari)
    Concern.objects.filter(pk=person.pk).update(news=True, due_on=FOLLOWS.date() + DAY)
    look_again(made, by=kari, next_on=NEXT)
    assert state(person) == (State.FOLLOWED, FOLLOWS.date() + DAY)


def test_two_reviewing_at_once_one_wins_and_the_other_reads_who_and_what(person, kari, inga):
    made = begin_help(person, by=kari, owner=inga)
    look_again(made, by=inga, verdict=Verdict.STEP_UP, text="Mer.", next_on=NEXT)
    with pytest.raises(ReviewedAlready, match="Inga") as earlier:
        look_again(made, by=kari, verdict=Verdict.CLOSE)
    assert (earlier.value.review.verdict, earlier.value.words) == ("step_up", "Mer.")
    assert PersonMeasureReview.objects.count() == 1


def test_a_review_says_what_was_seen(person, kari):
    made = begin_help(person, by=kari)
    with pytest.raises(CannotFollow):
        look_again(made, by=kari, text="  ", next_on=NEXT)


def test_only_owner_and_holder_review_and_hand_over(person, kari, inga, vera, arne):
    made = begin_help(person, by=kari, owner=inga)
    with pytest.raises(NotTheHolder):
        look_again(made, by=vera, next_on=NEXT)
    with pytest.raises(NotTheHolder):
        follow.hand_over(made, to=vera, by=arne, at=FOLLOWS)
    follow.hand_over(made, to=vera, by=inga, at=FOLLOWS)
    made.refresh_from_db()
    assert made.owner == vera
    look_again(made, by=vera, next_on=NEXT)


def test_what_has_ended_is_not_reviewed_or_handed_over(person, kari, inga):
    made = begin_help(person, by=kari)
    look_again(made, by=kari, verdict=Verdict.CLOSE)
    with pytest.raises(CannotFollow):
        look_again(made, by=kari, seen=1, next_on=NEXT)
    with pytest.raises(CannotFollow):
        follow.hand_over(made, to=inga, by=kari, at=FOLLOWS)


def test_a_yes_taken_back_stops_it_the_same_day_whoever_says_so(person, kari, inga, vera):
    made = begin_help(person, by=kari, owner=inga)
    follow.consent_taken_back(made, hours=hours(), by=vera, at=FOLLOWS)
    made.refresh_from_db()
    assert (made.state, made.ended_on) == (MeasureState.NO_CONSENT, FOLLOWS.date())
    key = records.data_key_for(person.pk, kari)
    consent = following_content.open_help(made, key).consent
    assert consent
    assert consent.withdrawn_day == FOLLOWS.date()
    assert now(person).state == State.HELD
    follow.consent_taken_back(made, hours=hours(), by=kari, at=FOLLOWS + DAY)
    made.refresh_from_db()
    assert made.ended_on == FOLLOWS.date(), "said twice it stands once"


def test_what_rests_on_a_basis_has_no_yes_to_take_back(intake, inga, kari, vera):
    person = decided("person_followed", by=kari, second=vera, basis="within-the-body")
    kind = MeasureKindFactory(slug="samtale", level="person", consent_needed=False)
    held = help_written(consent=None, basis="within-the-body", basis_from="1970-01-01")
    made = begin_help(person, by=kari, kind=kind, written=held)
    with pytest.raises(CannotFollow):
        follow.consent_taken_back(made, hours=hours(), by=kari, at=FOLLOWS)


# --- What the concern may do meanwhile -------------------------------------------------------------


def test_it_is_not_finished_while_something_runs_for_the_person(person, kari):
    made = begin_help(person, by=kari)
    with pytest.raises(ImpossibleStep, match="still runs"):
        finish(now(person), by=kari, at=FOLLOWS)
    assert now(person).state == State.FOLLOWED
    look_again(made, by=kari, verdict=Verdict.CLOSE)
    finish(now(person), by=kari, at=FOLLOWS)
    assert now(person).state == State.CLOSED


def test_a_measure_for_a_place_goes_on_when_the_concern_is_finished(place, kari):
    measure = begin_open(place, by=kari)
    finish(now(place), by=kari, at=FOLLOWS)
    measure.refresh_from_db()
    assert (now(place).state, measure.runs) == (State.CLOSED, True)
    jobs.follow_reviews(at=FOLLOWS)
    assert now(place).state == State.CLOSED


def taken_back_by_its_reporter(concern, *, holder):
    """Whoever held it stands too near; then the reporter takes it back."""
    handle.read(concern, by=holder, at=FOLLOWS)
    nearness.say_near(concern, hours=hours(), by=holder, at=FOLLOWS)
    assert mailbox.withdraw(mailbox.find(concern.receipt), at=FOLLOWS) is False


def test_what_nobody_holds_after_it_was_taken_back_any_reader_ends(person, kari, inga, vera):
    made = begin_help(person, by=kari)
    taken_back_by_its_reporter(person, holder=kari)
    with pytest.raises(ImpossibleStep):
        look_again(made, by=vera, next_on=NEXT + DAY)
    look_again(made, by=vera, verdict=Verdict.CLOSE)
    made.refresh_from_db()
    assert made.state == MeasureState.FINISHED


def test_what_was_taken_back_is_still_its_owner_s_to_end(person, kari, inga, vera):
    made = begin_help(person, by=kari, owner=inga)
    taken_back_by_its_reporter(person, holder=kari)
    with pytest.raises(NotTheHolder):
        look_again(made, by=vera, verdict=Verdict.CLOSE)
    look_again(made, by=inga, verdict=Verdict.CLOSE)


def test_what_was_taken_back_begins_nothing_and_can_only_be_closed(person, kari):
    made = begin_help(person, by=kari)
    mailbox.withdraw(mailbox.find(person.receipt), at=FOLLOWS)
    with pytest.raises(ImpossibleStep):
        begin_help(person, by=kari)
    with pytest.raises(ImpossibleStep):
        look_again(made, by=kari, next_on=NEXT)
    look_again(made, by=kari, verdict=Verdict.CLOSE)
    made.refresh_from_db()
    assert (made.runs, now(person).state) == (False, State.WITHDRAWN)


def test_a_round_called_off_leaves_what_runs_running(person, kari, vera, inga):
    begin_help(person, by=kari)
    ask_two(now(person), vera, inga, by=kari, at=FOLLOWS, answer_by=dt.date(2026, 3, 20))
    assess.call_off(now(person), hours=hours(), by=kari, at=FOLLOWS)
    assert state(person) == (State.FOLLOWED, NEXT)


def test_a_new_decision_waits_to_be_begun_though_the_old_measures_have_ended(
    person, kari, vera, inga
):
    old = begin_help(person, by=kari)
    rows = ask_two(now(person), vera, kari, by=kari, at=FOLLOWS, answer_by=dt.date(2026, 3, 20))
    look_again(old, by=kari, verdict=Verdict.CLOSE)
    for row in rows:
        hand_in(row, at=FOLLOWS)
    answer(propose(now(person), "place_measure", by=kari, at=FOLLOWS), by=vera, at=FOLLOWS)
    assert state(person) == (State.FOLLOWED, REVIEW_ON)
    jobs.follow_reviews(at=FOLLOWS)
    assert state(person) == (State.FOLLOWED, REVIEW_ON)


def test_who_is_set_aside_or_has_left_reads_and_does_nothing(person, intake, kari, vera, inga):
    made = begin_help(person, by=kari, owner=inga)
    records.set_aside(person.pk, inga)
    assert not PersonMeasure.objects.visible_to(inga).exists()
    for deed in (
        lambda: look_again(made, by=inga, next_on=NEXT),
        lambda: follow.read(person, by=inga, at=FOLLOWS),
        lambda: follow.consent_taken_back(made, hours=hours(), by=inga, at=FOLLOWS),
    ):
        with pytest.raises(NoWrap):
            deed()
    assert list(PersonMeasure.objects.ownerless()) == [made]


def test_an_erased_concern_leaves_the_measure_and_nothing_of_where_it_came_from(place, kari):
    measure = begin_open(place, by=kari)
    now(place).delete()
    measure.refresh_from_db()
    assert measure.came_from_concerns == 1
    assert not MeasureOrigin.objects.exists()


def test_what_is_read_here_stands_in_the_trail(person, kari):
    begin_help(person, by=kari)
    follow.read(person, by=kari, at=FOLLOWS)
    verbs = [one.verb for one in Event.objects.about(f"concern:{person.pk}")]
    assert verbs[-2:] == ["help.begun", "help.read"]


def test_what_was_changed_in_the_database_is_told_and_hides_nothing_else(person, kari):
    made = begin_help(person, by=kari)
    other = begin_help(person, by=kari, written=help_written(aim="Et annet"))
    PersonMeasure.objects.filter(pk=made.pk).update(content=bytes(other.content))
    found = {
        one.measure.pk: one.help for one in follow.read(person, by=kari, at=FOLLOWS).for_the_person
    }
    assert found[made.pk] is None
    assert found[other.pk]


def test_nothing_next_where_nothing_runs(person):
    assert due.next_review(person) is None


def test_all_of_it_stands_in_the_book_of_the_concern(person, kari):
    made = begin_help(person, by=kari, written=help_written(aim=SECRET))
    look_again(made, by=kari, text="Han kom hver dag.", next_on=NEXT)
    tell_others(person, by=kari, text="Ord for ord.")
    key = records.data_key_for(person.pk, kari)
    said = [one.text or "" for chapter in plain.chapters(person, key) for one in chapter.passages]
    for words in (SECRET, "Han kom hver dag.", "Ord for ord.", "Ola og mor"):
        assert [text for text in said if words in text]
