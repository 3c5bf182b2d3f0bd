"""Opening and adding to what stands sealed in one concern; used by both sides of the talk."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from typing import Any

from kominn.accounts.models import User
from kominn.concerns.models import Attachment, Concern, InterpreterOrder, Message
from kominn.concerns.states import MessageState, Writer
from kominn.concerns.told import Said, Told
from kominn.vault.ciphertext import Place, open_json, open_text, seal_json
from kominn.vault.files import SealedFile


def place(column: str, record: uuid.UUID, table: str = "concern") -> Place:
    return Place(table, column, record)


def open_told(concern: Concern, key: bytes) -> Told:
    """All but the names, which have a box of their own."""
    content = open_json(bytes(concern.content), key=key, place=place("content", concern.pk))
    return Told.from_content(content)


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
) -> Message:
    """Seal one message with its exact time; the row itself tells neither."""
    pk = pk or uuid.uuid4()
    return Message.objects.create(
        id=pk,
        concern=concern,
        writer=writer,
        state=state,
        read_by_two=read_by_two,
        author=author,
        body=seal_json(
            {"text": text, "at": at.isoformat()}, key=key, place=place("body", pk, "message")
        ),
    )


def open_message(message: Message, key: bytes) -> Said:
    body = open_json(bytes(message.body), key=key, place=place("body", message.pk, "message"))
    return Said(
        text=body["text"],
        at=dt.datetime.fromisoformat(body["at"]),
        writer=message.writer,
        author=message.author.name if message.author else "",
        author_id=message.author_id,
        state=message.state,
        pk=str(message.pk),
    )


def conversation(concern: Concern, key: bytes, *, for_reporter: bool = False) -> list[Said]:
    """The talk in the order it was said; the reporter's side without notes and drafts."""
    messages = concern.messages.select_related("author")
    if for_reporter:
        messages = messages.for_reporter()
    return sorted((open_message(message, key) for message in messages), key=lambda one: one.at)
