"""Rounds of assessments whose past went through the product's own deeds."""

from __future__ import annotations

import datetime as dt
import uuid

from kominn.casework.actions import assess, beginning, decide, disclose, follow
from kominn.casework.content import Proposal, Written
from kominn.casework.following_content import Consent, Given, Help
from kominn.casework.models import Assessment
from kominn.law import starter
from kominn.law.models import LegalBasis
from kominn.law.starter import FVL
from kominn.plan.states import Verdict
from tests.factories.concerns import DAY, TUESDAY, ConcernFactory, setting
from tests.factories.plan import MeasureKindFactory

# The day after the concern was taken.
AT = TUESDAY + 2 * DAY
ANSWER_BY = dt.date(2026, 3, 12)
REVIEW_ON = dt.date(2026, 4, 15)

WORDS = {
    "facts": "Læreren så det på mandag.",
    "interpretations": "Han tror det er en spøk.",
    "explanations": "Det kan være noe hjemme.",
    "vulnerability": "Han er alene i friminuttene.",
    "protective": "Han har en bror som bryr seg.",
    "voice": "Han sier at det går bra.",
    "best_interest": "At noen snakker med ham.",
    "unknown": "Hva som skjer etter skolen.",
    "feared": "At han slutter å komme.",
    "help": "En voksen på fritidsklubben.",
}


CHOICES = ("level", "outcome", "informed", "informed_on", "informed_why")


def hours():
    return setting().hours


def written(**changes) -> Written:
    choices = {name: changes.pop(name) for name in CHOICES if name in changes}
    told = {"informed": "told", "informed_on": "2026-03-05", "level": 1, "outcome": "group_measure"}
    return Written(words=WORDS | changes, level_name="1 – I egen tjeneste", **(told | choices))


def ask_two(concern, *assessors, by, at=AT, answer_by=ANSWER_BY):
    return assess.ask(concern, assessors, answer_by=answer_by, hours=hours(), by=by, at=at)


def asked(*assessors, by, at=AT, answer_by=ANSWER_BY, **concern):
    """A concern in which these two have been asked; answers it and what each is to write."""
    made = ConcernFactory(held_by=by, **concern)
    rows = ask_two(made, *assessors, by=by, at=at, answer_by=answer_by)
    made.refresh_from_db()
    return made, {row.assessor.name.lower(): row for row in rows}


def hand_in(assessment, *, at=AT + DAY, **changes) -> bool:
    assessment = Assessment.objects.select_related("concern", "assessor").get(pk=assessment.pk)
    by = assessment.assessor
    return assess.hand_in(assessment, written(**changes), hours=hours(), by=by, at=at)


def shared(*assessors, by, **concern):
    """Both are in."""
    made, rows = asked(*assessors, by=by, **concern)
    for row in rows.values():
        hand_in(row)
    made.refresh_from_db()
    return made


def proposal(**changes) -> Proposal:
    return Proposal(
        **{
            "reasons": "Mindre enn dette hjelper ikke.",
            "basis": "consent",
            "basis_from": FVL.isoformat(),
            "basis_name": "Samtykke",
            "recipient": "Helsesykepleier på skolen",
            "told": "At han sitter alene.",
            "voice": "Han sier at det går bra.",
            "best_interest": "At noen snakker med ham.",
            "level": 1,
            "level_name": "1 – I egen tjeneste",
            "review_on": REVIEW_ON.isoformat(),
        }
        | changes
    )


def propose(concern, outcome="group_measure", *, by, at=AT + 2 * DAY, token=None, **changes):
    token = token or uuid.uuid4()
    starter.begin(at=at - 30 * DAY)
    return decide.propose(
        concern, outcome, proposal(**changes), token=token, hours=hours(), by=by, at=at
    )


def answer(decision, *, by, yes=True, words="Enig.", at=AT + 3 * DAY):
    return decide.answer(decision, yes=yes, words=words, hours=hours(), by=by, at=at)


# --- What follows ------------------------------------------------------------------------------

FOLLOWS = AT + 5 * DAY
"""A Tuesday, after two have decided."""
NEXT = dt.date(2026, 4, 8)
"""A Wednesday four weeks on."""


def decided(outcome="person_followed", *, by, second, basis="consent", informed=None, **concern):
    """Two have assessed it, one proposed it, and the other said yes."""
    made, rows = asked(second, by, by=by, **concern)
    for row in rows.values():
        hand_in(row, **(informed or {}))
    made.refresh_from_db()
    answer(propose(made, outcome, by=by, basis=basis), by=second)
    made.refresh_from_db()
    return made


def help_written(**changes) -> Help:
    yes = Consent("Ola og mor", "2026-03-09", "Mentor hver uke, skolen vet det.")
    return Help(**{"aim": "At han kommer på skolen.", "consent": yes} | changes)


def begin_help(concern, *, by, owner=None, kind=None, at=FOLLOWS, token=None, **wishes):
    written = wishes.pop("written", None) or help_written()
    told = {"starts_on": at.date(), "review_on": NEXT} | wishes
    return beginning.begin_for_person(
        concern,
        kind=kind or MeasureKindFactory(for_a_person=True),
        owner=owner or by,
        written=written,
        token=token or uuid.uuid4(),
        hours=hours(),
        by=by,
        at=at,
        **told,
    )


def look_again(
    measure,
    *,
    by,
    verdict=Verdict.CONTINUE,
    seen=0,
    text="Han kom.",
    next_on=None,
    at=FOLLOWS,
    **ends,
):
    return follow.review(
        measure,
        seen=seen,
        verdict=verdict,
        words=text,
        next_on=next_on,
        hours=hours(),
        by=by,
        at=at,
        **ends,
    )


def begin_open(concern, *, by, at=FOLLOWS, token=None, **wishes):
    told = {
        "kind": MeasureKindFactory(),
        "title": "Voksne på Torget",
        "aim": "At det er noen å snakke med.",
        "area": None,
        "owner": by,
        "starts_on": at.date(),
        "review_on": NEXT,
    } | wishes
    return beginning.begin_in_the_open(
        concern, told, token=token or uuid.uuid4(), hours=hours(), by=by, at=at
    )


def tell_others(concern, *, by, basis="duty-to-notify", at=FOLLOWS, on=None, token=None, **words):
    starter.begin(at=AT - 30 * DAY)
    given = Given(
        **{
            "recipient": "Barneverntjenesten, vakta",
            "text": "Han har blåmerker.",
            "basis_name": "Meldeplikt",
        }
        | words
    )
    row = LegalBasis.objects.get(code=basis)
    on = on or at.date()
    return disclose.disclose(concern, row, given, on=on, token=token or uuid.uuid4(), by=by, at=at)
