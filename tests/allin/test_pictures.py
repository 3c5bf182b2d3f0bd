"""Pictures on a canvas: never as they came, never where they are not for, and gone when they go."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kominn.allin import jobs, pictures
from kominn.allin.actions import answering, steps, writing
from kominn.allin.models import Concept, LeftOut, Picture
from kominn.allin.pictures import LARGE, SMALL, Drawn
from kominn.allin.states import State
from kominn.audit.models import Event
from kominn.participation.models import Seat
from kominn.vault import files, uploads
from kominn.vault.kinds import Kind
from tests.allin.test_young import html, seated, team
from tests.factories.accounts import UserFactory, sign_in
from tests.page_checker import CheckedClient
from tests.vault.samples import MARKER, photograph, picture
from tests.wording import wording

pytestmark = pytest.mark.django_db

DRAWN = Drawn(large=b"\xff\xd8\xfflarge", small=b"\xff\xd8\xffsmall")


@pytest.fixture
def phone():
    """`phone()`: somebody's own browser, with no past."""
    return lambda: CheckedClient()


@pytest.fixture(autouse=True)
def _nothing_sent():
    for pace in (uploads.bytes_from_place, uploads.bytes_in_all, pictures.from_team):
        pace.buckets.clear()


def canvas(concept, **words):
    """What the canvas' form sends: each card as it stood and as it stands."""
    was = {f"was_{card}": text for card, text in concept.texts.items()}
    return was | concept.texts | words


def send(browser, concept, *sent, go="pictures", **words):
    uploads = [SimpleUploadedFile(name, data, "image/jpeg") for name, data in sent]
    told = canvas(concept, **words) | {"pictures": uploads, "go": go}
    return browser.post(f"/ungdom/ide/{concept.pk}/skriv/", told)


def address(picture, size="lite", **staff):
    return reverse("allin:read_picture" if staff else "allin:picture", args=[picture.pk, size])


def png(size, mode="1"):
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def ours(course, phone):
    """A team with one picture."""
    browser, concept = team(course, phone)
    return browser, concept, pictures.keep(concept, DRAWN, alt="En båt")


# --- What comes from a phone --------------------------------------------------------------------


def test_of_a_photograph_only_what_is_seen_is_kept(course, phone):
    browser, concept = team(course, phone)
    noise = Image.effect_noise((2400, 1200), 90).convert("RGB")
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = MARKER.decode(), 6
    exif.get_ifd(0x8825)[1] = "N"
    noise.save(out, "JPEG", exif=exif, comment=MARKER, quality=85)
    assert MARKER in out.getvalue()
    answer = send(browser, concept, ("strand.jpg", out.getvalue()), idea="Bade hele året")
    assert answer.status_code == 302
    kept = Picture.objects.get()
    for bounds, data in ((LARGE, bytes(kept.large)), (SMALL, bytes(kept.small))):
        assert MARKER not in data
        assert b"Exif" not in data
        assert len(data) <= bounds.most_bytes
        with Image.open(BytesIO(data)) as shown:
            assert shown.format == "JPEG"
            assert not shown.getexif()
            assert "comment" not in shown.info
            assert shown.height == max(shown.size) <= bounds.side, "not the right way up"
    concept.refresh_from_db()
    assert concept.card("idea") == "Bade hele året"
    assert not [one for one in Path(files.settings.SEALED_FILES).rglob("*") if one.is_file()]


def test_a_picture_of_50_megabytes_is_refused_and_no_word_is_lost(course, phone):
    browser, concept = team(course, phone)
    large = b"\xff\xd8\xff" + bytes(50_000_000)
    answer = send(browser, concept, ("stor.jpg", large), go="hand-in", idea="Bade hele året")
    assert answer.status_code == 422
    page = html(answer)
    assert wording(pictures.TOO_LARGE) in page
    assert "Bade hele året" in page
    concept.refresh_from_db()
    assert concept.card("idea") == "Bade hele året"
    assert concept.state == State.DRAFT, "handed in without the picture they wanted"
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bilde.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bilde.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bilde.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("bilde.jpg", b"%PDF-1.7 \x00"),
        ("bilde.pdf", b"%PDF-1.7 \x00"),
        ("bilde.jpg", b"MZ\x90\x00"),
        ("bilde.jpg", b"PK\x03\x04" + bytes(40)),
        ("bilde.jpg", b""),
        ("notat.txt", b"Bare ord"),
    ],
)
def test_what_is_no_picture_is_not_taken_in_whatever_it_calls_itself(course, phone, name, data):
    browser, concept = team(course, phone)
    answer = send(browser, concept, (name, data))
    assert not Picture.objects.exists()
    if data:
        assert wording(pictures.NOT_A_PICTURE) in html(answer)


