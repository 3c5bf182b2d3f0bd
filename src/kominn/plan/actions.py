"""Deeds about measures for places and groups, and about the catalogue they are taken from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.audit.actions import record
from kominn.core.identifiers import numbers_of_people
from kominn.core.templatetags.words import day
from kominn.core.wording import in_language
from kominn.plan.models import Measure, MeasureKind, MeasureReview
from kominn.plan.states import State, Verdict, check_step
from kominn.portrait.hours import works_on
from kominn.portrait.models import Area, City

LONGEST_WITHOUT_REVIEW = dt.timedelta(days=366)
OLDEST = dt.timedelta(days=10 * 366)


class NotPossible(Exception):
    """A deed that can't be done: the text is fit to show, `field` is what it is about."""

    def __init__(self, words: str | Promise, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class NotYours(NotPossible):
    pass


class AlreadyReviewed(NotPossible):
    """Somebody else was first; `review` is theirs."""

    def __init__(self, review: MeasureReview) -> None:
        words = _("%(name)s reviewed this measure while you were writing. Read it, then decide.")
        super().__init__(words % {"name": review.by.name})
        self.review = review


# --- Measures ----------------------------------------------------------------------------------


@transaction.atomic
def add_measure(
    *,
    kind: MeasureKind,
    title: str,
    aim: str,
    area: Area | None,
    owner: User | None,
    starts_on: dt.date,
    review_on: dt.date,
    public_words: str = "",
    told_public: bool = False,
    came_from_concerns: int = 0,
    by: User,
    at: dt.datetime,
) -> Measure:
    """Begin a measure for a place or a group, with an owner and a first day of review."""
    today = timezone.localdate(at)
    if not by.may(Right.RUN_MEASURES):
        raise NotYours(_("A coordinator or a leader starts measures."))
    _check_kind(kind)
    _check_words(title, aim, public_words, told_public=told_public)
    _check_start(starts_on, today)
    _check_review_day(review_on, today, starts_on)
    measure = Measure.objects.create(
        kind=kind,
        title=title,
        aim=aim,
        area=area,
        owner=_able(owner),
        starts_on=starts_on,
        review_on=review_on,
        public_words=public_words,
        told_public=told_public,
        came_from_concerns=came_from_concerns,
    )
    _note("measure.started", measure, by=by, at=at, owner=measure.owner)
    return measure


@transaction.atomic
def change_measure(
    measure: Measure,
    *,
    title: str,
    aim: str,
    area: Area | None,
    public_words: str,
    told_public: bool,
    by: User,
    at: dt.datetime,
) -> None:
    """Put right what is written of it; owner and days have deeds of their own."""
    found = _running(measure, by)
    _check_words(title, aim, public_words, told_public=told_public)
    found.title, found.aim, found.area = title, aim, area
    found.public_words, found.told_public = public_words, told_public
    found.save(update_fields=["title", "aim", "area", "public_words", "told_public"])
    _note("measure.changed", found, by=by, at=at)


@transaction.atomic
def review_measure(
    measure: Measure,
    *,
    seen: int,
    verdict: Verdict,
    words: str,
    next_on: dt.date | None = None,
    ends_as: State = State.FINISHED,
    by: User,
    at: dt.datetime,
) -> MeasureReview:
    """Go on, step up, step down or close; `seen` is how many reviews the writer has read.

    A measure that goes on gets its next day of review at once, so that none is ever without.
    """
    today = timezone.localdate(at)
    found = _lock(measure)
    latest = found.reviews.select_related("by").order_by("-number").first()
    if latest and latest.number != seen:
        raise AlreadyReviewed(latest)
    _check_may_run(found, by)
    check_step(found.state, ends_as)
    _check_reason(verdict, words)
    closes = verdict == Verdict.CLOSE
    review = MeasureReview(
        measure=found,
        number=latest.number + 1 if latest else 1,
        on=today,
        due_on=found.review_on,
        verdict=verdict,
        words=words,
        next_on=None if closes else _check_review_day(next_on, today, found.starts_on),
        by=by,
    )
    review.save(force_insert=True)
    if review.next_on:
        found.review_on = review.next_on
    else:
        found.state, found.ended_on = ends_as, today
    found.save(update_fields=["review_on", "state", "ended_on"])
    _note("measure.ended" if closes else "measure.reviewed", found, by=by, at=at)
    return review


@transaction.atomic
def hand_measure_over(measure: Measure, *, to: User | None, by: User, at: dt.datetime) -> None:
    """Give it another owner. Until then it stays with the one who has it, also one who left."""
    found = _running(measure, by)
    owner = _able(to)
    if owner.pk == found.owner_id:
        raise NotPossible(_("%(name)s owns it already.") % {"name": owner.name}, "owner")
    found.owner = owner
    found.save(update_fields=["owner"])
    _note("measure.handed_over", found, by=by, at=at, owner=owner)


def _lock(measure: Measure) -> Measure:
    return Measure.objects.select_for_update().get(pk=measure.pk)


def _running(measure: Measure, by: User) -> Measure:
    found = _lock(measure)
    _check_may_run(found, by)
    if not found.runs:
        raise NotPossible(_("This measure has ended. Start a new one if it is wanted again."))
    return found


def _check_may_run(measure: Measure, by: User) -> None:
    if not measure.may_be_run_by(by):
        raise NotYours(_("Only its owner, a coordinator or a leader can do this."))


def _able(owner: User | None) -> User:
    """An owner who works here now, in a role that may own measures."""
    if owner is None:
        raise NotPossible(_("A measure always has an owner. Choose one."), "owner")
    if not User.objects.holding(Right.OWN_MEASURES).filter(pk=owner.pk).exists():
        words = _("%(name)s can’t own a measure now. Choose somebody else.")
        raise NotPossible(words % {"name": owner.name}, "owner")
    return owner


def _check_kind(kind: MeasureKind) -> None:
    if not kind.in_the_open:
        raise NotPossible(
            _("A measure for one person is kept in the sealed room, with the concern."), "kind"
        )
    if not kind.active:
        raise NotPossible(_("The city no longer uses this kind of measure."), "kind")


def _check_words(title: str, aim: str, public_words: str, *, told_public: bool) -> None:
    for field, text in (("title", title), ("aim", aim)):
        if not text.strip():
            raise NotPossible(_("Write something here."), field)
    for field, text in (("title", title), ("aim", aim), ("public_words", public_words)):
        _check_no_numbers(text, field)
    if told_public and not public_words.strip():
        raise NotPossible(
            _("Write what the city will read, or do not tell it yet."), "public_words"
        )


def _check_reason(verdict: Verdict, words: str) -> None:
    if verdict != Verdict.CONTINUE and not words.strip():
        raise NotPossible(_("Say what changes and why: the next reader was not there."), "words")
    _check_no_numbers(words, "words")


def _check_no_numbers(text: str, field: str) -> None:
    found = numbers_of_people(text)
    if found:
        words = _(
            "“%(number)s” looks like a national identity number or a telephone number. "
            "Nothing here is about one person: take it out."
        )
        raise NotPossible(words % {"number": found[0]}, field)


def _check_start(starts_on: dt.date, today: dt.date) -> None:
    if not today - OLDEST <= starts_on <= today + LONGEST_WITHOUT_REVIEW:
        raise NotPossible(_("Choose a day from ten years back to one year ahead."), "starts_on")


def _check_review_day(review_on: dt.date | None, today: dt.date, starts_on: dt.date) -> dt.date:
    """A day ahead on which somebody is at work, and not so far off that nobody remembers."""
    field = "review_on"
    if review_on is None:
        raise NotPossible(_("Every measure has a day of review. Choose one."), field)
    if review_on <= today:
        raise NotPossible(_("Choose a day after today."), field)
    if review_on < starts_on:
        raise NotPossible(_("The review can’t be before the measure begins."), field)
    if review_on > max(today, starts_on) + LONGEST_WITHOUT_REVIEW:
        raise NotPossible(_("Choose a day within one year: nobody remembers longer."), field)
    city = City.objects.current()
    if not works_on(city, review_on):
        words = _("Nobody is at work on %(day)s. The next working day is %(next)s.")
        ahead = next_working_day(city, review_on)
        raise NotPossible(words % {"day": day(review_on), "next": day(ahead)}, field)
    return review_on


def next_working_day(city: City, on: dt.date) -> dt.date:
    """That day, or the first after it on which somebody is at work."""
    days = (on + dt.timedelta(days=n) for n in range(60))
    return next((found for found in days if works_on(city, found)), on)


def _note(
    verb: str, measure: Measure, *, by: User, at: dt.datetime, owner: User | None = None
) -> None:
    detail = {"user": str(owner.pk)} if owner else {}
    record(verb, f"measure:{measure.pk}", by=name_of(by), at=at, detail=detail)


# --- The catalogue -----------------------------------------------------------------------------


@transaction.atomic
def add_kind(slug: str, fields: Mapping[str, Any], *, by: User, at: dt.datetime) -> MeasureKind:
    """A kind of measure of the city's own; it comes last in the catalogue."""
    if not slug or MeasureKind.objects.filter(slug=slug).exists():
        raise NotPossible(_("Choose another name: this one is taken or empty."), "name_nb")
    _check_evidence(fields)
    last = MeasureKind.objects.order_by("-order").first()
    kind = MeasureKind.objects.create(slug=slug, order=last.order + 1 if last else 1, **fields)
    record("catalogue.kind_added", f"measure_kind:{kind.slug}", by=name_of(by), at=at)
    return kind


@transaction.atomic
def change_kind(kind: MeasureKind, fields: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
    """Whom it is for never changes: measures of the kind stand where they do because of it."""
    if fields.keys() & {"slug", "level", "order"}:
        raise ValueError("A kind keeps its name in addresses, its level and its place.")
    found = MeasureKind.objects.select_for_update().get(pk=kind.pk)
    _check_evidence(fields)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=list(fields))
    record("catalogue.kind_changed", f"measure_kind:{found.slug}", by=name_of(by), at=at)


def _check_evidence(fields: Mapping[str, Any]) -> None:
    if not in_language(fields["evidence"], "nb"):
        raise NotPossible(
            _("Say what is known. Where nobody has looked: “No evaluation found.”"), "evidence_nb"
        )
