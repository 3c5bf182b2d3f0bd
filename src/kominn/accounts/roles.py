"""Who may do what: one table that a lawyer can read.

`docs/reference/roles.md` is printed from it. What a person may *see* is not here: that is each
domain's `visible_to`, and in the sealed room also the possession of a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Right(Enum):
    """One thing a person may do. A right that stands on a page is a good thing to search for."""

    REGISTER_CONCERNS = "register concerns on behalf of others"
    READ_CONCERNS = "read concerns sealed to one's own teams"
    HOLD_CONCERNS = "take and hand over the baton of a concern"
    TALK_WITH_REPORTERS = "answer reporters and ask them questions"
    CLOSE_CONCERNS = "close a concern with a reason"
    SEE_MEASURES = "see the city's measures for places and groups"
    OWN_MEASURES = "own a measure: review it, change it, hand it over"
    RUN_MEASURES = "start measures, and review and hand over those of others"
    EDIT_CATALOGUE = "edit the city's catalogue of measures"
    ASSESS = "assess a concern as one of two, and say the second yes"
    DECIDE = "propose what is decided when two have assessed"
    RUN_COURSES = "lead courses for young people, and read what they make before it is shown"
    EDIT_GUIDE = "write the city's Guide: method cards, recipes, best cases and recommendations"
    JUDGE_APPEALS = "judge what young people ask the youth council about"
    ANSWER_CONCEPTS = "answer a concept: yes, yes if, or no because"
    APPROVE_ACTIVITIES = "take in what organisations put in the activity calendar, and invite them"
    LEAD_AMBASSADORS = "lead ambassadors: sign what they did, give steps, record consents"
    RUN_BALLOTS = "prepare votes of young people, print slips, and count"
    KEEP_FIGURES = "take in files of figures about the city, and say yes where much changed"
    WEIGH_NEED = "assess areas' need for support, with its uncertainty, and open an area's own page"
    SEE_MONDAY_PAGE = "see the Monday page"
    KEEP_ROSTER = "write colleagues' turns on duty and days away, and name crisis contacts"
    SEE_EVERY_ROSTER = "see who is on duty and who is away in every team"
    SET_HOURS = "say in which hours somebody reads, and on which days the municipality is closed"
    SEE_NUMBERS = "see how many concerns wait in each team and how late, never one of them"
    ADMIT_TO_TEAMS = "admit colleagues to one's own teams and let them go"
    MANAGE_PEOPLE = "invite colleagues, give them roles and end them, found teams"
    RESET_SECOND_FACTOR = "approve that a colleague's lost second factor is removed"
    SEE_AUDIT = "see the trail of what was done"
    SEE_LAW = "see approvals, legal bases and how long things are kept"
    RECORD_APPROVALS = "record approvals, and propose legal bases and how long things are kept"
    SIGN_OFF = "sign off legal bases and how long things are kept"


@dataclass(frozen=True, slots=True)
class Role:
    name: str | Promise
    held_by: str | Promise
    may: str | Promise
    """What it opens and what it does not, in a line for whoever gives the role."""
    rights: frozenset[Right]


ROLES: dict[str, Role] = {
    "employee": Role(
        name=_("Employee"),
        held_by=_("Anyone who works for the municipality and wants to follow the work."),
        may=_("Writes down what somebody tells, and owns measures. Reads no concern."),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.REGISTER_CONCERNS,
                Right.SEE_MEASURES,
                Right.OWN_MEASURES,
            }
        ),
    ),
    "intake": Role(
        name=_("Intake"),
        held_by=_("Those who read new concerns first, named by the leader in writing."),
        may=_("Reads concerns, answers and assesses. Finishes none."),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.REGISTER_CONCERNS,
                Right.READ_CONCERNS,
                Right.HOLD_CONCERNS,
                Right.TALK_WITH_REPORTERS,
                Right.SEE_MEASURES,
                Right.OWN_MEASURES,
                Right.ASSESS,
            }
        ),
    ),
    "assessor": Role(
        name=_("Assessor"),
        held_by=_("Those who know the young, the family or the place, named by the leader."),
        may=_("Reads concerns and assesses them. Answers and finishes none."),
        rights=frozenset({Right.SEE_MONDAY_PAGE, Right.READ_CONCERNS, Right.ASSESS}),
    ),
    "coordinator": Role(
        name=_("Coordinator"),
        held_by=_("Whoever the municipal director has appointed in writing."),
        may=_(
            "Reads, answers, decides and finishes concerns, and lets colleagues in "
            "to the team. Gives nobody a role."
        ),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.REGISTER_CONCERNS,
                Right.READ_CONCERNS,
                Right.HOLD_CONCERNS,
                Right.TALK_WITH_REPORTERS,
                Right.CLOSE_CONCERNS,
                Right.SEE_MEASURES,
                Right.OWN_MEASURES,
                Right.RUN_MEASURES,
                Right.EDIT_CATALOGUE,
                Right.ASSESS,
                Right.DECIDE,
                Right.RUN_COURSES,
                Right.EDIT_GUIDE,
                Right.ANSWER_CONCEPTS,
                Right.APPROVE_ACTIVITIES,
                Right.LEAD_AMBASSADORS,
                Right.RUN_BALLOTS,
                Right.KEEP_FIGURES,
                Right.WEIGH_NEED,
                Right.ADMIT_TO_TEAMS,
                Right.KEEP_ROSTER,
                Right.SET_HOURS,
                Right.RESET_SECOND_FACTOR,
            }
        ),
    ),
    "facilitator": Role(
        name=_("Facilitator"),
        held_by=_(
            "Youth workers and teachers who lead courses, checked as those who work "
            "with children are."
        ),
        may=_(
            "Leads courses, and reads what young people make before it is shown. Reads no concern."
        ),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.REGISTER_CONCERNS,
                Right.RUN_COURSES,
                Right.EDIT_GUIDE,
                Right.APPROVE_ACTIVITIES,
                Right.LEAD_AMBASSADORS,
                Right.RUN_BALLOTS,
            }
        ),
    ),
    "youth_council": Role(
        name=_("Youth council"),
        held_by=_("Members of the youth council, for as long as they are elected."),
        may=_("Judges appeals from young people; its word is the last. Reads no concern."),
        rights=frozenset({Right.SEE_MONDAY_PAGE, Right.JUDGE_APPEALS}),
    ),
    "leader": Role(
        name=_("Leader"),
        held_by=_("The head of the unit that answers for the work; sees numbers, not concerns."),
        may=_("Sees numbers, measures and every roster. Reads no concern."),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.SEE_NUMBERS,
                Right.ANSWER_CONCEPTS,
                Right.SEE_MEASURES,
                Right.OWN_MEASURES,
                Right.RUN_MEASURES,
                Right.WEIGH_NEED,
                Right.KEEP_ROSTER,
                Right.SEE_EVERY_ROSTER,
                Right.SET_HOURS,
                Right.RESET_SECOND_FACTOR,
            }
        ),
    ),
    "administrator": Role(
        name=_("Administrator"),
        held_by=_("One or two who invite people and give roles; reads no concern."),
        may=_(
            "Invites colleagues, gives roles, founds teams and records approvals. Reads no concern."
        ),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.MANAGE_PEOPLE,
                Right.SET_HOURS,
                Right.RESET_SECOND_FACTOR,
                Right.SEE_LAW,
                Right.RECORD_APPROVALS,
            }
        ),
    ),
    "protection_officer": Role(
        name=_("Data-protection officer"),
        held_by=_("The municipality's data-protection officer; sees the trail, not the contents."),
        may=_(
            "Sees the trail, and signs off legal bases and how long things are "
            "kept. Reads no concern."
        ),
        rights=frozenset(
            {
                Right.SEE_MONDAY_PAGE,
                Right.SEE_MEASURES,
                Right.SEE_AUDIT,
                Right.SEE_LAW,
                Right.SIGN_OFF,
            }
        ),
    ),
}


def rights_of(slugs: set[str]) -> frozenset[Right]:
    """A role that no longer stands in the table gives nothing."""
    return frozenset().union(*(ROLES[slug].rights for slug in slugs if slug in ROLES))
