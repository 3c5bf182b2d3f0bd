"""An assessment is begun and worked out; an area's profile goes to its committee, then out.

What was worked out is never changed. A later year makes a new one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.audit.actions import SYSTEM, record
from kominn.core.identifiers import numbers_of_people
from kominn.indicators.models import Indicator
from kominn.portrait.models import Area
from kominn.support import calculation, protection
from kominn.support.models import Assessment, Ingredient, Profile
from kominn.support.states import (
    NEXT,
    NEXT_FOR_PROFILES,
    About,
    Domain,
    Kind,
    Origin,
    Showing,
    State,
)

METHOD = "1"
"""Changed when the same figures would be weighed in another way than before."""
DRAWS = 4_000
FIRST_YEAR = 2000


class NotPossible(Exception):
    """A deed that can't be done: the text is fit to show, `field` is what it is about."""

    def __init__(self, words: str | Promise, field: str = "") -> None:
        super().__init__(words)
        self.field = field


# --- Assessments -------------------------------------------------------------------------------


@transaction.atomic
def start(
    *,
    year: int,
    about: About,
    origin: Origin,
    town: bytes,
    sources: Mapping[str, Mapping[str, str]],
    draws: int = DRAWS,
    by: User,
    at: dt.datetime,
) -> Assessment:
    """Keep what is known of a year as it came. It is worked out by `work_out`."""
    _check_may(by)
    if not FIRST_YEAR <= year <= timezone.localdate(at).year:
        raise NotPossible(_("Choose a year from 2000 to this year."), "year")
    if not town.strip():
        raise NotPossible(_("The file is empty."), "file")
    try:
        with transaction.atomic():
            begun = Assessment.objects.create(
                year=year,
                about=about,
                origin=origin,
                raw=town,
                sha256=sha256(town).hexdigest(),
                sources=sources,
                method=METHOD,
                seed=year,
                draws=draws,
                started_by=by,
                started_at=at,
            )
    except IntegrityError:
        raise NotPossible(
            _("This year has been assessed already. If that was wrong, set it aside first."), "year"
        ) from None
    record(
        "support.started", _target(begun), by=name_of(by), at=at, detail={"sha256": begun.sha256}
    )
    return begun


def work_out(assessment: Assessment, *, at: dt.datetime) -> None:
    """Have it worked out, and keep what is found. Worked out twice it gives the same."""
    try:
        found = calculation.work_out(
            bytes(assessment.raw),
            groups=assessment.is_of_groups,
            seed=assessment.seed,
            draws=assessment.draws,
            progress=partial(_note_progress, assessment.pk),
        )
    except calculation.NotWorkedOut as reason:
        conclude(assessment, State.REFUSED, at=at, problem=reason.problem)
    else:
        conclude(assessment, State.FINISHED, at=at, result=found)


def give_up(assessment: Assessment, *, at: dt.datetime) -> None:
    """It could not be worked out for a reason that is not its own."""
    conclude(assessment, State.REFUSED, at=at, problem=calculation.NO_ANSWER)


def _note_progress(pk: int, done: int, of: int) -> None:
    Assessment.objects.filter(pk=pk, state=State.WORKING).update(done=done, of=of)


@transaction.atomic
def conclude(assessment: Assessment, state: State, *, at: dt.datetime, **found: Any) -> None:
    """Keep what was found, or what is wrong; by the system, once."""
    locked = _locked(assessment)
    _move(locked, state)
    locked.ended_at = at
    for name, value in found.items():
        setattr(locked, name, value)
    locked.save(update_fields=["state", "ended_at", *found])
    verb = "support.finished" if state == State.FINISHED else "support.refused"
    record(verb, _target(locked), by=SYSTEM, at=at)


@transaction.atomic
def set_aside(assessment: Assessment, *, because: str, by: User, at: dt.datetime) -> None:
    """It was made of something wrong. It stays, with the reason, and the year can be made anew."""
    _check_may(by)
    _check_words(because, "because")
    locked = _locked(assessment)
    if locked.profiles.open().exists():
        raise NotPossible(
            _("Areas have been told of it. Hold those profiles back first."), "because"
        )
    _move(locked, State.SET_ASIDE)
    locked.set_aside_because = because
    locked.save(update_fields=["state", "set_aside_because"])
    record("support.set_aside", _target(locked), by=name_of(by), at=at)


def _locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update().without_bytes().get(pk=assessment.pk)


def _move(assessment: Assessment, state: State) -> None:
    if state not in NEXT[assessment.state]:
        raise NotPossible(_("A colleague was first. Read the page anew."))
    assessment.state = state


# --- Profiles ----------------------------------------------------------------------------------