def test_of_a_picture_that_is_a_web_page_too_only_the_picture_is_left(course, phone):
    browser, concept = team(course, phone)
    script = b"<script>alert(1)</script>"
    both = photograph(Kind.JPEG) + b"<!doctype html>" + script
    send(browser, concept, ("bilde.html.jpg", both))
    kept = Picture.objects.get()
    assert script not in bytes(kept.large) + bytes(kept.small)
    answer = browser.get(address(kept, "stort"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("size", [(7000, 6000), (20_000, 10_000)])
def test_a_picture_that_would_fill_the_memory_is_not_opened(course, phone, size):
    browser, concept = team(course, phone)
    answer = send(browser, concept, ("bombe.png", png(size)))
    assert wording(pictures.TOO_LARGE) in html(answer)
    assert not Picture.objects.exists()


def test_a_damaged_picture_gives_a_sentence(course, phone):
    browser, concept = team(course, phone)
    answer = send(browser, concept, ("bilde.jpg", picture(Kind.JPEG)[:200]))
    assert wording(pictures.NOT_A_PICTURE) in html(answer)


def test_there_is_room_for_three_and_a_team_sends_so_many_in_an_hour(course, phone):
    browser, concept = team(course, phone)
    for _each in range(3):
        kept = pictures.keep(concept, DRAWN)
    with pytest.raises(pictures.Refused):
        pictures.keep(concept, DRAWN)
    answer = send(browser, concept, ("bilde.png", png((4, 4))))
    assert wording(pictures.TOO_MANY) in html(answer)
    pictures.remove(concept, kept.pk)
    pictures.from_team.take(concept.pk.bytes, now=timezone.now().timestamp(), of=100)
    answer = send(browser, concept, ("bilde.png", png((4, 4))))
    assert wording(pictures.NOT_NOW) in html(answer)
    assert [one.place for one in concept.pictures.all()] == [1, 2]


@pytest.mark.parametrize("full", ["_places", "_hands"])
def test_pictures_hold_no_more_than_a_few_threads_and_after_the_first_no_other_is_tried(
    course, phone, monkeypatch, full
):
    monkeypatch.setattr(pictures, "LONGEST_WAIT", 0.0)
    browser, concept = team(course, phone)
    taken = getattr(pictures, full)
    held = 0
    try:
        while taken.acquire(blocking=False):
            held += 1
        assert held <= 4
        answer = send(browser, concept, ("en.png", png((4, 4))), ("to.png", png((4, 4))))
    finally:
        taken.release(held)
    assert wording(pictures.NOT_NOW) in html(answer)
    spent = pictures.A_TEAM_IN_AN_HOUR - pictures.from_team.buckets[concept.pk.bytes].level
    assert round(spent) == 1, "the second was not tried"
    send(browser, concept, ("en.png", png((4, 4))))
    assert Picture.objects.count() == 1, "what was held is free again"


def test_another_site_sends_no_picture_from_a_phone(ours):
    browser, concept, kept = ours
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    upload = SimpleUploadedFile("bilde.png", png((4, 4)))
    where = f"/ungdom/ide/{concept.pk}/skriv/"
    for sent in ({"pictures": upload}, {"remove": kept.pk}):
        assert strict.post(where, canvas(concept) | sent).status_code == 403
    assert list(Picture.objects.all()) == [kept]


# --- Who sees them ------------------------------------------------------------------------------


def test_before_it_is_shown_only_the_team_sees_it_and_no_browser_keeps_it(
    ours, course, phone, browse
):
    browser, _concept, kept = ours
    answer = browser.get(address(kept))
    assert answer.content == DRAWN.small
    assert "no-store" in answer.headers["Cache-Control"]
    others, _theirs = team(course, phone, name="Lekebyen")
    for stranger in (others, seated(course, phone), browse):
        for size in ("lite", "stort"):
            assert stranger.get(address(kept, size)).status_code == 404
    assert browser.get(address(kept, "annet")).status_code == 404


def test_when_the_room_is_closed_a_seat_sees_no_draft(ours, course):
    browser, _concept, kept = ours
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    course.room.opens_on, course.room.closes_on = yesterday, yesterday
    course.room.save()
    assert browser.get(address(kept)).status_code == 404


def test_who_reads_what_is_handed_in_sees_it_and_a_draft_only_who_leads(ours, browse, course):
    _browser, concept, kept = ours
    other = UserFactory(name="Tor", roles=["facilitator"])
    worker = UserFactory(name="Else", roles=["intake"])

    def sees(user):
        sign_in(browse, user)
        return browse.get(address(kept, staff=True)).status_code

    assert sees(course.leader) == 200
    assert sees(other) == 404
    writing.rewrite(concept, was={}, now={"idea": "Bade"}, today=timezone.localdate())
    writing.hand_in(concept, today=timezone.localdate())
    assert sees(other) == 200
    assert sees(worker) in (403, 404)
    assert browse.get(address(kept)).status_code == 404, "not shown yet"
    browse.logout()
    assert browse.get(address(kept)).status_code == 404


def handed_in(concept):
    today = timezone.localdate()
    written = writing.rewrite(concept, was={}, now={"idea": "Bade"}, today=today).concept
    return writing.hand_in(written, today=today)


def judged(client, concept, kept, why="show", verdict="show", **more):
    told = {"verdict": verdict, "version": concept.version, f"picture_{kept.pk}": why} | more
    return client.post(f"/ungdom/ide/{concept.pk}/les/", told)


def test_shown_with_the_idea_it_stands_on_its_page_its_sheet_and_its_project(ours, browse, course):
    browser, concept, kept = ours
    real = pictures.Drawn(*(picture(Kind.JPEG),) * 2)
    Picture.objects.update(large=real.large, small=real.small)
    concept = handed_in(concept)
    sheet = f"/ungdom/ide/{concept.pk}/ark.pdf"
    assert drawings(browser.get(sheet)) == 0
    sign_in(browse, course.leader)
    page = html(browse.get(f"/ungdom/ide/{concept.pk}/les/"))
    assert address(kept, staff=True) in page
    judged(browse, concept, kept)
    browse.logout()
    page = html(browse.get(f"/ungdom/ide/{concept.pk}/"))
    [shown] = re.findall(r"<img[^>]+>", page)
    assert address(kept) in shown
    assert 'alt="En båt"' in shown
    assert 'loading="lazy"' in shown
    answer = browse.get(address(kept))
    assert answer.content == real.small
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert drawings(browser.get(sheet)) == 1
    Concept.objects.update(
        state=State.YES, answer="Ja.", answered_by="Sjefen", answered_on=timezone.localdate()
    )
    sign_in(browse, course.leader)
    assert address(kept) in html(browse.get(f"/ungdom/ide/{concept.pk}/prosjekt/"))


def drawings(answer):
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        return sum(
            isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
            for one in pdf.objects
        )


def test_nobody_lets_a_picture_be_shown_without_saying_so(ours, browse, course):
    _browser, concept, kept = ours
    concept = handed_in(concept)
    sign_in(browse, course.leader)
    judged(browse, concept, kept, why="")
    concept.refresh_from_db()
    assert concept.state == State.HANDED_IN


@pytest.mark.parametrize("verdict", ["show", "back"])
def test_what_a_grown_up_leaves_out_is_erased_and_the_team_reads_why(ours, browse, course, verdict):
    browser, concept, kept = ours
    concept = handed_in(concept)
    sign_in(browse, course.leader)
    judged(browse, concept, kept, LeftOut.FACE, verdict, reason="Ta et nytt bilde")
    kept.refresh_from_db()
    assert kept.left_out == LeftOut.FACE
    assert bytes(kept.large) + bytes(kept.small) == b""
    assert Event.objects.filter(verb="concept.picture_left_out").count() == 1
    assert wording(LeftOut.FACE.label) in html(browser.get(f"/ungdom/ide/{concept.pk}/skriv/"))
    browse.logout()
    for seen_by in (browser, browse):
        assert seen_by.get(address(kept)).status_code == 404
    if verdict == "show":
        page = html(browse.get(f"/ungdom/ide/{concept.pk}/"))
        assert "<img" not in page
        assert wording(LeftOut.FACE.label) not in page


def test_one_that_everybody_sees_can_be_taken_away_later(ours, browse, course):
    _browser, concept, kept = ours
    concept = handed_in(concept)
    at = timezone.now()
    answering.show(concept, version=concept.version, by=course.leader, at=at)
    sign_in(browse, course.leader)
    assert f"/ungdom/ide/{concept.pk}/bilder/" in html(browse.get(f"/ungdom/ide/{concept.pk}/"))
    browse.post(f"/ungdom/ide/{concept.pk}/bilder/", {f"picture_{kept.pk}": LeftOut.HURTS})
    browse.logout()
    assert browse.get(address(kept)).status_code == 404


def test_pictures_that_came_after_the_reading_are_not_shown_by_it(ours, browse, course):
    _browser, concept, kept = ours
    read = handed_in(concept)
    steps.step(read, State.RETURNED, reason="Ta et bilde til")
    pictures.keep(concept, DRAWN)
    again = writing.hand_in(concept, today=timezone.localdate())
    sign_in(browse, course.leader)
    judged(browse, read, kept)
    again.refresh_from_db()
    assert again.state == State.HANDED_IN


def test_nothing_is_added_to_what_is_handed_in(ours):
    _browser, concept, _kept = ours
    handed_in(concept)
    with pytest.raises(steps.WrongState):
        pictures.keep(concept, DRAWN)


# --- Its words ----------------------------------------------------------------------------------


def test_the_words_of_a_picture_are_read_as_the_others_before_it_is_handed_in(ours):
    browser, concept, kept = ours
    field = {f"alt_{kept.pk}": "Ring 918 23 456", f"was_alt_{kept.pk}": "En båt"}
    answer = send(browser, concept, go="hand-in", idea="Bade", **field)
    concept.refresh_from_db()
    assert concept.state == State.DRAFT
    assert "918 23 456" in html(answer)


def test_words_of_danger_beside_a_picture_show_help_and_call_a_grown_up(ours):
    browser, concept, kept = ours
    field = {f"alt_{kept.pk}": "Jeg vil dø", f"was_alt_{kept.pk}": "En båt"}
    answer = send(browser, concept, **field)
    assert "116 111" in html(answer)
    concept.refresh_from_db()
    assert concept.call is not None


def test_a_page_that_is_old_undoes_no_words_of_another_phone(ours):
    browser, concept, kept = ours
    Picture.objects.update(alt="En seilbåt")
    send(browser, concept, **{f"alt_{kept.pk}": "En båt", f"was_alt_{kept.pk}": "En båt"})
    kept.refresh_from_db()
    assert kept.alt == "En seilbåt"


# --- When they go -------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", [False, True])
def test_the_team_removes_it_at_any_time(ours, course, shown):
    browser, concept, kept = ours
    if shown:
        held = handed_in(concept)
        at = timezone.now()
        answering.show(held, version=held.version, by=course.leader, at=at)
        concept.refresh_from_db()
    where = f"/ungdom/ide/{concept.pk}/skriv/"
    assert wording("Remove the picture") in html(browser.get(where))
    browser.post(where, canvas(concept) | {"remove": kept.pk})
    assert not Picture.objects.exists()


def test_another_team_removes_nothing(ours, course, phone):
    _browser, _concept, kept = ours
    others, theirs = team(course, phone, name="Lekebyen")
    others.post(f"/ungdom/ide/{theirs.pk}/skriv/", canvas(theirs) | {"remove": kept.pk})
    assert Picture.objects.get() == kept


def test_it_goes_at_once_with_an_idea_taken_back_and_in_time_with_a_forgotten_draft(ours, course):
    jobs.forget_drafts(at=timezone.now() + dt.timedelta(days=400))
    assert not Picture.objects.exists()
    seat = Seat.objects.filter(room=course.room).first()
    today = timezone.localdate()
    again = writing.begin_concept(course, "Lekebyen", seat=seat, today=today).concept
    pictures.keep(again, DRAWN)
    writing.take_back(again)
    assert not Picture.objects.exists()
