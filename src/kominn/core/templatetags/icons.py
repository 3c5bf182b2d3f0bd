# ruff: noqa: E501
"""The one icon set: drawn for KomINN, 24 by 24, one line width, in the colour of the text.

Icons never speak alone: the word stands beside them, so they are hidden from screen readers.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# fmt: off
ICONS = {
    "arrow": "M4 12h15m-6-6 6 6-6 6",
    "back": "M20 12H5m6-6-6 6 6 6",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8 3.5V8m8-4.5V8",
    "chat": "M4 5h16v11H11l-4.5 4v-4H4z",
    "check": "m4.5 12.5 5 5L19.5 7",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
    "document": "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6m-6 4h6",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14",
    "ear": "M7 9.5a5 5 0 0 1 10 0c0 4-3.5 4-3.5 7.5a3 3 0 0 1-5.5 1.5M10 10a2 2 0 0 1 4 0",
    "exit": "M13.5 4H5v16h8.5M10 12h10m-3.5-4 4 4-4 4",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "flag": "M6 21V4h12l-2.5 4L18 12H6",
    "globe": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zm0 0c2.3 2.3 3.5 5.1 3.5 8.5s-1.2 6.2-3.5 8.5c-2.3-2.3-3.5-5.1-3.5-8.5s1.2-6.2 3.5-8.5zM4 9.5h16M4 14.5h16",
    "hand": "M8 12.5V6a1.5 1.5 0 0 1 3 0v5-6.5a1.5 1.5 0 0 1 3 0V11 6a1.5 1.5 0 0 1 3 0v8c0 4-2 6.5-5.5 6.5-3 0-4.5-1.5-6-4L4 13.2a1.4 1.4 0 0 1 2.4-1.5z",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5m0-9v.6",
    "key": "M8 10.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm3 1L20 4m-4.5 3.5L18 10",
    "leaf": "M5 19C5 9 10 5 20 4c0 10-4 15-13 13M5 20.5c1-4 4-8 9-10.5",
    "lock": "M5 10.5h14v10H5zM8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2.5",
    "mail": "M3.5 6h17v12.5h-17zm0 .5 8.5 7 8.5-7",
    "map": "M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5m6-11V20",
    "people": "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19.5c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5M15.5 5.3a3 3 0 0 1 0 5.4M17 14.5c2.5.5 4 2.3 4 5",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c0-4 3-6 7.5-6s7.5 2 7.5 6",
    "phone": "M6 3.5h3.5l1.5 5-2.5 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2.5 5 1.5V18c0 1.5-1 2.5-2.5 2.5C10.5 20.5 3.5 13.5 3.5 6c0-1.5 1-2.5 2.5-2.5z",
    "plus": "M12 5v14m-7-7h14",
    "print": "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm5 11.5L20.5 20.5",
    "shield": "M12 3 5 6v5.5c0 4.5 3 7.5 7 9.5 4-2 7-5 7-9.5V6zM8.5 12l2.5 2.5 4.5-5",
    "steps": "M4 19.5h5v-5h5v-5h5v-5",
    "warning": "M12 4 2.5 20h19zM12 10v5m0 2v.6",
}

# fmt: on

MIRRORED = ("arrow", "back", "exit")
"""These point along the line of reading, and turn where it runs from the right."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "lock" %}`"""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        " icon-mirrored" if name in MIRRORED else "",
        mark_safe(ICONS[name]),
    )
