"""What a command says of a file it cannot use."""

from __future__ import annotations


class BadInput(Exception):
    """A sentence that starts with the file's name."""
