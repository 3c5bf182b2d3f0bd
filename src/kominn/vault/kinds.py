"""Which kinds of file are received: told by their first bytes, not by what they call themselves."""

from __future__ import annotations

import re
from enum import StrEnum

HEAD_BYTES = 512


class Kind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    HEIC = "heic"
    PDF = "pdf"
    TEXT = "text"

    @property
    def is_picture(self) -> bool:
        return self not in (Kind.PDF, Kind.TEXT)


CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
PICTURE_ENDINGS = {"jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "heic", "heif"}
TEXT_ENDINGS = {"txt", "text", "md", "csv", "log"}
PDF_ENDINGS = {"pdf"}


def sniff(head: bytes, *, plain: bool) -> Kind | None:
    """The kind of a file from its first bytes; `plain` is whether no control byte stands in it."""
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return Kind.HEIC
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    return Kind.TEXT if plain else None


def is_archive(head: bytes) -> bool:
    """Zip and its kin; office documents are such files too."""
    return head.startswith(ARCHIVES) or head[257:262] == b"ustar"


def fits_name(kind: Kind, name: str) -> bool:
    """Does the name's ending agree? A picture may carry any picture's ending, or an unknown one.

    Text is stricter: a program or a web page is text as well.
    """
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower() if dot and stem else ""
    if kind is Kind.TEXT:
        return not ending or ending in TEXT_ENDINGS
    own = PDF_ENDINGS if kind is Kind.PDF else PICTURE_ENDINGS
    return ending not in (PICTURE_ENDINGS | TEXT_ENDINGS | PDF_ENDINGS) - own
