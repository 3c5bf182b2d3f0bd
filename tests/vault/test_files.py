"""Files on their way in: sealed, measured, known or refused; kept, opened and erased."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.http import HttpRequest, UnreadablePostError
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kominn.vault import files, uploads
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.files import (
    SealedFile,
    clear_incoming,
    clear_unknown,
    erase,
    incoming,
    keep,
    open_file,
)
from kominn.vault.kinds import Kind
from kominn.vault.uploads import Refusal, SealingUploadHandler, clean_name
from tests.vault.samples import document, picture

AT = datetime(2026, 3, 4, 9, 41, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC).timestamp()


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.SEALED_FILES = tmp_path / "sealed"
    return settings.SEALED_FILES


@pytest.fixture(autouse=True)
def _requests_end():
    """What Django does with every upload when the answer is sent."""
    yield
    while OPENED:
        OPENED.pop().close()


OPENED = []


def upload(data, name="a.txt", *, pieces=None):
    """One file through the handler, as Django hands it over."""
    handler = SealingUploadHandler(HttpRequest())
    return hand_over(handler, data, name, pieces)


def hand_over(handler, data, name="a.txt", pieces=None):
    handler.new_file("files", name, "text/plain", None, None, {})
    start = 0
    for end in [*(pieces or []), len(data)]:
        if end > start:
            assert handler.receive_data_chunk(data[start:end], start) is None
            start = end
    OPENED.append(handler.file_complete(len(data)))
    return OPENED[-1]


def taken_and_kept(data, name="a.txt"):
    reference = upload(data, name).take()
    keep(reference, at=AT)
    return reference


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


# --- What is received ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("brev.pdf", document(), Kind.PDF),
        ("bilde.jpg", picture(Kind.JPEG), Kind.JPEG),
        ("bilde.heic", picture(Kind.HEIC), Kind.HEIC),
        ("notat.txt", "Hei på deg".encode(), Kind.TEXT),
    ],
)
def test_a_file_comes_back_byte_for_byte_with_its_digest(name, data, kind):
    reference = taken_and_kept(data, name)
    assert (reference.kind, reference.name, reference.size) == (kind, name, len(data))
    assert open_file(reference) == data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(min_size=1).map(str.encode).filter(lambda b: not uploads.CONTROL_BYTES.search(b)),
    st.data(),
)
def test_it_does_not_matter_in_what_pieces_a_file_comes(data, draw):
    pieces = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=6)))
    one = upload(data, pieces=pieces)
    whole = upload(data)
    assert one.refusal is whole.refusal is None or one.refusal == whole.refusal
    if one.refusal is None:
        first, second = one.take(), whole.take()
        keep(first, at=AT)
        assert (first.digest, first.size, first.kind) == (second.digest, second.size, second.kind)
        assert open_file(first) == data


@pytest.mark.parametrize("cut", [1, 3, 8, 11, 257, 300])
def test_a_kind_is_known_across_any_cut(cut):
    data = picture(Kind.WEBP)
    assert upload(data, "b.webp", pieces=[1, cut]).take().kind == Kind.WEBP


@pytest.mark.parametrize("control_at", [0, 65_535, 65_536, 100_000])
def test_a_control_byte_anywhere_makes_it_no_text(control_at):
    data = bytearray(b"a" * 100_001)
    data[control_at] = 0
    assert upload(bytes(data), pieces=[65_536]).refusal == Refusal.UNKNOWN_KIND


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "a.txt", Refusal.EMPTY),
        (b"\0\1\2", "a.bin", Refusal.UNKNOWN_KIND),
        (b"\0\1\2", "a.jpg", Refusal.UNKNOWN_KIND),
        (b"PK\x03\x04" + bytes(99), "a.docx", Refusal.ARCHIVE),
        (b"PK\x03\x04" + bytes(99), "a.jpg", Refusal.ARCHIVE),
        (b"MZ\x90\0", "a.pdf", Refusal.UNKNOWN_KIND),
        (b"%PDF-1.7\n\0", "a.jpg", Refusal.MISLABELLED),
        (b"<html>", "a.html", Refusal.UNKNOWN_KIND),
        (b"<svg onload=x>", "a.svg", Refusal.UNKNOWN_KIND),
    ],
)
def test_what_is_not_received_is_refused_with_a_sentence(folder, data, name, refusal):
    refused = upload(data, name)
    assert refused.refusal == refusal
    assert str(refusal.label).endswith(".")
    assert on_disk(folder) == []
    with pytest.raises(ValueError, match="refused"):
        refused.take()


def test_a_file_of_100_mb_is_let_go_by_without_being_stored(folder):
    handler = SealingUploadHandler(HttpRequest())
    handler.new_file("files", "a.txt", "text/plain", None, None, {})
    for start in range(0, 100_000_000, 1_000_000):
        handler.receive_data_chunk(b"a" * 1_000_000, start)
    assert handler.file_complete(100_000_000).refusal == Refusal.TOO_BIG
    assert on_disk(folder) == []


def test_twenty_million_bytes_are_just_received():
    assert upload(b"a" * uploads.MOST_BYTES).refusal is None
    assert upload(b"a" * (uploads.MOST_BYTES + 1)).refusal == Refusal.TOO_BIG


def test_the_sixth_file_is_refused_and_the_first_five_stay():
    handler = SealingUploadHandler(HttpRequest())
    refusals = [hand_over(handler, b"a").refusal for _ in range(6)]
    assert refusals == [None] * 5 + [Refusal.TOO_MANY]


def test_a_full_disk_refuses_files_before_reports_are_lost(monkeypatch, folder):
    monkeypatch.setattr(uploads, "LEAST_FREE_BYTES", 2**62)
    assert upload(b"a").refusal == Refusal.NO_ROOM


def test_a_disk_that_fails_while_writing_refuses_the_file(monkeypatch):
    class Full:
        def write(self, ciphertext):
            if len(ciphertext) > 100:
                raise OSError

        def close(self):
            pass

    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", lambda dir: Full())
    assert upload(b"a" * 200).refusal == Refusal.NO_ROOM


def test_a_folder_that_cannot_be_written_refuses_the_file(monkeypatch):
    def no_file(dir):
        raise OSError

    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", no_file)
    assert upload(b"a" * 200).refusal == Refusal.NO_ROOM


# --- Names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("bilde\u202egpj.exe", "bildegpj.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("\u2066skjult\u2069.pdf", "skjult.pdf"),
        ("../../etc/passwd", "etc passwd"),
        ("a/../b.txt", "a .. b.txt"),
        (".bashrc", "bashrc"),
        ("bla\u030a.txt", "blå.txt"),
        ("skolen vår 🙈.jpg", "skolen vår 🙈.jpg"),
        ("\u200b", "file"),
        ("a\u00a0 b.txt", "a b.txt"),
    ],
)
def test_a_name_is_shown_without_tricks(name, shown):
    assert clean_name(name) == shown


def test_a_long_name_keeps_its_ending():
    assert clean_name("a" * 500 + ".jpeg") == "a" * 115 + ".jpeg"
    assert len(clean_name("a" * 500)) == 120


@given(st.text())
def test_no_name_is_empty_or_invisible(name):
    shown = clean_name(name)
    assert 0 < len(shown) <= 120
    assert shown.isprintable()


# --- Nothing in clear, nothing left behind ------------------------------------------------------


def test_nothing_of_a_file_stands_on_disk_in_clear(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    marker = b"MARKER-hjemme-hos-oss"
    reference = taken_and_kept(marker * 500, "navn-paa-barn.txt")
    stored = on_disk(tmp_path)
    assert len(stored) == 1
    assert marker not in stored[0].read_bytes()
    assert "navn" not in str(stored[0])
    assert open_file(reference) == marker * 500


def test_until_it_is_taken_a_file_has_no_name_on_disk(folder):
    received = upload(b"a" * 100_000)
    assert on_disk(folder) == []
    received.take()
    assert len(on_disk(folder)) == 1
    received.take()
    assert len(on_disk(folder)) == 1


def test_an_upload_that_breaks_off_leaves_nothing(folder):
    handler = SealingUploadHandler(HttpRequest())
    handler.new_file("files", "a.txt", "text/plain", None, None, {})
    handler.receive_data_chunk(b"a" * 100_000, 0)
    handler.upload_interrupted()
    assert on_disk(folder) == []


def test_the_length_of_a_file_is_hidden_in_steps(folder):
    for length in (1, 5_000, 16_384):
        taken_and_kept(b"a" * length)
    assert len({path.stat().st_size for path in on_disk(folder)}) == 1


def test_the_date_of_a_kept_file_tells_only_the_week(folder):
    reference = taken_and_kept(b"a")
    [stored] = on_disk(folder)
    for path in (stored, stored.parent, incoming()):
        assert path.stat().st_mtime == MONDAY
    assert stored.name == reference.file_id.hex


def test_only_we_may_look_into_the_folders(folder):
    taken_and_kept(b"a")
    [stored] = on_disk(folder)
    assert stored.parent.stat().st_mode & 0o777 == 0o700
    assert incoming().stat().st_mode & 0o777 == 0o700


# --- Keeping and opening ------------------------------------------------------------------------


def test_a_reference_travels_as_json_and_shows_nothing_in_a_log():
    reference = taken_and_kept(b"a", "navn.txt")
    again = SealedFile.from_json(json.loads(json.dumps(reference.to_json())))
    assert again == reference
    assert open_file(again) == b"a"
    assert "navn" not in repr(reference)
    assert reference.key.hex() not in f"{reference}"
    assert "navn" not in repr(upload(b"a", "navn.txt"))


def test_keeping_twice_is_keeping_once():
    reference = taken_and_kept(b"a")
    keep(reference, at=AT)
    assert open_file(reference) == b"a"


def test_what_was_never_taken_cannot_be_kept():
    stranger = SealedFile(uuid4(), bytes(32), bytes(32), 1, Kind.TEXT, "a")
    with pytest.raises(CannotOpen):
        keep(stranger, at=AT)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(st.data())
def test_a_changed_or_shortened_file_never_opens(data):
    reference = taken_and_kept(b"some words")
    path = files._path(reference.file_id)
    stored = path.read_bytes()
    at = data.draw(st.integers(0, len(stored) - 1))
    changed = bytearray(stored)
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    for other in (bytes(changed), stored[:at], stored + b"\0"):
        path.write_bytes(other)
        with pytest.raises(CannotOpen):
            open_file(reference)


def test_a_file_in_anothers_place_or_with_another_key_never_opens():
    one, other = taken_and_kept(b"one"), taken_and_kept(b"other")
    files._path(other.file_id).write_bytes(files._path(one.file_id).read_bytes())
    with pytest.raises(CannotOpen):
        open_file(other)
    swapped = SealedFile(one.file_id, other.key, one.digest, one.size, one.kind, one.name)
    with pytest.raises(CannotOpen):
        open_file(swapped)
    moved = SealedFile(other.file_id, one.key, one.digest, one.size, one.kind, one.name)
    with pytest.raises(CannotOpen):
        open_file(moved)


def test_a_file_that_is_not_what_its_digest_says_never_opens():
    one = taken_and_kept(b"one")
    with pytest.raises(CannotOpen):
        open_file(SealedFile(one.file_id, one.key, bytes(32), one.size, one.kind, one.name))


def test_an_erased_file_is_gone():
    reference = taken_and_kept(b"a")
    erase(reference.file_id)
    erase(reference.file_id)
    with pytest.raises(CannotOpen):
        open_file(reference)


def test_what_was_taken_and_never_sent_is_cleared_in_time(folder):
    old, new = upload(b"a").take(), upload(b"b").take()
    long_ago = (AT - timedelta(days=2)).timestamp()
    os.utime(incoming() / old.file_id.hex, (long_ago, long_ago))
    os.utime(incoming() / new.file_id.hex, (AT.timestamp(), AT.timestamp()))
    assert clear_incoming(older_than=AT - timedelta(days=1)) == 1
    assert [path.name for path in on_disk(folder)] == [new.file_id.hex]


def test_kept_files_that_no_row_knows_are_cleared_in_time(folder):
    known, unknown = taken_and_kept(b"a"), taken_and_kept(b"b")
    upload(b"c").take()
    assert clear_unknown({known.file_id}, older_than=AT - timedelta(weeks=2)) == 0
    assert clear_unknown({known.file_id}, older_than=AT + timedelta(weeks=2)) == 1
    assert open_file(known) == b"a"
    assert unknown.file_id.hex not in {path.name for path in on_disk(folder)}


# --- As a form --------------------------------------------------------------------------------


def post(fields):
    body = encode_multipart(BOUNDARY, fields)
    return send(body), body


def send(body):
    request = RequestFactory().generic("POST", "/meld/", body, MULTIPART_CONTENT)
    OPENED.append(request)
    return request


class Attached:
    """What the test client's encoder asks of a file."""

    def __init__(self, name, data):
        self.name, self.data = name, data

    def read(self):
        return self.data


