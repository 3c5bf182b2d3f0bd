"""Nor do colleagues write national numbers while no law allows it; and the gate for names stands
where a report is kept, not only in the form. What may point to a person is hinted at to staff too.
"""

from __future__ import annotations

import secrets
import uuid

import pytest
from django.utils import timezone

from kominn.concerns.actions import (
    handle,
    handover,
    joining,
    mailbox,
    second_look,
    second_reader,
    talk,
)
from kominn.concerns.actions.receive import receive
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.models import Concern, Handover, Message, SecondLook
from kominn.concerns.told import NamesNotTaken, Told
from tests.concerns.pages import past_the_question
from tests.concerns.test_named_persons import begin, end_all
from tests.factories.concerns import (
    TUESDAY,
    ConcernFactory,
    finish,
    setting,
    tell,
    write,
)

pytestmark = pytest.mark.django_db

NUMBER = "010203 12345"
WITH_NUMBER = f"Ring om {NUMBER}."
WITH_NAME = "Jeg så at Ola Nordmann sto der."
PLACE = "Det skjer ved Svarte Havn nå."


@pytest.fixture
def off(intake):
    end_all()


def held(by, **wishes):
    return ConcernFactory(held_by=by, **wishes)


def keep(*, nobody=(), seed=None, **answers):
    told = Told({"seen": "Det bråker."} | answers, "", "nb", TUESDAY, "web")
    seed = seed or secrets.token_bytes(32)
    return receive(told, seed=seed, setting=setting(), at=TUESDAY, nobody=nobody)


# --- What staff write ----------------------------------------------------------------------------


def write_it(concern, by, kari, at):
    write(concern, WITH_NUMBER, by=by, at=at)


def write_to_all(concern, by, kari, at):
    other = tell()
    joining.join(concern, [other.pk], by=by, at=at)
    deed = {"token": uuid.uuid4(), "read_by_two": False, "by": by, "at": at}
    joining.write_to_all(concern, WITH_NUMBER, **deed)


def note_it(concern, by, kari, at):
    talk.note(concern, WITH_NUMBER, token=uuid.uuid4(), by=by, at=at)


def close_with_it(concern, by, kari, at):
    finish(concern, by=by, at=at, words=WITH_NUMBER)


def open_names_for_it(concern, by, kari, at):
    handle.read_names(concern, why=WITH_NUMBER, by=by, at=at)


def hand_over_with_it(concern, by, kari, at):
    hours = setting(at=at).hours
    day = handover.usual_day(hours, at=at)
    handover.offer(concern, to=kari, words=WITH_NUMBER, answer_by=day, hours=hours, by=by, at=at)


@pytest.mark.parametrize(
    "deed",
    [write_it, write_to_all, note_it, close_with_it, open_names_for_it, hand_over_with_it],
)
def test_no_deed_of_staff_keeps_a_number(off, inga, kari, deed):
    concern = held(inga)
    with pytest.raises(NumberNotTaken, match=NUMBER):
        deed(concern, inga, kari, timezone.now())
    assert not Message.objects.exists()
    assert not Handover.objects.exists()
    begin()
    concern = held(inga)
    deed(concern, inga, kari, timezone.now())
    assert Message.objects.exists() or Handover.objects.exists()


def test_whoever_stops_a_message_or_declines_writes_no_number_either(off, inga, kari):
    concern, at = held(inga), timezone.now()
    message = write(concern, by=inga, read_by_two=True)
    with pytest.raises(NumberNotTaken):
        second_reader.release(message, send=False, why=WITH_NUMBER, by=kari, at=at)
    hours = setting(at=at).hours
    day = handover.usual_day(hours, at=at)
    how = {"answer_by": day, "hours": hours, "by": inga, "at": at}
    offered = handover.offer(concern, to=kari, words="Ta den?", **how)
    with pytest.raises(NumberNotTaken):
        handover.decline(offered, words=WITH_NUMBER, by=kari, at=at)


def test_what_is_opened_again_at_the_second_look_carries_no_number(off, inga, kari, settings):
    settings.SECOND_LOOK_ONE_IN = 1
    concern = held(inga)
    finish(concern, by=inga, reason="spam")
    look = SecondLook.objects.get()
    hours = setting().hours
    with pytest.raises(NumberNotTaken):
        second_look.reopen(look, WITH_NUMBER, hours=hours, by=kari, at=timezone.now())


def page_of(visit, user, concern):
    return past_the_question(visit(user).get(f"/innboks/{concern.pk}/"))


FIELDS = [
    ("svar", "text", {"go": "preview"}),
    ("notat", "note", {}),
    ("avslutt", "words", {"reason": "helped", "go": "preview"}),
    ("navn", "why", {}),
]


@pytest.mark.parametrize(("deed", "field", "more"), FIELDS)
def test_the_page_of_a_concern_says_it_at_the_field_and_loses_nothing(
    off, visit, kari, deed, field, more
):
    concern = held(kari, danger="yes", names="Ola Nordmann")
    page = page_of(visit, kari, concern)
    filled = {field: WITH_NUMBER} | more
    to = f"/innboks/{concern.pk}/{deed}/"
    refused = page.submit(page.form_with("text"), filled, to=to)
    assert "fødselsnummer" in refused.main
    assert refused.value(field) == WITH_NUMBER
    assert not Message.objects.exists()


