"""Whether what a phone sends is a change of texts, before the library that merges it sees it.

The library asks for memory by the counts it reads: a phone that claims a hundred million changes in
four bytes would get it. So every count must be no larger than the bytes that are left, and only
texts written and deleted may come: cards hold nothing else.

The format is version 1 of an update: clients, each with its items; then what is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST = 2**53
MOST_LONG = 10**6
GONE, DELETED, TEXT, GAP = 0, 1, 4, 10
HAS_LEFT, HAS_RIGHT, HAS_KEY = 0x80, 0x40, 0x20
KIND = 0x1F
NO_DATABASE_KEEPS = "\0"


class NotAChange(Exception):
    pass


@dataclass(slots=True)
class Reader:
    change: bytes
    at: int = 0

    def byte(self) -> int:
        if self.at >= len(self.change):
            raise NotAChange
        self.at += 1
        return self.change[self.at - 1]

    def number(self, most: int = MOST) -> int:
        """Seven bits a byte, the lowest first."""
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            if number > most:
                raise NotAChange
            if byte < 0x80:
                return number
            shift += 7

    def count(self) -> int:
        """How many of something follow: each takes a byte at least."""
        return self.number(len(self.change) - self.at)

    def words(self) -> str:
        length = self.count()
        self.at += length
        try:
            return self.change[self.at - length : self.at].decode()
        except UnicodeDecodeError as error:
            raise NotAChange from error

    def place(self) -> None:
        self.number()
        self.number(MOST_LONG * 10)


def check_change(change: bytes, *, cards: frozenset[str]) -> None:
    """Raises `NotAChange` where it is anything else than texts of these cards."""
    reader = Reader(change)
    for _client in range(reader.count()):
        items = reader.count()
        reader.place()
        for _item in range(items):
            _check_item(reader, cards)
    for _client in range(reader.count()):
        reader.number()
        for _deleted in range(reader.count()):
            reader.number(MOST_LONG * 10)
            reader.number(MOST_LONG)
    if reader.at != len(change):
        raise NotAChange


def _check_item(reader: Reader, cards: frozenset[str]) -> None:
    head = reader.byte()
    kind = head & KIND
    if kind in (GONE, GAP):
        reader.number(MOST_LONG)
        return
    if head & HAS_LEFT:
        reader.place()
    if head & HAS_RIGHT:
        reader.place()
    elsewhere = head & (HAS_LEFT | HAS_RIGHT)
    if not elsewhere and (reader.number() != 1 or reader.words() not in cards or head & HAS_KEY):
        raise NotAChange
    if kind == DELETED:
        reader.number(MOST_LONG)
        return
    words = reader.words() if kind == TEXT else ""
    if not words or NO_DATABASE_KEEPS in words:
        raise NotAChange
