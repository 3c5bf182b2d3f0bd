"""What a passkey needs to know travels in a data attribute: no script stands in a page."""

from __future__ import annotations

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """`data-options="{{ js_data|as_json }}"`; the template escapes it for the attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)
