"""The duty to avert and the duty to notify child welfare, as three questions each.

Sources: the Penal Code section 196 and the Child Welfare Act section 13-2, as public guides tell
them. The wizard gives advice to act on now; it decides nothing and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from kominn.core.fields import OneOf
from kominn.portrait.models import Contact

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether the duty applies, said first; then what to do."""

    tone: str
    conclusion: Text
    todo: Text


@dataclass(frozen=True, slots=True)
class Wizard:
    """Yes to all means: act. Doubt means: ask at once, and act where the doubt remains."""

    name: str
    title: Text
    lead: Text
    questions: tuple[Text, ...]
    act: Advice
    ask: Advice
    wait: Advice
    to_call: tuple[Contact.Kind, ...]


WIZARDS: dict[str, Wizard] = {
    "avverge": Wizard(
        name="avverge",
        title=pgettext_lazy("vital", "Duty to avert a serious crime"),
        lead=pgettext_lazy(
            "vital",
            "Everyone has this duty. It goes before confidentiality, whatever your job is.",
        ),
        questions=(
            pgettext_lazy(
                "vital",
                "Is it about a serious crime, such as killing, grave violence, sexual abuse, "
                "abuse in the family or terror?",
            ),
            pgettext_lazy("vital", "Is it certain or most likely that it will happen, or go on?"),
            pgettext_lazy("vital", "Can it still be stopped?"),
        ),
        act=Advice(
            "danger",
            pgettext_lazy("vital", "Yes, the duty to avert applies to you now"),
            pgettext_lazy(
                "vital",
                "Act now. Call the police: 112 if it is urgent, otherwise 02800. Or stop it in "
                "another way that is certain to work. Write down when you called, whom you spoke "
                "with and what you said. You need nobody’s permission.",
            ),
        ),
        ask=Advice(
            "warning",
            pgettext_lazy("vital", "It can’t be said for certain: ask the police now"),
            pgettext_lazy(
                "vital",
                "Call 112 if it is urgent, otherwise 02800. Tell what you know without names, and "
                "ask. If you are still in doubt afterwards, act as if the duty applies.",
            ),
        ),
        wait=Advice(
            "info",
            pgettext_lazy("vital", "No, by your answers the duty to avert does not apply"),
            pgettext_lazy(
                "vital",
                "Are you still worried? Talk with your leader, call the police for advice without "
                "names, or tell us here. If something changes, answer again.",
            ),
        ),
        to_call=(Contact.Kind.POLICE_EMERGENCY, Contact.Kind.POLICE),
    ),
    "barnevern": Wizard(
        name="barnevern",
        title=pgettext_lazy("vital", "Duty to notify the child welfare service"),
        lead=pgettext_lazy(
            "vital",
            "The duty is yours personally when you work for the public or have a licence in "
            "health. It goes before confidentiality, and you need not be certain.",
        ),
        questions=(
            pgettext_lazy("vital", "Is it about a child under 18?"),
            pgettext_lazy(
                "vital",
                "Is there reason to believe that the child is or will be abused, or seriously "
                "neglected, exploited, or in lasting serious trouble?",
            ),
        ),
        act=Advice(
            "danger",
            pgettext_lazy("vital", "Yes, the duty to notify applies to you now"),
            pgettext_lazy(
                "vital",
                "Notify the child welfare service yourself, without delay. Do not wait for your "
                "leader to approve. If you suspect violence or abuse, do not tell the guardians "
                "first. Write down the date. A report here does not replace it.",
            ),
        ),
        ask=Advice(
            "warning",
            pgettext_lazy("vital", "It can’t be said for certain: ask the child welfare service"),
            pgettext_lazy(
                "vital",
                "Call today and tell what you know without names. They help you to decide. If you "
                "are still in doubt afterwards, notify.",
            ),
        ),
        wait=Advice(
            "info",
            pgettext_lazy("vital", "No, by your answers the duty to notify does not apply now"),
            pgettext_lazy(
                "vital",
                "You may still call the child welfare service and discuss without names. Tell us "
                "here if you are worried. If something changes, answer again.",
            ),
        ),
        to_call=(Contact.Kind.CHILD_WELFARE, Contact.Kind.CHILD_ALARM),
    ),
}

ANSWERS = (
    ("yes", pgettext_lazy("vital", "Yes")),
    ("unsure", pgettext_lazy("vital", "I am not sure")),
    ("no", pgettext_lazy("vital", "No")),
)


CHOOSE = pgettext_lazy("vital", "Choose an answer. “I am not sure” is an answer too.")


def form(wizard: Wizard, data: Mapping[str, Any] | None) -> forms.Form:
    fields = {
        f"q{number}": OneOf(
            label=str(text),
            choices=ANSWERS,
            widget=forms.RadioSelect,
            error_messages={"required": CHOOSE},
        )
        for number, text in enumerate(wizard.questions, start=1)
    }
    made: type[forms.Form] = type("Questions", (forms.Form,), fields)
    return made(data)


def advice(wizard: Wizard, answers: Mapping[str, str]) -> Advice:
    """One clear no is enough not to be bound."""
    if "no" in answers.values():
        return wizard.wait
    return wizard.ask if "unsure" in answers.values() else wizard.act
