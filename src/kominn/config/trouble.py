"""Trouble that a person can do something about: one sentence, never a traceback."""

from __future__ import annotations


class Trouble(Exception):
    """Its text is shown as it is, and the command ends with `code`."""

    def __init__(self, sentence: str, *, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code
