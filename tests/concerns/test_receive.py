"""A report is told: sealed, kept once, due in time, and opened by its receipt alone."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from kominn.accounts import actions as accounts
from kominn.audit.models import Event, ReporterEvent
from kominn.concerns import conversation
from kominn.concerns.actions import handle, mailbox
from kominn.concerns.actions.receive import NoIntakeTeam, first_look_by, receive
from kominn.concerns.models import Attachment, Concern, Message
from kominn.concerns.sender_roles import HANDFUL, HOLDERS_PER_1000, kept_role
from kominn.concerns.states import SenderRole, State
from kominn.concerns.told import Told
from kominn.core.worktime import NORWAY, DutyHours
from kominn.vault.actions import records, teams
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.files import open_file
from kominn.vault.models import Wrap
from kominn.vault.receipts import Receipt, parse
from kominn.vault.refusals import NoWrap
from tests.factories.accounts import TeamFactory
from tests.factories.concerns import (
    DAY,
    TUESDAY,
    ConcernFactory,
    add,
    again,
    attached,
    finish,
    picture,
    setting,
    tell,
)

pytestmark = pytest.mark.django_db
SECRET = "hemmelighet-7f3a91"
HOURS = DutyHours({day: [(dt.time(9), dt.time(15))] for day in range(5)}, {dt.date(2026, 12, 24)})


def oslo(year, month, day, hour=10, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=NORWAY)


def everything_in_the_database() -> str:
    """Each table's every value, as text and as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [value for row in cursor.fetchall() for value in row]
    return "\n".join(
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
        for value in found
    )


# --- Sealed ------------------------------------------------------------------------------------


def test_nothing_told_stands_in_the_database_in_clear(intake):
    file = attached(f"{SECRET}.png")
    ConcernFactory(
        seen=SECRET,
        names=SECRET,
        worry=SECRET,
        where=SECRET,
        files=[file],
        reply="contact",
        contact=SECRET,
    )

    kept = everything_in_the_database()

    assert SECRET not in kept
    assert SECRET.encode().hex() not in kept
    assert "10:15:42" not in kept
    assert file.key.decode("latin-1") not in kept
    assert file.key.hex() not in kept


def test_the_row_tells_only_what_the_inbox_needs(intake, areas):
    concern = ConcernFactory(role="guardian", area=areas["torget"])

    assert concern.week == dt.date(2026, 3, 2)
    assert concern.area == areas["torget"]
    assert (concern.state, concern.channel, concern.theme) == (State.RECEIVED, "web", "")
    assert concern.team == intake
    assert concern.holder is None
    assert concern.short in concern.pk.hex.upper()


def test_texts_of_different_length_take_the_same_room(intake):
    short, longer = ConcernFactory(seen="a"), ConcernFactory(seen="a" * 150)

    assert len(short.content) == len(longer.content)
    assert len(short.names) == len(ConcernFactory(names="Ola Nordmann").names)


def test_what_was_told_opens_with_the_teams_key_and_with_the_receipt(intake, inga):
    concern = ConcernFactory(seen="Først", names="Ola", worry="Deretter")

    by_team = records.data_key_for(concern.pk, inga)
    by_receipt = mailbox.find(concern.receipt).key

    assert by_team == by_receipt
    told = conversation.open_told(concern, by_team)
    assert told.answers == {"seen": "Først", "worry": "Deretter", "role": "resident"}
    assert told.told_at == TUESDAY
    assert conversation.open_names(concern, by_team) == "Ola"


def test_there_is_one_wrap_to_the_team_and_none_to_anybody_else(intake, stian):
    concern = ConcernFactory()

    assert Wrap.objects.get(record=concern.pk).team_key.team == intake
    with pytest.raises(NoWrap):
        records.data_key_for(concern.pk, stian)


def test_a_sealed_value_moved_to_another_concern_does_not_open(intake, inga):
    one, other = ConcernFactory(), ConcernFactory()
    Concern.objects.filter(pk=one.pk).update(content=bytes(other.content))
    key = records.data_key_for(one.pk, inga)

    with pytest.raises(CannotOpen):
        conversation.open_told(again(one), key)


def test_names_do_not_open_as_what_was_told_nor_the_other_way(intake, inga):
    concern = ConcernFactory(names="Ola")
    key = records.data_key_for(concern.pk, inga)
    concern.content, concern.names = concern.names, concern.content

    with pytest.raises(CannotOpen):
        conversation.open_names(concern, key)


