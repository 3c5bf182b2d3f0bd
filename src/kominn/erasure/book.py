"""The journal itself: one encrypted file that only the archive's own key opens.

Inside lies a zip with a list, and for each concern a page to read, the same as data, and the
original files. Nothing of it stands in clear on disk here, not for a moment.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage
from django.template.loader import render_to_string
from django.utils.translation import override

from kominn.audit.models import history
from kominn.casework import person as of_person
from kominn.casework import plain as of_casework
from kominn.concerns import conversation
from kominn.concerns import plain as of_concern
from kominn.concerns.models import Concern
from kominn.core.chapters import Chapter
from kominn.core.streams import pass_on
from kominn.core.wording import MOTHER_TONGUE
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.files import SealedFile, open_file

SHORT_CIRCUIT = "(kan ikke åpnes)"


class NoRecipient(Exception):
    """The archive has given no key to write to."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One concern as the archive gets it."""

    concern: Concern
    folder: str
    html: str
    data: str
    files: list[tuple[str, SealedFile]]


def recipient(path: Path) -> Any:
    """The archive's public key; only who holds the other half reads what is written to it."""
    try:
        return pyrage.x25519.Recipient.from_str(path.read_text().strip())
    except (OSError, UnicodeDecodeError, pyrage.RecipientError):
        raise NoRecipient from None


def has_recipient(path: Path) -> bool:
    try:
        recipient(path)
    except NoRecipient:
        return False
    return True


# --- One concern ----------------------------------------------------------------------------


def page(concern: Concern, key: bytes) -> Page:
    """In bokmål, whatever language was spoken; what can't be opened any more says so."""
    with override(MOTHER_TONGUE):
        chapters = [
            *of_concern.chapters(concern, key),
            *of_casework.chapters(concern, key),
            *of_person.chapters_of_rights(concern, key),
        ]
        facts, deeds = _facts(concern), _deeds(concern)
        html = render_to_string(
            "erasure/journal/concern.html",
            {"concern": concern, "facts": facts, "chapters": chapters, "deeds": deeds},
        )
        data = {"facts": facts, "chapters": _as_data(chapters), "deeds": deeds}
    folder = f"{concern.short}-{concern.pk.hex[6:12]}"
    return Page(
        concern,
        folder,
        html,
        json.dumps(data, ensure_ascii=False, indent=1, default=str),
        list(_files(concern, key)),
    )


def _facts(concern: Concern) -> list[tuple[str, str]]:
    facts = [
        ("Nummer", str(concern.pk)),
        ("Uke", concern.week.isoformat()),
        ("Tema", concern.get_theme_display()),
        ("Område", concern.area.name if concern.area else ""),
        ("Kanal", concern.get_channel_display()),
        ("Team", concern.team.name),
        ("Ansvarlig til sist", concern.holder.name if concern.holder else ""),
        ("Tilstand", concern.get_state_display()),
        ("Avsluttet med", concern.get_close_reason_display()),
        ("Lagringsklasse", concern.get_record_class_display()),
        ("Ferdig", concern.finished_on.isoformat() if concern.finished_on else ""),
    ]
    return [(label, str(said)) for label, said in facts if said]


def _deeds(concern: Concern) -> list[dict[str, str]]:
    """The trail's entries about it, each with its mark, by which it can be asked for here."""
    return [
        {
            "at": entry.at.isoformat(),
            "what": entry.verb,
            "by": entry.by,
            "chain": entry.chain,
            "number": str(entry.number),
            "mark": bytes(entry.mac).hex(),
        }
        for entry in history(f"concern:{concern.pk}")
    ]


def _as_data(chapters: Sequence[Chapter]) -> list[dict[str, Any]]:
    return [
        {
            "title": str(chapter.title),
            "passages": [
                {
                    "label": str(one.label),
                    "text": SHORT_CIRCUIT if one.text is None else one.text,
                    "by": one.by,
                    "at": one.at.isoformat() if one.at else "",
                }
                for one in chapter.passages
            ],
        }
        for chapter in chapters
    ]


def _files(concern: Concern, key: bytes) -> Iterator[tuple[str, SealedFile]]:
    """Numbered, so that two of one name stand beside each other."""
    found = conversation.files(concern, key)
    for number, (_pk, file) in enumerate(found, 1):
        if file is not None:
            yield f"vedlegg/{number}-{file.name}", file


# --- The file -------------------------------------------------------------------------------


def write(path: Path, pages: Sequence[Page], *, to: Any, on: dt.date) -> tuple[str, int]:
    """Write the encrypted file, whole or not at all; answer its digest and size."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            pass_on(
                lambda end: _pack(end, pages, on),
                lambda end: pyrage.encrypt_io(end, file, [to]),
            )
            file.flush()
            os.fsync(file.fileno())
        digest, size = digest_of(part), part.stat().st_size
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return digest, size


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(end: IO[bytes], pages: Sequence[Page], on: dt.date) -> None:
    """In a thread of its own: nothing here asks the database."""
    with zipfile.ZipFile(end, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liste.json", _list(pages, on))
        for one in pages:
            archive.writestr(f"{one.folder}/sak.html", one.html)
            archive.writestr(f"{one.folder}/sak.json", one.data)
            for name, file in one.files:
                _pack_file(archive, f"{one.folder}/{name}", file)


def _pack_file(archive: zipfile.ZipFile, name: str, file: SealedFile) -> None:
    try:
        archive.writestr(name, open_file(file))
    except CannotOpen:
        archive.writestr(f"{name}.txt", SHORT_CIRCUIT)


def _list(pages: Sequence[Page], on: dt.date) -> str:
    listed = [
        {
            "nummer": str(one.concern.pk),
            "mappe": one.folder,
            "klasse": one.concern.record_class,
            "ferdig": str(one.concern.finished_on),
            "sha256": hashlib.sha256(one.data.encode()).hexdigest(),
        }
        for one in pages
    ]
    return json.dumps({"laget": on.isoformat(), "saker": listed}, ensure_ascii=False, indent=1)
