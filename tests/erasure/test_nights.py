"""What is due goes by itself each night; whatever is unusual waits for a person."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core import serializers
from django.db import transaction

from kominn.audit.comparison import compare
from kominn.audit.models import Event
from kominn.concerns.actions import mailbox
from kominn.concerns.models import Attachment, Concern, Message
from kominn.erasure import due
from kominn.erasure.actions import journals, nights
from kominn.erasure.models import Night
from kominn.erasure.states import State, Why
from kominn.law import actions as law
from kominn.law import retention
from kominn.law.classes import ADVICE, NO_GROUND, PASSED_ON, PERSON_FOLLOWED, PROPOSALS, WITHDRAWN
from kominn.vault import files
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.models import MemberWrap, Wrap
from kominn.vault.refusals import NoWrap
from tests.factories.accounts import UserFactory
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, add, again, attached
from tests.factories.erasure import DUE, finished, quiet_night, sign, tonight


@pytest.fixture
def one(intake, inga):
    """Finished as advice, half a year ago; the rule is signed off and the clock is known."""
    sign(ADVICE)
    quiet_night()
    return finished(by=inga, files=[attached()])


# --- What goes ---------------------------------------------------------------------------------


def test_what_is_due_goes_and_the_night_says_how_many(one):
    night = tonight()
    assert (night.state, night.erased) == (State.DONE, {ADVICE: 1})
    assert not Concern.objects.exists()
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_the_day_before_nothing_goes(one):
    assert retention.rule_for(ADVICE).due_on(one.finished_on) == dt.date(2026, 9, 5)
    quiet_night(before=dt.datetime(2026, 9, 4, 3, tzinfo=TUESDAY.tzinfo))
    assert tonight(at=dt.datetime(2026, 9, 4, 3, tzinfo=TUESDAY.tzinfo)).erased == {}
    assert tonight(at=dt.datetime(2026, 9, 5, 3, tzinfo=TUESDAY.tzinfo)).erased == {ADVICE: 1}


def test_no_key_is_left_and_the_files_are_gone(
    one, inga, settings, django_capture_on_commit_callbacks
):
    file_id = one.attachments.get().file_id
    assert files.is_here(file_id)
    with django_capture_on_commit_callbacks(execute=True):
        tonight()
    assert not Wrap.objects.filter(record=one.pk).exists()
    assert not MemberWrap.objects.filter(record=one.pk).exists()
    assert not files.is_here(file_id)
    with pytest.raises(NoWrap):
        records.data_key_for(one.pk, inga)
    with pytest.raises(NoWrap):
        records.data_key_by_any_reader(one.pk)
    assert mailbox.find(one.receipt) is None


def test_an_old_row_put_back_opens_for_nobody(one, inga):
    """Someone keeps the row from before: without a wrap it is noise, also for its receipt's owner
    unless the row's own wrap comes with it, and then it is erased anew."""
    old = serializers.serialize("json", Concern.objects.filter(pk=one.pk))
    tonight()
    for restored in serializers.deserialize("json", old):
        restored.save()
    assert not Concern.objects.visible_to(inga).exists()
    with pytest.raises(NoWrap):
        records.data_key_for(one.pk, inga)
    assert tonight(at=DUE + DAY).again == 1
    assert mailbox.find(one.receipt) is None


def test_nothing_told_stands_anywhere_afterwards(
    intake, inga, settings, tmp_path, django_capture_on_commit_callbacks
):
    sign(ADVICE)
    quiet_night()
    canary = "kanarifugl-7c1"
    concern = finished(
        by=inga,
        seen=canary,
        names=canary,
        files=[attached(content=canary.encode() * 9, name="a.txt")],
    )
    with django_capture_on_commit_callbacks(execute=True):
        tonight()
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert not [path for path, content in kept.items() if canary.encode() in content]
    assert not [path for path in kept if "sealed" in path.parts]
    text = json.dumps(list(Event.objects.values()), default=str)
    assert canary not in text
    assert concern.pk.hex in settings.ERASED.read_text()


