"""Somebody has a copy of the database, and wants to know what a slip was used for.

They may have kept which slip went to whom: they handed the paper out. The attacker here is given
everything the copy holds, and the test knows the truth and scores their guesses.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from kominn.ballot import urn
from kominn.ballot.actions import count
from kominn.ballot.marks import packed, unpacked
from kominn.ballot.models import Count, Urn, Vote
from kominn.participation.models import Slip, SlipBook
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.keypairs import unwrap
from tests.factories import ballot

VOTERS = 120
# Bytes of one long value on a page of SQLite: 4,096, and four of them lead on to the next.
ON_A_PAGE = 4096 - 4
LUCK = 12
"""Guessing blindly gives one right on average; so many come once in a thousand million times."""


def different_ballots():
    """No two alike, so that each right guess is seen."""
    all_of_them = list(itertools.product((0, 1, 2, 3), repeat=4))
    chosen = [marks for marks in all_of_them if sum(marks) <= 9]
    random.Random(1).shuffle(chosen)
    return chosen[:VOTERS]


def points(by):
    return ballot.announced(by=by, slips=VOTERS, kind="points", most=9)


def voted(by, ballots):
    made, codes = points(by)
    comers = list(zip(codes, ballots, strict=True))
    random.Random(2).shuffle(comers)
    for code, marks in comers:
        ballot.cast_all([code], [marks])
    return made, codes


def right(guessed, truth):
    return sum(one == other for one, other in zip(guessed, truth, strict=True))


@contextmanager
def on_a_file(path: Path):
    """The same database as a file with its log, as a city has it."""
    before = connections["default"]
    before.ensure_connection()
    with sqlite3.connect(path) as file:
        before.connection.backup(file)
    file.close()
    copied = connections.create_connection("default")
    copied.settings_dict = copied.settings_dict | {"NAME": str(path)}
    connections["default"] = copied
    try:
        yield lambda: b"".join(
            each.read_bytes() for each in sorted(path.parent.glob(path.name + "*"))
        )
    finally:
        copied.close()
        connections["default"] = before


def opened_in_order(made):
    """What lies in the urn, place by place; only the test may open it."""
    held = Vote.objects.get(pk=made.pk)
    key = urn.opened_key(held.private_key, held.pk)
    ballots = bytes(Urn.objects.get(vote=made).ballots)
    return [
        unpacked(
            unwrap(
                ballots[start : start + urn.LENGTH], private=key, meant_for=("ballot", str(made.pk))
            ),
            lines=4,
        )
        for start in range(0, len(ballots), urn.LENGTH)
    ]


@pytest.mark.django_db
def test_no_order_of_the_slips_is_the_order_of_the_urn(marit):
    ballots = different_ballots()
    made, _codes = voted(marit, ballots)
    truth = dict(enumerate(ballots, start=1))
    lying = opened_in_order(made)
    assert sorted(lying) == sorted(ballots)
    orders = ["number", "-number", "id", "-id", "mark", "-mark"]
    for order in orders:
        slips = Slip.objects.filter(book=made.book).order_by(order)
        really = [truth[slip.number] for slip in slips]
        assert right(lying, really) <= LUCK, order


@pytest.mark.django_db
def test_a_vote_changes_no_row_of_a_slip(marit):
    _made, codes = points(marit)

    def rows():
        where = "ctid, xmin" if connection.vendor == "postgresql" else "rowid"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {where}, id, number, mark FROM participation_slip ORDER BY id")
            return cursor.fetchall()

    before = rows()
    ballot.cast_all(codes[:20], different_ballots()[:20])
    assert rows() == before
    assert SlipBook.objects.get().times_spent == 20
    assert Urn.objects.count() == 1


@pytest.mark.django_db
def test_the_same_slips_spent_in_another_order_leave_the_same_bits(marit):
    ballots = different_ballots()[:30]
    left = []
    for order in (range(30), reversed(range(30))):
        made, codes = points(marit)
        for place in order:
            ballot.cast_all([codes[place]], [ballots[place]])
        left.append(bytes(SlipBook.objects.get(pk=made.book_id).spent))
    assert left[0] == left[1]


@pytest.mark.django_db
def test_sealed_ballots_are_of_one_length_and_sorted_by_what_is_random(marit):
    _made, codes = points(marit)
    ballot.cast_all(codes[:9], [(0, 0, 0, 0)] * 4 + [(9, 0, 0, 0)] * 5)
    lying = bytes(Urn.objects.get().ballots)
    each = [lying[start : start + urn.LENGTH] for start in range(0, len(lying), urn.LENGTH)]
    assert len(each) == 9 == len(set(each))
    assert each == sorted(each)


@pytest.mark.django_db
def test_backups_made_between_votes_give_nothing_without_the_server_key(marit):
    """Two copies tell which slip was used between them, and which sealed ballot came."""
    made, codes = points(marit)
    ballot.cast_all(codes[:1], [(9, 0, 0, 0)])
    sealed = bytes(Urn.objects.get().ballots)
    held = Vote.objects.get()
    held.refresh_from_db()
    for found in (bytes(held.public_key), bytes(held.private_key)[:32], bytes(32)[:-1] + b"\1"):
        with pytest.raises(CannotOpen):
            unwrap(sealed, private=found, meant_for=("ballot", str(made.pk)))
    assert packed((9, 0, 0, 0)) not in sealed


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_after_the_count_neither_file_nor_log_holds_a_ballot_or_the_key(marit, tmp_path):
    """Not even with the server key in hand."""
    with on_a_file(tmp_path / "city.db") as everything:
        ballots = different_ballots()
        made, _codes = voted(marit, ballots)
        held = Vote.objects.get(pk=made.pk)
        private = bytes(held.private_key)
        lying = bytes(Urn.objects.get(vote=made).ballots)
        bits = bytes(held.book.spent)
        pieces = [lying[at + 1 : at + 33] for at in range(0, len(lying), urn.LENGTH)]
        before = everything()
        assert private in before
        # Where one page ends and the next begins a ballot may lie half on each.
        across = len(lying) // ON_A_PAGE + 1
        assert sum(piece in before for piece in pieces) >= VOTERS - across

        count.count_votes(ballot.close(made), by=marit, at=timezone.now())

        after = everything()
        assert private not in after
        assert [piece for piece in pieces if piece in after] == []
        assert bits.rstrip(b"\0") not in after
        assert not Slip.objects.exists()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_log_of_a_running_vote_gives_no_vote_without_the_server_key(marit, tmp_path):
    with on_a_file(tmp_path / "city.db") as everything:
        made, codes = points(marit)
        # A ballot whose bytes no page of a database has by itself.
        told = (1, 2, 4, 2)
        ballot.cast_all(codes[:30], [told] * 30)
        key = urn.opened_key(Vote.objects.get(pk=made.pk).private_key, made.pk)
        seen = everything()
        assert packed(told) not in seen
        assert key not in seen


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_no_transaction_of_a_slip_is_the_transaction_of_a_ballot(marit):
    """In PostgreSQL every row tells which transaction wrote it."""
    _made, codes = points(marit)
    ballot.cast_all(codes[:40], different_ballots()[:40])
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM participation_slip")
        slips = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT xmin::text FROM ballot_urn")
        urns = {row[0] for row in cursor.fetchall()}
    assert len(slips) == 1
    assert len(urns) == 1
    assert not slips & urns


@pytest.mark.django_db
def test_what_the_count_keeps_is_the_same_whoever_came_first(marit):
    ballots = [(9, 0, 0, 0)] * 6 + [(0, 3, 3, 3)] * 5 + [(1, 1, 1, 1)]
    kept = []
    for comers in (ballots, ballots[::-1]):
        made, codes = ballot.announced(by=marit, slips=12, kind="points", most=9)
        ballot.cast_all(codes, comers)
        kept.append(count.count_votes(ballot.close(made), by=marit, at=timezone.now()).ballots)
    assert kept[0] == kept[1] == sorted(kept[0])


@pytest.mark.django_db
def test_the_count_joins_to_no_slip(marit):
    made, codes = ballot.announced(by=marit, slips=8, kind="points", most=9)
    ballot.cast_all(codes, [(9, 0, 0, 0)] * 8)
    count.count_votes(ballot.close(made), by=marit, at=timezone.now())
    assert not Slip.objects.exists()
    assert not Urn.objects.exists()
    book = SlipBook.objects.get()
    assert book.times_spent == 0
    kept = Count.objects.get()
    assert (kept.issued, kept.spent) == (8, 8)
    assert bytes(Vote.objects.get().private_key) == b""


def _cut_short(codes):
    with transaction.atomic():
        ballot.cast_all(codes[:1], [(9, 0, 0, 0)])
        raise ZeroDivisionError


@pytest.mark.django_db
def test_a_vote_half_done_is_not_done(marit):
    """A slip is never spent without its ballot, nor the other way round."""
    _made, codes = points(marit)
    with pytest.raises(ZeroDivisionError):
        _cut_short(codes)
    assert SlipBook.objects.get().times_spent == 0
    assert bytes(Urn.objects.get().ballots) == b""


@pytest.mark.django_db
def test_voting_leaves_no_trace_of_a_person_or_time(marit):
    from kominn.audit.models import Event, ReporterEvent

    _made, codes = points(marit)
    before = Event.objects.count(), ReporterEvent.objects.count()
    ballot.cast_all(codes[:5], [(9, 0, 0, 0)] * 5)
    assert (Event.objects.count(), ReporterEvent.objects.count()) == before
    for model in (Slip, SlipBook, Urn):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateField", "DateTimeField", "TimeField"}