def test_a_refused_file_takes_nothing_else_of_the_form_with_it():
    request, _body = post(
        {
            "text": "Det som skjedde",
            "files": [
                Attached("a.txt", b"a" * 21_000_000),
                Attached("b.txt", b"b"),
                Attached("c.zip", b"PK\x03\x04"),
            ],
            "after": "x",
        }
    )
    assert request.POST["text"] == "Det som skjedde"
    assert request.POST["after"] == "x"
    assert [one.refusal for one in request.FILES.getlist("files")] == [
        Refusal.TOO_BIG,
        None,
        Refusal.ARCHIVE,
    ]


def test_what_the_page_does_not_take_is_gone_when_the_request_ends(folder):
    request, _body = post({"files": [Attached("a.txt", b"a"), Attached("b.txt", b"b")]})
    first, second = request.FILES.getlist("files")
    first.take()
    request.close()
    assert len(on_disk(folder)) == 1
    with pytest.raises(ValueError, match="closed"):
        second.take()


def test_a_form_that_breaks_off_in_the_middle_of_a_file_leaves_nothing(folder):
    _request, body = post({"text": "hei", "files": [Attached("a.txt", b"a" * 300_000)]})
    request = send(body[:200_000])
    assert request.POST["text"] == "hei"
    assert not request.FILES
    assert on_disk(folder) == []


def test_a_reporter_who_goes_offline_in_the_middle_of_a_file_leaves_nothing(folder):
    _request, body = post({"text": "hei", "files": [Attached("a.txt", b"a" * 300_000)]})

    class Broken(BytesIO):
        def read(self, *args):
            if self.tell() > 100_000:
                raise OSError("gone")
            return super().read(*args)

    request = send(body)
    request._stream = Broken(body)
    with pytest.raises(UnreadablePostError):
        request.POST["text"]
    for handler in request.upload_handlers:
        OPENED.append(handler._sealing._stream)
    assert on_disk(folder) == []


def test_a_file_box_left_empty_is_no_file():
    request, body = post({"text": "hei", "files": [Attached("a.txt", b"")]})
    assert [one.refusal for one in request.FILES.getlist("files")] == [Refusal.EMPTY]
    assert not send(body.replace(b'filename="a.txt"', b'filename=""')).FILES
