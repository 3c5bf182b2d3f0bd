"""The canary: markers go through every field, file and file name of a real city, the loop is driven to
its end, and then nothing of them, and no exact time of a reporter's deed, stands anywhere in clear.

What is searched, and that the search finds a marker planted in each kind of place, is tried as well.
"""

from __future__ import annotations

import base64
import datetime as dt
import email
import io
import json
import os
import quopri
import re
import secrets
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

import pikepdf
import psycopg
import pyrage
import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone
from PIL import Image

from kominn.core.worktime import NORWAY, is_holiday
from tests.concerns import real_city
from tests.concerns.pages import File, digits_of, go_to, past_the_question, to_review
from tests.concerns.real_city import City, log_in, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.smtp]
Place = tuple[str, bytes]


# --- What is looked for ------------------------------------------------------------------------


def appearances(marker: str) -> set[bytes]:
    """How a text may stand in a file: as it is, in other encodings, escaped, or in base64 or hex."""
    raw = marker.encode()
    found = {
        raw,
        marker.encode("utf-16-le"),
        marker.encode("utf-16-be"),
        raw.hex().encode(),
        raw.hex().upper().encode(),
        quote(marker).encode(),
        quote_plus(marker).encode(),
        json.dumps(marker)[1:-1].encode(),
        quopri.encodestring(raw).strip(),
        *in_base64(raw),
    }
    with suppress(UnicodeEncodeError):
        found.add(marker.encode("latin-1"))
    return found


def in_base64(raw: bytes) -> Iterator[bytes]:
    """The middle of it, wherever in a longer text it begins."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + raw)
        first = -(-before * 8 // 6)
        sure = coded[first : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.replace(b"+", b"-").replace(b"/", b"_")


def times(at: dt.datetime) -> set[bytes]:
    """How an exact moment may stand in a file: to the second, or finer."""
    texts = {str(int(at.timestamp())), str(int(at.timestamp() * 1000)), repr(at.timestamp())}
    for there in (at.astimezone(dt.UTC), at.astimezone(NORWAY)):
        texts |= {
            there.isoformat(timespec="seconds")[:19],
            there.isoformat(" ", timespec="seconds")[:19],
            there.strftime("%Y%m%dT%H%M%S"),
            there.strftime("%d/%b/%Y:%H:%M:%S"),
            there.strftime("%d %b %Y %H:%M:%S"),
            there.strftime("%d.%m.%Y %H.%M"),
            f"{there.day}. {MONTHS[there.month - 1]} {there.year} kl. {there:%H.%M}",
        }
    since_2000 = int((at - dt.datetime(2000, 1, 1, tzinfo=dt.UTC)) / dt.timedelta(microseconds=1))
    binary = {struct.pack(form, at.timestamp()) for form in ("<d", ">d")}
    binary |= {struct.pack(form, since_2000) for form in ("<q", ">q")}
    return {form for text in texts for form in (text.encode(), text.encode("utf-16-le"))} | binary


MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
LONG_CODED = re.compile(rb"[A-Za-z0-9_-]{40,}")


def hits(places: Iterable[Place], wanted: Iterable[bytes]) -> list[str]:
    """Where any of these stands, with what stands around it."""
    wanted = sorted(wanted)
    found = []
    for name, content in places:
        for form in wanted:
            at = content.find(form)
            if at >= 0:
                around = content[max(0, at - 60) : at + len(form) + 60]
                found.append(f"{name}: {form[:60]!r} in {around!r}")
    return found


# --- Where it is looked for --------------------------------------------------------------------


def unpacked(name: str, content: bytes) -> Iterator[Place]:
    """The content, and what is packed inside it as in a session's row."""
    yield name, content
    for coded in LONG_CODED.findall(content) if len(content) < 20_000_000 else ():
        with suppress(ValueError, zlib.error):
            packed = base64.urlsafe_b64decode(coded + b"=" * (-len(coded) % 4))
            yield f"{name} (unpacked)", zlib.decompress(packed)


def files_in(folder: Path) -> Iterator[Place]:
    """Every file with its name; those that vanish while one looks are passed over."""
    for path in sorted(folder.rglob("*")):
        yield f"the name of {path}", str(path.relative_to(folder)).encode()
        with suppress(OSError):
            if path.is_file():
                yield from unpacked(str(path), path.read_bytes())


