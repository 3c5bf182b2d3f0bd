"""Squares for cameras (QR), for a page and for paper."""

from __future__ import annotations

import io

import segno


def as_address(text: str) -> str:
    """The source of an `<img>`, in the page's own text."""
    return str(_square(text).svg_data_uri(scale=8, border=2))


def as_drawing(text: str) -> str:
    """The same as SVG, for `kominn.core.sheets`."""
    drawn = io.BytesIO()
    _square(text).save(drawn, kind="svg", scale=8, border=2, xmldecl=False)
    return drawn.getvalue().decode()


def _square(text: str) -> segno.QRCode:
    """Error correction Q: a quarter of the square may be creased."""
    return segno.make(text, error="q", micro=False)
