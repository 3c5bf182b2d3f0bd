"""Classes of records: for each, what becomes of it when it is finished, and why.

What stands here is proposed. A rule binds nobody, and nothing is erased by it, until the
data-protection officer has signed it off (`retention.is_signed_off`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

ADVICE = "advice"
NOT_OURS = "not_ours"
NO_GROUND = "no_ground"
SPAM = "spam"
DUPLICATE = "duplicate"
PLACE_MEASURE = "place_measure"
PERSON_FOLLOWED = "person_followed"
PASSED_ON = "passed_on"
WITHDRAWN = "withdrawn"
MOVED = "moved"


class Rule(TextChoices):
    """What law asks for. What is archived is exported first, and then erased here."""

    ARCHIVE = "archive", _("Archive, then erase here")
    DELETE_ON_DATE = "delete_on_date", _("Erase after some months")
    DELETE_AT_ONCE = "delete_at_once", _("Erase at once")


@dataclass(frozen=True, slots=True)
class Proposal:
    name: Text
    rule: Rule
    keep_months: int | None
    why: Text


PROPOSALS: dict[str, Proposal] = {
    ADVICE: Proposal(
        _("Advice was given, or the worry has been met"),
        Rule.DELETE_ON_DATE,
        6,
        _("The reporter can read the answer for half a year. Nobody else needs it."),
    ),
    NOT_OURS: Proposal(
        _("Not something the municipality can do"),
        Rule.DELETE_ON_DATE,
        3,
        _("Long enough for the reporter to read whom to ask instead."),
    ),
    NO_GROUND: Proposal(
        _("There was no ground for worry"),
        Rule.DELETE_ON_DATE,
        3,
        _("What had no ground must not follow anyone. The reporter can read the answer first."),
    ),
    SPAM: Proposal(
        _("Spam, or nothing that can be read"),
        Rule.DELETE_AT_ONCE,
        None,
        _("It tells nothing that anyone needs."),
    ),
    DUPLICATE: Proposal(
        _("The same reporter told it before, or it belongs with another concern"),
        Rule.DELETE_ON_DATE,
        3,
        _("The first report is kept by its own rule. This reporter can read the answer first."),
    ),
    PLACE_MEASURE: Proposal(
        _("A measure for a place or a group"),
        Rule.DELETE_ON_DATE,
        24,
        _("The measure itself stands in the plan. What was told is needed until it is evaluated."),
    ),
    PERSON_FOLLOWED: Proposal(
        _("A person was followed up"),
        Rule.ARCHIVE,
        24,
        _("Decisions about a person are documentation. The person must be able to see them later."),
    ),
    PASSED_ON: Proposal(
        _("Passed on to the right service"),
        Rule.ARCHIVE,
        12,
        _("It must be possible to show later what was told to whom, and what allowed it."),
    ),
    WITHDRAWN: Proposal(
        _("Taken back by the reporter"),
        Rule.DELETE_AT_ONCE,
        None,
        _(
            "The reporter asked for it. What nobody had read is erased already: this is for what "
            "somebody had read."
        ),
    ),
    MOVED: Proposal(
        _("Moved to another municipality"),
        Rule.DELETE_ON_DATE,
        12,
        _("There is no task left here. A year leaves time for a question from the new home."),
    ),
}