def test_the_trail_tells_that_it_went_and_by_which_class(one):
    tonight()
    entry = Event.objects.about(f"concern:{one.pk}").last()
    assert (entry.verb, entry.by, entry.detail) == ("concern.erased", "system", {"class": ADVICE})


def test_what_is_erased_at_once_goes_the_next_night(intake, inga):
    sign(WITHDRAWN)
    quiet_night(before=TUESDAY + 3 * DAY)
    concern = ConcernFactory(read_by=inga, withdrawn=True)
    assert concern.finished_on == dt.date(2026, 3, 2)  # Only the week is kept.
    assert tonight(at=TUESDAY + 3 * DAY).erased == {WITHDRAWN: 1}


def test_what_an_assessor_had_begun_goes_with_its_own_key(intake, inga, kari):
    from tests.factories.casework import asked

    concern, rows = asked(inga, kari, by=inga)
    own = rows["kari"].pk
    assert MemberWrap.objects.filter(record=own).exists()
    sign(WITHDRAWN)
    quiet_night()
    from tests.factories.concerns import again as now

    mailbox.withdraw(mailbox.find(concern.receipt), at=TUESDAY + 9 * DAY)
    assert now(concern).record_class == WITHDRAWN
    assert tonight().erased == {WITHDRAWN: 1}
    assert not MemberWrap.objects.filter(record=own).exists()


# --- What stays --------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", PROPOSALS)
def test_nothing_of_any_class_goes_before_its_rule_is_signed_off(intake, inga, slug):
    quiet_night(before=DUE + 900 * DAY)
    concern = finished(by=inga)
    Concern.objects.filter(pk=concern.pk).update(record_class=slug)
    assert tonight(at=DUE + 900 * DAY).erased == {}
    assert Concern.objects.exists()


def test_a_sign_off_withdrawn_stops_it(one, per):
    law.withdraw_sign_off(ADVICE, by=per, at=DUE)
    assert tonight().erased == {}
    assert Concern.objects.exists()


def test_a_rule_changed_binds_only_when_it_is_signed_off_anew(one, ada):
    rule = retention.rule_for(ADVICE)
    law.change_rule(ADVICE, rule=rule.rule, keep_months=1, why="Kortere.", by=ada, at=TUESDAY)
    assert tonight().erased == {}
    sign(ADVICE)
    assert tonight(at=DUE + DAY).erased == {ADVICE: 1}


def test_they_are_counted_as_they_are_listed_and_for_a_page_no_further_than_it_says(one, inga):
    for _ in range(2):
        finished(by=inga)
    assert due.how_many_ready(DUE.date()) == len(due.ready(DUE.date())) == 3
    assert due.ready(DUE.date(), most=2) == due.ready(DUE.date())[:2]
    assert [each.due for each in due.standings(DUE.date(), most=2) if each.due] == [2]


def test_a_class_changed_between_the_list_and_the_deed_stays(one):
    ready = due.ready(DUE.date())
    Concern.objects.filter(pk=one.pk).update(record_class=NO_GROUND)
    erased, stuck = nights._erase_all(ready, at=DUE)
    assert (erased, stuck) == ({}, 0)
    assert Concern.objects.exists()


def test_a_concern_opened_again_at_the_same_moment_stays(one):
    ready = due.ready(DUE.date())
    add(one, at=DUE)
    assert again(one).finished_on is None
    assert nights._erase_all(ready, at=DUE) == ({}, 0)
    assert Concern.objects.exists()


def test_a_sign_off_withdrawn_between_the_list_and_the_deed_stops_it(one, per):
    ready = due.ready(DUE.date())
    law.withdraw_sign_off(ADVICE, by=per, at=DUE)
    assert nights._erase_all(ready, at=DUE) == ({}, 0)


def test_one_that_cannot_be_erased_keeps_no_other_back(one, inga, monkeypatch, caplog):
    other = finished(by=inga)
    real = nights.erase

    def broken(concern, *, at):
        if concern.pk == one.pk:
            raise OSError("disk")
        real(concern, at=at)

    monkeypatch.setattr(nights, "erase", broken)
    night = tonight()
    assert (night.erased, night.stuck) == ({ADVICE: 1}, 1)
    assert set(Concern.objects.values_list("pk", flat=True)) == {one.pk}
    assert other.pk != one.pk


