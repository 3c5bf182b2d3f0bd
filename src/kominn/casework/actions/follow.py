"""What follows a decision: measures for the person are looked at again, handed over, and end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.casework import following_content as content
from kominn.casework import letters
from kominn.casework.actions.assess import locked
from kominn.casework.due import keep_to_reviews, latest_decided
from kominn.casework.following import DisclosureQuerySet, owners_for
from kominn.casework.following_content import Given, Help
from kominn.casework.models import (
    Decision,
    Disclosure,
    MeasureOrigin,
    PersonMeasure,
    PersonMeasureReview,
)
from kominn.casework.states import (
    NEXT_FOR_PERSON_MEASURES,
    MeasureState,
)
from kominn.concerns.actions.handle import NotTheHolder, name_of, target_of
from kominn.concerns.gate import check_numbers
from kominn.concerns.models import Concern
from kominn.concerns.states import State, check_not_withdrawn
from kominn.core.letters import send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.plan.models import Measure
from kominn.plan.states import Verdict
from kominn.vault.actions import records

WITHIN = dt.timedelta(weeks=8)
"""Help for one person is looked at again at least so often."""


class CannotFollow(Exception):
    """A deed that can't be done: the text is fit to show, `field` is what it is about."""

    def __init__(self, words: str | Promise, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class ReviewedAlready(CannotFollow):
    """Somebody was first; `review` is theirs, `words` what they wrote."""

    def __init__(self, review: PersonMeasureReview, words: str | None) -> None:
        super().__init__(
            _("%(name)s reviewed this while you were writing. Read it, then decide.")
            % {"name": review.by.name}
        )
        self.review, self.words = review, words


@dataclass(frozen=True, slots=True, repr=False)
class Followed:
    """One measure for the person, with its reviews, as a reader of the concern sees it."""

    measure: PersonMeasure
    help: Help | None
    reviews: list[tuple[PersonMeasureReview, str | None]]
    has_owner: bool


@dataclass(frozen=True, slots=True, repr=False)
class Following:
    """All that follows in one concern."""

    decision: Decision | None
    open_ones: list[Measure]
    for_the_person: list[Followed]
    disclosures: list[tuple[Disclosure, Given | None]]


# --- Measures for the person -------------------------------------------------------------------


@transaction.atomic
def review(
    measure: PersonMeasure,
    *,
    seen: int,
    verdict: Verdict,
    words: str,
    next_on: dt.date | None = None,
    ends_as: MeasureState = MeasureState.FINISHED,
    hours: DutyHours,
    by: User,
    at: dt.datetime,
) -> PersonMeasureReview:
    """Go on, step up, step down or close; `seen` is how many reviews the writer has read.

    What the reporter has taken back is only ever closed.
    """
    concern, found, key = _locked(measure, by)
    latest = found.reviews.select_related("by").order_by("-number").first()
    if latest and latest.number != seen:
        raise ReviewedAlready(latest, content.words_or_damaged(latest, key))
    _must_run(found, by)
    closes = verdict == Verdict.CLOSE
    if not closes:
        check_not_withdrawn(concern.state)
    if not words.strip():
        raise CannotFollow(_("Say what you see: the next reader was not there."), "words")
    check_numbers(words, at=at)
    made = PersonMeasureReview(
        measure=found,
        number=latest.number + 1 if latest else 1,
        on=day_of(at),
        due_on=found.review_on,
        verdict=verdict,
        next_on=None
        if closes
        else checked_day(next_on, starts_on=found.starts_on, hours=hours, at=at),
        by=by,
    )
    made.content = content.seal_words(made, words, key)
    made.save(force_insert=True)
    if made.next_on:
        found.review_on = made.next_on
    else:
        _end(found, ends_as, at=at)
    found.save(update_fields=["review_on", "state", "ended_on"])
    note("help.ended" if closes else "help.reviewed", concern, by=by, at=at)
    keep_to_reviews(concern, hours=hours, at=at)
    return made


@transaction.atomic
def consent_taken_back(
    measure: PersonMeasure, *, hours: DutyHours, by: User, at: dt.datetime
) -> None:
    """A yes is taken back: the measure stops this very day. Any reader of the concern may say so,
    for it never waits for who owns it."""
    concern, found, key = _locked(measure, by)
    if found.state == MeasureState.NO_CONSENT:
        return
    written = content.open_help(found, key)
    if written.consent is None:
        raise CannotFollow(_("This does not rest on a consent. Close it by a review instead."))
    _end(found, MeasureState.NO_CONSENT, at=at)
    consent = replace(written.consent, withdrawn_on=day_of(at).isoformat())
    found.content = content.seal_help(found, replace(written, consent=consent), key)
    found.save(update_fields=["state", "ended_on", "content"])
    if found.owner_id != by.pk:
        send_later(letters.measure_stopped(to=found.owner.email, language=found.owner.language))
    note("help.consent_taken_back", concern, by=by, at=at)
    keep_to_reviews(concern, hours=hours, at=at)


@transaction.atomic
def hand_over(measure: PersonMeasure, *, to: User | None, by: User, at: dt.datetime) -> None:
    """Another of the concern's readers owns it. Until then it stays with the one who has it."""
    concern, found, _key = _locked(measure, by)
    _must_run(found, by)
    check_not_withdrawn(concern.state)
    owner = able(concern, to)
    if owner.pk == found.owner_id:
        raise CannotFollow(_("%(name)s owns it already.") % {"name": owner.name}, "owner")
    found.owner = owner
    found.save(update_fields=["owner"])
    tell_owner(owner, by=by)
    note("help.handed_over", concern, by=by, at=at, user=owner)


def _locked(measure: PersonMeasure, by: User) -> tuple[Concern, PersonMeasure, bytes]:
    concern = locked(measure.concern)
    key = records.data_key_for(concern.pk, by)
    rows = PersonMeasure.objects.select_for_update(of=("self",)).select_related("owner", "kind")
    found = rows.get(pk=measure.pk)
    found.concern = concern
    return concern, found, key


def _must_run(measure: PersonMeasure, by: User) -> None:
    if not measure.may_be_run_by(by) and not is_left(measure):
        raise NotTheHolder(_("Only its owner, or whoever holds the baton, can do this."))
    if not measure.runs:
        raise CannotFollow(_("This measure has ended. Begin a new one if it is wanted again."))


def is_left(measure: PersonMeasure) -> bool:
    """Its owner can no longer read it, and there is no baton to take, for the reporter has taken
    the concern back: any reader may end it."""
    lost = PersonMeasure.objects.ownerless().filter(pk=measure.pk)
    return measure.concern.state == State.WITHDRAWN and lost.exists()


def _end(measure: PersonMeasure, then: MeasureState, *, at: dt.datetime) -> None:
    if then not in NEXT_FOR_PERSON_MEASURES[MeasureState(measure.state)]:
        raise CannotFollow(_("This measure has ended. Begin a new one if it is wanted again."))
    measure.state, measure.ended_on = then, day_of(at)


def able(concern: Concern, owner: User | None) -> User:
    if owner is None:
        raise CannotFollow(_("A measure always has an owner. Choose one."), "owner")
    if not owners_for(concern).filter(pk=owner.pk).exists():
        raise CannotFollow(
            _("%(name)s can’t read this concern. Choose somebody who can.") % {"name": owner.name},
            "owner",
        )
    return owner


def checked_day(
    day: dt.date | None, *, starts_on: dt.date, hours: DutyHours, at: dt.datetime
) -> dt.date:
    """A day ahead on which somebody is at work, within eight weeks, and not before it begins."""
    field, today = "review_on", day_of(at)
    if day is None:
        raise CannotFollow(_("Every measure has a day of review. Choose one."), field)
    if day <= today:
        raise CannotFollow(_("Choose a day after today."), field)
    if day < starts_on:
        raise CannotFollow(_("The review can’t be before the measure begins."), field)
    if day > today + WITHIN:
        raise CannotFollow(_("Choose a day within eight weeks."), field)
    if hours.opening_on(day) is None:
        raise CannotFollow(_("Nobody is at work that day. Choose another."), field)
    return day


def tell_owner(owner: User, *, by: User) -> None:
    if owner.pk != by.pk:
        send_later(letters.measure_is_yours(to=owner.email, language=owner.language))


def note(
    verb: str, concern: Concern, *, by: User, at: dt.datetime, user: User | None = None
) -> None:
    detail = {"user": str(user.pk)} if user else {}
    record(verb, target_of(concern), by=name_of(by), at=at, detail=detail)


# --- Everyone who reads the concern ------------------------------------------------------------


@transaction.atomic
def read(concern: Concern, *, by: User, at: dt.datetime) -> Following:
    """What follows, opened; that it was read stands in the trail where there was anything."""
    key = records.data_key_for(concern.pk, by)
    rows = PersonMeasure.objects.visible_to(by).filter(concern=concern)
    lost = set(rows.ownerless().values_list("pk", flat=True))
    listed = rows.select_related("kind", "owner", "concern")
    found = [
        Followed(
            measure=one,
            help=content.help_or_damaged(one, key),
            reviews=[(said, content.words_or_damaged(said, key)) for said in one.reviews.all()],
            has_owner=one.pk not in lost,
        )
        for one in listed.prefetch_related(Prefetch("reviews", _reviews())).running_first()
    ]
    given = [
        (one, content.given_or_damaged(one, key))
        for one in _disclosures(concern, by).latest_first()
    ]
    if found or given:
        record("help.read", target_of(concern), by=name_of(by), at=at)
    origins = MeasureOrigin.objects.filter(concern=concern).order_by("measure__review_on", "pk")
    return Following(
        decision=latest_decided(concern),
        open_ones=[
            one.measure
            for one in origins.select_related("measure__kind", "measure__area", "measure__owner")
        ],
        for_the_person=found,
        disclosures=given,
    )


def _disclosures(concern: Concern, by: User) -> DisclosureQuerySet:
    seen = Disclosure.objects.visible_to(by).filter(concern=concern)
    return seen.select_related("legal_basis", "by")


def _reviews() -> QuerySet[PersonMeasureReview]:
    return PersonMeasureReview.objects.select_related("by").order_by("-number")
