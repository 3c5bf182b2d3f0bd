"""Sheets for the printer: real PDF files, which a screen reader can read too (PDF/UA-1).

A template is a file of typst under a domain's `paper` folder; what it says of people and things
comes as facts, which are never read as typst. So nobody writes anything into a template.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst
from django.http import HttpResponse

import kominn
from kominn.core.fonts import PRINT_FONTS

ROOT = Path(kominn.__file__).parent
PIXEL_A_POINT = 72.0
NO_SIGN = ("could not be displayed with font", "disallowed codepoint")


def sheet(template: str, facts: Mapping[str, Any], *, language: str, title: str) -> bytes:
    """The PDF that `template`, such as "guide/paper/card.typ", makes of the facts.

    The template finds them by `#import "/core/paper/house.typ": facts`. Raises `typst.TypstError`
    where the template is wrong, or PDF/UA would be broken: a heading left out, a picture without
    words.
    """
    told = json.dumps(dict(facts), default=str, ensure_ascii=False)
    inputs = {"facts": told, "language": language, "title": title}
    try:
        return _made(template, inputs, ["ua-1"])
    except typst.TypstError as error:
        if not any(words in error.message for words in NO_SIGN):
            raise
        # Somebody wrote what none of our typefaces has, or no sign at all: better a square than
        # no sheet.
        return _made(template, inputs, [])


def picture(
    template: str, facts: Mapping[str, Any], *, language: str, title: str, scale: float = 1.0
) -> bytes:
    """The PNG that a template of one page makes of the facts: a point is a pixel, times `scale`."""
    told = json.dumps(dict(facts), default=str, ensure_ascii=False)
    inputs = {"facts": told, "language": language, "title": title}
    return _made(template, inputs, [], format="png", scale=scale)


def _made(
    template: str,
    inputs: dict[str, str],
    standards: list[typst.PDFStandard],
    format: Literal["pdf", "png"] = "pdf",
    scale: float = 1.0,
) -> bytes:
    with warnings.catch_warnings():
        # Of several typefaces each lacks what another has.
        warnings.simplefilter("ignore", typst.TypstWarning)
        made = typst.compile(
            ROOT / template,
            root=ROOT,
            font_paths=[PRINT_FONTS],
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format=format,
            ppi=PIXEL_A_POINT * scale,
            pdf_standards=standards,
        )
    assert isinstance(made, bytes)
    return made


def answer(pdf: bytes, name: str) -> HttpResponse:
    """Shown in the browser, and saved under this name."""
    found = HttpResponse(pdf, content_type="application/pdf")
    found["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return found
