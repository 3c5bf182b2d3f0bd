"""What stands on a ballot: for each line a weight, whatever kind of ballot it is.

A cross is 1; points are the points; the first of three places is 3, the last 1. Sealed, every
ballot is as long as every other.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_LINES = 40
MOST_WEIGHT = 100

Marks = tuple[int, ...]
"""Weights in the order of the lines."""


class Kind(models.TextChoices):
    APPROVE = "approve", _("Crosses: for each idea one likes")
    RANK = "rank", _("Places: the best first")
    POINTS = "points", _("Points to hand out")


class NotABallot(Exception):
    """Marks that this kind of ballot does not know."""


def check(marks: Sequence[int], *, kind: Kind, most: int, lines: int) -> Marks:
    """The marks as they count. Raises `NotABallot`."""
    if len(marks) != lines or any(not 0 <= mark <= MOST_WEIGHT for mark in marks):
        raise NotABallot
    given = sorted(mark for mark in marks if mark)
    if kind is Kind.APPROVE:
        good = set(given) <= {1} and len(given) <= most
    elif kind is Kind.RANK:
        # The best has the weight `most`; who gives fewer places leaves the last ones out.
        good = given == list(range(most - len(given) + 1, most + 1))
    else:
        good = sum(given) <= most
    if not good:
        raise NotABallot
    return tuple(marks)


def packed(marks: Marks) -> bytes:
    return bytes(marks).ljust(MOST_LINES, b"\0")


def unpacked(packed_marks: bytes, *, lines: int) -> Marks:
    return tuple(packed_marks[:lines])


def without(marks: Marks, gone: Sequence[int], *, kind: Kind, most: int) -> Marks:
    """The marks without the lines that fell out (by their index); in a ranking others move up."""
    left = [0 if index in gone else mark for index, mark in enumerate(marks)]
    if kind is Kind.RANK:
        best_first = sorted((i for i, mark in enumerate(left) if mark), key=lambda i: -left[i])
        for place, index in enumerate(best_first):
            left[index] = most - place
    return tuple(left)
