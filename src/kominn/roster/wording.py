"""Gaps and turns in a sentence each, for the page and for the Monday page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kominn.core.templatetags.words import span
from kominn.roster.duty import Gap, GapKind
from kominn.roster.weeks import OnDuty


def gap_in_words(gap: Gap) -> str:
    team, name = gap.team.name if gap.team else "", gap.user.name if gap.user else ""
    match gap.kind:
        case GapKind.NOBODY_ON_DUTY:
            return _("%(team)s: nobody is on duty") % {"team": team}
        case GapKind.NOBODY_AT_NIGHT:
            return _("%(team)s: nobody is on duty outside opening hours") % {"team": team}
        case GapKind.NOBODY_STANDS_IN:
            return _("%(name)s is away, and nobody stands in") % {"name": name}
        case GapKind.NO_CRISIS_CONTACT:
            return _("Nobody is named whom a crisis reaches")


def todo_in_words(gap: Gap) -> str:
    said = {"gap": gap_in_words(gap), "days": span(gap.first_day, gap.last_day)}
    if gap.promises_less:
        return _("%(gap)s, %(days)s: until somebody is, whoever reports is told no hour") % said
    return _("See that somebody covers this: %(gap)s") % said


def on_duty_in_words(people: Iterable[OnDuty]) -> str:
    """Kari, Inga for Turid"""
    return ", ".join(_one(person) for person in people if person.there)


def _one(person: OnDuty) -> str:
    if person.there is None or not person.stands_in:
        return person.turn_of.name
    return _("%(name)s for %(away)s") % {"name": person.there.name, "away": person.turn_of.name}
