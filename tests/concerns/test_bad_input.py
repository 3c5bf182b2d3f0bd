"""What people and machines send that no form asked for: a clear word in the reader's language, nothing
lost of the rest, nothing kept twice, and never a fault of ours."""

from __future__ import annotations

import io
import socket
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kominn.concerns import conversation
from kominn.concerns.actions import mailbox
from kominn.concerns.models import Attachment, Concern, Message
from kominn.vault.receipts import parse
from tests.concerns import real_city
from tests.concerns.pages import BOUNDARY, File, Visit, digits_of, go_to, to_review
from tests.factories.concerns import ConcernFactory, picture
from tests.page_checker import CheckedClient

pytestmark = pytest.mark.django_db
TEXT_FIELDS = ("where", "seen", "when", "worry", "good", "tried", "names", "contact")
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FORM = "application/x-www-form-urlencoded"
NO_FAULT = (200, 301, 302, 303, 400, 403, 404, 405, 413)
UNUSUAL = {
    "NUL": ("a\x00b", "ab"),
    "controls": ("a\x01\x08\x0b\x0c\x1b\x7f\x85b", "ab"),
    "line breaks": ("a\r\nb\rc", "a\nb\nc"),
    "right-to-left override": ("bilde\u202egpj.exe\u2066x", "bildegpj.exex"),
    "byte order mark": ("\ufeffa", "a"),
    "emoji": ("👩‍👩‍👧 😀🏳️‍🌈", "👩‍👩‍👧 😀🏳️‍🌈"),
    "beyond the basic plane": ("𝕬𐍈𠜎", "𝕬𐍈𠜎"),
    "no characters": ("a\ufffe\uffffb", "ab"),
    "private use": ("a\ue000b", "a\ue000b"),
    "many marks": ("Z̸̨̡͎͎̈́̒" * 20, "Z̸̨̡͎͎̈́̒" * 20),
    "markup": ("</textarea><script>alert(1)</script>", "</textarea><script>alert(1)</script>"),
    "template": (
        "{{ settings.SECRET_KEY }}{% now %}{# x #}",
        "{{ settings.SECRET_KEY }}{% now %}{# x #}",
    ),
    "query": ("'; DROP TABLE concerns_concern; --", "'; DROP TABLE concerns_concern; --"),
    "format": ("%s %(x)s {0} %%", "%s %(x)s {0} %%"),
    "arabic": ("رأيت شيئا", "رأيت شيئا"),
    "the state's own mark": ("the-state-of-this-page", "the-state-of-this-page"),
}


def part(name: str, value: bytes, *more: str) -> bytes:
    lines = [f'Content-Disposition: form-data; name="{name}"', *more]
    head = "\r\n".join(lines).encode()
    return b"--" + BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + value + b"\r\n"


def end() -> bytes:
    return b"--" + BOUNDARY.encode() + b"--\r\n"


def clear_word(page):
    """The page for what we could not take, in the reader's language."""
    assert page.status == 400
    assert page.root.get("lang") == "en"
    assert page.heading == "We did not understand that"
    assert "Nothing was saved." in page.main
    return True


def kept(page):
    found = mailbox.find(parse(digits_of(page)))
    told = conversation.open_told(found.concern, found.key)
    return told.answers | {"names": conversation.open_names(found.concern, found.key)}


def waiting(settings):
    """Files that lie taken, but belong to no report yet."""
    return [path for path in (Path(settings.SEALED_FILES) / "incoming").glob("*") if path.is_file()]


# --- Texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "plain"), UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_text_in_every_field_is_kept_as_it_reads(intake, reporter, text, plain):
    page = reporter.get("/en/meld/").press("whole")
    page = page.press("send", **dict.fromkeys(TEXT_FIELDS, text))
    if not page.asks("typed"):  # hints were found
        page = page.press("send")

    answers = kept(page)
    assert {answers[name] for name in TEXT_FIELDS} == {plain.strip()}
    assert Concern.objects.count() == 1


# The page checker takes what looks like an unrendered template for one.
TRAVELLERS = {name: pair for name, pair in UNUSUAL.items() if name not in ("template", "format")}