# --- Hints to staff ------------------------------------------------------------------------------


def noted(visit, user, concern, text):
    page = page_of(visit, user, concern)
    return page.submit(page.form_with("note"), {"note": text}, to=f"/innboks/{concern.pk}/notat/")


def test_a_note_that_may_name_somebody_is_asked_about_once(intake, visit, inga):
    concern = held(inga)
    asked = noted(visit, inga, concern, f"{WITH_NAME} Ring 912 34 567.")
    assert "Ola Nordmann" in asked.main
    assert "912 34 567" in asked.main
    assert asked.value("note") == f"{WITH_NAME} Ring 912 34 567."
    assert not Message.objects.exists()
    to = f"/innboks/{concern.pk}/notat/"
    asked.submit(asked.form_with("note"), {}, to=to)
    assert Message.objects.count() == 1


def test_another_name_written_after_the_question_is_asked_about_too(intake, visit, inga):
    concern = held(inga)
    asked = noted(visit, inga, concern, WITH_NAME)
    to = f"/innboks/{concern.pk}/notat/"
    again = asked.submit(asked.form_with("note"), {"note": "Der var Per Hansen med."}, to=to)
    assert not Message.objects.exists()
    kept = again.submit(again.form_with("note"), {"note": "Ingen flere."}, to=to)
    assert "Ingen flere." in kept.main


def test_a_note_about_a_colleague_who_reads_it_is_kept_at_once(intake, visit, inga, kari):
    concern = held(inga)
    noted(visit, inga, concern, f"Snakket med {kari.name} om dette ved Torget i går.")
    assert Message.objects.count() == 1


def test_what_the_reporter_will_see_is_shown_with_what_may_name_somebody(intake, visit, kari):
    concern = held(kari)
    page = page_of(visit, kari, concern)
    for deed, filled in (
        ("svar", {"text": WITH_NAME, "go": "preview"}),
        ("avslutt", {"words": WITH_NAME, "reason": "helped", "go": "preview"}),
    ):
        to = f"/innboks/{concern.pk}/{deed}/"
        preview = page.submit(page.form_with("text"), filled, to=to)
        assert "Dette kan være et navn: Ola Nordmann" in preview.main
        plain = page.submit(page.form_with("text"), filled | {"text": "Takk!", "words": ""}, to=to)
        assert "Dette kan være et navn" not in plain.main


def test_words_that_finish_at_once_are_shown_with_what_may_name_somebody(intake, visit, kari):
    concern = ConcernFactory()
    to = f"/innboks/{concern.pk}/rask/"
    page = visit(kari).get(to)
    chosen = page.submit(page.form_with("reason"), {"reason": "advice"})
    preview = chosen.press("preview", words=WITH_NAME)
    assert "Dette kan være et navn: Ola Nordmann" in preview.main


# --- Names, where the deed is --------------------------------------------------------------------


def test_the_deed_takes_no_unsettled_name(off):
    with pytest.raises(NamesNotTaken):
        keep(seen=WITH_NAME)
    assert not Concern.objects.exists()


def test_the_deed_takes_what_its_writer_says_is_nobody(off):
    keep(seen=PLACE, nobody=["Svarte Havn"])
    with pytest.raises(NamesNotTaken):
        keep(seen=f"{PLACE} {WITH_NAME}", nobody=["Svarte Havn"])


def test_nobody_can_say_that_a_number_is_nobody_s(off):
    with pytest.raises(NamesNotTaken):
        keep(seen=WITH_NUMBER, nobody=[NUMBER])


def test_names_told_with_danger_are_kept(off):
    keep(seen=WITH_NAME, danger="yes")


def test_a_reporter_s_own_contact_is_no_name_of_another(off):
    keep(contact="Ring 912 34 567")


def test_a_form_sent_again_with_another_name_is_refused_and_without_it_gets_its_receipt(off):
    seed = secrets.token_bytes(32)
    first = keep(seen=PLACE, nobody=["Svarte Havn"], seed=seed)
    assert keep(seen=PLACE, seed=seed).receipt == first.receipt
    with pytest.raises(NamesNotTaken):
        keep(seen=f"{PLACE} {WITH_NAME}", seed=seed)


def test_a_message_with_an_unsettled_name_is_refused_by_the_deed(off):
    found = mailbox.find(ConcernFactory().receipt)
    given = {"token": uuid.uuid4(), "hours": setting().hours, "at": timezone.now()}
    with pytest.raises(NamesNotTaken):
        mailbox.add(found, PLACE, **given)
    with pytest.raises(NamesNotTaken):
        mailbox.add(found, WITH_NUMBER, nobody=[NUMBER], **given)
    mailbox.add(found, PLACE, nobody=["Svarte Havn"], **given)
    mailbox.add(found, f"{PLACE} {WITH_NAME}", danger=True, **given)
    assert Message.objects.count() == 2
