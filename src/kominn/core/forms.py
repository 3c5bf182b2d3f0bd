"""How Django's forms look: Designsystemet's markup, with every error and hint tied to its field.

`{{ form.name.as_field_group }}` gives label, hint, control and error; `{{ form }}` gives them all
with the list of what is wrong on top. The widgets' own templates stand in `django/forms/widgets/`.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kominn.core.fields import plain

# Django's own sentences in every form: standing here, they are said in our words in our catalogues.
REQUIRED = _("This field is required.")
SAID_BY_DJANGO = (
    _("Enter a whole number."),
    _("Enter a number."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Enter a valid date."),
    _("Enter a valid URL."),
    _("Enter a valid email address."),
    _("Select a valid choice. That choice is not one of the available choices."),
)


class Renderer(TemplatesSetting):
    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """What was typed comes back as it was, but for controls that no page may hold."""
        value = context.get("widget", {}).get("value")
        if isinstance(value, str):
            context["widget"]["value"] = plain(value)
        return super().render(template_name, context, request)