@transaction.atomic
def make_profiles(assessment: Assessment, *, by: User, at: dt.datetime) -> int:
    """One for every area of it, so that having one says nothing. How many."""
    _check_may(by)
    locked = _locked(assessment)
    if not locked.worked_out or locked.about != About.AREAS:
        raise NotPossible(_("Profiles are made of areas that have been worked out."))
    codes = [area["code"] for area in locked.facts["areas"]]
    today = timezone.localdate(at)
    areas = {area.code: area for area in Area.objects.current(today).filter(code__in=codes)}
    if not areas:
        raise NotPossible(_("The city knows no area with any of these codes."))
    figures = protection.figures_of(locked.facts, locked.sources, areas)
    had = set(locked.profiles.values_list("area_id", flat=True))
    made = Profile.objects.bulk_create(
        Profile(
            assessment=locked,
            area=area,
            figures=[one.as_kept() for one in figures[code]],
            made_at=at,
        )
        for code, area in areas.items()
        if area.pk not in had
    )
    if made:
        record("support.profiles_made", _target(locked), by=name_of(by), at=at)
    return len(made)


@transaction.atomic
def show(profile: Profile, *, on: dt.date, said: str, by: User, at: dt.datetime) -> None:
    """The neighbourhood committee saw it on that day and said this."""
    _check_may(by)
    _check_words(said, "said")
    locked = _locked_profile(profile)
    if not timezone.localdate(locked.made_at) <= on <= timezone.localdate(at):
        raise NotPossible(_("Choose a day from when the profile was made to today."), "on")
    _move_profile(locked, Showing.SHOWN)
    locked.shown_on, locked.shown_by, locked.said = on, by, said
    locked.held_back_because = ""
    locked.save()
    record("support.shown", _of_profile(locked), by=name_of(by), at=at)


@transaction.atomic
def open_to_all(profile: Profile, *, by: User, at: dt.datetime) -> None:
    """Everybody may read it now."""
    _check_may(by)
    locked = _locked_profile(profile)
    if not locked.assessment.worked_out:
        raise NotPossible(_("The assessment it comes from has been set aside."))
    _move_profile(locked, Showing.OPEN)
    locked.opened_on = timezone.localdate(at)
    locked.save()
    record("support.opened", _of_profile(locked), by=name_of(by), at=at)


@transaction.atomic
def hold_back(profile: Profile, *, because: str, by: User, at: dt.datetime) -> None:
    """Nobody outside reads it, for this reason."""
    _check_may(by)
    _check_words(because, "because")
    locked = _locked_profile(profile)
    _move_profile(locked, Showing.HELD_BACK)
    locked.held_back_because, locked.opened_on = because, None
    locked.save()
    record("support.held_back", _of_profile(locked), by=name_of(by), at=at)


def _locked_profile(profile: Profile) -> Profile:
    # With its assessment, which nobody sets aside at the same moment.
    rows = Profile.objects.select_for_update(of=("self", "assessment"))
    rows = rows.select_related("assessment", "area")
    return rows.defer("assessment__raw", "assessment__result").get(pk=profile.pk)


def _move_profile(profile: Profile, state: Showing) -> None:
    if state not in NEXT_FOR_PROFILES[profile.state]:
        raise NotPossible(
            _("It must be shown to its neighbourhood committee first.")
            if state == Showing.OPEN
            else _("A colleague was first. Read the page anew.")
        )
    profile.state = state


def _of_profile(profile: Profile) -> str:
    return f"profile {profile.area.slug} {profile.assessment.year}"


def _target(assessment: Assessment) -> str:
    return f"need {assessment.about} {assessment.year}"


def _check_may(by: User) -> None:
    if not by.may(Right.WEIGH_NEED):
        raise NotPossible(_("A coordinator or a leader does this."))


def _check_words(words: str, field: str) -> None:
    if not words.strip():
        raise NotPossible(_("Write something here."), field)
    if found := numbers_of_people(words):
        told = _(
            "“%(number)s” looks like a national identity number or a telephone number. "
            "Nothing here is about one person: take it out."
        )
        raise NotPossible(told % {"number": found[0]}, field)


# --- What is counted ---------------------------------------------------------------------------


@transaction.atomic
def count_in(
    indicator: Indicator,
    *,
    domain: Domain,
    kind: Kind,
    more_is_need: bool,
    year: int,
    mean: float,
    spread: float,
    by: User,
    at: dt.datetime,
) -> Ingredient:
    """This figure counts as need from the next assessment on; never one about groups of people."""
    _check_may(by)
    if indicator.municipality_only:
        raise NotPossible(
            _("This figure is about groups of people by background: it is never counted as need."),
            "indicator",
        )
    try:
        with transaction.atomic():
            made = Ingredient.objects.create(
                indicator=indicator,
                domain=domain,
                kind=kind,
                more_is_need=more_is_need,
                reference_year=year,
                reference_mean=mean,
                reference_spread=spread,
            )
    except IntegrityError:
        raise NotPossible(_("This figure is counted already."), "indicator") from None
    detail = {"kind": kind.value, "domain": domain.value}
    record("support.counted_in", f"figure {indicator.slug}", by=name_of(by), at=at, detail=detail)
    return made


@transaction.atomic
def count_out(ingredient: Ingredient, *, by: User, at: dt.datetime) -> None:
    """It no longer counts; assessments made with it stay as they are."""
    _check_may(by)
    slug = ingredient.indicator.slug
    ingredient.delete()
    record("support.counted_out", f"figure {slug}", by=name_of(by), at=at)
