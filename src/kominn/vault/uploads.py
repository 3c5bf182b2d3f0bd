"""Files as they stream in: sealed before anything is written, or refused with a sentence."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
import unicodedata
from typing import IO, Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kominn.core.pace import Pace, Places, address
from kominn.vault.ciphertext import key_id
from kominn.vault.files import HEADER, NONCE_BYTES, SealedFile, incoming, opened, spot, to_disk
from kominn.vault.kinds import CONTROL_BYTES, HEAD_BYTES, Kind, fits_name, is_archive, sniff

MOST_FILES = 5
MOST_BYTES = 20 * 1000 * 1000
MOST_NAME_CHARACTERS = 120
STEP_BYTES = 16 * 1024
"""A file's length is hidden in steps of this size."""
LEAST_FREE_BYTES = 500 * 1000 * 1000
"""Files are refused before the disk is so full that reports themselves would be lost."""
# A school's pictures of a whole hour get through; a machine does not fill the disk in minutes.
bytes_from_place = Pace(4_000_000_000)
bytes_in_all = Pace(20_000_000_000)
places = Places()
ALL = b"all"


class Refusal(models.TextChoices):
    """Why a file is not received, in a sentence for the reporter."""

    EMPTY = "empty", _("The file is empty.")
    TOO_BIG = "too_big", _("The file is too big. A file may be 20 MB at most.")
    TOO_MANY = "too_many", _("There may be five files at most.")
    ARCHIVE = (
        "archive",
        _(
            "Packed files and office documents can’t be received. "
            "Save it as PDF, or add the pictures one by one."
        ),
    )
    MISLABELLED = "mislabelled", _("The file is not what its name says, so it is not received.")
    UNKNOWN_KIND = (
        "unknown_kind",
        _("This kind of file can’t be received. Pictures, PDF and plain text can."),
    )
    NO_ROOM = "no_room", _("Files can’t be received right now. The report itself can be sent.")


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """An upload that was sealed on its way in, or refused.

    It is gone at the end of the request unless it was taken.
    """

    def __init__(
        self, name: str, *, refusal: Refusal | None, sealed: tuple[SealedFile, IO[bytes]] | None
    ) -> None:
        self.refusal = refusal
        self._sealed = sealed
        super().__init__(file=None, name=name, size=sealed[0].size if sealed else 0)

    def take(self) -> SealedFile:
        """Keep the ciphertext beyond this request; it is safely on disk when this returns."""
        if self._sealed is None:
            raise ValueError("A refused file can’t be taken.")
        reference, stream = self._sealed
        target = incoming() / reference.file_id.hex
        if not target.exists():
            stream.seek(0)
            with target.open("xb") as kept:
                shutil.copyfileobj(stream, kept, length=2**20)
                to_disk(kept)
        return reference

    @property
    def kind(self) -> Kind | None:
        """None where it was refused."""
        return self._sealed[0].kind if self._sealed else None

    def clear(self) -> bytes:
        """What was sent, in memory alone; it is not kept by this."""
        if self._sealed is None:
            raise ValueError("A refused file can’t be opened.")
        reference, stream = self._sealed
        stream.seek(0)
        return opened(stream.read(), reference)

    def close(self) -> None:
        if self._sealed:
            self._sealed[1].close()

    def __repr__(self) -> str:
        return f"<SealedUpload {self.refusal or 'received'}>"


