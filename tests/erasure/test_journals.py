"""Where law wants an archive, a journal goes there first, and a person says that it arrived."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

import pyrage
import pytest

from kominn.concerns.models import Concern, Impartial
from kominn.erasure import book
from kominn.erasure.actions import journals
from kominn.erasure.models import Entry, Journal
from kominn.law.classes import PASSED_ON
from kominn.vault.actions import records
from kominn.vault.models import MemberKey
from tests.factories.concerns import DAY, add, attached, finish, picture, write
from tests.factories.erasure import DUE, finished, quiet_night, sign, tonight

YEAR_ON = DUE + 365 * DAY


@pytest.fixture
def one(intake, inga):
    """Passed on to another service more than a year ago, after a talk."""
    sign(PASSED_ON)
    quiet_night(before=YEAR_ON)
    from tests.factories.concerns import ConcernFactory

    concern = ConcernFactory(
        held_by=inga, seen="Hun sover i bilen.", names="Ida", files=[attached()]
    )
    write(concern, "Har du sett henne siden?", by=inga)
    finish(concern, by=inga, reason="passed_on", words="Vi har sendt det videre.")
    concern.refresh_from_db()
    return concern


def opened(journal, archive):
    content = pyrage.decrypt(journal.path.read_bytes(), [archive])
    return zipfile.ZipFile(io.BytesIO(content))


def test_without_the_archives_key_nothing_goes_anywhere(one):
    assert tonight(at=YEAR_ON).journalled == 0
    assert not Journal.objects.exists()
    assert Concern.objects.exists()


def test_it_goes_into_a_journal_and_is_not_erased(one, archive):
    assert tonight(at=YEAR_ON).journalled == 1
    assert tonight(at=YEAR_ON + DAY).journalled == 0
    assert Concern.objects.exists()


def test_the_archive_reads_everything_and_nobody_else_anything(one, archive):
    tonight(at=YEAR_ON)
    journal = Journal.objects.get()
    raw = journal.path.read_bytes()
    assert b"sover" not in raw
    assert journal.path.stat().st_mode & 0o077 == 0
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(raw, [pyrage.x25519.Identity.generate()])

    book = opened(journal, archive)
    listed = json.loads(book.read("liste.json"))["saker"]
    assert [entry["nummer"] for entry in listed] == [str(one.pk)]
    folder = listed[0]["mappe"]
    html = book.read(f"{folder}/sak.html").decode()
    for said in (
        "Hun sover i bilen.",
        "Ida",
        "Har du sett henne siden?",
        "Vi har sendt det videre.",
    ):
        assert said in html
        assert said in book.read(f"{folder}/sak.json").decode()
    assert book.read(f"{folder}/vedlegg/1-bilde.png") == picture()
    data = json.loads(book.read(f"{folder}/sak.json"))
    assert "concern.closed" in [deed["what"] for deed in data["deeds"]]
    assert all(len(deed["mark"]) == 64 for deed in data["deeds"])


def test_markup_that_was_told_stays_text(intake, inga, archive):
    sign(PASSED_ON)
    quiet_night(before=YEAR_ON)
    finished(by=inga, reason="passed_on", seen="<script>alert(1)</script>")
    tonight(at=YEAR_ON)
    book = opened(Journal.objects.get(), archive)
    html = next(book.read(name) for name in book.namelist() if name.endswith(".html")).decode()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_it_goes_when_the_archive_has_it_and_then_the_file_goes_too(one, archive, ada):
    tonight(at=YEAR_ON)
    journal = Journal.objects.get()
    journals.take_in(
        journal, digest=journal.digest[:8].upper(), reference="26/17", by=ada, at=YEAR_ON
    )
    night = tonight(at=YEAR_ON + DAY)
    assert night.erased == {PASSED_ON: 1}
    assert not Concern.objects.exists()
    journal.refresh_from_db()
    assert journal.gone_on == (YEAR_ON + DAY).date()
    assert not journal.path.exists()


@pytest.mark.parametrize("digest", ["", "0" * 8, "abc"])
def test_another_fingerprint_confirms_nothing(one, archive, ada, digest):
    tonight(at=YEAR_ON)
    journal = Journal.objects.get()
    with pytest.raises(journals.NotPossible):
        journals.take_in(journal, digest=digest, reference="26/17", by=ada, at=YEAR_ON)
    tonight(at=YEAR_ON + DAY)
    assert Concern.objects.exists()


def test_what_was_written_after_the_journal_goes_in_anew(one, archive, ada, inga):
    from kominn.concerns.actions import talk

    tonight(at=YEAR_ON)
    first = Journal.objects.get()
    talk.note(one, "De ringte i dag.", token=uuid.uuid4(), by=inga, at=YEAR_ON)
    journals.take_in(first, digest=first.digest, reference="26/17", by=ada, at=YEAR_ON)
    night = tonight(at=YEAR_ON + DAY)
    assert (night.erased, night.journalled) == ({}, 1)
    assert Entry.objects.get().journal != first
    second = Journal.objects.latest("pk")
    name = next(name for name in opened(second, archive).namelist() if name.endswith("sak.html"))
    assert "De ringte i dag." in opened(second, archive).read(name).decode()


def test_reading_alone_changes_nothing(one, archive, ada, inga):
    from kominn.concerns.actions import handle

    tonight(at=YEAR_ON)
    journal = Journal.objects.get()
    journals.take_in(journal, digest=journal.digest, reference="26/17", by=ada, at=YEAR_ON)
    handle.read(one, by=inga, at=YEAR_ON)
    Impartial.objects.create(concern=one, user=ada, on=YEAR_ON.date())
    assert tonight(at=YEAR_ON + DAY).erased == {PASSED_ON: 1}


def test_opened_again_it_is_no_longer_due(one, archive, ada):
    tonight(at=YEAR_ON)
    journal = Journal.objects.get()
    journals.take_in(journal, digest=journal.digest, reference="26/17", by=ada, at=YEAR_ON)
    add(one, at=YEAR_ON)
    assert tonight(at=YEAR_ON + DAY).erased == {}
    assert Concern.objects.exists()


def test_what_no_key_opens_is_neither_archived_nor_erased(one, archive):
    MemberKey.objects.all().delete()
    night = tonight(at=YEAR_ON)
    assert (night.journalled, night.stuck, night.erased) == (0, 1, {})
    assert Concern.objects.exists()


def test_a_file_that_no_row_knows_is_cleared(one, archive, settings):
    settings.JOURNAL.mkdir()
    stray = settings.JOURNAL / "journal-2027-01-01-abcdef01.age"
    stray.write_bytes(b"x")
    tonight(at=YEAR_ON)
    assert not stray.exists()
    assert Journal.objects.get().path.exists()


def test_a_lost_journal_is_thrown_away_and_written_anew(one, archive, ada):
    tonight(at=YEAR_ON)
    first = Journal.objects.get()
    first.path.unlink()
    journals.discard(first, by=ada, at=YEAR_ON)
    assert tonight(at=YEAR_ON + DAY).journalled == 1
    assert Journal.objects.to_confirm().count() == 1


@pytest.mark.parametrize("key", ["", "age1tull", "\xff"])
def test_a_key_that_is_none_counts_as_no_key(one, settings, key):
    settings.ARCHIVE_RECIPIENT.write_text(key, encoding="latin-1")
    assert tonight(at=YEAR_ON).journalled == 0


def test_what_two_decided_what_helped_and_what_was_told_stands_in_it(intake, inga, kari, archive):
    from kominn.casework.actions import person
    from kominn.casework.person import Notice
    from kominn.law.classes import PERSON_FOLLOWED
    from tests.factories.casework import FOLLOWS, begin_help, decided, help_written, tell_others

    concern = decided(by=inga, second=kari)
    begin_help(concern, by=inga, written=help_written(aim="Hun får egen nøkkel."))
    tell_others(concern, by=inga, text="Bilen står ved kaia.")
    notice = Notice("person", "talk", "Vi fortalte det over kakao.")
    person.tell(concern, notice, on=FOLLOWS.date(), token=uuid.uuid4(), by=inga, at=FOLLOWS)
    key = records.data_key_for(concern.pk, inga)
    html = book.page(concern, key).html
    for said in (
        "Mindre enn dette hjelper ikke.", "Hun får egen nøkkel.", "Bilen står ved kaia.",
        "Vi fortalte det over kakao.", "Læreren så det på mandag.",
    ):  # fmt: skip
        assert said in html
    assert concern.record_class == PERSON_FOLLOWED
