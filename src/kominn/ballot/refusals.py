"""What cannot be done, and why."""

from __future__ import annotations


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class WrongState(NotPossible):
    pass


class BadMoney(NotPossible):
    pass


class BadBallot(NotPossible):
    pass


class NotOpen(NotPossible):
    pass