class SealingUploadHandler(FileUploadHandler):
    """Django's way in for files: nothing of a file is written anywhere but through here."""

    _sealing: Sealing | None = None
    _count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._count += 1
        self._sealing = Sealing(clean_name(self.file_name or ""))
        if self._count > MOST_FILES:
            self._sealing.refuse(Refusal.TOO_MANY)
        elif self.request and too_much_came(self.request):
            self._sealing.refuse(Refusal.NO_ROOM)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self._sealing
        self._sealing.add(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        assert self._sealing
        upload = self._sealing.finish()
        if self.request:
            count_bytes(self.request, upload.size or 0)
        return upload

    def upload_interrupted(self) -> None:
        if self._sealing:
            self._sealing.drop()


def too_much_came(request: HttpRequest) -> bool:
    """Whether this place, or all together, have sent what the city takes in an hour."""
    now = timezone.now().timestamp()
    place = places.place(address(request), now=now)
    return bytes_from_place.wait(place, now=now) > 0 or bytes_in_all.wait(ALL, now=now) > 0


def count_bytes(request: HttpRequest, size: int) -> None:
    now = timezone.now().timestamp()
    bytes_from_place.take(places.place(address(request), now=now), now=now, of=size)
    bytes_in_all.take(ALL, now=now, of=size)


class Sealing:
    """One file on its way in. Its ciphertext has no name on disk, so that it vanishes with us."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.refusal: Refusal | None = None
        self._stream: IO[bytes] | None = None
        self._file_id, self._key = uuid4(), secrets.token_bytes(32)
        self._digest, self._size = hashlib.sha256(), 0
        self._head, self._plain = b"", True
        self._begin()

    def _begin(self) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        self._encryptor = Cipher(AES256(self._key), GCM(nonce)).encryptor()
        self._encryptor.authenticate_additional_data(spot(self._file_id, self._key))
        try:
            folder = incoming()
            if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
                return self.refuse(Refusal.NO_ROOM)
            self._stream = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
            self._stream.write(HEADER + key_id(self._key) + nonce)
        except OSError:
            self.refuse(Refusal.NO_ROOM)

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes; those of a refused file are let go by."""
        if self._stream is None:
            return
        self._size += len(chunk)
        if self._size > MOST_BYTES:
            return self.refuse(Refusal.TOO_BIG)
        self._head += chunk[: HEAD_BYTES - len(self._head)]
        self._plain = self._plain and not CONTROL_BYTES.search(chunk)
        self._digest.update(chunk)
        self._write(self._encryptor.update(chunk))

    def finish(self) -> SealedUpload:
        kind = self._kind()
        self._write(self._encryptor.update(bytes(-self._size % STEP_BYTES)))
        self._write(self._encryptor.finalize() + self._encryptor.tag)
        if kind is None or self._stream is None:
            return SealedUpload(self.name, refusal=self.refusal, sealed=None)
        reference = SealedFile(
            self._file_id, self._key, self._digest.digest(), self._size, kind, self.name
        )
        return SealedUpload(self.name, refusal=None, sealed=(reference, self._stream))

    def refuse(self, refusal: Refusal) -> None:
        self.refusal = self.refusal or refusal
        self.drop()

    def drop(self) -> None:
        if self._stream:
            self._stream.close()
        self._stream = None

    def _kind(self) -> Kind | None:
        """The kind, if it is one we receive and the name agrees; otherwise the file is refused."""
        if self.refusal:
            return None
        kind = sniff(self._head, plain=self._plain)
        if not self._size:
            self.refuse(Refusal.EMPTY)
        elif is_archive(self._head):
            self.refuse(Refusal.ARCHIVE)
        elif kind is None:
            self.refuse(Refusal.UNKNOWN_KIND)
        elif not fits_name(kind, self.name):
            self.refuse(Refusal.UNKNOWN_KIND if kind is Kind.TEXT else Refusal.MISLABELLED)
        return None if self.refusal else kind

    def _write(self, ciphertext: bytes) -> None:
        try:
            if self._stream:
                self._stream.write(ciphertext)
        except OSError:
            self.refuse(Refusal.NO_ROOM)


def clean_name(name: str) -> str:
    """The name as it may be shown: nothing invisible, nothing that turns the reading direction."""
    shown = "".join(
        character if unicodedata.category(character)[0] not in "CZ" else " "
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character) not in {"Cf", "Cc", "Cs"}
    )
    shown = " ".join(shown.replace("/", " ").replace("\\", " ").split()).lstrip(". ")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > MOST_NAME_CHARACTERS and dot and len(ending) < 10:
        return stem[: MOST_NAME_CHARACTERS - len(ending) - 1] + dot + ending
    return shown[:MOST_NAME_CHARACTERS] or "file"
