"""The trail page: who did what and when, for whoever watches over it; never what it was about.

Colleagues' deeds stand with their exact time, reporters' with their week: two lists, because in
one the neighbours' times would give a reporter's away.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS as NAMES_OF_DAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import Team, User
from kominn.accounts.roles import ROLES, Right
from kominn.audit.marks import MARK
from kominn.audit.models import Entry, Event, ReporterEvent
from kominn.audit.verification import Fault, FaultKind, marks, verify
from kominn.core.templatetags.words import day
from kominn.law.classes import PROPOSALS
from kominn.portrait.hours import WEEKDAYS

Text = str | Promise

PAGE = 50
MOST_FAULTS = 50
MOST_FOUND = 100
UNSAID = frozenset({MARK, "state"})
"""What an entry keeps for `audit verify` alone."""
NOT_AS_LEFT: dict[str, Text] = {
    "entries": _("entries not as they were written: %(number)s"),
    "rows": _("rows that no deed accounts for: %(number)s"),
}
CHAINS: dict[str, type[Event] | type[ReporterEvent]] = {"ansatte": Event, "meldere": ReporterEvent}
PART_OF_CONCERN = re.compile(r"[0-9a-f]{4,8}")

WORDS: dict[str, Text] = {
    "concern.received": _("Told of a worry"),
    "concern.added_to": _("Wrote more"),
    "concern.withdrawn": _("Took it back"),
    "concern.registered": _("Registered a concern for someone"),
    "concern.impartial": _("Said that they stand near nobody this is about"),
    "concern.set_aside": _("Said that they stand near: it was closed to them"),
    "concern.closed_with": _("Joined it with one that was closed to somebody: it closed to them"),
    "concern.let_in": _("Let a colleague in to the concern"),
    "concern.read": _("Read the concern"),
    "concern.names_read": _("Opened the box with names"),
    "concern.unnamed": _("Took out what pointed to a person"),
    "concern.taken": _("Took the baton"),
    "concern.holder_asked": _("Asked whoever holds it, or is on duty, why nothing is done"),
    "concern.leader_asked": _("Asked the leader why nothing is done"),
    "concern.crisis_contact_asked": _("Asked the crisis contact to see that something is done"),
    "handover.offered": _("Offered the baton to a colleague"),
    "handover.accepted": _("Accepted the baton"),
    "handover.declined": _("Declined the baton"),
    "handover.taken_back": _("Took back the offer of the baton"),
    "handover.lapsed": _("Ended an offer of the baton that nobody answered"),
    "handover.read": _("Read what was said when the baton was handed over"),
    "concern.sorted": _("Sorted the concern"),
    "concern.noted": _("Wrote a note among staff"),
    "concern.closed": _("Finished the concern"),
    "concern.joined": _("Joined the concern with another"),
    "concern.taken_out": _("Took the concern out again: it stands alone"),
    "concern.leads": _("The one it was joined with was taken back: others stand under this one"),
    "concern.ended_with": _("The one it was joined with was erased: it ended as that did"),
    "concern.looked_at": _("Took a second look, and agreed"),
    "concern.reopened": _("Took a second look, and opened it again"),
    "attachment.read": _("Opened an attached file"),
    "assessment.asked": _("Asked a colleague to assess"),
    "assessment.left": _("Asked somebody else in place of a colleague"),
    "assessment.opened": _("Opened their own assessment"),
    "assessment.kept": _("Kept a draft of their own assessment"),
    "assessment.handed_in": _("Handed in an assessment"),
    "assessment.shared": _("Opened both assessments to those who read the concern"),
    "assessment.damaged": _("Found an assessment that can’t be opened, and asked for it anew"),
    "assessment.added_to": _("Added to their own assessment"),
    "assessment.read": _("Read assessments and decisions"),
    "assessment.called_off": _("Ended a round of assessments"),
    "decision.proposed": _("Proposed a decision"),
    "decision.taken_back": _("Took back a proposal"),
    "decision.decided": _("Said yes: it was decided"),
    "decision.refused": _("Said no to a proposal"),
    "concern.measure_begun": _("Began a measure for a place or a group from a decision"),
    "concern.measures_ended": _("The last measure ended: back to its holder"),
    "help.begun": _("Began a measure for the person"),
    "help.read": _("Read about measures for the person and what was told to others"),
    "help.reviewed": _("Reviewed a measure for the person"),
    "help.ended": _("Closed a measure for the person"),
    "help.consent_taken_back": _("Stopped a measure: the consent was taken back"),
    "help.handed_over": _("Handed over a measure for the person"),
    "disclosure.recorded": _("Wrote down what was told to others"),
    "disclosure.read": _("Read or printed what was told to others"),
    "level.worded": _("Changed the words of a level"),
    "message.written": _("Wrote to the reporter; a colleague reads it first"),
    "message.sent": _("Sent a message to the reporter"),
    "message.stopped": _("Stopped a message to the reporter"),
    "message.put_away": _("Took back an unsent message to the reporter"),
    "interpreter.noted": _("Noted that an interpreter is needed"),
    "concern.damaged": _("Found a sealed part that can’t be opened"),
    "interpreter.ordered": _("Ordered an interpreter"),
    "measure.started": _("Started a measure"),
    "measure.changed": _("Changed the text of a measure"),
    "measure.reviewed": _("Reviewed a measure"),
    "measure.ended": _("Closed a measure"),
    "measure.handed_over": _("Handed a measure over"),
    "guide.added": _("Wrote a new page of the Guide"),
    "guide.changed": _("Changed a page of the Guide"),
    "course.started": _("Started a course for young people"),
    "course.code_changed": _("Gave a course a new code"),
    "course.seats_changed": _("Changed how many phones a course takes"),
    "concept.card_given": _("Gave a team a new card"),
    "statement.shown": _("Let a young person’s statement be shown"),
    "statement.hidden": _("Did not show a young person’s statement, and said why"),
    "statement.judged": _("Judged an appeal for the youth council"),
    "reply.written": _("Wrote to young people; a colleague reads it first"),
    "reply.sent": _("Read what a colleague wrote to young people, and sent it"),
    "reply.stopped": _("Stopped what a colleague wrote to young people"),
    "reply.taken_back": _("Took back what they wrote to young people"),
    "call.read": _("Read what hints at danger in a course"),
    "call.looked": _("Looked, where words hinted at danger in a course"),
    "concept.shown": _("Let a team’s idea be shown"),
    "concept.sent_back": _("Sent an idea back to its team, and said why"),
    "concept.answered": _("Answered a team’s idea"),
    "concept.missing_named": _("Said what an idea lacks before it can be a yes"),
    "concept.missing_met": _("Found that something an idea lacked is in place"),
    "project.begun": _("Let an accepted idea become a project"),
    "project.found_safe": _("Went through what makes a project safe"),
    "project.changed": _("Changed the steps of a project, or its place in the plan"),
    "project.spent": _("Wrote down what a project spent"),
    "project.ended": _("Ended a project"),
    "passport.given": _("Gave a child a passport, with a guardian’s yes on paper"),
    "passport.code_replaced": _("Gave an ambassador a new code"),
    "passport.stepped": _("Gave an ambassador the next step"),
    "passport.term_renewed": _("Renewed an ambassador’s term"),
    "passport.thanked": _("Ended an ambassador’s term with thanks"),
    "consent.recorded": _("Recorded a guardian’s yes"),
    "consent.withdrawn": _("Took back a guardian’s yes"),
    "gathering.announced": _("Announced a gathering of ambassadors"),
    "deed.signed": _("Signed what an ambassador did"),
    "deed.sent_back": _("Sent back what an ambassador did, and said why"),
    "badge.revoked": _("Took back an ambassador’s badge"),
    "badge.key_rotated": _("Made a new key for badges"),
    "ambassadors.rules_set": _("Set the ages and the term of ambassadors"),
    "ambassadors.targets_set": _("Set how many ambassadors are wanted where"),
    "organiser.invited": _("Invited an organisation to the activity calendar"),
    "organiser.link_changed": _("Gave an organisation a new link"),
    "organiser.closed": _("Closed an organisation’s link"),
    "activity.taken_in": _("Took an activity into the calendar"),
    "activity.refused": _("Did not take an activity into the calendar, and said why"),
    "ballot.begun": _("Began to prepare a vote of young people"),
    "ballot.announced": _("Announced a vote of young people"),
    "ballot.stopped": _("Stopped a vote; what was in the urn was destroyed unread"),
    "ballot.slips_printed": _("Printed slips for a vote"),
    "ballot.slip_replaced": _("Replaced a lost slip"),
    "ballot.slip_taken_in": _("Took in a slip, for a vote on paper"),
    "ballot.counted": _("Counted a vote, and destroyed its key"),
    "catalogue.kind_added": _("Added a kind of measure"),
    "catalogue.kind_changed": _("Changed a kind of measure"),
    "person.invited": _("Invited a colleague"),
    "invitation.withdrawn": _("Withdrew an invitation"),
    "person.joined": _("Accepted an invitation"),
    "person.appointed": _("Gave a role"),
    "person.appointment_ended": _("Ended a role"),
    "person.deactivated": _("Closed the account"),
    "person.logged_in": _("Logged in"),
    "person.wrong_code": _("Showed a wrong code when logging in"),
    "person.password_reset_asked": _("Asked for a new password"),
    "person.password_changed": _("Changed the password"),
    "person.app_added": _("Added an app for codes"),
    "person.app_removed": _("Removed the app for codes"),
    "person.passkey_added": _("Added a passkey"),
    "person.passkey_removed": _("Removed a passkey"),
    "person.recovery_codes_made": _("Made new recovery codes"),
    "second_factor.reset_asked": _("Asked that a lost second factor be removed"),
    "second_factor.reset_approved": _("Approved that a lost second factor be removed"),
    "second_factor.reset_refused": _("Refused to remove a second factor"),
    "second_factor.removed": _("Removed the second factor, as the second of two"),
    "team.made": _("Made a team"),
    "team.intake_begun": _("Let what comes in come to this team"),
    "team.intake_ended": _("Let what comes in come to this team no longer"),
    "team.founded": _("Gave the team its first key"),
    "team.admitted": _("Let a colleague in to the team"),
    "team.removed": _("Took a colleague out of the team, which got a new key"),
    "approval.recorded": _("Recorded an approval"),
    "approval.ended": _("Ended an approval"),
    "approval.ran_out": _("Ended an approval that had run out"),
    "legal_basis.added": _("Added a legal basis"),
    "legal_basis.ended": _("Ended a legal basis"),
    "legal_basis.signed_off": _("Recorded that a lawyer signed off a legal basis"),
    "record_class.changed": _("Changed how long something is kept"),
    "record_class.signed_off": _("Signed off how long something is kept"),
    "record_class.sign_off_withdrawn": _("Stopped a rule for how long something is kept"),
    "person.looked": _("Read what is kept for the person concerned"),
    "person.told": _("Recorded that the person concerned was told"),
    "person.not_told": _("Recorded an exception from telling the person concerned"),
    "person.telling_asked": _("Asked for the person concerned to be told"),
    "person.answered": _("Wrote down what the person concerned answers"),
    "person.copy_given": _("Wrote out a copy for the person concerned"),
    "concern.erased": _("Erased by its rule"),
    "concern.erased_again": _("Erased anew what a backup had brought back"),
    "concern.journalled": _("Wrote into a journal for the archive"),
    "journal.written": _("Finished a journal for the archive"),
    "journal.taken_in": _("Recorded that the archive has taken in a journal"),
    "journal.discarded": _("Threw away a journal, to be written anew"),
    "erasure.agreed": _("Let an unusual erasure go on"),
    "erasure.refused": _("Said no to an unusual erasure"),
    "absence.written": _("Wrote down days away"),
    "absence.deputy_chosen": _("Chose who stands in"),
    "absence.ended": _("Ended days away"),
    "shift.written": _("Wrote turns on duty"),
    "shift.ended": _("Took away a turn on duty"),
    "crisis_contact.named": _("Named a crisis contact"),
    "crisis_contact.ended": _("Ended a crisis contact"),
    "city.hours_set": _("Changed the hours in which somebody reads"),
    "city.closed_on": _("Closed the municipality on a day"),
    "city.opened_on": _("Opened the municipality on a day"),
    "counts.published": _("Published a quarter’s rounded numbers"),
    "audit.agrees": _("Held the tables against the trail: they agree"),
    "audit.differs": _("Held the tables against the trail: they do not agree"),
    "audit.head_altered": _("Found that someone else had changed the end of the trail"),
}

NOBODY_BY_NAME: dict[str, Text] = {
    "system": _("The system"),
    "reporter": _("The reporter"),
    "someone logged out": _("Someone not logged in"),
    "someone with the password": _("Someone with the password"),
    "audit": _("The trail itself"),
    "city": _("The municipality"),
}

FAULTS: dict[FaultKind, Text] = {
    FaultKind.MISSING: _("is missing"),
    FaultKind.ALTERED: _("was changed, moved or put in by someone without the server key"),
    FaultKind.UNLINKED: _("does not follow from the entry before it"),
    FaultKind.SURPLUS: _("stands after the recorded end"),
    FaultKind.UNKNOWN_KEY: _("was made under a server key that is no longer in the key file"),
    FaultKind.HEAD_MISSING: _("has entries but no recorded end"),
    FaultKind.HEAD_ALTERED: _("tells of an end changed by someone without the server key"),
    FaultKind.END_DIFFERS: _("does not end as recorded"),
}

CHAIN_NAMES: dict[str, Text] = {
    Event.chain: _("The trail of colleagues"),
    ReporterEvent.chain: _("The trail of reporters"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read."""

    number: int
    at: dt.datetime
    who: Text
    what: Text
    about: Text
    note: Text
    times: int = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading the whole trail against its marks showed."""

    faults: list[str]
    more: int
    marks: list[tuple[Text, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_AUDIT)
def trail(request: StaffRequest) -> HttpResponse:
    """The newest entries; posting has every entry of both chains read against its mark."""
    return _page(request, checked=_check() if request.method == "POST" else None)


def _check() -> Checked:
    faults = verify()
    return Checked(
        faults=[_fault(fault) for fault in faults[:MOST_FAULTS]],
        more=max(len(faults) - MOST_FAULTS, 0),
        marks=[(CHAIN_NAMES[chain], f"{chain}:{mark}") for chain, mark in marks().items()],
    )


def _page(request: StaffRequest, checked: Checked | None) -> HttpResponse:
    chain = request.GET.get("spor", "")
    chain = chain if chain in CHAINS else "ansatte"
    sought = request.GET.get("om", "").strip()[:80]
    entries = _entries(CHAINS[chain], sought, request.GET.get("etter", ""))
    shown = entries[:PAGE]
    following = urlencode({"spor": chain, "om": sought, "etter": shown[-1].number if shown else 0})
    context = {
        "chain": chain,
        "form": "week" if chain == "meldere" else "moment",
        "lines": _lines(shown),
        "sought": sought,
        "further": "etter" in request.GET,
        "more": f"?{following}" if len(entries) > PAGE else "",
        "checked": checked,
    }
    return render(request, "portal/trail.html", context)


# --- Finding ---------------------------------------------------------------------------------


def _entries(kind: type[Event] | type[ReporterEvent], sought: str, after: str) -> Sequence[Entry]:
    """The newest first, from where the last page ended; one more than a page shows."""
    found = kind.objects.order_by("-number")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(number__lt=int(after))
    if sought:
        # The latest of each: an index holds each of these in order, and not all of them together.
        latest = (
            found.filter(about).values("number")[: PAGE + 1] for about in _about(sought, kind)
        )
        any_of = reduce(or_, (Q(number__in=numbers) for numbers in latest), Q(pk__in=()))
        found = kind.objects.filter(any_of).order_by("-number")
    return list(found[: PAGE + 1])


def _about(sought: str, kind: type[Event] | type[ReporterEvent]) -> Iterator[Q]:
    """A concern by its number, a colleague (what they did, too) or a team by a part of the name."""
    people = User.objects.filter(name__icontains=sought).values_list("pk", flat=True)
    teams = Team.objects.filter(name__icontains=sought).values_list("pk", flat=True)
    for pk in people.order_by("pk")[:MOST_FOUND]:
        yield Q(target=f"user:{pk}")
        if kind is Event:
            yield Q(by=f"user:{pk}")
    for pk in teams.order_by("pk")[:MOST_FOUND]:
        yield Q(target=f"team:{pk}")
    yield from _concern(sought.lower().lstrip("#"))


def _concern(sought: str) -> Iterator[Q]:
    """By the beginning of its number, or the whole of it; between two whole ones an index leads."""
    if PART_OF_CONCERN.fullmatch(sought):
        first, last = (uuid.UUID(sought.ljust(32, end)) for end in "0f")
        between = Q(target__gte=f"concern:{first}", target__lte=f"concern:{last}")
        yield between & Q(target__startswith=f"concern:{sought}")
        return
    try:
        yield Q(target=f"concern:{uuid.UUID(sought)}")
    except ValueError:
        return


# --- Wording ---------------------------------------------------------------------------------


def _lines(entries: Sequence[Entry]) -> list[Line]:
    """A line an entry; one line, the newest, for who opens a concern again the same day."""
    names = _names(entries)
    times: dict[object, int] = {}
    for entry in entries:
        times[_once_a_day(entry)] = times.get(_once_a_day(entry), 0) + 1
    firsts = {_once_a_day(entry): entry for entry in reversed(entries)}
    return [
        Line(
            number=entry.number,
            at=entry.at,
            who=_named(entry.by, names),
            what=WORDS.get(entry.verb, entry.verb),
            about=_named(entry.target, names),
            note=_note(entry, names),
            times=times[key],
        )
        for key, entry in ((_once_a_day(entry), entry) for entry in entries)
        if firsts[key] is entry
    ]


def _once_a_day(entry: Entry) -> object:
    """Alike for what is told as one line; the entries themselves all stay."""
    if entry.verb != "concern.read":
        return entry.number
    return entry.by, entry.target, timezone.localdate(entry.at)


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """`user:12` and `team:3` to their names: one query for people and one for teams."""
    said = {text for entry in entries for text in (entry.by, entry.target, _colleague(entry))}
    people = User.objects.filter(pk__in=_numbers("user", said)).values_list("pk", "name")
    teams = Team.objects.filter(pk__in=_numbers("team", said)).values_list("pk", "name")
    return {
        **{f"user:{pk}": name for pk, name in people},
        **{f"team:{pk}": name for pk, name in teams},
    }


def _numbers(kind: str, said: Iterable[str]) -> list[int]:
    pairs = (text.partition(":") for text in said)
    return [int(number) for word, _colon, number in pairs if word == kind and number.isdecimal()]


def _colleague(entry: Entry) -> str:
    return f"user:{entry.detail.get('user', '')}"


A_KEY = len("00000000-0000-0000-0000-000000000000")
THINGS = {
    "concern": _("Concern %(number)s"),
    "measure": _("Measure %(number)s"),
    "measure_kind": _("Kind of measure: %(name)s"),
    "journal": _("Journal %(number)s"),
    "night": _("Night %(number)s"),
    "level": _("Level %(number)s"),
    "invitation": _("Invitation %(number)s"),
    "approval": _("Approval %(number)s"),
    "legal_basis": _("Legal basis %(number)s"),
    "guide": _("The Guide: %(name)s"),
    "course": _("Course %(number)s"),
    "concept": _("Idea %(number)s"),
    "activity": _("Activity %(number)s"),
    "organiser": _("Organisation %(number)s"),
    "passport": _("Passport %(number)s"),
    "gathering": _("Gathering %(number)s"),
    "ambassadors": _("Ambassadors"),
    "badge_key": _("Key for badges %(number)s"),
}


def _named(text: str, names: dict[str, str]) -> Text:
    """How the trail's text for a thing is said; what is no longer here keeps its number."""
    kind, _colon, key = text.partition(":")
    if kind in THINGS:
        # Random keys are said as staff say them, as in `Concern.short`; none leads anywhere.
        short = key[:6].upper() if len(key) == A_KEY else key
        return str(THINGS[kind]) % {"number": short, "name": key}
    if kind == "record_class" and key in PROPOSALS:
        return PROPOSALS[key].name
    return names.get(text) or NOBODY_BY_NAME.get(text) or text


