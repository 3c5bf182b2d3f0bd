"""What the component page alone needs."""

from __future__ import annotations

from django import template
from django.template import Context, Template
from django.utils.safestring import SafeString
from django_cotton.compiler_regex import CottonCompiler

register = template.Library()


@register.simple_tag(takes_context=True)
def rendered(context: Context, example: str) -> SafeString:
    """An example as a page shows it. The sources stand in `components.py`, never in a request."""
    return Template(CottonCompiler().process(example)).render(context)
