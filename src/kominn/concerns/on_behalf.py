"""The report form as a colleague reads it while somebody else tells: the same questions, of them.

What is answered is kept as if they had written it themselves; only the wording is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.forms import ChoiceField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kominn.concerns import forms

QUESTIONS = tuple(step for step in forms.STEPS if step is not forms.Duties)

LABELS: dict[str, Any] = {
    "danger": pgettext_lazy("vital", "Is anyone in danger right now, as they see it?"),
    "role": _("Who is it that tells?"),
    "about": _("What is their worry about?"),
    "seen": _("What did they see or hear?"),
    "worry": _("What worries them most?"),
    "good": _("What is good and works, as they see it?"),
    "tried": _("What do they say has been tried?"),
    "reply": _("Do they want to hear from us?"),
    "contact": _("How can we reach them?"),
    "interpreter": _("They want an interpreter if we talk"),
}
HELP: dict[str, Any] = {
    "danger": pgettext_lazy("vital", "If they are not sure, call 112 together and ask."),
    "role": _("Only the role. Write no name here."),
    "seen": _("In their own words, and in any language. What was said or done?"),
    "reply": _("They get a receipt. With it they can read our answer without saying who they are."),
    "contact": _("Only if they want us to. A phone number or an e-mail address."),
}
CHOICES: dict[str, dict[str, Any]] = {
    "danger": {"unsure": _("They are not sure")},
    "role": {"employee": _("Someone who works with people: school, health, child welfare, NAV")},
    "about": {
        "known": _("A person they know or know of"),
        "unnamed": _("Someone they can’t name"),
        "rumour": _("Rumours, something they have heard"),
    },
    "under_18": {"unknown": _("They don’t know")},
    "area": {"": _("They don’t know, or all of it")},
    "reply": {
        "anonymous": _("Yes, with the receipt. They stay anonymous"),
        "contact": _("Yes, and we may contact them"),
    },
}
MISSING: dict[str, Any] = {"seen": _("Write a few words about what they saw or heard.")}


def asked_of_another(form: forms.Step) -> forms.Step:
    """The same step with its questions about the one who tells."""
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.help_text = HELP.get(name, field.help_text)
        if name in MISSING:
            field.error_messages["required"] = MISSING[name]
        if name in CHOICES:
            assert isinstance(field, ChoiceField)
            choices = list(cast(Iterable[tuple[str, Any]], field.choices))
            field.choices = [(key, CHOICES[name].get(key, said)) for key, said in choices]
    if form.name == "worry":
        form.title = LABELS["worry"]
    return form