@pytest.mark.parametrize(("text", "plain"), TRAVELLERS.values(), ids=TRAVELLERS)
def test_unusual_text_travels_through_every_step(intake, reporter, text, plain):
    review = to_review(reporter.get("/en/meld/"), **dict.fromkeys(TEXT_FIELDS, text))
    assert set(map(kept(review.press("send")).get, TEXT_FIELDS)) == {plain.strip()}


@pytest.mark.parametrize(
    "value", ["\x00", "nonsense", "😀" * 100, "a" * 5000, "</option>", "\u202e"]
)
def test_a_choice_that_is_not_there_is_asked_for_again_and_the_rest_stays(intake, reporter, value):
    page = reporter.get("/en/meld/").press("whole")
    form = {"state": page.value("state"), "step": "start", "whole": "1", "go": "send"}
    for field in ("danger", "role", "about", "under_18", "area", "reply"):
        answer = reporter.post("/en/meld/", form | {"when": "Blir stående", field: value})

        assert answer.status == 200
        assert answer.value("when") == "Blir stående"
        assert ("Choose one of the answers." in answer.main) is (value not in ("\x00", "\u202e"))
    assert not Concern.objects.exists()


@pytest.mark.parametrize("length", [10_000, 10_001, 150_000, 900_000])
def test_a_text_too_long_is_said_to_be_and_can_be_shortened(intake, reporter, length):
    page = go_to(reporter.get("/en/meld/"), "seen").press("next", seen="å" * length, when="I går")
    if length > 10_000:
        assert "There is room for 10000 characters." in page.main
        assert page.value("when") == "I går"
        assert set(page.value("seen")) == {"å"}
        page = page.press("next", seen="å" * 9_999)
    review = to_review(page)
    assert kept(review.press("send"))["seen"].startswith("ååå")


@pytest.mark.parametrize("letter", ["a", "ø", "ሰ", "😀"])
def test_the_longest_texts_allowed_can_be_sent_in_any_script(intake, reporter, letter):
    texts = dict.fromkeys(("seen", "worry", "good", "tried"), letter * 10_000)
    texts["names"] = letter * 2_000
    page = to_review(reporter.get("/en/meld/"), **texts).press("send")
    assert kept(page)["tried"] == letter * 10_000


@pytest.mark.parametrize("content_type", [MULTIPART, FORM])
@pytest.mark.parametrize("path", ["/en/meld/", "/en/kvittering/", "/en/meld/kvittering/"])
def test_ten_megabytes_of_text_are_turned_away_with_a_clear_word(
    intake, reporter, content_type, path
):
    text = b"a" * 10_000_000
    body = part("seen", text) + end() if content_type == MULTIPART else b"seen=" + text
    assert clear_word(reporter.send("POST", path, body, content_type))


def test_thousands_of_fields_are_turned_away_with_a_clear_word(intake, reporter):
    many = "&".join(f"field{n}={n}" for n in range(5_000)).encode()
    assert clear_word(reporter.send("POST", "/en/meld/", many, FORM))
    parts = b"".join(part(f"field{n}", b"x") for n in range(5_000)) + end()
    assert clear_word(reporter.send("POST", "/en/meld/", parts, MULTIPART))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("ti", "ltr"), ("nn", "ltr"), ("nb", "ltr")]
)
def test_the_clear_word_is_in_the_readers_own_language(intake, reporter, language, direction):
    path = "/meld/" if language == "nb" else f"/{language}/meld/"
    page = reporter.send("POST", path, b"seen=" + b"a" * 3_000_000, FORM)
    assert page.status == 400
    assert (page.root.get("lang"), page.root.get("dir")) == (language, direction)


# --- Bodies ------------------------------------------------------------------------------------