# --- The receipt -------------------------------------------------------------------------------


def test_the_receipt_opens_its_own_concern_and_no_other(intake):
    one, other = ConcernFactory(), ConcernFactory()

    assert mailbox.find(one.receipt).concern == one
    assert mailbox.find(Receipt(one.receipt.locator, other.receipt.secret)) is None
    assert mailbox.find(Receipt(other.receipt.locator, one.receipt.secret)) is None


def test_the_database_does_not_hold_what_the_receipt_needs(intake):
    receipt = ConcernFactory().receipt

    kept = everything_in_the_database()
    assert receipt.secret not in kept
    assert receipt.wrapping_key().decode("latin-1") not in kept


def test_a_taken_locator_is_passed_by(intake):
    seed = secrets.token_bytes(32)
    first = ConcernFactory()
    Concern.objects.filter(pk=first.pk).update(locator=Receipt.from_seed(seed, 0).locator)

    second = tell(seen="To", seed=seed)

    assert second.receipt == Receipt.from_seed(seed, 1)
    assert mailbox.find(second.receipt).concern == second
    assert tell(seen="To", seed=seed).receipt == second.receipt
    assert Concern.objects.count() == 2


# --- Twice -------------------------------------------------------------------------------------


def test_the_same_form_twice_is_kept_once_and_gets_the_same_receipt(intake):
    seed = secrets.token_bytes(32)
    first, second = tell(seen="Likt", seed=seed), tell(seen="Likt", seed=seed, at=TUESDAY + DAY)

    assert first == second
    assert first.receipt == second.receipt
    assert Concern.objects.count() == Wrap.objects.count() == 1
    assert not Message.objects.exists()
    assert ReporterEvent.objects.count() == 1


def test_what_was_changed_the_second_time_is_added(intake, inga):
    seed = secrets.token_bytes(32)
    tell(seen="Likt", seed=seed)
    concern = tell(seen="Likt", worry="Nytt", seed=seed, at=TUESDAY + DAY)
    tell(seen="Likt", worry="Nytt", seed=seed, at=TUESDAY + 2 * DAY)

    said = handle.read(concern, by=inga, at=TUESDAY + 3 * DAY).said
    assert [one.text for one in said] == ["Nytt"]
    assert not again(concern).announced


def test_a_name_or_a_file_that_came_the_second_time_is_not_lost(intake, inga):
    seed = secrets.token_bytes(32)
    first_file = attached("en.png")
    tell(seen="Likt", names="Ola", seed=seed, files=[first_file])
    second_file = attached("to.png", picture("teal"))
    for _ in range(2):
        concern = tell(seen="Likt", names="Ola og Kari", seed=seed, files=[first_file, second_file])

    key = records.data_key_for(concern.pk, inga)
    assert conversation.open_names(again(concern), key) == "Ola\n\nOla og Kari"
    names = {conversation.open_attachment(one, key).name for one in concern.attachments.all()}
    assert names == {"en.png", "to.png"}
    assert Attachment.objects.count() == 2


def test_a_changed_form_wakes_a_finished_concern(intake, inga, kari):
    seed = secrets.token_bytes(32)
    concern = tell(seen="Likt", seed=seed)
    handle.take(concern, by=kari, at=TUESDAY)
    finish(concern, by=kari)

    tell(seen="Likt", worry="Det skjer igjen", seed=seed, at=TUESDAY + 7 * DAY)

    woken = again(concern)
    assert (woken.state, woken.close_reason) == (State.RECEIVED, "")
    assert woken.due_on == dt.date(2026, 3, 11)


@pytest.mark.usefixtures("together")
def test_the_same_form_from_two_threads_at_once_is_kept_once(intake):
    seed, wishes = secrets.token_bytes(32), setting()
    told = Told({"seen": "Samtidig"}, "", "nb", TUESDAY, "web")

    def post(_):
        try:
            return receive(told, seed=seed, setting=wishes, at=TUESDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(post, range(16)))

    assert len({received.receipt for received in got}) == 1
    assert [received.again for received in got].count(False) == 1
    assert Concern.objects.count() == Wrap.objects.count() == 1
    assert not Message.objects.exists()


