"""Texts of the Guide as HTML; every word of them is escaped."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kominn.core import prose as written

register = template.Library()


@register.filter
def prose(text: str, level: int = 2) -> SafeString:
    """`{{ page.text|in_my_language|prose:3 }}`: headings stand on this level."""
    return format_html_join("\n", "{}", ((_block(block, level),) for block in written.blocks(text)))


def _block(block: written.Block, level: int) -> SafeString:
    match block.kind:
        case "heading":
            return format_html("<h{0}>{1}</h{0}>", level, block.lines[0])
        case "list":
            items = format_html_join("", "<li>{}</li>", ((line,) for line in block.lines))
            return format_html('<ul class="ds-list">{}</ul>', items)
        case _:
            return format_html("<p>{}</p>", " ".join(block.lines))


@register.filter
def lines(text: str) -> list[str]:
    return written.lines(text)