# --- A crash in the middle ---------------------------------------------------------------------


def test_a_crash_before_the_row_is_gone_leaves_all_of_it(one, inga, monkeypatch):
    def power_cut(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(nights, "record", power_cut)
    with pytest.raises(RuntimeError):
        nights._erase_one(one.pk, at=DUE)
    assert again(one).pk == one.pk
    assert records.data_key_for(one.pk, inga)
    assert files.is_here(one.attachments.get().file_id)


def test_a_crash_after_the_row_leaves_a_file_that_nothing_opens_and_that_is_cleared(one, inga):
    file_id = one.attachments.get().file_id
    key = records.data_key_for(one.pk, inga)
    from kominn.concerns import conversation

    reference = conversation.open_attachment(one.attachments.get(), key)
    nights._erase_one(one.pk, at=DUE)  # The file is removed when this is committed: never, here.
    assert files.is_here(file_id)
    from kominn.concerns import jobs

    jobs.clear_unknown(at=DUE)
    with pytest.raises(CannotOpen):
        files.open_file(reference)


def test_a_crash_before_the_list_is_written_is_made_good_the_next_night(one, settings):
    nights._erase_one(one.pk, at=DUE)
    assert not settings.ERASED.exists()
    tonight(at=DUE + DAY)
    assert one.pk.hex in settings.ERASED.read_text()


# --- What is unusual ---------------------------------------------------------------------------


def test_the_very_first_erasure_asks(intake, inga):
    sign(ADVICE)
    finished(by=inga)
    night = tonight()
    assert (night.state, night.why, night.due) == (State.ASKED, Why.FIRST, 1)
    assert Concern.objects.exists()


def test_a_clock_three_years_ahead_erases_nothing_however_many_nights_pass(one, inga):
    far = DUE + 3 * 365 * DAY
    assert tonight(at=DUE - 5 * DAY).state == State.DONE
    for later in range(4):
        night = tonight(at=far + later * DAY)
        assert (night.state, night.why) == (State.ASKED, Why.CLOCK)
    assert Concern.objects.exists()
    assert Night.objects.filter(state=State.ASKED).count() == 1


def test_a_clock_set_back_asks_too(one):
    quiet_night(before=DUE + 30 * DAY)
    assert tonight().why == Why.CLOCK
    assert Concern.objects.exists()


def test_a_yes_under_a_wrong_clock_is_refused_by_the_day_the_person_writes(one, per):
    far = DUE + 3 * 365 * DAY
    night = tonight(at=far)
    with pytest.raises(journals.NotPossible):
        nights.answer(night, yes=True, said_day=DUE.date(), by=per, at=far)
    assert tonight(at=far + DAY).state == State.ASKED


def test_a_no_vouches_for_nothing_and_it_is_asked_anew(one, per):
    far = DUE + 3 * 365 * DAY
    nights.answer(tonight(at=far), yes=False, said_day=None, by=per, at=far)
    assert tonight(at=far + DAY).why == Why.CLOCK
    assert Concern.objects.exists()


def test_with_the_clock_put_right_the_no_is_forgotten(one, per):
    tonight(at=DUE - 6 * DAY)
    far = DUE + 3 * 365 * DAY
    nights.answer(tonight(at=far), yes=False, said_day=None, by=per, at=far)
    assert tonight(at=DUE).erased == {ADVICE: 1}


def test_a_yes_under_one_clock_does_not_hold_under_another(one, per):
    far = DUE + 3 * 365 * DAY
    nights.answer(tonight(at=far), yes=True, said_day=far.date(), by=per, at=far)
    night = tonight(at=DUE)
    assert (night.state, night.why, night.answered_by) == (State.ASKED, Why.CLOCK, None)
    assert Concern.objects.exists()


def test_more_than_usual_asks_and_a_yes_lets_as_many_go_as_were_told_of(
    intake, inga, per, monkeypatch
):
    sign(ADVICE)
    quiet_night()
    monkeypatch.setattr(nights, "MOST_IN_A_NIGHT", 2)
    for _ in range(3):
        finished(by=inga)
    night = tonight()
    assert (night.why, night.due) == (Why.MANY, 3)
    finished(by=inga)
    nights.answer(night, yes=True, said_day=DUE.date(), by=per, at=DUE)
    assert tonight(at=DUE + DAY).erased == {ADVICE: 3}
    assert Concern.objects.count() == 1


def test_two_answer_at_once_and_one_wins(one, per):
    other = UserFactory(name="Pia", roles=["protection_officer"])
    night = tonight(at=DUE + 3 * 365 * DAY)
    nights.answer(night, yes=False, said_day=None, by=per, at=DUE)
    with pytest.raises(journals.NotPossible):
        nights.answer(night, yes=True, said_day=DUE.date(), by=other, at=DUE)


def test_a_machine_that_was_off_for_a_fortnight_asks(one):
    Night.objects.all().delete()
    quiet_night(before=DUE - 14 * DAY)
    assert tonight().why == Why.CLOCK


def test_nothing_due_is_never_asked_about(intake):
    assert tonight().state == State.DONE
    assert tonight(at=DUE + 999 * DAY).state == State.DONE


# --- A restored backup -------------------------------------------------------------------------


def test_a_line_that_somebody_else_wrote_erases_nothing(one, settings):
    settings.ERASED.write_text(f"{one.pk.hex} {'0' * 64}\nsludder\n{one.pk.hex}\n")
    Night.objects.all().delete()
    assert tonight().again == 0
    assert Concern.objects.exists()


def test_what_its_reporter_erased_unread_stays_erased_too(intake, settings):
    concern = ConcernFactory()
    old = serializers.serialize("json", Concern.objects.filter(pk=concern.pk))
    assert mailbox.withdraw(mailbox.find(concern.receipt), at=TUESDAY)
    tonight(at=TUESDAY + DAY)
    for restored in serializers.deserialize("json", old):
        restored.save()
    assert tonight(at=TUESDAY + 2 * DAY).again == 1
    assert not Concern.objects.exists()


def test_an_older_backup_agrees_with_its_own_trail_before_the_night_and_after_it(one):
    """Rows and trail are set back together; what was erased since goes once more."""
    by_hand = set(compare())
    backup = transaction.savepoint()
    tonight()
    assert not Concern.objects.exists()
    assert set(compare()) <= by_hand

    transaction.savepoint_rollback(backup)
    assert set(compare()) <= by_hand
    assert tonight(at=DUE + DAY).again == 1
    assert not Concern.objects.exists()
    assert set(compare()) <= by_hand


@pytest.mark.sqlite
def test_the_job_runs_each_night(settings):
    assert settings.SCHEDULE["erase what is due"] == (
        "kominn.erasure.jobs.every_night", dt.timedelta(days=1),
    )  # fmt: skip


# --- What follows a decision -------------------------------------------------------------------


def test_while_a_person_gets_help_nothing_of_it_goes(intake, inga, kari):
    from tests.factories.casework import NEXT, begin_help, decided, look_again

    concern = decided(by=inga, second=kari)
    measure = begin_help(concern, by=inga)
    mailbox.withdraw(mailbox.find(concern.receipt), at=TUESDAY + 20 * DAY)
    assert again(concern).record_class == PERSON_FOLLOWED
    Concern.objects.filter(pk=concern.pk).update(record_class=WITHDRAWN)
    sign(WITHDRAWN)
    quiet_night()
    assert tonight().erased == {}
    look_again(
        measure, by=inga, verdict="close", at=dt.datetime.combine(NEXT, dt.time(9), TUESDAY.tzinfo)
    )
    assert tonight(at=DUE + DAY).erased == {WITHDRAWN: 1}


def test_what_was_told_to_others_by_a_duty_is_kept_as_passed_on(intake, inga):
    from tests.factories.casework import tell_others

    concern = finished(by=inga)
    assert concern.record_class == ADVICE
    tell_others(concern, by=inga)
    assert again(concern).record_class == PASSED_ON