SEEN = part("seen", b"x") + end()
FILE = part("files", picture())
BODIES = {
    "empty multipart": (b"", MULTIPART),
    "no boundary": (SEEN, "multipart/form-data"),
    "empty boundary": (SEEN, "multipart/form-data; boundary="),
    "another boundary": (SEEN, "multipart/form-data; boundary=other"),
    "boundary beyond ASCII": (SEEN, "multipart/form-data; boundary=bæ"),
    "endless boundary": (SEEN, "multipart/form-data; boundary=" + "b" * 5000),
    "cut short": (part("seen", b"x" * 100)[:-40], MULTIPART),
    "cut short in a head": (b"--" + BOUNDARY.encode() + b"\r\nContent-Dispo", MULTIPART),
    "no name": (SEEN.replace(b'; name="seen"', b""), MULTIPART),
    "no head": (b"--" + BOUNDARY.encode() + b"\r\n\r\nx\r\n" + end(), MULTIPART),
    "endless head": (part("seen", b"x", "X-Long: " + "a" * 200_000) + end(), MULTIPART),
    "endless name": (part("s" * 300_000, b"x") + end(), MULTIPART),
    "bad base64 text": (
        part("seen", b"%%%", "Content-Transfer-Encoding: base64") + end(),
        MULTIPART,
    ),
    "bad base64 file": (
        part("files", b"%%%", "Content-Transfer-Encoding: base64").replace(
            b'"files"', b'"files"; filename="a.png"'
        )
        + end(),
        MULTIPART,
    ),
    "multipart in multipart": (part("seen", SEEN, f"Content-Type: {MULTIPART}") + end(), MULTIPART),
    "a file where text is asked": (SEEN.replace(b'"seen"', b'"seen"; filename="a.txt"'), MULTIPART),
    "text where a file is asked": (FILE + end(), MULTIPART),
    "charset unknown": (SEEN, f"{MULTIPART}; charset=klingon"),
    "charset no text": (part("seen", b"\xff") + end(), f"{MULTIPART}; charset=rot13"),
    "charset zlib": (part("seen", b"\xff") + end(), f"{MULTIPART}; charset=zlib"),
    "charset idna": (part("seen", b"\xff.x") + end(), f"{MULTIPART}; charset=idna"),
    "charset punycode": (part("seen", b"\xff-x") + end(), f"{MULTIPART}; charset=punycode"),
    "charset utf-7": (part("seen", b"+AGE-") + end(), f"{MULTIPART}; charset=utf-7"),
    "charset utf-16": (SEEN, f"{MULTIPART}; charset=utf-16"),
    "charset undefined": (SEEN, f"{MULTIPART}; charset=undefined"),
    "charset of the head": (SEEN, f"{MULTIPART}; charset*=rot13''%41"),
    "name in a strange charset": (
        SEEN.replace(b'name="seen"', b"name*=rot13''%41; name=\"seen\""),
        MULTIPART,
    ),
    "file name in a strange charset": (
        FILE.replace(b'"files"', b"\"files\"; filename*=hex''%41%42") + end(),
        MULTIPART,
    ),
    "file name in a broken charset": (
        FILE.replace(b'"files"', b"\"files\"; filename*=utf-16''%41") + end(),
        MULTIPART,
    ),
    "form in utf-16": ("seen=x".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "form in rot13": (b"seen=x", f"{FORM}; charset=rot13"),
    "invalid UTF-8": (b"seen=%ff%fe%c3%28&where=\xff\xfe", FORM),
    "half a percent": (b"seen=%&%=%u1234&==&&", FORM),
    "NUL in names": (b"se%00en=x&%00=y", FORM),
    "only ands": (b"&" * 200, FORM),
    "lone surrogate": (b"seen=%ED%A0%80%ED%B0%80", FORM),
    "overlong UTF-8": (b"seen=%c0%80%e0%80%80", FORM),
    "nested names": (b"seen" + b"[a]" * 5_000 + b"=x&seen.a.b=y&seen[0][]=z", FORM),
    "the same name often": (b"&".join([b"seen=x"] * 250), FORM),
    "JSON": (b'{"seen": {"a": [' + b"[" * 50_000, "application/json"),
    "XML": (b'<!DOCTYPE a [<!ENTITY b "&b;&b;">]><a>&b;</a>', "text/xml"),
    "binary": (bytes(range(256)) * 40, "application/octet-stream"),
    "binary as a form": (bytes(range(256)) * 40, FORM),
    "binary as multipart": (bytes(range(256)) * 40, MULTIPART),
    "no type": (b"seen=x", ""),
    "a type of nonsense": (b"seen=x", ";;;=,\t;boundary"),
    "an endless type": (b"seen=x", "a" * 10_000),
}


@pytest.mark.parametrize(("body", "content_type"), BODIES.values(), ids=BODIES)
def test_a_body_of_any_kind_is_answered(intake, reporter, settings, body, content_type):
    for path in ("/en/meld/", "/en/meld/ansatt/", "/en/kvittering/", "/en/meld/kvittering/"):
        page = reporter.send("POST", path, body, content_type)
        assert page.status in (200, 400), page.status
        assert page.root.get("lang") == "en"
        if page.status == 400:
            clear_word(page)
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    "content_type", [f"{FORM}; charset=rot13", f"{FORM}; charset=idna", MULTIPART]
)
@pytest.mark.parametrize(
    "path", ["/en/plikt/avverge/?q1=%ff", "/en/meld/?a=b&c=%00", "/en/logg-inn/?next=%ff"]
)
def test_a_strange_type_on_a_page_that_is_only_looked_at(intake, reporter, path, content_type):
    assert reporter.send("GET", path, b"", content_type).status in (200, 400)