def dump_of(database: str) -> Iterator[Place]:
    """The database as SQL; for PostgreSQL also what its server keeps on disk, where one may look."""
    if database.startswith("sqlite"):
        file = database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            yield from unpacked(
                "the SQL dump", "\n".join(opened.iterdump()).encode(errors="replace")
            )
        return
    done = subprocess.run(["pg_dump", "--inserts", database], capture_output=True, check=True)
    yield from unpacked("the SQL dump", done.stdout)
    for text in re.findall(rb"\\x([0-9a-f]{40,})", done.stdout):
        yield "a binary value of the SQL dump", bytes.fromhex(text.decode())
    with psycopg.connect(database) as asked:
        folder = Path(str(asked.execute("SHOW data_directory").fetchone()[0]))
    yield from files_in(folder)


def processes(pids: Iterable[int]) -> Iterator[Place]:
    for pid in pids:
        for name in ("cmdline", "environ"):
            with suppress(OSError):
                yield f"{name} of process {pid}", Path(f"/proc/{pid}/{name}").read_bytes()


def open_files(pids: Iterable[int]) -> Iterator[Place]:
    """Files that have no name any longer, or never had one, but are held open."""
    for pid in pids:
        with suppress(OSError):
            for link in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError, ValueError):
                    if os.readlink(link).endswith("(deleted)") and link.is_file():
                        yield f"a nameless file of process {pid}", link.read_bytes()


