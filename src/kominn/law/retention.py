"""What becomes of a record of a class. Ask `is_signed_off` before anything is erased."""

from __future__ import annotations

from kominn.law.classes import PROPOSALS
from kominn.law.models import RecordClass


class UnknownClass(KeyError):
    """No record is ever of a class without a rule."""


def rule_for(slug: str) -> RecordClass:
    """The rule as it stands: what the city has kept, else what is proposed (and is not saved)."""
    proposed = _proposed(slug)
    return RecordClass.objects.filter(slug=slug).first() or proposed


def rules() -> list[RecordClass]:
    """Every class in one query, in the order they are read."""
    kept = {one.slug: one for one in RecordClass.objects.select_related("signed_off_by")}
    return [kept.get(slug) or _proposed(slug) for slug in PROPOSALS]


def is_signed_off(slug: str) -> bool:
    return rule_for(slug).is_signed_off


def _proposed(slug: str) -> RecordClass:
    if slug not in PROPOSALS:
        raise UnknownClass(slug)
    proposal = PROPOSALS[slug]
    return RecordClass(
        slug=slug,
        rule=proposal.rule,
        keep_months=proposal.keep_months,
        why=RecordClass.words_of(proposal),
    )
