"""A chart as a picture to take along: title, what one sees, drawing, key and source.

It is made of the very page that shows the chart, so that both say the same. The same few pictures
are asked for again and again: each is drawn once, one at a time, and kept for a while.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from kominn.core import sheets
from kominn.core.kept import Kept
from kominn.core.templatetags.words import FIXED

STATIC = Path(__file__).parent / "static" / "core"
TEMPLATE = "core/paper/chart.typ"
SECONDS, MOST_KEPT = 600, 256
MOST_SECONDS_IN_LINE = 5.0
MOST_IN_LINE = 2
"""Who draws is one of them; the server has other threads for those who only read."""
MOST_HEIGHT = 3000
"""Of a drawing, in its units; a longer one is for its page and table."""
DRAWING = re.compile(r'<svg class="chart-drawing.*?</svg>', re.DOTALL)
KEY = re.compile(
    r'<li>(<svg class="chart-sample".*?</svg>)\s*<span[^>]*>(.*?)</span></li>', re.DOTALL
)
TOLD = re.compile(r'<figcaption class="chart-told">(.*?)</figcaption>', re.DOTALL)
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that somebody may have pasted into a name, and that no drawing may hold."""
NOTE = re.compile(r'<p class="subtle small">(.*?)</p>', re.DOTALL)
RULE = re.compile(r"^\.chart-(?!drawing)[\w-]+ \{.*\}$", re.MULTILINE)
THICK = re.compile(r"stroke-width: ([\d.]+)(; vector-effect)")
THINNER = 0.55
"""A browser keeps the thickness of such lines whatever the size of the drawing; typst does not."""
TEXT_SIZE, NUMBER_SIZE = 8.5, 24.0
HALF_A_LETTER = 0.35
LOWERED = re.compile(r'<text class="([^"]*)"([^>]*?) y="(-?[\d.]+)"([^>]*?) dy="\.35em"')
"""Of words written from right to left, typst lowers only the first letter."""
TYPEFACES = "font-family: Inter, 'IBM Plex Sans Arabic', 'Noto Sans Ethiopic';"

kept = Kept(most=MOST_KEPT, seconds=SECONDS)
line = threading.BoundedSemaphore(MOST_IN_LINE)
turn = threading.Lock()


class Busy(Exception):
    """So many pictures are being drawn that nobody should stand in line for one more."""


def picture(
    template: str, facts: Mapping[str, Any], *, title: str, told: str, source: str
) -> bytes:
    """The PNG of the figure that `template`, such as "core/charts/_bars.html", makes of the facts.

    `told` says in words what one sees where the template does not; `source` says who published the
    figures, and of when they are.

    Raises
    ------
    ValueError
        Where there is nothing to draw, or too much.
    Busy
        Where many are drawn at this moment.
    """
    chart = facts["chart"]
    if chart is None or chart.height > MOST_HEIGHT:
        raise ValueError("This chart is not for a picture.")
    drawn = render_to_string(template, dict(facts) | {"id": "bilde", "title": title})
    page = drawn.replace("&nbsp;", FIXED)  # XML has no such word
    language = get_language() or "nb"
    said = words_of(page, title=title, told=told, source=source)

    def draw() -> bytes:
        if not line.acquire(blocking=False):
            raise Busy
        try:
            if not turn.acquire(timeout=MOST_SECONDS_IN_LINE):
                raise Busy
            try:
                return sheets.picture(TEMPLATE, said, language=language, title=title, scale=2.0)
            finally:
                turn.release()
        finally:
            line.release()

    return kept.made(draw, [language, said])


def words_of(page: str, *, title: str, told: str, source: str) -> dict[str, Any]:
    """What the picture shows of the page, and says beside it."""
    return {
        "title": title,
        "told": _plain(*TOLD.findall(page)) or _plain(told),
        "drawings": [_alone(svg) for svg in DRAWING.findall(page)],
        "key": [
            {"sample": _alone(svg), "words": _plain(words)} for svg, words in KEY.findall(page)
        ],
        "notes": [_plain(note) for note in NOTE.findall(page)],
        "source": source,
    }


def _plain(*texts: str) -> str:
    return html.unescape(" ".join(" ".join(texts).split()))


def _alone(svg: str) -> str:
    """The drawing as a file of its own: with its styles, and nothing that is for a page."""
    opening, rest = svg.split(">", 1)
    if "xmlns=" not in opening:
        opening += ' xmlns="http://www.w3.org/2000/svg"'
    rest = LOWERED.sub(_in_place, rest)
    return NO_XML.sub("", f"{opening}><style>{_styles()}</style>{rest}")


def _in_place(found: re.Match[str]) -> str:
    """The same words as low, without asking that they be lowered."""
    size = NUMBER_SIZE if "chart-area-number" in found[1] else TEXT_SIZE
    y = float(found[3]) + HALF_A_LETTER * size
    return f'<text class="{found[1]}"{found[2]} y="{y:.2f}"{found[4]}'


@cache
def _styles() -> str:
    """The rules of the drawing as a page by day has them on a wide screen, on white."""
    theme = (STATIC / "theme.css").read_text()
    values = dict(reversed(re.findall(r"(--ds-color-[\w-]+): (#\w+);", theme)))
    values |= {"--wall-ground": "#ffffff", "--chart-text": f"{TEXT_SIZE}px"}
    values["--chart-number"] = f"{NUMBER_SIZE}px"
    rules = RULE.findall((STATIC / "charts.css").read_text())
    text = re.sub(r"var\((--[\w-]+)\)", lambda found: values[found[1]], "\n".join(rules))
    text = THICK.sub(lambda found: f"stroke-width: {float(found[1]) * THINNER:.2f}{found[2]}", text)
    return text.replace("font-family: inherit;", TYPEFACES)