def backup_of(city: City, to: Path) -> Iterator[Place]:
    """The backup as it lies on another disk, and what whoever has its key finds in it."""
    city.kominn("backup", str(to))
    yield "the backup", to.read_bytes()
    key = next(
        line
        for line in (city.home / "keys" / "backup.key").read_text().splitlines()
        if line.startswith("AGE-SECRET-KEY-")
    )
    opened = pyrage.decrypt(to.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    yield from unpacked("the opened backup", opened)


def letters_in(spool: Post) -> Iterator[Place]:
    for number, content in enumerate(spool.letters):
        yield f"letter {number}", content
        for part in email.message_from_bytes(content).walk():
            if not part.is_multipart():
                yield f"the text of letter {number}", part.get_payload(decode=True)


def everywhere(city: City, spool: Post, backup: Path) -> Iterator[Place]:
    yield from files_in(city.home)
    yield from files_in(city.temporary)
    yield from dump_of(city.database)
    yield from letters_in(spool)
    yield "the log", city.log.read_bytes()
    yield from processes(city.pids())
    yield from open_files(city.pids())
    yield from backup_of(city, backup)


class Watch(threading.Thread):
    """Keeps what stands only for a moment: temporary files, and what new processes are started with."""

    def __init__(self, city: City) -> None:
        super().__init__(daemon=True)
        self.city, self.seen, self.over = city, {}, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            pids = self.city.pids()
            for name, content in (
                *files_in(self.city.temporary),
                *processes(pids),
                *open_files(pids),
            ):
                self.seen[f"{name}, for a moment, {zlib.crc32(content)}"] = content

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()


class Post:
    """A mail server that takes every letter."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope.content)
        return "250 Taken"


@contextmanager
def post_office() -> Iterator[tuple[Post, int]]:
    post = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()


# --- The search finds what is there ------------------------------------------------------------

CONTROL = "kontroll-æøå-ሰላም-5f1c"
FORMS = {
    "as it is": lambda text: text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()),
    "in an address": lambda text: quote(text).encode(),
    "in a form": lambda text: quote_plus(text).encode(),
    "JSON": lambda text: json.dumps({"a": text}).encode(),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "a packed session": lambda text: (
        b"." + base64.urlsafe_b64encode(zlib.compress(text.encode() * 9))
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_a_marker_is_found_in_whatever_form_it_stands(tmp_path, form, before):
    (tmp_path / "some.file").write_bytes(
        b"\x00\xff" * 50 + form(f"{before}{CONTROL} og mer") + b"\x01"
    )
    assert hits(files_in(tmp_path), appearances(CONTROL))
    assert not hits(files_in(tmp_path), appearances("noe annet"))


def test_a_marker_is_found_in_the_name_of_a_file_and_of_a_folder(tmp_path):
    (tmp_path / CONTROL).mkdir()
    assert hits(files_in(tmp_path), appearances(CONTROL))


def test_a_marker_is_found_in_a_row_its_log_and_its_dump(tmp_path):
    if connection.vendor == "sqlite":
        file = tmp_path / "control.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE told (text, packed)")
            database.execute("INSERT INTO told VALUES (?, ?)", (CONTROL, CONTROL.encode()))
            names = " ".join(hits(files_in(tmp_path), appearances(CONTROL)))
            assert "sqlite3-wal" in names
            assert len(hits(dump_of(f"sqlite:///{file}"), appearances(CONTROL))) >= 2
        return
    with real_city._database(tmp_path) as database:
        with psycopg.connect(database, autocommit=True) as asked:
            asked.execute("CREATE TABLE told (text text, packed bytea)")
            asked.execute("INSERT INTO told VALUES (%s, NULL)", (CONTROL,))
            asked.execute("INSERT INTO told VALUES ('', %s)", (CONTROL.encode(),))
        found = hits(dump_of(database), appearances(CONTROL))
    assert [hit for hit in found if hit.startswith("the SQL dump")]
    assert [hit for hit in found if hit.startswith("a binary value")]
    assert [hit for hit in found if "/pg_wal/" in hit]


def test_a_marker_is_found_in_a_process(tmp_path):
    program = "import sys, time; print(1, flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", program, CONTROL], env={"TOLD": CONTROL}, stdout=subprocess.PIPE
    ) as process:
        try:
            process.stdout.readline()
            found = hits(processes([process.pid]), appearances(CONTROL))
        finally:
            process.kill()
    assert {hit.split(" ")[0] for hit in found} == {"cmdline", "environ"}


def test_a_marker_is_found_in_a_file_that_has_no_name(tmp_path):
    with (tmp_path / "gone").open("w+b") as file:
        file.write(CONTROL.encode())
        file.flush()
        (tmp_path / "gone").unlink()
        assert hits(open_files([os.getpid()]), appearances(CONTROL))


def test_a_marker_is_found_in_a_letter():
    post = Post()
    post.letters.append(
        b"Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(CONTROL.encode() * 20)
    )
    assert hits(letters_in(post), appearances(CONTROL))


@pytest.mark.parametrize(
    "text",
    ["2026-03-03T09:15:42.123456+00:00", "2026-03-03 10:15:42", "x1772529342y", '"1772529342123"', "1772529342.123456",
     "[03/Mar/2026:09:15:42 +0000]", "Tue, 03 Mar 2026 09:15:42 GMT", "tirsdag 3. mars 2026 kl. 10.15"],
)  # fmt: skip
def test_an_exact_moment_is_found_in_whatever_form_it_stands(text):
    at = dt.datetime(2026, 3, 3, 9, 15, 42, 123456, tzinfo=dt.UTC)
    assert hits([("log", text.encode())], times(at))
    assert not hits([("log", text.encode())], times(at + dt.timedelta(hours=5, seconds=1)))


# --- The loop ----------------------------------------------------------------------------------


class Markers:
    """A text for each field: ordinary letters and others, both known again by their beginning."""

    def __init__(self) -> None:
        # Letters alone: eight digits in a row would be taken for a telephone and asked about.
        number = "".join(secrets.choice("bcdfghjklmnp") for _letter in range(12))
        self.plain, self.other = f"kanari{number}", f"ånþ{number}ሰላም"
        self.seconds: set[int] = set()

    def __call__(self, name: str) -> str:
        return f"{self.plain}{name} {self.other}{name}"

    def appearances(self) -> set[bytes]:
        return appearances(self.plain) | appearances(self.other)

    def file(self, name: str, ending: str) -> str:
        return f"{self.plain}{name} {self.other}.{ending}"

    def picture(self) -> File:
        exif = Image.Exif()
        exif[0x010E], exif[0x9286] = self("exif"), self("comment")
        drawn = io.BytesIO()
        Image.new("RGB", (64, 48), "navy").save(
            drawn, "JPEG", exif=exif, comment=self("jpeg").encode()
        )
        return File(self.file("bilde", "jpg"), drawn.getvalue(), "image/jpeg")

    def document(self) -> File:
        pdf = pikepdf.new()
        page = pdf.add_blank_page(page_size=(200, 200))
        page.Contents = pikepdf.Stream(pdf, b"BT (" + self("pdf").encode() + b") Tj ET")
        pdf.docinfo["/Author"] = self("author")
        written = io.BytesIO()
        pdf.save(written, compress_streams=False)
        return File(self.file("brev", "pdf"), written.getvalue(), "application/pdf")

    def note(self) -> File:
        return File(self.file("notat", "txt"), self("txt").encode() * 2_000, "text/plain")

    def refused(self) -> File:
        return File(
            self.file("pakke", "zip"), b"PK\x03\x04" + self("zip").encode(), "application/zip"
        )


def apart() -> None:
    """Reporters' deeds get seconds of their own, which no colleague's deed and no job shares."""
    time.sleep(1.1)
    while not 5 < time.time() % 300 < 296:
        time.sleep(0.5)


@contextmanager
def alone_in_time(marker: Markers) -> Iterator[None]:
    apart()
    began = int(time.time())
    yield
    marker.seconds |= set(range(began, int(time.time()) + 1))
    apart()


def everything_told(marker: Markers, **choices: str) -> dict[str, str]:
    fields = (
        "unit",
        "basis_note",
        "where",
        "seen",
        "when",
        "worry",
        "good",
        "tried",
        "names",
        "contact",
    )
    return (
        {name: marker(name) for name in fields} | {"danger": "unsure", "reply": "contact"} | choices
    )


def tell(city: City, marker: Markers, files: list[File], **choices: str) -> str:
    """One report, a question a page, and its receipt saved and checked."""
    visit = city.visit()
    review = to_review(visit.get("/meld/"), files, **everything_told(marker, **choices))
    with alone_in_time(marker):
        receipt = review.press("send")
    digits = digits_of(receipt)
    assert "Det stemmer" in receipt.press("check", typed=digits[-6:]).main
    assert receipt.press("save").status == 200
    assert not visit.client.cookies
    return digits


def mailbox(city: City, digits: str):
    return city.visit().get("/kvittering/").press("open", code=digits)


def say(city: City, marker: Markers, digits: str, name: str) -> None:
    page = mailbox(city, digits)
    with alone_in_time(marker):
        page.press("add", text=marker(name))


def newest(staff) -> str:
    """The address of the only concern in the inbox that nobody holds."""
    page = staff.get("/innboks/?vis=apne")
    rows = [row for row in page.root.iter("tr") if "Mottatt" in "".join(row.itertext())]
    (row,) = rows
    return next(link.get("href") for link in row.iter("a"))


def drive(city: City, marker: Markers, post: Post) -> None:
    """Every deed there is, to the end of the loop, with a marker wherever one can be typed."""
    inga, kari = log_in(city, "inga"), log_in(city, "kari")
    # Their invitations.
    assert wait_until(lambda: len(post.letters) == 2), city.log.read_text()

    # An employee tells, with files, one of which is refused.
    visit = city.visit()
    page = go_to(
        visit.get("/meld/ansatt/"), "files", **everything_told(marker, avert="done", basis="law")
    )
    page = page.press(
        "keep", files=[marker.picture(), marker.document(), marker.note(), marker.refused()]
    )
    assert "pakke" in page.main
    review = to_review(page, **everything_told(marker))
    with alone_in_time(marker):
        receipt = review.press("send")
    first = digits_of(receipt)

    # It is read, its names opened, taken, sorted, noted, asked about, and its files looked at.
    address = newest(inga)
    page = past_the_question(inga.get(address))
    assert marker("worry") in page.text
    for link in [link for link in page.links() if "/fil/" in link]:
        assert inga.get(link).status == 200
    assert marker("names") in page.fill(f"{address}navn/", why=marker("why")).main
    page = past_the_question(inga.get(address)).fill(f"{address}ta/")
    page = page.fill(f"{address}sorter/", due_on="2027-03-01", theme="hate", area=area_of(page))
    page = page.fill(f"{address}notat/", note=marker("note"))
    page = page.press("preview", text=marker("ask")).press("send")
    page = page.fill(
        f"{address}tolk/", language="so", way="phone", needed_on="2027-03-02", time="10:30"
    )
    # The interpreter's letter, not any third one: its date would stand beside the next deed's.
    assert wait_until(lambda: any(b"To: tolk@" in letter for letter in post.letters)), (
        city.log.read_text()
    )
    say(city, marker, first, "answer")
    assert marker("answer") in past_the_question(kari.get(address)).main

    # The baton is offered, and declined.
    page = past_the_question(inga.get(f"{address}overlevering/"))
    to_kari = next(o.get("value") for o in page.root.iter("option") if o.text == "Kari")
    page = page.fill(f"{address}overlevering/", to=to_kari, words=marker("handover"))
    assert marker("handover") in page.main
    page = kari.get(f"{address}overlevering/").press("decline", words=marker("declined"))
    assert marker("declined") in page.main
    # Colleagues' letters may tell the second: they are gone before a reporter acts again.
    assert wait_until(lambda: len(post.letters) >= 5), len(post.letters)

    # It is closed, opened again by the reporter, and closed once more.
    past_the_question(kari.get(address)).fill(f"{address}ta/").fill(f"{address}ta/")
    page = past_the_question(kari.get(address))
    page.fill(f"{address}avslutt/", reason="helped", words=marker("close")).press("send")
    assert marker("close") in mailbox(city, first).main
    say(city, marker, first, "again")
    assert newest(kari) == address
    past_the_question(kari.get(address)).fill(f"{address}ta/")
    past_the_question(kari.get(address)).fill(
        f"{address}avslutt/", reason="passed_on", words=""
    ).press("send")

    # A young person tells; what is written back is read by two.
    second = tell(city, marker, [marker.note()], role="young")
    address = newest(inga)
    page = past_the_question(inga.get(address)).fill(f"{address}ta/")
    page.press("preview", text=marker("minor")).press("send")
    past_the_question(kari.get(address)).press("send")
    assert marker("minor") in mailbox(city, second).main
    stopped = (
        past_the_question(inga.get(address)).press("preview", text=marker("stopped")).press("send")
    )
    assert marker("stopped") in stopped.main
    past_the_question(kari.get(address)).press("stop", why_stop=marker("why"))
    say(city, marker, second, "young")

    # It is taken back after it was read; another before anyone has read it.
    page = mailbox(city, second).press("withdraw")
    with alone_in_time(marker):
        page.press("withdraw-now")
    third = tell(city, marker, [marker.picture()])
    page = mailbox(city, third).press("withdraw")
    with alone_in_time(marker):
        assert "slettet" in page.press("withdraw-now").main

    # A colleague writes down what somebody told by phone.
    answers = {k: v for k, v in everything_told(marker).items() if k not in ("unit", "basis_note")}
    registered = inga.get("/registrer/").fill(
        "/registrer/", files=[marker.document()], channel="phone", language="pl", **answers
    )
    assert digits_of(registered)
    _decide_and_follow(marker, newest(inga), inga, kari)

    _go_wrong(city, marker, inga)
    before = len(post.letters)
    city.python(ANNOUNCE)
    assert wait_until(lambda: len(post.letters) > before), city.log.read_text()


def _decide_and_follow(marker: Markers, address: str, inga, kari) -> None:
    """Two assess, two decide, a person is helped, something is told to others, and the person is
    heard: each field of it with a marker."""
    week = (timezone.localdate() + dt.timedelta(weeks=1)).isoformat()
    past_the_question(inga.get(address))
    past_the_question(kari.get(address)).fill(f"{address}ta/")
    assess = f"{address}vurdering/"
    page = kari.get(assess)
    two = [box.get("value") for box in page.root.iter("input") if box.get("name") == "assessors"]
    page.fill(f"{assess}be/", assessors=two)
    for writer in (inga, kari):
        page = writer.get(f"{assess}min/")
        asked = {box.get("name") for box in page.root.iter("textarea")}
        assert len(asked) > 10
        choices = {
            "informed": "exception", "informed_on": week, "level": "1", "outcome": "person_followed",
        }  # fmt: skip
        words = {name: marker(f"assess-{name}") for name in asked}
        page = page.press("keep", **words, **choices)
        assert marker("assess-facts") in writer.get(f"{assess}min/").html
        writer.get(f"{assess}min/").press("hand_in")
    page = kari.get(assess)
    assert page.main.count(marker("assess-facts")) == 2

    proposed = {"outcome": "person_followed", "level": "1", "basis": basis_of(page, "other-body")}
    words = {name: marker(f"decide-{name}") for name in
             ("reasons", "voice", "best_interest", "recipient", "told")}  # fmt: skip
    page = page.fill(f"{assess}forslag/", **proposed, **words, review_on=open_day(15))
    assert marker("decide-told") in page.main
    page = inga.get(assess).press("yes", words=marker("second"))
    assert marker("second") in page.main
    for text in ("thought", "more"):
        own = next(way for way in ways(kari.get(assess)) if way.endswith("/tillegg/"))
        page = kari.get(assess).fill(own, text=marker(text))
    assert marker("more") in page.main

    person = f"{address}den-det-gjelder/"
    page = kari.get(person).fill(f"{person}unntak/", why=marker("not-yet"), until=week)
    page = page.fill(
        f"{person}varsel/", to_whom=first_of(page, "to_whom"), how=first_of(page, "how"),
        words=marker("notice")
    )  # fmt: skip

    help_ = f"{address}tiltak/"
    page = kari.get(f"{help_}for-en-person/")
    owner, kind = chosen(page, "owner", "Kari"), chosen(page, "kind")
    words = {name: marker(f"help-{name}") for name in ("aim", "words", "who", "scope")}
    today = timezone.localdate().isoformat()
    page = page.fill(
        f"{help_}for-en-person/", kind=kind, owner=owner, consent_on=today, starts_on=today,
        review_on=open_day(15), **words
    )  # fmt: skip
    assert marker("help-scope") in page.main
    review = next(link for link in page.links() if link.endswith("/vurder/"))
    page = kari.get(review).fill(
        review, verdict="step_up", words=marker("review"), review_on=open_day(15)
    )
    assert marker("review") in page.main
    page = page.fill(next(way for way in ways(page) if way.endswith("/samtykke-trukket/")))

    others = f"{address}fortalt-videre/"
    words = {name: marker(f"given-{name}") for name in ("recipient", "text", "note")}
    page = kari.get(others)
    page = page.fill(others, basis=basis_of(page, "duty-to-notify"), **words)
    assert marker("given-recipient") in page.main

    page = kari.get(person)
    page = page.fill(f"{person}svar/", kind=first_of(page, "kind"), text=marker("answer-of-person"))
    for text in ("not-yet", "notice", "answer-of-person"):
        assert marker(text) in page.main, text
    copy = f"{person}innsyn/"
    page = kari.get(copy).fill(
        copy, for_whom="guardian", age="from_15", to_whom=marker("to-whom"), view=marker("view")
    )
    assert marker("view") in page.main
    while taken := {name for name in boxes_of(page) if name.startswith("take_")}:
        written = {name.replace("take_", "words_", 1): marker("in-other-words") for name in taken}
        assert marker("in-other-words") not in page.html, "what was chosen is not asked for again"
        page = page.fill(copy, **dict.fromkeys(taken, "words"), **written)
    assert marker("in-other-words") in page.main
    assert marker("to-whom") in kari.get(person).main


def open_day(days: int) -> str:
    """A day on which somebody is at work: no weekend, no holiday, and no eve of one."""
    day = timezone.localdate() + dt.timedelta(days=days)
    while day.weekday() > 4 or is_holiday(day) or is_holiday(day + dt.timedelta(days=1)):
        day += dt.timedelta(days=1)
    return day.isoformat()


def basis_of(page, code: str) -> str:
    boxes = [
        box.get("value") or "" for box in page.root.iter("input") if box.get("name") == "basis"
    ]
    return next(value for value in boxes if value.startswith(code))


def boxes_of(page) -> set[str]:
    return {box.get("name") or "" for box in page.root.iter("input")}


def first_of(page, name: str) -> str:
    return next(box.get("value") for box in page.root.iter("input") if box.get("name") == name)


def chosen(page, name: str, label: str = "") -> str:
    select = next(e for e in page.root.iter("select") if e.get("name") == name)
    return next(
        one.get("value")
        for one in select.iter("option")
        if one.get("value") and label in (one.text or "")
    )


def ways(page) -> list[str]:
    return [way for form in page.root.iter("form") for way in page.ways(form)]


def area_of(page) -> str:
    select = next(e for e in page.root.iter("select") if e.get("name") == "area")
    return [option.get("value") for option in select.iter("option")][2]


def _go_wrong(city: City, marker: Markers, inga) -> None:
    """What is turned away is not to be remembered either."""
    visit, form = city.visit(), "application/x-www-form-urlencoded"
    text = quote(marker("wrong"))
    for path in (
        f"/{text}/",
        f"/meld/?{text}",
        f"/innboks/?vis={text}",
        f"/plikt/avverge/?q1={text}",
    ):
        assert visit.get(path).status < 500
    assert (
        visit.send("POST", "/meld/", f"seen={text}&state={text}&go=next".encode(), form).status
        == 200
    )
    assert visit.send("POST", "/meld/", f"seen={text * 40_000}".encode(), form).status == 400
    assert (
        visit.send(
            "POST", "/meld/", text.encode(), f"multipart/form-data; boundary={text[:20]}"
        ).status
        < 500
    )
    assert visit.send("POST", "/kvittering/", f"code={text}".encode(), form).status == 200
    assert visit.send("POST", "/registrer/", f"seen={text}".encode(), form).status == 403
    page = inga.get("/registrer/")
    logged_out = inga.get("/logg-ut/")
    logged_out.submit(logged_out.form_to("/logg-ut/"), {})
    assert page.fill("/registrer/", channel="phone", seen=marker("late")).status in (401, 403)


ANNOUNCE = """
import django; django.setup()
from django.utils import timezone
from kominn.concerns.jobs import announce
announce(at=timezone.now())
"""
# Opens what is sealed with the keys the city has, and tells the exact times of reporters' deeds.
OPEN_TIMES = """
import django, json; django.setup()
from kominn.accounts.models import User
from kominn.concerns import conversation
from kominn.concerns.models import Concern
from kominn.vault.actions import records

inga, found = User.objects.get(email="inga@larvik.example"), []
for concern in Concern.objects.all():
    key = records.data_key_for(concern.pk, inga)
    if concern.channel == "web":
        found.append(conversation.open_told(concern, key).told_at.isoformat())
    found += [one.at.isoformat() for one in conversation.conversation(concern, key) if one.writer == "reporter"]
print(json.dumps(found))
"""


def test_nothing_told_and_no_exact_time_stands_anywhere_in_clear(tmp_path):
    marker = Markers()
    with post_office() as (post, port):
        environment = {
            "KOMINN_SMTP_HOST": "127.0.0.1",
            "KOMINN_SMTP_PORT": str(port),
            "KOMINN_INTERPRETER_ADDRESS": "tolk@example.org",
        }
        with real_city.made(tmp_path, own_server=True, **environment) as city:
            with real_city.served(city):
                with Watch(city) as watch:
                    drive(city, marker, post)
                moments = [
                    dt.datetime.fromisoformat(text) for text in json.loads(city.python(OPEN_TIMES))
                ]
                seconds = [dt.datetime.fromtimestamp(second, dt.UTC) for second in marker.seconds]
                wanted = marker.appearances().union(*map(times, [*moments, *seconds]))
                serving = list(everywhere(city, post, tmp_path / "one.backup"))
            resting = list(everywhere(city, post, tmp_path / "two.backup"))

    assert len(moments) == 5
    assert len(seconds) >= 8
    told = " ".join(name for name, _ in serving)
    for place in ("db.sqlite3" if connection.vendor == "sqlite" else "/pg_wal/", "/sealed/", "the SQL dump",
                  "the text of letter 2", "the log", "cmdline of process", "the opened backup"):  # fmt: skip
        assert place in told
    assert any(b"inga@larvik.example" in content for _, content in serving), (
        "the search reads the rows"
    )
    assert hits(watch.seen.items(), [b"copies.py"]), "the watch saw what stood for a moment"
    for places in (serving, resting, watch.seen.items()):
        found = hits(places, wanted)
        assert not found, "\n".join(found)


def test_no_file_tells_by_its_date_when_it_came(tmp_path):
    """Apart from the databases' own files; and the inode's change time, which nobody can set."""
    marker = Markers()
    with real_city.made(tmp_path) as city, real_city.served(city):
        tell(city, marker, [marker.picture(), marker.note()])
        kept = [path for path in (city.home / "sealed").rglob("*") if path.is_file()]
        folders = {path.parent for path in kept} | {city.home / "sealed" / "incoming"}

    assert len(kept) == 2
    for path in (*kept, *folders):
        changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        assert (changed.weekday(), changed.time()) == (0, dt.time()), path
