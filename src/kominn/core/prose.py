"""Texts as staff write them: paragraphs, `## ` before a heading, `- ` before each thing listed.

Nothing else is read as more than text, and no HTML is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

HEADING, ITEM = "## ", "- "


@dataclass(frozen=True, slots=True)
class Block:
    kind: Literal["heading", "paragraph", "list"]
    lines: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    found: list[Block] = []
    for line in (line.strip() for line in text.splitlines()):
        kind = _kind(line)
        if not line:
            found.append(Block("paragraph"))
        elif kind != "heading" and found and found[-1].kind == kind:
            found[-1].lines.append(line.removeprefix(ITEM))
        else:
            found.append(Block(kind, [line.removeprefix(HEADING).removeprefix(ITEM)]))
    return [block for block in found if block.lines]


def _kind(line: str) -> Literal["heading", "paragraph", "list"]:
    if line.startswith(HEADING):
        return "heading"
    return "list" if line.startswith(ITEM) else "paragraph"


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
