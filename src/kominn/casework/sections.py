"""What an assessment asks for, in order: words only, nothing that could be counted or added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.casework.states import ABOUT_ONE_PERSON
from kominn.concerns.forms import About, YesNoUnknown
from kominn.concerns.told import Told


@dataclass(frozen=True, slots=True)
class Section:
    """One heading. `needed` before it is handed in; `for_child` where it may be about a child."""

    name: str
    label: str | Promise
    help_text: str | Promise = ""
    needed: bool = False
    for_child: bool = False


BEFORE_TELLING = (
    Section(
        "facts",
        _("Facts: who saw or heard what, and when"),
        _("Only what somebody saw or heard themselves."),
        needed=True,
    ),
    Section(
        "interpretations",
        _("How it is understood, and by whom"),
        _("Kept apart from the facts."),
    ),
    Section(
        "explanations",
        _("Other explanations"),
        _("What else could it be? Write at least one."),
        needed=True,
    ),
    Section("vulnerability", _("What makes it harder for the person")),
    Section("protective", _("What protects, and what works"), needed=True),
    Section(
        "voice",
        _("What the person or the child says"),
        _("In their own words, or why nobody has asked yet."),
        for_child=True,
    ),
    Section(
        "best_interest",
        _("What is best for the child"),
        for_child=True,
    ),
    Section("unknown", _("What we do not know"), needed=True),
    Section("feared", _("What we fear could happen, in words")),
)
AFTER_TELLING = (
    Section(
        "help",
        _("The least intrusive help that could be enough"),
        _("First a place or a group, then a person."),
        needed=True,
    ),
)
SECTIONS = (*BEFORE_TELLING, *AFTER_TELLING)

NOT_ABOUT_ANYONE = (About.PLACE, About.ONLINE)


def may_be_about_a_child(told: Iterable[Told | None], outcome: str = "") -> bool:
    """Then the child's voice and what is best for the child must be there. When in doubt, yes.

    `told` is all that was told, in the concern and in those under it.
    """
    return any(_may_be(one, outcome) for one in told)


def _may_be(told: Told | None, outcome: str) -> bool:
    if told is None:
        return True
    if told.answers.get("under_18") == YesNoUnknown.NO:
        return False
    return told.answers.get("about") not in NOT_ABOUT_ANYONE or outcome in ABOUT_ONE_PERSON
