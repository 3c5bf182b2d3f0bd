"""What stands on paper: the certificate of a step, and everything a passport holds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kominn.ambassadors import badges
from kominn.ambassadors.actions import credits
from kominn.ambassadors.models import Badge, Deed, Passport
from kominn.ambassadors.needs import progress
from kominn.ambassadors.states import Sign
from kominn.ambassadors.training import modules
from kominn.core import sheets, squares
from kominn.core.templatetags.words import day


def certificate(badge: Badge, *, name: str) -> bytes:
    """One A4 for the wall, a school or an employer. `name` is empty where a line is to be there."""
    passport, made = badge.passport, progress(badge.passport)
    known = modules()
    facts = {
        "city": badges.issuer()["name"],
        "title": _("Certificate"),
        "given": _("This is given to"),
        "name": name,
        "step": badge.get_step_display(),
        "on": _("on %(day)s") % {"day": day(badge.issued_on)},
        "did": _("What was done"),
        "lines": [
            ngettext("%(n)s hour", "%(n)s hours", made.hours) % {"n": made.hours},
            ngettext("%(n)s gathering", "%(n)s gatherings", made.gatherings)
            % {"n": made.gatherings},
            *_deeds(passport),
        ],
        "learned": _("Courses"),
        "courses": [str(known[slug]) for slug in known if slug in made.done],
        "signer": _("For the municipality"),
        "check": _("Point a camera at the square to see whether this is real."),
        "square": squares.as_drawing(badges.address("shown", badge.pk)),
        "alt": _("A square for cameras that shows whether the certificate is real"),
        "foot": badges.address("shown", badge.pk),
    }
    return _sheet("certificate", facts, title=str(facts["title"]))


def _deeds(passport: Passport) -> list[str]:
    """How often each kind was signed."""
    signed = list(passport.deeds.filter(sign=Sign.SIGNED).values_list("kind", flat=True))
    return [
        f"{kind.label} ({signed.count(kind.value)})" for kind in Deed.Kind if kind.value in signed
    ]


def poster(address: str) -> bytes:
    facts = {
        "title": _("See who is missing. Walk over."),
        "lead": _(
            "Ambassadors are young people who invite, listen and make things happen. "
            "You learn it, you do it with others, and you get it on paper."
        ),
        "point": _("Point a camera at the square."),
        "square": squares.as_drawing(address),
        "alt": _("A square for cameras that leads to what an ambassador is"),
        "address": address,
    }
    return _sheet("poster", facts, title=str(facts["title"]))


def on_paper(passport: Passport) -> bytes:
    """Everything the passport holds, as a sheet one can read."""
    made, known = progress(passport), modules()
    mine = {
        _("Number"): passport.number,
        _("Born in one of these years"): passport.band,
        _("Part of town"): passport.area.name if passport.area else "–",
        _("Name"): passport.first_name or "–",
        _("E-mail"): passport.email or "–",
        _("Step"): passport.get_step_display(),
        _("Hours"): made.hours,
    }
    lists = {
        _("My passport"): [f"{name}: {value}" for name, value in mine.items()],
        _("Courses"): [
            f"{known.get(one.module, one.module)}, {day(one.done_on)}"
            for one in passport.modules.order_by("done_on", "pk")
        ],
        _("Gatherings"): [
            f"{one.gathering.title}, {day(one.gathering.starts_at)}, {_minutes(one.minutes)}"
            for one in passport.attendances.select_related("gathering").order_by("pk")
        ],
        _("Something I did"): [
            f"{one.get_kind_display()}, {day(one.done_on)}, {_minutes(one.minutes)}: "
            f"{one.get_sign_display()}"
            for one in passport.deeds.order_by("done_on", "pk")
        ],
        _("What a guardian has said"): [
            f"{one.get_covers_display()}, {day(one.said_on)}"
            for one in passport.consents.filter(withdrawn_on=None)
        ],
        _("My name beside ideas"): [one.concept.name for one in credits.of(passport)],
        _("Badges"): [
            f"{one.get_step_display()}, {day(one.issued_on)}"
            for one in passport.badges.order_by("issued_on", "pk")
        ],
    }
    facts = {
        "title": _("What is kept about me"),
        "foot": _("My passport"),
        "parts": [{"title": title, "lines": lines} for title, lines in lists.items() if lines],
    }
    return _sheet("everything", facts, title=str(facts["title"]))


def _minutes(minutes: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _sheet(template: str, facts: dict[str, Any], *, title: str) -> bytes:
    language = get_language() or "nb"
    return sheets.sheet(f"ambassadors/paper/{template}.typ", facts, language=language, title=title)