def _note(entry: Entry, names: dict[str, str]) -> str:
    """What an entry tells beside who and what: roles and colleagues, the day something ended where
    it is not the entry's own, and anything else as it is."""
    said = []
    for name, value in entry.detail.items():
        if name in ("role", "roles"):
            said += [str(ROLES[slug].name if slug in ROLES else slug) for slug in value.split(", ")]
        elif name == "class" and value in PROPOSALS:
            said.append(str(PROPOSALS[value].name))
        elif name == "day":
            if value != f"{timezone.localdate(entry.at)}":
                said.append(now_("finished on %(day)s") % {"day": _day(value)})
        elif name in NOT_AS_LEFT:
            said.append(str(NOT_AS_LEFT[name]) % {"number": value})
        elif name in UNSAID:
            continue
        elif name == "user":
            said.append(str(_named(f"user:{value}", names)))
        elif name in WEEKDAYS:
            said.append(f"{NAMES_OF_DAYS[WEEKDAYS.index(name)]} {value}")
        else:
            said.append(f"{name}: {value}")
    return ", ".join(said)


def _day(value: str) -> str:
    try:
        return day(dt.date.fromisoformat(value))
    except ValueError:
        return value


def _fault(fault: Fault) -> str:
    chain, words = CHAIN_NAMES[fault.chain], FAULTS[fault.kind]
    if fault.number is None:
        return f"{chain} {words}."
    return now_("%(chain)s: entry %(number)d %(fault)s.") % {
        "chain": chain,
        "number": fault.number,
        "fault": words,
    }
