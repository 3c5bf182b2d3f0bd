"""All that stands in one concern, opened and put in words: for the archive, or for a person."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from kominn.concerns import conversation, interpreters, relay
from kominn.concerns.journey import named
from kominn.concerns.models import Concern
from kominn.concerns.states import MessageState, Writer
from kominn.concerns.told import Said, Told
from kominn.core.chapters import Chapter, Passage
from kominn.portrait.models import Area
from kominn.vault.ciphertext import CannotOpen

ABOUT_THE_REPORTER = frozenset(
    {
        "role",
        "unit",
        "avert",
        "notify",
        "basis",
        "basis_note",
        "guardians",
        "reply",
        "contact",
        "interpreter",
    }
)
"""Answers that tell who told it, or could."""

NAMES = "names"
"""The mark of what stands in the names' own box."""


def chapters(concern: Concern, key: bytes) -> list[Chapter]:
    """What was told, the names, the talk and the orders; files are listed by name."""
    found = [
        Chapter(_("What was told"), _told(concern, key)),
        Chapter(_("The talk"), [_said(one) for one in conversation.conversation(concern, key)]),
        Chapter(_("Handing over"), _handovers(concern, key)),
        Chapter(_("Files"), _files(concern, key)),
        Chapter(_("Interpreters"), _orders(concern, key)),
    ]
    return [chapter for chapter in found if chapter.passages]


def words(concern: Concern, key: bytes) -> list[Passage]:
    """Only what was told and said, for one of many about the same."""
    talk = conversation.conversation(concern, key)
    return [*_told(concern, key), *(_said(one) for one in talk)]


def _told(concern: Concern, key: bytes) -> list[Passage]:
    told = conversation.told_or_damaged(concern, key)
    if told is None:
        return [Passage("told", _("What was told"), None)]
    when = Passage(
        "told:at",
        _("Told"),
        f"{concern.get_channel_display()}, {interpreters.name_of(told.language)}",
        at=told.told_at,
        tells_who_told=True,
    )
    return [when, *_answers(told), *_names(concern, key)]


def _answers(told: Told) -> list[Passage]:
    areas = list(Area.objects.values_list("slug", "name"))
    return [
        Passage(
            f"answer:{name}",
            label,
            text,
            tells_who_told=name in ABOUT_THE_REPORTER,
        )
        for name, label, text in named(told.answers, areas)
    ]


def _names(concern: Concern, key: bytes) -> list[Passage]:
    text: str | None = None
    with suppress(CannotOpen):
        text = conversation.open_names(concern, key)
    return [] if text == "" else [Passage(NAMES, _("Names"), text)]


def _said(said: Said) -> Passage:
    by_reporter = said.writer == Writer.REPORTER
    label = str(Writer(said.writer).label)
    if said.state != MessageState.SENT:
        label = f"{label} ({said.state_label})"
    text = None if said.is_damaged else said.text
    if text and said.why_stopped:
        text = f"{text}\n\n{said.second_reader}: {said.why_stopped}"
    by = " · ".join(name for name in (said.author, said.second_reader) if name)
    return Passage(
        f"message:{said.pk}",
        label,
        text,
        by=by,
        at=said.at,
        tells_who_told=by_reporter or said.writer == Writer.STAFF,
    )


def _handovers(concern: Concern, key: bytes) -> list[Passage]:
    return [
        Passage(
            f"handover:{one.handover.pk}",
            one.handover.get_state_display(),
            f"{one.words}\n\n{one.answer or ''}".strip() if one.words is not None else None,
            by=f"{one.handover.giver} · {one.handover.taker}",
            at=one.at,
            tells_who_told=True,
        )
        for one in relay.handovers(concern, key)
    ]


def _files(concern: Concern, key: bytes) -> list[Passage]:
    return [
        Passage(f"file:{pk}", _("File"), file.name if file else None, tells_who_told=True)
        for pk, file in conversation.files(concern, key)
    ]


def _orders(concern: Concern, key: bytes) -> list[Passage]:
    return [
        Passage(
            f"order:{order.pk}",
            _("Interpreter"),
            interpreters.in_words(details).line() if details else None,
            at=order.needed_on,
            tells_who_told=True,
        )
        for order, details in conversation.orders(concern, key)
    ]
