"""The pictures of README and guide: taken by the tests that walk there, when asked to.

KOMINN_PICTURES=1 .venv/bin/python -m pytest tests/browser -k pictures
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
PAPERS = (ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md")))
MOST_BYTES = 150_000
COLOURS = (128, 64, 32)


def take(page, name: str, *, height: int = 800, above: str = "", on: int = 0) -> None:
    """Keep what the window shows as `docs/pictures/<name>-<width>.png`.

    It is scrolled to `above`, and `on` pixels further.
    """
    if os.environ.get("KOMINN_PICTURES") != "1":
        return
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": height})
    if above:
        page.locator(above).first.evaluate("e => e.scrollIntoView({block: 'start'})")
        page.evaluate("(on) => scrollBy(0, on)", on)
    else:
        page.evaluate("scrollTo(0, 0)")
    shot = page.screenshot(animations="disabled", caret="hide", scale="css")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}-{width}.png").write_bytes(small(shot))


def small(png: bytes) -> bytes:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        drawn = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(drawn, "PNG", optimize=True)
        if drawn.tell() < MOST_BYTES:
            break
    return drawn.getvalue()