@pytest.mark.usefixtures("together")
def test_many_different_forms_at_once_are_all_kept(intake):
    wishes = setting()

    def post(number):
        told = Told({"seen": f"Nummer {number}"}, "", "nb", TUESDAY, "web")
        try:
            return receive(told, seed=secrets.token_bytes(32), setting=wishes, at=TUESDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(post, range(40)))

    assert Concern.objects.count() == ReporterEvent.objects.count() == 40
    for number, received in enumerate(got):
        found = mailbox.find(parse(received.receipt.digits))
        assert (
            conversation.open_told(found.concern, found.key).answers["seen"] == f"Nummer {number}"
        )


# --- Nobody reads yet --------------------------------------------------------------------------


def test_without_an_intake_team_nothing_is_kept(city):
    TeamFactory(name="Skolen")

    with pytest.raises(NoIntakeTeam):
        ConcernFactory()
    assert not Concern.objects.exists()


def test_an_intake_team_that_nobody_reads_for_counts_as_none(city):
    TeamFactory(name="Mottak", intake=True)

    with pytest.raises(NoIntakeTeam):
        ConcernFactory()
    assert not Concern.objects.exists()


def test_an_intake_team_whose_readers_may_read_no_longer_counts_as_none(intake, inga, kari):
    for reader in (inga, kari):
        reader.appointments.update(ended_at=TUESDAY + DAY * 400, ended_by=reader)

    with pytest.raises(NoIntakeTeam):
        ConcernFactory()


def test_the_database_lets_one_team_at_most_take_what_comes_in(intake):
    with pytest.raises(IntegrityError, match="intake"), transaction.atomic():
        TeamFactory(name="Et mottak til", intake=True)


def test_what_comes_in_after_the_move_is_sealed_to_the_other_team(intake, inga, ada):
    before = ConcernFactory()
    school = TeamFactory(name="Skolen")
    teams.found_team_keys(school, inga, by=None, at=TUESDAY)
    accounts.move_intake(school, by=ada, at=TUESDAY)

    assert ConcernFactory().team == school
    assert again(before).team == intake


@pytest.mark.parametrize("told", ["", "no", "unsure", "yes", "<b>"])
def test_of_danger_the_row_tells_perhaps_and_now_alone(intake, told):
    concern = ConcernFactory(danger=told)

    assert concern.danger == (told if told in ("unsure", "yes") else "")


def test_a_form_sent_again_with_danger_in_it_warns_too_and_never_warns_less(intake):
    seed = secrets.token_bytes(32)
    for told, kept in (("no", ""), ("yes", "yes"), ("unsure", "yes")):
        assert tell(seen="Noe.", danger=told, seed=seed).danger == kept


# --- The sender's role -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "area", "kept"),
    [
        ("resident", "torget", "resident"),
        ("leader", "torget", ""),
        ("volunteer", "nesbyen", "volunteer"),
        ("leader", None, "leader"),
        ("young", "holmen", ""),
        ("employee", "holmen", ""),
        ("guardian", "holmen", "guardian"),
        ("resident", "holmen", "resident"),
        ("", "holmen", ""),
        ("mayor", "torget", ""),
    ],
)
def test_a_role_that_fewer_than_a_handful_hold_is_not_kept(intake, areas, role, area, kept):
    concern = ConcernFactory(role=role, area=areas.get(area))
    assert concern.sender_role == kept


def test_every_role_has_its_share_and_the_handful_is_the_border():
    assert set(HOLDERS_PER_1000) == set(SenderRole)
    for role, share in HOLDERS_PER_1000.items():
        enough = HANDFUL * 1000 / share
        assert kept_role(role, int(enough) + 1) == role
        assert kept_role(role, int(enough * 0.99)) == SenderRole.UNSAID


def test_an_area_set_later_does_not_bring_a_rare_role_out(intake, areas, inga):
    concern = ConcernFactory(role="leader")
    assert concern.sender_role == "leader"

    handle.sort(
        concern, theme="other", area=areas["holmen"], due_on=TUESDAY.date(), by=inga, at=TUESDAY
    )

    assert again(concern).sender_role == ""


