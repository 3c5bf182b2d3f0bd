from __future__ import annotations


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class TooYoung(NotPossible):
    """A guardian must say yes first."""


class WrongCode(NotPossible):
    """No gathering that is on now has this code."""