@pytest.mark.parametrize("length", ["-1", "-99999999999", "0", ""])
@pytest.mark.parametrize("content_type", [MULTIPART, FORM])
def test_a_length_that_cannot_be(intake, reporter, length, content_type):
    body = part("seen", b"x") + end() if content_type == MULTIPART else b"seen=x"
    page = reporter.send("POST", "/en/meld/", body, content_type, CONTENT_LENGTH=length)
    assert page.status in (200, 400)
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/en/meld/%00", "/en/meld/%ff%fe", "/meld/" + "a" * 5_000, "/en/innboks/%00/", "/innboks/../../etc/passwd",
        "/innboks/00000000-0000-0000-0000-000000000000/fil/x/", "/%E2%80%AE/", "//meld/", "/en//meld/", "/meld/;x=1",
        "/innboks/?vis=%00&etter=%ff", "/plikt/avverge/?q1=%00&q2=" + "9" * 9_000, "/plikt/ukjent/",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "method", ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"]
)
def test_an_address_that_leads_nowhere(intake, reporter, path, method):
    assert reporter.send(method, path, b"", "").status in NO_FAULT


@pytest.mark.parametrize(
    "query",
    ["q1=%00", "q1=%ff", "q1=" + "x" * 9_000, "q1=yes&q1=no", "q[]=1", "&&&", "q1=%ED%A0%80"],
)
def test_the_wizards_take_any_answer(intake, reporter, query):
    assert reporter.get(f"/en/plikt/avverge/?{query}").status == 200
    posted = reporter.send("POST", "/en/plikt/avverge/", query.encode(), FORM)
    assert posted.status == 200


def test_a_code_of_any_kind_is_only_a_wrong_code(intake, reporter):
    for code in (b"%ff", b"\xff", b"%00", b"1" * 100_000, b"[]", b"%F0%9F%98%80"):
        page = reporter.send("POST", "/en/kvittering/", b"code=" + code, FORM)
        assert "We find no report with these digits" in page.main


# --- Files -------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20_000_000))
    return packed.getvalue()


def office() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    return packed.getvalue()


REFUSED = {
    "zero-byte": (File("tom.png", b"", "image/png"), "The file is empty."),
    "zip bomb": (File("bombe.zip", zip_bomb(), "application/zip"), "Packed files and office documents"),
    "zip called a picture": (File("bilde.png", zip_bomb(), "image/png"), "Packed files and office documents"),
    "office": (File("brev.docx", office(), "application/msword"), "Packed files and office documents"),
    "gzip": (File("a.gz", b"\x1f\x8b\x08" + bytes(40), "application/gzip"), "Packed files and office documents"),
    "picture called PDF": (File("skjema.pdf", picture(), "application/pdf"), "is not what its name says"),
    "PDF called a picture": (File("bilde.jpg", b"%PDF-1.7\n", "image/jpeg"), "is not what its name says"),
    "program": (File("spill.exe", b"MZ\x90\x00" + bytes(80), "application/x-msdownload"), "can’t be received"),
    "web page": (File("side.html", b"<script>alert(1)</script>", "text/html"), "can’t be received"),
    "drawing": (File("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"), "can’t be received"),
    "binary called text": (File("notat.txt", bytes(range(256)), "text/plain"), "can’t be received"),
    "too big": (File("film.txt", b"a" * 20_000_001, "text/plain"), "The file is too big."),
}  # fmt: skip


