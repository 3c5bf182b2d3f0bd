"""While no law allows it no national number is kept by casework either: no page and no deed of it
goes around the gate, and what was typed stays in the form."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from kominn.casework.actions import assess, disclose
from kominn.casework.actions import person as deeds
from kominn.casework.models import (
    Answer,
    Assessment,
    Copy,
    Decision,
    Disclosure,
    PersonMeasure,
    PersonMeasureReview,
    Told,
)
from kominn.casework.person import Given, Notice, Said
from kominn.concerns.actions import talk
from kominn.concerns.gate import NumberNotTaken
from tests.casework.test_copy_pages import ask, choose, takes
from tests.casework.test_copy_pages import to as to_person
from tests.concerns.pages import past_the_question
from tests.concerns.test_named_persons import begin, end_all
from tests.factories.casework import (
    AT,
    FOLLOWS,
    answer,
    asked,
    begin_help,
    decided,
    hand_in,
    help_written,
    look_again,
    propose,
    shared,
    tell_others,
    written,
)
from tests.factories.concerns import DAY, ConcernFactory, again

pytestmark = pytest.mark.django_db

NUMBER = "010203 12345"
WITH_NUMBER = f"Ring om {NUMBER}."


@pytest.fixture
def off(intake):
    end_all()


def refuses():
    return pytest.raises(NumberNotTaken, match=NUMBER)


# --- No deed keeps it ----------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["facts", "voice", "informed_why"])
def test_no_assessment_keeps_a_number_and_no_draft_of_one(off, inga, vera, where):
    _made, rows = asked(inga, vera, by=inga)
    mine = rows["inga"]
    with refuses():
        hand_in(mine, **{where: WITH_NUMBER})
    mine = Assessment.objects.select_related("concern", "assessor").get(pk=mine.pk)
    with refuses():
        assess.keep(mine, written(**{where: WITH_NUMBER}), by=inga, at=AT + DAY)
    mine.refresh_from_db()
    assert not mine.content
    begin()
    hand_in(mine, **{where: WITH_NUMBER}, at=timezone.now())


def test_no_later_thought_keeps_a_number(off, inga, vera):
    shared(inga, vera, by=inga)
    mine = Assessment.objects.select_related("concern").get(assessor=inga)
    before = bytes(mine.content)
    with refuses():
        assess.add_thought(mine, WITH_NUMBER, token=uuid.uuid4(), by=inga, at=AT + 2 * DAY)
    mine.refresh_from_db()
    assert bytes(mine.content) == before


@pytest.mark.parametrize("where", ["reasons", "recipient", "told", "voice", "best_interest"])
def test_no_proposal_keeps_a_number(off, inga, vera, where):
    made = shared(inga, vera, by=inga)
    with refuses():
        propose(made, by=inga, **{where: WITH_NUMBER})
    assert not Decision.objects.exists()


def test_no_answer_to_a_proposal_keeps_a_number(off, inga, vera):
    made = propose(shared(inga, vera, by=inga), by=inga)
    with refuses():
        answer(made, by=vera, words=WITH_NUMBER)
    made.refresh_from_db()
    assert made.state == "proposed"


def test_no_help_for_a_person_keeps_a_number(off, inga, vera):
    made = decided(by=inga, second=vera)
    yes = help_written().consent
    for wrong in (
        help_written(aim=WITH_NUMBER),
        help_written(words=WITH_NUMBER),
        help_written(consent=type(yes)(WITH_NUMBER, yes.on, yes.scope)),
        help_written(consent=type(yes)(yes.who, yes.on, WITH_NUMBER)),
    ):
        with refuses():
            begin_help(made, by=inga, written=wrong)
    assert not PersonMeasure.objects.exists()


def test_no_review_of_help_keeps_a_number(off, inga, vera):
    made = begin_help(decided(by=inga, second=vera), by=inga)
    with refuses():
        look_again(made, by=inga, text=WITH_NUMBER, next_on=made.review_on, at=FOLLOWS + DAY)
    assert not PersonMeasureReview.objects.exists()


@pytest.mark.parametrize("where", ["recipient", "text", "note"])
def test_nothing_told_to_others_is_kept_with_a_number(off, inga, where):
    made = ConcernFactory(held_by=inga)
    with refuses():
        tell_others(made, by=inga, **{where: WITH_NUMBER})
    assert not Disclosure.objects.exists()


def test_what_was_told_to_others_while_it_was_allowed_stands_when_sent_again(intake, inga):
    made, token = ConcernFactory(held_by=inga), uuid.uuid4()
    first = tell_others(made, by=inga, token=token, text=WITH_NUMBER)
    end_all()
    assert tell_others(made, by=inga, token=token, text=WITH_NUMBER) == first
    assert disclose.read(first, by=inga, at=FOLLOWS).text == WITH_NUMBER


def test_nothing_the_person_was_told_or_says_is_kept_with_a_number(off, inga):
    made, at = ConcernFactory(held_by=inga), timezone.now()
    deed = {"token": uuid.uuid4(), "by": inga, "at": at}
    with refuses():
        deeds.tell(made, Notice("person", "talk", WITH_NUMBER), on=at.date(), **deed)
    with refuses():
        deeds.make_exception(made, why=WITH_NUMBER, until=at.date() + 9 * DAY, **deed)
    with refuses():
        deeds.answer(made, "rebuttal", Said("", WITH_NUMBER), **deed)
    assert not Told.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        Given(WITH_NUMBER, "nb"),
        Given("Mor", "nb", for_whom="guardian", age="from_15", view=WITH_NUMBER),
        Given("Ola", "nb", in_other_words={"answer:seen": WITH_NUMBER}),
    ],
)
def test_no_copy_keeps_a_number(off, inga, given):
    made, at = ConcernFactory(held_by=inga), timezone.now()
    found = deeds.read(made, by=inga, at=at).to_copy(given)
    seen = {one.mark for chapter in found for one in chapter.passages}
    with refuses():
        deeds.give_copy(made, given, seen=seen, token=uuid.uuid4(), by=inga, at=at)
    assert not Copy.objects.exists()


@pytest.mark.parametrize(
    "number",
    ["010203\n12345", "010203, 12345", "010203: 12345", "010203 (12345)", "010203 personnr 12345"],
)
def test_a_number_written_otherwise_is_not_kept_either(off, inga, number):
    made = ConcernFactory(held_by=inga)
    with pytest.raises(NumberNotTaken):
        talk.note(made, number, token=uuid.uuid4(), by=inga, at=timezone.now())


# --- The pages say it at the field ---------------------------------------------------------------


def says_it(page, field):
    assert "fødselsnummer" in page.main
    assert NUMBER in page.main
    assert page.value(field) == WITH_NUMBER


def test_the_page_of_an_assessment_says_it_and_loses_nothing(off, visit, inga, vera):
    made, rows = asked(inga, vera, by=inga)
    page = past_the_question(visit(inga).get(to_person(made, "own")))
    typed = {"facts": WITH_NUMBER, "voice": "Det går bra.", "go": "keep"}
    sent = page.submit(page.form_with("facts"), typed)
    says_it(sent, "facts")
    assert sent.value("voice") == "Det går bra."
    rows["inga"].refresh_from_db()
    assert not rows["inga"].content


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("words", {"to_whom": "person", "how": "talk"}),
        ("why", {"until": "soon"}),
        ("text", {"kind": "rebuttal"}),
    ],
)
def test_the_page_of_the_person_says_it_and_loses_nothing(off, visit, inga, field, more):
    made = ConcernFactory(held_by=inga)
    page = past_the_question(visit(inga).get(to_person(made, "person")))
    if "until" in more:
        more = {"until": str(timezone.localdate() + 9 * DAY)}
    sent = page.submit(page.form_with(field), more | {field: WITH_NUMBER})
    says_it(sent, field)
    assert not Told.objects.exists()
    assert not Answer.objects.exists()


def test_the_page_of_what_is_told_to_others_says_it_and_loses_nothing(off, visit, inga):
    made = ConcernFactory(held_by=inga)
    tell_others(made, by=inga)
    page = past_the_question(visit(inga).get(to_person(made, "disclose")))
    told = {"recipient": "Barneverntjenesten", "text": WITH_NUMBER}
    basis = next(e.get("value") for e in page.root.iter("input") if e.get("name") == "basis")
    sent = page.submit(page.form_with("recipient"), told | {"basis": basis})
    says_it(sent, "text")
    assert Disclosure.objects.count() == 1


def test_the_pages_of_a_copy_say_it_and_lose_nothing(off, visit, inga):
    made = ConcernFactory(held_by=inga)
    says_it(ask(visit, inga, made, to_whom=WITH_NUMBER), "to_whom")
    page = ask(visit, inga, made)
    first = takes(page)[0]
    words = first.replace("take_", "words_", 1)
    sent = choose(page, made, **{first: "words", words: WITH_NUMBER})
    says_it(sent, words)
    assert not Copy.objects.exists()


def test_the_pages_of_decisions_say_it_and_lose_nothing(off, visit, inga, vera):
    made = again(shared(inga, vera, by=inga))
    page = past_the_question(visit(inga).get(to_person(made, "assessment")))
    sent = page.submit(page.form_with("text"), {"text": WITH_NUMBER})
    says_it(sent, "text")
    assert "Ring om" in sent.main
