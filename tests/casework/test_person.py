"""The person concerned is told, reads and answers; who told us never shows."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.db import IntegrityError, transaction

from kominn.accounts.models import Appointment
from kominn.accounts.roles import ROLES
from kominn.audit.models import Event
from kominn.casework import panels
from kominn.casework.actions import person as deeds
from kominn.casework.models import Answer, Copy, Told
from kominn.casework.person import Given, Notice, Said, chapters_for, under
from kominn.casework.states import AnswerKind
from kominn.vault.actions import records, teams
from kominn.vault.refusals import NoWrap
from tests.factories.accounts import UserFactory
from tests.factories.casework import answer as second_answer
from tests.factories.casework import propose, shared
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, add, attached, write

AT = TUESDAY + 20 * DAY
IN_A_MONTH = AT.date() + 30 * DAY
REPORTER = "treneren-som-sa-fra"
CONTACT = "tlf-91234567"


@pytest.fixture
def concern(intake, inga, kari):
    """Two have decided about a person whom a coach told of; there was a talk with the coach."""
    made = shared(
        inga, kari, by=inga, seen="Hun sover i bilen.", role="volunteer", unit=REPORTER,
        contact=CONTACT, basis_note=REPORTER, names="Ida Eksempel", files=[attached(f"{REPORTER}.png")],
    )  # fmt: skip
    write(made, f"Takk, {REPORTER}!", by=inga)
    second_answer(propose(made, "person_followed", by=inga), by=kari)
    made.refresh_from_db()
    return made


def told(concern, by, **changes):
    facts = {"on": AT.date(), "token": uuid.uuid4(), "by": by, "at": AT} | changes
    notice = Notice(to_whom="guardian", how="talk", words="Vi har snakket med mor.")
    return deeds.tell(concern, notice, **facts)


def not_told(concern, by, *, until=IN_A_MONTH, at=AT):
    return deeds.make_exception(
        concern, why="Det er fare for henne.", until=until, token=uuid.uuid4(), by=by, at=at
    )


def marks(concern, by):
    key = records.data_key_for(concern.pk, by)
    return {
        one.mark
        for chapter in chapters_for(concern, key, under(concern, by))
        for one in chapter.passages
    }


def give(concern, by, *, left_out=(), words=None, seen=None, token=None):
    given = Given("Ida", "nb", tuple(left_out), words or {})
    seen = marks(concern, by) if seen is None else seen
    return deeds.give_copy(concern, given, seen=seen, token=token or uuid.uuid4(), by=by, at=AT)


def text_of(chapters):
    return "\n".join(
        f"{chapter.title} {one.label} {one.text} {one.by} {one.at or ''}"
        for chapter in chapters
        for one in chapter.passages
    )


# --- Told, or not yet ----------------------------------------------------------------------------


def test_it_is_recorded_when_how_and_to_whom(concern, inga):
    told(concern, inga)
    ((one, notice),) = deeds.read(concern, by=inga, at=AT).told
    assert (one.on, notice.to_whom, notice.how) == (AT.date(), "guardian", "talk")


def test_nothing_of_it_stands_in_clear(concern, inga):
    canary = "kanari-8d2"
    deeds.tell(
        concern,
        Notice("person", "letter", canary),
        on=AT.date(),
        token=uuid.uuid4(),
        by=inga,
        at=AT,
    )
    deeds.make_exception(
        concern, why=canary, until=AT.date() + DAY, token=uuid.uuid4(), by=inga, at=AT
    )
    deeds.answer(concern, "rebuttal", Said("", canary), token=uuid.uuid4(), by=inga, at=AT)
    for table in (Told, Answer, Event):
        assert canary not in str(list(table.objects.values()))
        for row in table.objects.values():
            assert canary.encode() not in bytes(row.get("content") or b"")


@pytest.mark.parametrize("days", [0, -1, 184, 4000])
def test_an_exception_is_for_a_time_only(concern, inga, days):
    with pytest.raises(deeds.NotPossible):
        not_told(concern, inga, until=AT.date() + days * DAY)
    assert not Told.objects.exists()


@pytest.mark.parametrize("why", ["", "  \n"])
def test_an_exception_says_why(concern, inga, why):
    with pytest.raises(deeds.NotPossible):
        deeds.make_exception(
            concern, why=why, until=AT.date() + DAY, token=uuid.uuid4(), by=inga, at=AT
        )


def test_nobody_was_told_tomorrow(concern, inga):
    with pytest.raises(deeds.NotPossible):
        told(concern, inga, on=AT.date() + DAY)


def test_the_database_keeps_no_exception_without_an_end(concern, inga):
    one = not_told(concern, inga)
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.filter(pk=one.pk).update(until=None)


def test_telling_them_ends_the_exception(concern, inga):
    not_told(concern, inga)
    told(concern, inga)
    assert not Told.objects.running().exists()
    assert Told.objects.count() == 2


def test_sent_twice_it_is_kept_once(concern, inga):
    token = uuid.uuid4()
    assert told(concern, inga, token=token) == told(concern, inga, token=token)
    assert Told.objects.count() == 1


def test_the_monday_page_says_when_an_exception_ends(concern, inga, kari, stian):
    not_told(concern, inga, until=AT.date() + 8 * DAY)
    slugs = lambda user, day: [one.slug for one in panels.panels(user, day)]  # noqa: E731
    assert "not-told" not in slugs(inga, AT.date())
    assert "not-told" in slugs(inga, AT.date() + DAY)
    (square,) = [one for one in panels.panels(inga, AT.date() + 9 * DAY) if one.slug == "not-told"]
    assert square.late
    assert square.todo
    assert "not-told" not in slugs(kari, AT.date() + 9 * DAY)
    assert "not-told" not in slugs(stian, AT.date() + 9 * DAY)


def test_where_the_holder_can_no_longer_read_it_a_colleague_is_told_that_it_ends(
    concern, inga, kari
):
    not_told(concern, inga, until=AT.date() + DAY)
    assert not Told.objects.wanted_from(kari).exists()
    teams.remove(concern.team, inga, by=kari, at=AT)
    assert Told.objects.wanted_from(kari).exists()
    assert not Told.objects.wanted_from(inga).exists()


# --- What they may read --------------------------------------------------------------------------


def test_who_told_is_never_in_it_whatever_is_chosen(concern, inga):
    add_text = "Jeg så det fra garderoben min."
    _copy, chapters = give(concern, inga)
    whole = text_of(chapters)
    assert "Hun sover i bilen." in whole
    for secret in (REPORTER, CONTACT, "volunteer", "Frivillig", add_text, "Takk,"):
        assert secret not in whole
    told_at = str(TUESDAY.time())[:5]
    assert told_at not in whole


def test_what_the_reporter_wrote_later_is_not_in_it(intake, inga):
    concern = ConcernFactory(held_by=inga)
    add(concern, "Det var jeg, naboen.")
    _copy, chapters = give(concern, inga)
    assert "naboen" not in text_of(chapters)


def test_no_forged_mark_brings_it_in(concern, inga):
    forged = {"answer:contact": "x", "told:at": "x", "message:1": "x"}
    _copy, chapters = give(concern, inga, words=forged)
    assert "x" not in [one.text for chapter in chapters for one in chapter.passages]


def test_no_colleague_stands_by_name(concern, inga, kari):
    _copy, chapters = give(concern, inga)
    assert inga.name not in text_of(chapters)
    assert kari.name not in text_of(chapters)


def test_what_is_left_out_is_left_out_and_kept_on_record(concern, inga):
    copy, chapters = give(
        concern, inga, left_out=["answer:worry"], words={"answer:seen": "Noen så deg."}
    )
    whole = text_of(chapters)
    assert "Ida Eksempel" not in whole
    assert "Hun sover i bilen." not in whole
    assert "Noen så deg." in whole
    ((kept, given),) = deeds.read(concern, by=inga, at=AT).copies
    assert kept == copy
    assert given.left_out == ("answer:worry",)


def test_sent_again_in_yet_other_words_what_was_given_last_is_kept_too(concern, inga):
    token = uuid.uuid4()
    for words in ("Noen så deg.", "Noen så deg ute."):
        give(concern, inga, words={"answer:seen": words}, token=token)
    kept = [
        given.in_other_words["answer:seen"]
        for _copy, given in deeds.read(concern, by=inga, at=AT).copies
    ]
    assert sorted(kept) == ["Noen så deg ute.", "Noen så deg."]


def test_what_is_written_meanwhile_must_be_decided_on_too(concern, inga):
    from kominn.concerns.actions import talk

    seen = marks(concern, inga)
    talk.note(concern, "Ny opplysning om en tredje.", token=uuid.uuid4(), by=inga, at=AT)
    with pytest.raises(deeds.NotPossible):
        give(concern, inga, seen=seen)
    assert not Copy.objects.exists()


def test_while_an_exception_runs_no_copy_is_given(concern, inga):
    not_told(concern, inga)
    with pytest.raises(deeds.NotPossible):
        give(concern, inga)
    told(concern, inga)
    assert give(concern, inga)


def test_without_a_key_nothing_is_read_or_written(concern, inga):
    olga = UserFactory(name="Olga", roles=["coordinator"])
    for deed in (
        lambda: deeds.read(concern, by=olga, at=AT),
        lambda: told(concern, olga),
        lambda: not_told(concern, olga),
        lambda: give(concern, olga, seen=set()),
        lambda: deeds.answer(
            concern, "rebuttal", Said("", "x"), token=uuid.uuid4(), by=olga, at=AT
        ),
    ):
        with pytest.raises(NoWrap), transaction.atomic():
            deed()
    assert not Told.objects.exists()
    assert not Copy.objects.exists()


# --- What they answer ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", AnswerKind)
def test_an_answer_stands_beside_what_it_answers_which_stays(concern, inga, kind):
    deeds.answer(
        concern,
        kind,
        Said("answer:seen", "Jeg sov hos mormor."),
        token=uuid.uuid4(),
        by=inga,
        at=AT,
    )
    ((one, said, passage),) = deeds.read(concern, by=inga, at=AT).answers
    assert (one.kind, said.text, passage.text) == (
        kind,
        "Jeg sov hos mormor.",
        "Hun sover i bilen.",
    )


@pytest.mark.parametrize("about", ["answer:contact", "message:1", "nothing"])
def test_nothing_is_answered_that_the_person_can_t_see(concern, inga, about):
    with pytest.raises(deeds.NotPossible):
        deeds.answer(concern, "rebuttal", Said(about, "x"), token=uuid.uuid4(), by=inga, at=AT)


def test_a_row_moved_to_another_concern_opens_as_damaged_there(concern, inga):
    other = ConcernFactory(held_by=inga)
    one = deeds.answer(concern, "rebuttal", Said("", "x"), token=uuid.uuid4(), by=inga, at=AT)
    Answer.objects.filter(pk=one.pk).update(concern=other)
    ((_row, said, _passage),) = deeds.read(other, by=inga, at=AT).answers
    assert said is None


def test_each_assessment_stands_by_itself_with_days_in_words(concern, inga):
    _copy, chapters = give(concern, inga)
    titles = [str(chapter.title) for chapter in chapters]
    assert titles.count("Vurdering 1") == titles.count("Vurdering 2") == 1
    informed = [
        one.text
        for chapter in chapters
        for one in chapter.passages
        if one.mark.endswith(":informed")
    ]
    assert informed
    assert all(re.search(r"\d+\. \w+ \d{4}", text) for text in informed)
    assert not re.search(r"\d{4}-\d\d-\d\d", "".join(informed))


# --- Who opened it -------------------------------------------------------------------------------


def test_who_opened_it_is_told_by_role_and_day_once_and_without_names(concern, inga, kari):
    Appointment.objects.update(appointed_at=TUESDAY - DAY)
    for hour in range(3):
        deeds.read(concern, by=kari, at=AT + hour * dt.timedelta(hours=1))
    openings = deeds.read(concern, by=inga, at=AT).openings
    looked = [str(*one.roles) for one in openings if one.on == AT.date()]
    assert sorted(looked) == sorted(str(ROLES[role].name) for role in ("coordinator", "intake"))
    assert all(inga.name not in str(one) and kari.name not in str(one) for one in openings)


def test_that_a_colleague_stands_near_is_never_told(concern, inga, kari):
    from kominn.audit.actions import record

    with transaction.atomic():
        record("concern.set_aside", f"concern:{concern.pk}", by=f"user:{kari.pk}", at=AT + 9 * DAY)
    openings = deeds.read(concern, by=inga, at=AT).openings
    assert (AT + 9 * DAY).date() not in [one.on for one in openings]


def test_every_reading_and_writing_stands_in_the_trail(concern, inga):
    not_told(concern, inga)
    told(concern, inga)
    give(concern, inga)
    deeds.answer(concern, "rebuttal", Said("", "x"), token=uuid.uuid4(), by=inga, at=AT)
    deeds.read(concern, by=inga, at=AT)
    verbs = set(Event.objects.about(f"concern:{concern.pk}").values_list("verb", flat=True))
    assert verbs >= {
        "person.not_told", "person.told", "person.copy_given", "person.answered", "person.looked",
    }  # fmt: skip


def test_erased_with_the_concern(concern, inga):
    from kominn.concerns.actions.erase import erase

    told(concern, inga)
    give(concern, inga)
    with transaction.atomic():
        erase(concern, at=AT)
    assert not Told.objects.exists()
    assert not Copy.objects.exists()