@pytest.mark.parametrize(("file", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_we_do_not_take_is_named_with_the_reason_and_the_rest_stays(
    intake, reporter, settings, file, why
):
    page = go_to(reporter.get("/en/meld/"), "files", seen="Sett")
    good = File("bilde.png", picture(), "image/png")
    page = page.press("next", files=[file, good], names="Beholdes")

    assert f"{file.name}: " in page.main
    assert why in page.main
    assert page.value("names") == "Beholdes"
    assert "bilde.png" in page.main
    assert len(waiting(settings)) == 1
    page = to_review(page).press("send")
    assert kept(page)["names"] == "Beholdes"
    assert Attachment.objects.count() == 1


NAMES = ["\x00.png", "a\u202egnp.exe", "../../../etc/passwd", "..\\..\\a.png", "", ".", "...", "ፊ" * 250 + ".png",
         "line\nbreak.png", "😀.png", "<script>.png", '"; filename="b.png', "%00.png", "CON", " .png", "a/b.png"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_of_any_name_is_shown_by_a_harmless_one(intake, reporter, settings, name):
    page = go_to(reporter.get("/en/meld/"), "files", seen="Sett")
    page = page.press("keep", files=[File(name, picture(), "image/png")], names="Beholdes")

    assert page.status == 200
    assert page.value("names") == "Beholdes"
    assert not set(page.html) & set("\x00\u202e")
    for path in waiting(settings):
        assert len(path.name) == 32


def test_twelve_files_in_one_post_give_five_and_seven_reasons(intake, reporter, settings):
    page = go_to(reporter.get("/en/meld/"), "files", seen="Sett")
    twelve = [File(f"nr{n}.png", picture(), "image/png") for n in range(12)]
    page = page.press("next", files=twelve, names="Beholdes")

    # Each at the top of the page, and once more beside the files.
    assert page.main.count("There may be five files at most.") == 2 * 7
    assert "nr11.png: There may be five files at most." in page.main
    assert page.value("names") == "Beholdes"
    assert len(waiting(settings)) == 5


def test_hundreds_of_files_are_turned_away_with_a_clear_word(intake, reporter, settings):
    page = go_to(reporter.get("/en/meld/"), "files", seen="Sett")
    assert clear_word(page.press("next", files=[File(f"{n}.txt", b"x") for n in range(150)]))
    assert waiting(settings) == []


def test_files_sent_to_pages_that_ask_for_none_are_let_go(intake, reporter, settings):
    concern = ConcernFactory()
    for path in ("/en/kvittering/", "/en/meld/kvittering/"):
        reporter.post(
            path, {"code": concern.receipt.digits, "files": File("a.png", picture(), "image/png")}
        )
    assert waiting(settings) == []


def test_a_post_that_breaks_off_leaves_no_file_behind(intake, reporter, settings):
    whole = part("files", picture()).replace(b'"files"', b'"files"; filename="a.png"')
    for cut in (len(whole) - 60, 130):
        assert reporter.send("POST", "/en/meld/", whole[:cut], MULTIPART).status in (200, 400)
    assert not [path for path in waiting(settings) if path.read_bytes().startswith(b"\x89PNG")]


def test_a_full_disk_refuses_files_and_takes_the_report(intake, reporter, monkeypatch):
    monkeypatch.setattr("kominn.vault.uploads.LEAST_FREE_BYTES", 10**18)
    page = go_to(reporter.get("/en/meld/"), "files", seen="Sett")
    page = page.press("next", files=[File("a.png", picture(), "image/png")], names="Beholdes")

    assert "Files can’t be received right now. The report itself can be sent." in page.main
    assert kept(to_review(page).press("send"))["names"] == "Beholdes"


def test_a_disk_that_fills_up_meanwhile_refuses_the_file_and_takes_the_report(
    intake, reporter, monkeypatch
):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    page = go_to(reporter.get("/en/meld/"), "files", seen="Sett")
    with monkeypatch.context() as short:
        short.setattr("kominn.vault.uploads.shutil.copyfileobj", full)
        page = page.press("next", files=[File("a.png", picture(), "image/png")], names="Beholdes")

    assert "Files can’t be received right now." in page.main
    assert kept(to_review(page).press("send"))["seen"] == "Sett"


# --- Anything at all ---------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(), max_size=60)
ANYTHING = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KNOWN = st.sampled_from(
    ["state", "step", "whole", "go", "seen", "role", "danger", "area", "names", "files", "interpreter", "proof",
     "code", "token", "text", "turn", "typed", "channel", "language"]
)  # fmt: skip
VALUES = ANY_TEXT | st.sampled_from(
    ["next", "back", "send", "whole", "steps", "keep", "drop:", "edit:duties", "edit:names", "add", "withdraw", "withdraw-now",
     "open", "check", "save", "seen", "duties", "employee", "young", "phone", "nb", "1", "on", "yes", "torget"]
)  # fmt: skip
POSTS = st.dictionaries(KNOWN | ANY_TEXT, VALUES, max_size=8)


def sendable(post):
    """A browser can't send half a surrogate pair: it sends a question mark."""
    return {_text(name): _text(value) for name, value in post.items()}


def _text(text):
    return text.encode(errors="replace").decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/en/meld/", "/en/meld/ansatt/", "/en/kvittering/", "/en/meld/kvittering/"]
)
@ANYTHING
@given(post=POSTS)
def test_any_post_at_all_is_answered_with_a_page_that_holds(intake, reporter, path, post):
    page = reporter.post(path, sendable(post))
    assert page.status in (200, 400)
    assert page.root.get("lang") == "en"


@pytest.mark.slow
@ANYTHING
@given(
    post=POSTS,
    step=st.sampled_from(
        ["start", "sender", "duties", "about", "where", "seen", "names", "you", ""]
    ),
)
def test_any_post_on_top_of_a_real_page_is_answered(intake, reporter, step, post):
    page = reporter.get("/en/meld/ansatt/")
    answer = reporter.post(
        "/en/meld/ansatt/", {"state": page.value("state"), "step": step} | sendable(post)
    )
    assert answer.status in (200, 400)


@pytest.mark.slow
@ANYTHING
@given(post=POSTS)
def test_any_post_into_an_open_mailbox_is_answered(intake, reporter, post):
    concern = ConcernFactory()
    page = reporter.post("/en/kvittering/", {"code": concern.receipt.digits})
    answer = reporter.post("/en/kvittering/", sendable(post) | {"state": page.value("state")})
    assert answer.status in (200, 400)


@pytest.mark.slow
@ANYTHING
@given(post=POSTS)
def test_any_post_by_a_colleague_who_registers_is_answered(intake, stian, sign_in, post):
    client = CheckedClient()
    sign_in(client, stian)
    page = Visit(client).post("/en/registrer/", sendable(post))
    assert page.status in (200, 400)


@pytest.mark.slow
@ANYTHING
@given(
    body=st.binary(max_size=400),
    content_type=st.sampled_from([MULTIPART, FORM, "text/plain", f"{MULTIPART}; charset=utf-16"]),
)
def test_any_bytes_at_all_are_answered(intake, reporter, body, content_type):
    for around in (body, part("seen", body) + end(), b"seen=" + body):
        page = reporter.send("POST", "/en/meld/", around, content_type)
        assert page.status in (200, 400)


# --- On a real socket --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory, django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        override_settings(),
        real_city.made(tmp_path_factory.mktemp("city")) as city,
        real_city.served(city),
    ):
        yield city


def said(city, request: bytes, *, finish: bool = True) -> bytes:
    """Send these bytes and read until the server hangs up."""
    with closing(socket.create_connection(("127.0.0.1", city.port), timeout=20)) as line:
        line.sendall(request)
        if finish:
            line.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
        return answer


def most_memory(city) -> int:
    """The most each of the server's processes ever had, in all, in bytes."""
    lines = [
        line
        for pid in city.pids()
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return sum(int(line.split()[1]) * 1024 for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: -1", "Content-Length: -99999999999999", "Content-Length: 1e9", "Content-Length: x",
        "Content-Length: 5\r\nContent-Length: 9", "Content-Length: 99999999999999999999999",
        "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Content-Length: 0\r\nX: " + "a" * 20_000, "\x00: 1", "Host: evil.example\r\nContent-Length: 0",
        "Expect: 100-continue\r\nContent-Length: 6", "Content-Type: text/plain; charset=a\x00b", "Content-Length: ١٢",
    ],
)  # fmt: skip
def test_a_head_of_any_kind_is_answered_or_hung_up_on_and_the_next_is_served(real, head):
    start = "POST /en/meld/ HTTP/1.1\r\n" + (
        "" if "Host" in head else f"Host: 127.0.0.1:{real.port}\r\n"
    )
    request = f"{start}Content-Type: {FORM}\r\nConnection: close\r\n{head}\r\n\r\nseen=x"

    answer = said(real, request.encode())

    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    assert real.visit().get("/en/meld/").status == 200
    assert "Traceback" not in real.log.read_text()


@pytest.mark.slow
def test_a_body_that_never_comes_whole_is_let_go(real):
    already = files_of(real)
    head = f"POST /en/meld/ HTTP/1.1\r\nHost: 127.0.0.1:{real.port}\r\nContent-Type: {MULTIPART}\r\nContent-Length: 5000000\r\n\r\n"
    file = part("files", picture() * 100).replace(b'"files"', b'"files"; filename="a.png"')
    answer = said(real, head.encode() + part("seen", b"x" * 3000) + file)

    assert not answer.startswith(b"HTTP/1.1 5"), answer[:300]
    assert real.visit().get("/en/meld/").status == 200
    assert files_of(real) == already


@pytest.mark.slow
@pytest.mark.parametrize("content_type", [MULTIPART, FORM])
def test_ten_megabytes_of_text_get_their_clear_word_over_a_real_line(real, content_type):
    text = b"a" * 10_000_000
    body = part("seen", text) + end() if content_type == MULTIPART else b"seen=" + text
    assert clear_word(real.visit().send("POST", "/en/meld/", body, content_type))


@pytest.mark.slow
def test_a_file_of_a_hundred_megabytes_streams_by_in_little_memory(real):
    page = go_to(real.visit().get("/en/meld/"), "files", seen="Sett")
    form = page.form_with("files")
    before, already = most_memory(real), files_of(real)
    huge = File("film.png", picture() + bytes(100_000_000), "image/png")
    body, content_type = page.encoded(form, {"go": "next", "names": "Beholdes"}, [huge])

    page = page.visit.send("POST", "/en/meld/", body, content_type)

    assert "film.png: The file is too big." in page.main
    assert page.value("names") == "Beholdes"
    assert most_memory(real) - before < 40_000_000
    assert files_of(real) == already
    assert list(real.temporary.iterdir()) == []


def files_of(real):
    """The city stands for all tests of this module: another may have left a file waiting."""
    return {path for path in (real.home / "sealed").rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_file_of_the_largest_size_is_taken_in_little_memory(real):
    page = go_to(real.visit().get("/en/meld/"), "files", seen="Sett")
    before = most_memory(real)
    large = File("stor.txt", b"a" * 20_000_000, "text/plain")
    page = page.press("next", files=[large] * 4)
    page = to_review(page).press("send")

    assert digits_of(page)
    assert most_memory(real) - before < 40_000_000


@pytest.mark.slow
def test_after_all_this_nothing_of_it_stands_in_the_log(real):
    log = real.log.read_text()
    assert "Traceback" not in log
    assert "seen" not in log
    assert "127.0.0.1 " not in log


def test_the_database_holds_nothing_of_what_was_turned_away(intake):
    assert not Concern.objects.exists()
    assert not Message.objects.exists()
