"""Everything a passport holds, for its owner: the same facts as JSON and as PDF."""

from __future__ import annotations

from typing import Any

from kominn.ambassadors.actions import credits
from kominn.ambassadors.models import Passport
from kominn.ambassadors.needs import progress
from kominn.ambassadors.training import modules


def everything(passport: Passport) -> dict[str, Any]:
    attendances = passport.attendances.select_related("gathering").order_by("gathering__starts_at")
    known = modules()
    return {
        "number": passport.number,
        "step": passport.step,
        "birth_years": passport.band,
        "area": passport.area.name if passport.area else None,
        "first_name": passport.first_name or None,
        "email": passport.email or None,
        "term_ends_on": passport.term_ends_on,
        "hours": progress(passport).hours,
        "courses": [
            {"course": str(known.get(one.module, one.module)), "done_on": one.done_on}
            for one in passport.modules.order_by("done_on", "pk")
        ],
        "gatherings": [
            {
                "gathering": one.gathering.title,
                "day": one.gathering.starts_at.date(),
                "minutes": one.minutes,
            }
            for one in attendances
        ],
        "things_done": [
            {
                "what": one.get_kind_display(),
                "day": one.done_on,
                "minutes": one.minutes,
                "state": one.sign,
                "signed": one.signed_by is not None,
            }
            for one in passport.deeds.order_by("done_on", "pk")
        ],
        "badges": [
            {"step": one.step, "issued_on": one.issued_on, "with_name": one.named}
            for one in passport.badges.order_by("issued_on", "pk")
        ],
        "named_beside": [one.concept.name for one in credits.of(passport)],
        "consents": [
            {
                "covers": one.covers,
                "how": one.how,
                "said_on": one.said_on,
                "recorded": one.recorded_by_id is not None,
                "withdrawn_on": one.withdrawn_on,
            }
            for one in passport.consents.order_by("said_on", "pk")
        ],
    }