# --- The deadline ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "danger", "due"),
    [
        (oslo(2026, 3, 3), "no", dt.date(2026, 3, 4)),
        (
            oslo(2026, 3, 3, 16),
            "no",
            dt.date(2026, 3, 5),
        ),  # read on Wednesday, looked at by Thursday
        (oslo(2026, 3, 6, 14), "no", dt.date(2026, 3, 9)),  # over a weekend
        (oslo(2026, 3, 7), "no", dt.date(2026, 3, 10)),
        (oslo(2026, 4, 1, 14), "no", dt.date(2026, 4, 7)),  # over Easter
        (oslo(2026, 4, 30), "no", dt.date(2026, 5, 4)),  # over 1 May and the weekend
        (oslo(2026, 12, 23, 14), "no", dt.date(2026, 12, 28)),  # the city's own closed day too
        (oslo(2026, 3, 3), "yes", dt.date(2026, 3, 3)),
        (oslo(2026, 3, 3, 16), "yes", dt.date(2026, 3, 4)),
        (oslo(2026, 4, 3), "yes", dt.date(2026, 4, 7)),
        (oslo(2026, 3, 3), "unsure", dt.date(2026, 3, 4)),
    ],
)
def test_someone_looks_within_a_working_day_and_at_once_where_there_is_danger(at, danger, due):
    told = Told({"seen": "x", "danger": danger}, "", "nb", at, "web")
    assert first_look_by(told, at, HOURS) == due


def test_a_report_late_in_the_evening_belongs_to_the_norwegian_day(intake):
    sunday_night = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)  # Monday 00.30 in Norway
    assert ConcernFactory(at=sunday_night).week == dt.date(2026, 3, 2)


# --- The trail ---------------------------------------------------------------------------------


def test_a_reporters_own_deed_is_marked_by_its_week_only(intake):
    concern = ConcernFactory()

    event = ReporterEvent.objects.get()
    assert (event.verb, event.target, event.by) == (
        "concern.received",
        f"concern:{concern.pk}",
        "reporter",
    )
    assert event.at == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert not Event.objects.about(event.target).exists()


def test_what_a_colleague_writes_down_is_marked_with_who_and_when(intake, stian):
    concern = ConcernFactory(channel="phone", told_by=f"user:{stian.pk}")

    event = Event.objects.about(f"concern:{concern.pk}").get()
    assert (event.verb, event.by) == ("concern.registered", f"user:{stian.pk}")
    assert event.at == TUESDAY.replace(microsecond=0)
    assert not ReporterEvent.objects.exists()


def test_what_is_added_is_marked_by_its_week_only(intake):
    concern = ConcernFactory()
    add(concern)

    assert [e.verb for e in ReporterEvent.objects.about(f"concern:{concern.pk}")] == [
        "concern.received",
        "concern.added_to",
    ]
    assert not Event.objects.about(f"concern:{concern.pk}").exists()


# --- Files -------------------------------------------------------------------------------------


def test_a_file_is_kept_sealed_and_opens_by_way_of_its_concern(intake, inga, settings):
    concern = ConcernFactory(files=[attached("bilde.png", picture("teal"))])

    attachment = concern.attachments.get()
    reference = handle.read_file(concern, attachment, by=inga, at=TUESDAY)

    assert open_file(reference) == picture("teal")
    assert reference.name == "bilde.png"
    assert b"bilde" not in bytes(attachment.reference)
    on_disk = settings.SEALED_FILES / reference.file_id.hex[:2] / reference.file_id.hex
    assert on_disk.exists()
    assert picture("teal")[:24] not in on_disk.read_bytes()


def test_the_date_of_a_kept_file_and_its_folders_tells_only_the_week(intake, settings):
    ConcernFactory(files=[attached()])

    monday = dt.datetime(2026, 3, 2, tzinfo=dt.UTC).timestamp()
    kept = list(settings.SEALED_FILES.rglob("*"))
    assert len(kept) == 3
    assert {path.stat().st_mtime for path in kept} == {monday}


def test_a_file_that_is_gone_does_not_stop_the_report(intake, settings):
    file = attached()
    (settings.SEALED_FILES / "incoming" / file.file_id.hex).unlink()

    with pytest.raises(CannotOpen):
        ConcernFactory(files=[file])
    assert not Concern.objects.exists()


def test_told_and_said_stand_as_json_that_any_reader_knows(intake, inga):
    concern = ConcernFactory(seen="ሰላም 😀 \u202eabc")
    key = records.data_key_for(concern.pk, inga)
    told = conversation.open_told(concern, key)
    assert json.dumps(told.content())
    assert told.answers["seen"].startswith("ሰላም 😀")
