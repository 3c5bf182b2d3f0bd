"""What staff open shows the same and carries nothing else."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from kominn.vault import copies, copying
from kominn.vault.copying import CannotCopy, TooManyPixels, staff_copy
from kominn.vault.kinds import Kind, fits_name, is_archive, sniff
from tests.vault.samples import MARKER, document, photograph, picture

pillow_heif.register_heif_opener()


def copied(data, kind):
    """The same as `staff_copy`, without starting a program."""
    content_type, copy = copies.copy_of(data, kind)
    return copy, content_type


# --- Kinds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.HEIC])
def test_a_picture_is_known_by_its_first_bytes(kind):
    data = picture(kind)
    assert sniff(data[:512], plain=False) == kind
    assert kind.is_picture


def test_a_document_and_a_text_are_known():
    assert sniff(document()[:512], plain=False) == Kind.PDF
    assert sniff("Hei på deg".encode(), plain=True) == Kind.TEXT
    assert not Kind.PDF.is_picture


@pytest.mark.parametrize(
    "head", [b"MZ\x90\0", b"\x7fELF", b"\0" * 30, b"RIFF1234WAVE", b"\0\0\0\x18ftypmp42"]
)
def test_other_kinds_are_not_known(head):
    assert sniff(head, plain=False) is None
    assert not is_archive(head)


@pytest.mark.parametrize(
    "head", [b"PK\x03\x04", b"Rar!\x1a", b"\x1f\x8b\x08", b"\0" * 257 + b"ustar"]
)
def test_packed_files_are_known(head):
    assert is_archive(head)


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        (Kind.JPEG, "bilde.JPG", True),
        (Kind.WEBP, "bilde.jpg", True),
        (Kind.JPEG, "Skjermbilde 12.30.45", True),
        (Kind.JPEG, "bilde", True),
        (Kind.JPEG, "brev.pdf", False),
        (Kind.JPEG, "brev.txt", False),
        (Kind.PDF, "brev.pdf", True),
        (Kind.PDF, "brev.png", False),
        (Kind.TEXT, "brev.txt", True),
        (Kind.TEXT, "brev", True),
        (Kind.TEXT, ".txt", True),
        (Kind.TEXT, "side.html", False),
        (Kind.TEXT, "tegning.svg", False),
        (Kind.TEXT, "bilde.jpg", False),
    ],
)
def test_the_ending_of_a_name_must_not_lie(kind, name, fits):
    assert fits_name(kind, name) is fits


# --- Pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        (Kind.JPEG, "image/jpeg"),
        (Kind.PNG, "image/png"),
        (Kind.WEBP, "image/jpeg"),
        (Kind.GIF, "image/png"),
        (Kind.HEIC, "image/jpeg"),
    ],
)
def test_a_picture_is_drawn_anew(kind, content_type):
    copy, its_type = staff_copy(picture(kind), kind)
    assert its_type == content_type
    with Image.open(BytesIO(copy)) as drawn:
        assert drawn.size == (64, 48)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.WEBP, Kind.PNG, Kind.HEIC])
def test_place_camera_comment_and_profile_are_gone(kind):
    original = photograph(kind)
    assert MARKER in original
    copy, _type = copied(original, kind)
    assert MARKER not in copy
    with Image.open(BytesIO(copy)) as drawn:
        assert not drawn.getexif()
        assert "icc_profile" not in drawn.info
        assert "xmp" not in drawn.info


def test_a_picture_stands_the_right_way_up():
    with Image.open(BytesIO(copied(photograph(Kind.JPEG, orientation=6), Kind.JPEG)[0])) as drawn:
        assert drawn.size == (48, 64)


def test_what_hides_in_a_drawings_text_boxes_is_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", MARKER.decode())
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=notes)
    assert MARKER in out.getvalue()
    assert MARKER not in copied(out.getvalue(), Kind.PNG)[0]


def test_only_the_first_frame_of_a_moving_picture_is_shown():
    out = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(BytesIO(copied(out.getvalue(), Kind.GIF)[0])) as drawn:
        assert getattr(drawn, "n_frames", 1) == 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_colouring_a_png_is_drawn(mode):
    out = BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG")
    assert copied(out.getvalue(), Kind.PNG)[0]


def test_colours_for_print_and_see_through_pictures_become_ordinary_ones():
    out, clear = BytesIO(), BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    Image.new("RGBA", (8, 8)).save(clear, "WEBP", lossless=True)
    assert copied(out.getvalue(), Kind.JPEG)[1] == "image/jpeg"
    with Image.open(BytesIO(copied(clear.getvalue(), Kind.WEBP)[0])) as drawn:
        assert drawn.convert("RGB").getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(("width", "height"), [(7000, 6000), (20_000, 10_000)])
def test_a_picture_of_too_many_pixels_is_not_opened(width, height):
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    with pytest.raises(TooManyPixels, match="original"):
        staff_copy(out.getvalue(), Kind.PNG)
    with pytest.raises(copies.TooManyPixels):
        copied(out.getvalue(), Kind.PNG)


def test_a_large_photograph_is_drawn_within_the_limits_set():
    out = BytesIO()
    Image.effect_noise((7000, 5000), 50).convert("RGB").save(out, "JPEG", quality=60)
    assert staff_copy(out.getvalue(), Kind.JPEG)[1] == "image/jpeg"


def test_a_photograph_of_too_many_pixels_in_a_document_is_not_opened(monkeypatch):
    monkeypatch.setattr(copies, "MEGAPIXELS", 0)
    with pytest.raises(copies.TooManyPixels):
        copied(document(photo=photograph(Kind.JPEG)), Kind.PDF)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.HEIC, Kind.PDF])
def test_a_damaged_file_gives_a_sentence_and_nothing_worse(kind):
    whole = document() if kind is Kind.PDF else picture(kind)
    damaged = whole[:16] + bytes(len(whole) // 3)
    with pytest.raises(CannotCopy, match="original"):
        staff_copy(damaged, kind)


def test_one_kind_of_picture_under_the_name_of_another_is_not_opened():
    with pytest.raises(CannotCopy):
        staff_copy(picture(Kind.PNG), Kind.JPEG)


def test_a_copy_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(copying, "COPY_SECONDS", 0.01)
    with pytest.raises(CannotCopy):
        staff_copy(picture(Kind.PNG), Kind.PNG)


def test_both_programs_mean_the_same_by_their_exit_codes():
    assert copying.EXIT_TOO_MANY_PIXELS == copies.EXIT_TOO_MANY_PIXELS


# --- Documents and texts ------------------------------------------------------------------------


def test_a_document_loses_author_scripts_actions_and_inner_files():
    original = document(loaded=True)
    copy, content_type = copied(original, Kind.PDF)
    assert content_type == "application/pdf"
    with pikepdf.open(BytesIO(copy)) as pdf:
        assert len(pdf.pages) == 1
        assert "/Info" not in pdf.trailer
        written = b"".join(_everything(pdf))
    for trace in (
        MARKER,
        b"app.alert",
        b"/JavaScript",
        b"/Launch",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"/Metadata",
        b"/AA",
    ):
        assert trace not in written, trace


def test_a_photograph_in_a_document_loses_its_place():
    copy, _type = copied(document(photo=photograph(Kind.JPEG)), Kind.PDF)
    with pikepdf.open(BytesIO(copy)) as pdf:
        assert MARKER not in b"".join(_everything(pdf))
        [photo] = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
        with Image.open(BytesIO(photo.read_raw_bytes())) as drawn:
            assert drawn.size == (64, 48)


def test_a_document_under_a_password_is_not_opened():
    out = BytesIO()
    with pikepdf.open(BytesIO(document())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    with pytest.raises(CannotCopy):
        staff_copy(out.getvalue(), Kind.PDF)


def _everything(pdf):
    for thing in pdf.objects:
        yield repr(thing).encode()
        if isinstance(thing, pikepdf.Stream):
            yield (
                thing.read_bytes()
                if thing.get("/Filter") != "/DCTDecode"
                else thing.read_raw_bytes()
            )


@given(st.text())
def test_text_comes_through_as_it_is(text):
    assert copied(text.encode(), Kind.TEXT)[0].decode() == text.removeprefix("\ufeff")


@pytest.mark.parametrize("copier", [staff_copy, copied], ids=["as a program", "here"])
def test_old_norwegian_text_is_read(copier):
    copy = copier("Blåbærsyltetøy".encode("cp1252"), Kind.TEXT)
    assert copy == ("Blåbærsyltetøy".encode(), "text/plain; charset=utf-8")
