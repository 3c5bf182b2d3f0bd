"""Makes the copy of a file that staff open: drawn anew or freed from metadata and machinery.

Runs as a program of its own, with little memory and time and nothing of the server in it: files
from strangers are read by libraries in C, and what goes wrong there shall stay there. File in on
standard input; the content type, a line break and the copy out on standard output. Asked for sizes,
such as `1600x400000`: each drawn picture, after its length in four bytes.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageOps

MEGAPIXELS = 40
MEMORY_BYTES = 1536 * 2**20
CPU_SECONDS = 20
EXIT_TOO_MANY_PIXELS = 3
EXIT_CANNOT_COPY = 4
LENGTH_BYTES = 4

FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "webp": ("WEBP",),
    "gif": ("GIF",),
    "heic": ("HEIF",),
}
# GIF and PNG are drawings and pictures of screens; the others are nearly always photographs.
DRAWN_AS_PNG = {"png", "gif"}
QUALITIES = (82, 72, 60, 48, 36)

PDF_MACHINERY = (
    "/AA",
    "/AF",
    "/EF",
    "/EmbeddedFiles",
    "/JS",
    "/JavaScript",
    "/LastModified",
    "/Metadata",
    "/OpenAction",
    "/PieceInfo",
    "/RichMediaContent",
    "/Thumb",
    "/XFA",
)
PDF_ACTIONS = {
    "/GoToE",
    "/ImportData",
    "/JavaScript",
    "/Launch",
    "/Rendition",
    "/RichMediaExecute",
    "/SubmitForm",
}


class TooManyPixels(Exception):
    pass


def copy_of(data: bytes, kind: str) -> tuple[str, bytes]:
    """The content type and the copy."""
    if kind == "pdf":
        return "application/pdf", pdf_copy(data)
    if kind == "text":
        return "text/plain; charset=utf-8", text_copy(data)
    return picture_copy(data, kind)


def text_copy(data: bytes) -> bytes:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.encode()


def picture_copy(data: bytes, kind: str) -> tuple[str, bytes]:
    """Turned the right way up, without EXIF, place, comments, profile or further frames."""
    upright = _upright(data, kind)
    if kind in DRAWN_AS_PNG:
        return "image/png", _saved(_for_png(upright), "PNG", compress_level=1)
    return "image/jpeg", _saved(_for_jpeg(upright), "JPEG", quality=88)


def sized(data: bytes, kind: str, sizes: list[tuple[int, int]]) -> list[bytes]:
    """As JPEG, never larger than a side in pixels and a number of bytes; the largest size first."""
    picture = _for_jpeg(_upright(data, kind, side=sizes[0][0]))
    found = []
    for side, most_bytes in sizes:
        picture.thumbnail((side, side), reducing_gap=3)
        found.append(_within(picture, most_bytes))
    return found


def _within(picture: Image.Image, most_bytes: int) -> bytes:
    for quality in QUALITIES:
        drawn = _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(drawn) <= most_bytes:
            return drawn
    less = picture.copy()
    less.thumbnail((max(1, picture.width * 3 // 4), max(1, picture.height * 3 // 4)))
    return _within(less, most_bytes)


def _upright(data: bytes, kind: str, *, side: int | None = None) -> Image.Image:
    if kind == "heic":
        import pillow_heif  # Large, and needed for nothing else.

        pillow_heif.register_heif_opener()
    try:
        with Image.open(BytesIO(data), formats=FORMATS[kind]) as picture:
            if picture.width * picture.height > MEGAPIXELS * 1_000_000:
                raise TooManyPixels
            if side:
                # A JPEG is read smaller at once: a fraction of the time and memory.
                picture.draft(picture.mode, (side, side))
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None


def _for_png(picture: Image.Image) -> Image.Image:
    as_it_is = picture.mode in ("1", "L", "LA", "I;16", "RGB", "RGBA")
    if as_it_is and "transparency" not in picture.info:
        return picture.copy()
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _for_jpeg(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    return picture.copy() if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    # What an image carries beside its pixels is written along unless it is taken out first.
    picture.info = {}
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def pdf_copy(data: bytes) -> bytes:
    """The same pages without who, when, scripts, self-starting actions and inner files."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for thing in pdf.objects:
            _strip(thing)
        _strip(pdf.Root)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        pdf.save(out, deterministic_id=True, encryption=False)
    return out.getvalue()


def _strip(thing: Any) -> None:
    """Take the machinery out of one object and whatever stands directly in it."""
    if isinstance(thing, pikepdf.Array):
        for inner in thing:
            _strip_inner(inner)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for name in PDF_MACHINERY:
            if name in thing:
                del thing[name]
        if str(thing.get("/S", "")) in PDF_ACTIONS:
            for name in list(thing.keys()):
                del thing[name]
        for name in list(thing.keys()):
            _strip_inner(thing.get(name))
        if isinstance(thing, pikepdf.Stream):
            _strip_photograph(thing)


def _strip_inner(inner: Any) -> None:
    # Whatever stands on its own has its own turn.
    if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
        _strip(inner)


def _strip_photograph(stream: pikepdf.Stream) -> None:
    """A photograph in a document carries its own EXIF."""
    if stream.get("/Filter") != pikepdf.Name.DCTDecode:
        return
    raw = stream.read_raw_bytes()
    if b"Exif\x00" not in raw and b"ns.adobe.com" not in raw:
        return
    with Image.open(BytesIO(raw), formats=("JPEG", "MPO")) as photograph:
        if photograph.width * photograph.height > MEGAPIXELS * 1_000_000:
            raise TooManyPixels
        if photograph.format == "JPEG":
            photograph.load()
            photograph.info = {"adobe_transform": photograph.info.get("adobe_transform")}
            out = BytesIO()
            photograph.save(out, "JPEG", quality="keep")
            stream.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)


def _size(asked: str) -> tuple[int, int]:
    side, _x, most_bytes = asked.partition("x")
    return int(side), int(most_bytes)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data, kind, sizes = sys.stdin.buffer.read(), sys.argv[1], sys.argv[2:]
        if sizes:
            drawn = sized(data, kind, [_size(one) for one in sizes])
            made = b"".join(len(one).to_bytes(LENGTH_BYTES) + one for one in drawn)
        else:
            content_type, copy = copy_of(data, kind)
            made = content_type.encode() + b"\n" + copy
    except TooManyPixels:
        return EXIT_TOO_MANY_PIXELS
    except Exception:
        # On a damaged or hostile file the libraries raise whatever they like.
        return EXIT_CANNOT_COPY
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
