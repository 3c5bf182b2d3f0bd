"""The text of a canvas, which several write at once.

Each card is a text that a kept CRDT library merges letter by letter, in whatever order what was
written on the phones comes in. A phone always gets the whole canvas back: it is small, and what a
phone would say it knows already could make the library ask for any amount of memory. What a browser
without JavaScript sends is merged three ways: what stood there, what it was made into, and what
others have written since.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from pycrdt import Doc, Text

from kominn.allin.changes import NotAChange, check_change

CARDS = ("name", "left_out", "hurts", "idea", "joins", "first_step", "cost", "seen")
MOST_IN_A_CARD = 600
MOST_BYTES = 200_000
MOST_BYTES_AT_ONCE = 64_000


class NotACanvas(Exception):
    """What came is no change of a canvas, or makes it larger than a canvas is."""


def new_canvas() -> bytes:
    return bytes(_opened(None).get_update())


def texts(canvas: bytes) -> dict[str, str]:
    """What stands on each card."""
    doc = _opened(canvas)
    return {card: str(doc.get(card, type=Text)) for card in CARDS}


def merged(canvas: bytes, change: bytes) -> bytes:
    """The canvas with a change that a phone sent. A change that has come before changes nothing."""
    if len(change) > MOST_BYTES_AT_ONCE:
        raise NotACanvas
    before = texts(canvas)
    doc = _opened(canvas)
    try:
        check_change(change, cards=frozenset(CARDS))
        doc.apply_update(change)
        after = {card: str(doc.get(card, type=Text)) for card in CARDS}
    except (NotAChange, ValueError, TypeError, RuntimeError) as error:
        raise NotACanvas from error
    _check_size(before, after)
    return _closed(doc)


def rewritten(canvas: bytes, *, was: Mapping[str, str], now: Mapping[str, str]) -> bytes:
    """The canvas where somebody made `was` into `now`, and others may have written meanwhile."""
    doc = _opened(canvas)
    before = texts(canvas)
    for card in CARDS:
        if card in now and now[card] != was.get(card, ""):
            _rewrite(
                doc.get(card, type=Text), three_ways(was.get(card, ""), now[card], before[card])
            )
    after = {card: str(doc.get(card, type=Text)) for card in CARDS}
    _check_size(before, after)
    return _closed(doc)


def three_ways(base: str, mine: str, theirs: str) -> str:
    """Both what I and what others made of the same text, where each changed it."""
    ours, other = _opened(None), _opened(None)
    text = ours.get("idea", type=Text)
    text += base
    other.apply_update(ours.get_update())
    _rewrite(text, theirs)
    _rewrite(other.get("idea", type=Text), mine)
    ours.apply_update(other.get_update())
    return str(text)


def _rewrite(text: Text, now: str) -> None:
    """Only what differs is touched, so that what others write beside it stays."""
    was = str(text)
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    with text.doc.transaction():
        for kind, start, end, new_start, new_end in reversed(steps):
            if kind != "equal":
                _put(text, _bytes(was[:start]), _bytes(was[:end]), now[new_start:new_end])


def _put(text: Text, start: int, end: int, words: str) -> None:
    if end > start:
        del text[start:end]
    if words:
        text.insert(start, words)


def _bytes(words: str) -> int:
    """The library counts places in bytes of UTF-8."""
    return len(words.encode())


def _opened(canvas: bytes | None) -> Doc[Text]:
    doc: Doc[Text] = Doc()
    for card in CARDS:
        doc.get(card, type=Text)
    if canvas:
        doc.apply_update(canvas)
    return doc


def _closed(doc: Doc[Text]) -> bytes:
    canvas = bytes(doc.get_update())
    if len(canvas) > MOST_BYTES:
        raise NotACanvas
    return canvas


def _check_size(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """A card that is too long may be made shorter, also in several steps."""
    for card in CARDS:
        if len(after[card]) > max(MOST_IN_A_CARD, len(before[card])):
            raise NotACanvas
