"""How Django's forms look: Designsystemet's markup, with every error and hint tied to its field.

`{{ form.name.as_field_group }}` gives label, hint, control and error; `{{ form }}` gives them all
with the list of what is wrong on top. The widgets' own templates stand in `django/forms/widgets/`.
"""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
