"""Where set-up puts the typefaces for paper; browsers get theirs by `static`."""

from __future__ import annotations

from pathlib import Path

PRINT_FONTS = Path(__file__).parent / "static" / "vendor" / "print"
