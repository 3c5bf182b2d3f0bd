"""Opening and adding to what stands sealed in one concern; used by both sides of the talk."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from typing import Any

from kominn.accounts.models import User
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Attachment, Concern, InterpreterOrder, Message
from kominn.concerns.states import MessageState, Writer
from kominn.concerns.told import Said, Told
from kominn.vault.ciphertext import (
    CannotOpen,
    Place,
    open_json,
    open_text,
    seal_json,
    seal_text,
)
from kominn.vault.files import SealedFile

SHOWN = 20
LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def place(column: str, record: uuid.UUID, table: str = "concern") -> Place:
    return Place(table, column, record)


def open_told(concern: Concern, key: bytes) -> Told:
    """All but the names, which have a box of their own."""
    content = open_json(bytes(concern.content), key=key, place=place("content", concern.pk))
    return Told.from_content(content)


def told_or_damaged(concern: Concern, key: bytes) -> Told | None:
    """What was told, or None where it can't be opened any more."""
    try:
        return open_told(concern, key)
    except CannotOpen:
        return None


def has_names(concern: Concern, key: bytes) -> bool | None:
    """Whether there is anything in the names' own box; nothing of it leaves here."""
    try:
        return bool(open_names(concern, key))
    except CannotOpen:
        return None


def open_names(concern: Concern, key: bytes) -> str:
    return open_text(bytes(concern.names), key=key, place=place("names", concern.pk))


def open_attachment(attachment: Attachment, key: bytes) -> SealedFile:
    described = open_json(
        bytes(attachment.reference),
        key=key,
        place=place("reference", attachment.pk, "attachment"),
    )
    return SealedFile.from_json(described)


def open_order(order: InterpreterOrder, key: bytes) -> dict[str, Any]:
    details: dict[str, Any] = open_json(
        bytes(order.details), key=key, place=place("details", order.pk, "order")
    )
    return details


def files(concern: Concern, key: bytes) -> list[tuple[uuid.UUID, SealedFile | None]]:
    """The way to each attached file; None where that can't be opened any more."""
    return [(one.pk, _file_or_damaged(one, key)) for one in concern.attachments.all()]


def _file_or_damaged(attachment: Attachment, key: bytes) -> SealedFile | None:
    try:
        return open_attachment(attachment, key)
    except CannotOpen:
        return None


def orders(concern: Concern, key: bytes) -> list[tuple[InterpreterOrder, dict[str, Any]]]:
    """Each order with what was ordered; nothing where that can't be opened any more."""
    return [(one, _order_or_damaged(one, key)) for one in concern.orders.all()]


def _order_or_damaged(order: InterpreterOrder, key: bytes) -> dict[str, Any]:
    try:
        return open_order(order, key)
    except CannotOpen:
        return {}


def number_of(key: bytes, token: uuid.UUID, text: str) -> uuid.UUID:
    """What a message said from one page is known by: pressed twice it is one message.

    An old page may carry its number once more with another text; that is another message. Keyed,
    so that the number tells nothing of the text.
    """
    mark = hmac.digest(key, b"number" + token.bytes + text.encode(errors="replace"), "sha256")
    return uuid.UUID(bytes=mark[:16], version=4)


def say(
    concern: Concern,
    key: bytes,
    text: str,
    *,
    writer: Writer,
    at: dt.datetime,
    pk: uuid.UUID | None = None,
    author: User | None = None,
    read_by_two: bool = False,
    state: MessageState = MessageState.SENT,
    close_reason: str = "",
) -> Message:
    """Seal one message and keep it."""
    message = sealed(
        concern,
        key,
        text,
        writer=writer,
        at=at,
        pk=pk,
        author=author,
        read_by_two=read_by_two,
        state=state,
        close_reason=close_reason,
    )
    message.save(force_insert=True)
    return message


def sealed(
    concern: Concern,
    key: bytes,
    text: str,
    *,
    writer: Writer,
    at: dt.datetime,
    pk: uuid.UUID | None = None,
    author: User | None = None,
    read_by_two: bool = False,
    state: MessageState = MessageState.SENT,
    close_reason: str = "",
) -> Message:
    """Seal one message with its exact time; the row itself tells neither."""
    if writer != Writer.REPORTER:
        check_numbers(text, at=at)
    pk = pk or uuid.uuid4()
    return Message(
        id=pk,
        concern=concern,
        writer=writer,
        state=state,
        read_by_two=read_by_two,
        author=author,
        close_reason=close_reason,
        body=seal_json(
            {"text": text, "at": at.isoformat()}, key=key, place=place("body", pk, "message")
        ),
    )


def why_stopped(message: Message, key: bytes, why: str, *, at: dt.datetime) -> bytes:
    """The second reader's sentence, sealed for its spot."""
    check_numbers(why, at=at)
    return seal_text(why, key=key, place=place("why_stopped", message.pk, "message"))


def open_message(message: Message, key: bytes) -> Said:
    body = open_json(bytes(message.body), key=key, place=place("body", message.pk, "message"))
    return _said(
        message,
        text=body["text"],
        at=dt.datetime.fromisoformat(body["at"]),
        why_stopped=_open_why(message, key) if message.why_stopped else "",
    )


def _open_why(message: Message, key: bytes) -> str:
    sealed = bytes(message.why_stopped)
    return open_text(sealed, key=key, place=place("why_stopped", message.pk, "message"))


def _said(message: Message, *, text: str, at: dt.datetime | None, why_stopped: str = "") -> Said:
    return Said(
        text=text,
        at=at,
        writer=message.writer,
        author=message.author.name if message.author else "",
        author_id=message.author_id,
        state=message.state,
        pk=str(message.pk),
        second_reader=message.second_reader.name if message.second_reader else "",
        why_stopped=why_stopped,
        close_reason=message.close_reason,
    )


def is_unanswered(said: list[Said]) -> bool:
    """The reporter wrote last: nobody has answered, or an answer still waits for a colleague."""
    spoken = [one for one in said if one.writer == Writer.REPORTER or one.is_for_reporter]
    return bool(spoken) and spoken[-1].writer == Writer.REPORTER


def conversation(concern: Concern, key: bytes, *, for_reporter: bool = False) -> list[Said]:
    """The talk in the order it was said; the reporter's side without notes and drafts.

    A message that can't be opened stands last, and must not hide the others.
    """
    messages = concern.messages.select_related("author", "second_reader")
    if for_reporter:
        messages = messages.for_reporter()
    said = [_opened_or_damaged(message, key) for message in messages]
    return sorted(said, key=lambda one: one.at or LAST)


def folded(said: list[Said]) -> tuple[list[Said], list[Said]]:
    """What stands folded of a long talk, and what is shown: the latest, and all that waits."""
    old = said[:-SHOWN]
    needed = [one for one in old if one.waits or one.is_stopped]
    return [one for one in old if one not in needed], [*needed, *said[-SHOWN:]]


def _opened_or_damaged(message: Message, key: bytes) -> Said:
    try:
        return open_message(message, key)
    except CannotOpen:
        return _said(message, text="", at=None)
