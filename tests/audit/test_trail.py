"""What an honest reader of the trail may lean on, and what an attacker with database rights leaves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kominn.audit import actions
from kominn.audit.actions import NotInTransaction, record, record_reporter
from kominn.audit.models import Event, Head, ReporterEvent, history
from kominn.audit.verification import FaultKind, marks, stands, verify
from kominn.core import serverkey
from kominn.core.serverkey import ServerKeys
from tests.audit.attacker import without_triggers

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 4, 9, 41, 27, 123456, tzinfo=UTC)


@pytest.fixture(params=["colleagues", "reporters"])
def kind(request):
    return {"colleagues": Event, "reporters": ReporterEvent}[request.param]


@pytest.fixture
def five(kind):
    """Five entries of one chain."""
    for number in range(1, 6):
        tell(kind, number)
    assert verify() == []
    return kind


def tell(kind, number):
    if kind is Event:
        return record(
            "concern.read", f"concern:{number}", by="user:7", at=AT, detail={"n": str(number)}
        )
    return record_reporter("concern.received", f"concern:{number}", on=AT)


def attack(sql, *values):
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def table_of(kind):
    return kind._meta.db_table


def faults(kind):
    found = verify()
    assert {fault.chain for fault in found} <= {kind.chain}
    return [(fault.number, fault.kind) for fault in found]


# --- Writing ------------------------------------------------------------------------------------


def test_a_deed_is_written_once_with_who_when_and_what():
    event = record("concern.read", "concern:1", by="user:7", at=AT, detail={"part": "names"})
    event.refresh_from_db()
    assert (event.number, event.by, event.detail) == (1, "user:7", {"part": "names"})
    assert event.at == AT.replace(microsecond=0)
    assert str(event) == "concern.read concern:1"


def test_a_reporters_deed_tells_only_its_week():
    first = record_reporter("concern.received", "concern:1", on=AT)
    second = record_reporter("concern.added_to", "concern:1", on=date(2026, 3, 8))
    assert first.at == second.at == datetime(2026, 3, 2, tzinfo=UTC)
    assert first.by == "reporter"


def test_a_reporters_deed_does_not_stand_between_colleagues_deeds():
    """Their numbers and marks would give its time away."""
    record("concern.read", "concern:1", by="user:7", at=AT)
    reporters = record_reporter("concern.received", "concern:2", on=AT)
    after = record("concern.read", "concern:2", by="user:7", at=AT)
    assert (reporters.number, after.number) == (1, 2)
    assert bytes(after.before) != bytes(reporters.mac)


@pytest.mark.parametrize("kind", [Event, ReporterEvent])
def test_an_entry_costs_few_queries(kind, django_assert_max_num_queries):
    tell(kind, 1)
    with django_assert_max_num_queries(4 if connection.vendor == "postgresql" else 3):
        tell(kind, 2)


def test_the_history_of_one_thing_is_read_together():
    record_reporter("concern.received", "concern:1", on=AT)
    record("concern.read", "concern:1", by="user:7", at=AT)
    record("concern.read", "concern:2", by="user:7", at=AT)
    assert [entry.verb for entry in history("concern:1")] == ["concern.received", "concern.read"]
    assert Event.objects.about("concern:1").count() == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(NotInTransaction):
        record("concern.read", "concern:1", by="user:7", at=AT)
    with transaction.atomic():
        record("concern.read", "concern:1", by="user:7", at=AT)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_its_deed_when_that_is_undone():
    with transaction.atomic():
        record("concern.read", "concern:1", by="user:7", at=AT)
    with pytest.raises(ZeroDivisionError):
        half_a_deed()
    with transaction.atomic():
        record("concern.read", "concern:3", by="user:7", at=AT)
    assert verify() == []
    assert Event.objects.count() == 2


@transaction.atomic
def half_a_deed():
    record("concern.read", "concern:2", by="user:7", at=AT)
    raise ZeroDivisionError


# --- What the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "deed",
    [
        lambda kind: kind.objects.update(verb="x"),
        lambda kind: kind.objects.filter(number=3).delete(),
        lambda kind: kind.objects.all()._raw_delete("default"),
        lambda kind: kind.objects.get(number=5).delete(),
    ],
    ids=["update", "delete one", "delete all", "delete last"],
)
def test_the_database_refuses_to_change_or_remove_an_entry(five, deed):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        deed(five)
    assert verify() == []


def test_the_database_refuses_the_side_doors(five):
    table = table_of(five)
    doors = {
        "sqlite": [
            f"INSERT OR REPLACE INTO {table} SELECT number, at, 'x', target, \"by\", detail, key_id, before, mac FROM {table} WHERE number = 2",
        ],
        "postgresql": [f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"],
    }
    for door in doors[connection.vendor]:
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(door)
    assert verify() == []


# --- What the marks tell when the database was made to obey -------------------------------------


def test_an_empty_trail_is_whole():
    assert verify() == []
    assert marks() == {}


def test_a_head_tells_its_length(five):
    assert str(Head.objects.get()) == f"5 entries of {five.chain}"


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "concern.closed"),
        ("target", "concern:99"),
        ("by", "user:8"),
        ("at", datetime(2026, 3, 4, 9, 41, 28, tzinfo=UTC)),
        ("detail", {"n": "99"}),
        ("mac", bytes(32)),
        ("before", b"x" * 32),
    ],
)
def test_a_changed_entry_is_found(five, number, column, value):
    with without_triggers():
        five.objects.filter(number=number).update(**{column: value})
    assert (number, FaultKind.ALTERED) in faults(five)
    expected = {(number, FaultKind.ALTERED)}
    if column == "mac":  # Its neighbour no longer follows from it.
        expected.add(
            (None, FaultKind.END_DIFFERS) if number == 5 else (number + 1, FaultKind.UNLINKED)
        )
    assert set(faults(five)) == expected


def test_a_key_id_that_was_changed_is_found(five):
    with without_triggers():
        five.objects.filter(number=2).update(key_id=b"x" * 8)
    assert faults(five) == [(2, FaultKind.UNKNOWN_KEY)]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_missing_entry_is_found(five, number):
    with without_triggers():
        five.objects.filter(number=number).delete()
    assert faults(five) == [(number, FaultKind.MISSING)]


def test_two_entries_that_changed_places_are_found(five):
    with without_triggers():
        for old, new in [(2, 100), (3, 2), (100, 3)]:
            five.objects.filter(number=old).update(number=new)
    assert {number for number, _ in faults(five)} >= {2, 3}


def test_an_entry_moved_up_over_a_missing_one_is_found(five):
    with without_triggers():
        five.objects.filter(number=4).delete()
        five.objects.filter(number=5).update(number=4)
    assert set(faults(five)) == {(4, FaultKind.ALTERED), (5, FaultKind.MISSING)}


def test_an_entry_put_in_is_found(five):
    real = five.objects.get(number=5)
    five(
        number=6,
        at=real.at,
        verb=real.verb,
        target="concern:1",
        by=real.by,
        key_id=real.key_id,
        before=real.mac,
        mac=bytes(32),
    ).save(force_insert=True)
    assert set(faults(five)) == {(6, FaultKind.ALTERED), (6, FaultKind.SURPLUS)}


def test_a_copy_of_a_true_entry_does_not_pass_for_another(five):
    real = five.objects.get(number=5)
    five(
        **{f.attname: getattr(real, f.attname) for f in five._meta.concrete_fields} | {"number": 6}
    ).save(force_insert=True)
    assert (6, FaultKind.ALTERED) in faults(five)


def test_an_entry_of_one_chain_does_not_pass_in_the_other():
    real = record("concern.read", "concern:1", by="user:7", at=AT)
    ReporterEvent(
        **{f.attname: getattr(real, f.attname) for f in Event._meta.concrete_fields}
    ).save(force_insert=True)
    assert (1, FaultKind.ALTERED) in faults(ReporterEvent)


def test_a_shortened_chain_with_a_shortened_head_is_found(five):
    with without_triggers():
        five.objects.filter(number=5).delete()
    last = five.objects.get(number=4)
    Head.objects.update(count=4, last=last.mac)
    assert faults(five) == [(None, FaultKind.HEAD_ALTERED)]


def test_writing_on_does_not_cover_what_was_taken_from_the_end(five):
    test_a_shortened_chain_with_a_shortened_head_is_found(five)
    tell(five, 6)
    assert faults(five) == [(5, FaultKind.HEAD_ALTERED)]
    assert five.objects.get(number=5).verb == actions.HEAD_ALTERED
    assert five.objects.get(number=6).target == "concern:6"


def test_a_missing_head_is_found_and_stays_found(five):
    Head.objects.all().delete()
    assert faults(five) == [(None, FaultKind.HEAD_MISSING)]
    tell(five, 6)
    assert faults(five) == [(6, FaultKind.HEAD_ALTERED)]


def test_an_older_head_put_back_is_found(five):
    early = Head.objects.get(pk=five.chain)
    tell(five, 6)
    early.save()
    assert faults(five) == [(6, FaultKind.SURPLUS)]


def test_a_database_set_back_as_a_whole_is_found_by_a_mark_noted_down(five):
    noted = marks()[five.chain]
    assert stands(five.chain, noted)
    with without_triggers():
        five.objects.all().delete()
    Head.objects.all().delete()
    assert verify() == []
    assert not stands(five.chain, noted)
    assert not stands("nobody", noted)
    assert not stands(five.chain, "x:y")


# --- Keys ---------------------------------------------------------------------------------------


def test_entries_under_an_older_server_key_still_verify(five, monkeypatch):
    old = serverkey.server_keys().keys[0]
    rotated = ServerKeys("real", (b"n" * 32, old))
    monkeypatch.setattr("kominn.audit.actions.server_keys", lambda: rotated)
    monkeypatch.setattr("kominn.audit.verification.server_keys", lambda: rotated)
    tell(five, 6)
    assert verify() == []
    only_new = ServerKeys("real", (b"n" * 32,))
    monkeypatch.setattr("kominn.audit.verification.server_keys", lambda: only_new)
    assert faults(five) == [(number, FaultKind.UNKNOWN_KEY) for number in range(1, 6)]


def test_who_has_only_the_database_cannot_make_an_entry(five, monkeypatch):
    forger = ServerKeys("real", (b"f" * 32,))
    monkeypatch.setattr("kominn.audit.actions.server_keys", lambda: forger)
    tell(five, 6)
    assert {number for number, _ in faults(five)} >= {6}


# --- The command --------------------------------------------------------------------------------


def test_the_command_says_that_all_is_whole_and_what_to_note_down(five):
    out = StringIO()
    call_command("audit_verify", trail_only=True, stdout=out)
    assert "is whole" in out.getvalue()
    noted = out.getvalue().splitlines()[1].strip()
    call_command("audit_verify", trail_only=True, noted=[noted], stdout=out)
    with pytest.raises(CommandError, match="is not there"):
        call_command("audit_verify", noted=[f"{five.chain}:5:{'0' * 64}"], stdout=out)


def test_the_command_names_what_is_wrong(five):
    with without_triggers():
        five.objects.filter(number=2).delete()
    with pytest.raises(CommandError, match=f"{five.chain}: entry 2 is missing"):
        call_command("audit_verify", stdout=StringIO())
    with without_triggers():
        five.objects.filter(number=1).delete()
    Head.objects.all().delete()
    with pytest.raises(CommandError, match="the chain has entries but no recorded end"):
        call_command("audit_verify", stdout=StringIO())


# --- Many at once -------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_entries_written_at_the_same_moment_stand_in_one_chain():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets only one write at a time")

    def write(number):
        with transaction.atomic():
            tell(Event, number)
            tell(ReporterEvent, number)
        connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    assert verify() == []
    assert Event.objects.count() == ReporterEvent.objects.count() == 40
