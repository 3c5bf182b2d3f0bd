"""Deeds of a passport: begin it, change what it says, go a step, end a term, erase it.

What the owner does leaves nothing in the trail. What a colleague does to a passport is recorded
under the passport's random key, which leads to nobody once it is erased.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.ambassadors import ages
from kominn.ambassadors.actions import badges, credits
from kominn.ambassadors.actions.problems import NotPossible, TooYoung
from kominn.ambassadors.allowing import name_allowed as name_allowed
from kominn.ambassadors.allowing import story_allowed as story_allowed
from kominn.ambassadors.models import (
    THE_ONE_ROW,
    Badge,
    Consent,
    Covers,
    Gathering,
    Gender,
    Gone,
    Joined,
    Passport,
    Rules,
    Target,
    rules,
)
from kominn.ambassadors.needs import progress
from kominn.ambassadors.states import NEXT, WITH_A_TERM, Step
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.portrait.models import Area
from kominn.vault.receipts import Receipt

MOST_TRIES = 5
DAYS_IN_A_MONTH = 30.4375


def begin(
    *,
    born: int,
    area: Area | None,
    gender: Gender,
    old_enough: bool,
    today: dt.date,
    invented: bool = False,
) -> tuple[Passport, Receipt]:
    """A new passport and the digits that open it, which are shown this once. Raises `TooYoung`."""
    limit = rules().passport_from
    if not old_enough or ages.at_most(born, today) < limit:
        raise TooYoung(
            _(
                "Under %(age)d a guardian must say yes first. "
                "Ask the one who leads; they have the paper."
            )
            % {"age": limit}
        )
    with transaction.atomic():
        passport, code = _new(born=born, area=area, invented=invented)
        _count_joined(gender, today)
    return passport, code


def give(
    *, born: int, area: Area | None, gender: Gender, by: User, at: dt.datetime
) -> tuple[Passport, Receipt]:
    """A passport for one who is so young that a guardian has said yes on paper."""
    today = day_of(at)
    with transaction.atomic():
        passport, code = _new(born=born, area=area, invented=False)
        _count_joined(gender, today)
        Consent.objects.create(
            passport=passport,
            covers=Covers.PASSPORT,
            how=Consent.How.PAPER,
            said_on=today,
            recorded_by=by,
        )
        record("passport.given", f"passport:{passport.pk}", by=name_of(by), at=at)
    return passport, code


def _new(*, born: int, area: Area | None, invented: bool) -> tuple[Passport, Receipt]:
    for _try in range(MOST_TRIES):
        code = Receipt.new()
        try:
            with transaction.atomic():
                passport = Passport.objects.create(
                    locator=code.locator,
                    verifier=code.verifier(),
                    born=born,
                    area=area,
                    invented=invented,
                )
        except IntegrityError:
            continue
        return passport, code
    raise NotPossible(_("No free code was found. Try again."))


def _count_joined(gender: Gender, today: dt.date) -> None:
    Joined.objects.get_or_create(year=today.year, gender=gender)
    Joined.objects.filter(year=today.year, gender=gender).update(people=F("people") + 1)


def new_code(passport: Passport) -> Receipt:
    """Other digits for the same passport; what opened it before opens nothing now."""
    for _try in range(MOST_TRIES):
        code = Receipt.new()
        try:
            with transaction.atomic():
                Passport.objects.filter(pk=passport.pk).update(
                    locator=code.locator, verifier=code.verifier()
                )
        except IntegrityError:
            continue
        return code
    raise NotPossible(_("No free code was found. Try again."))


def replace_code(passport: Passport, *, by: User, at: dt.datetime) -> Receipt:
    """The owner has lost the digits and stands before a colleague, who hands over new ones."""
    with transaction.atomic():
        code = new_code(passport)
        record("passport.code_replaced", f"passport:{passport.pk}", by=name_of(by), at=at)
    return code


def say_about_me(
    passport: Passport, *, area: Area | None, first_name: str, email: str, today: dt.date
) -> None:
    """What the owner wants kept; a name only where that is theirs to say. Raises `TooYoung`."""
    if (first_name or email) and not name_allowed(passport, today=today):
        raise TooYoung(
            _("Under %(age)d a guardian must say yes before we keep a name or an e-mail address.")
            % {"age": rules().name_from}
        )
    with transaction.atomic():
        if first_name != passport.first_name:
            take_names_off(passport)
        Passport.objects.filter(pk=passport.pk).update(
            area=area, first_name=first_name, email=email
        )


def take_names_off(passport: Passport) -> None:
    """Where others see the name: on badges, and beside ideas."""
    badges.take_names_off(passport)
    credits.take_off_all(passport)


def put_name(badge: Badge, *, today: dt.date) -> None:
    """The owner wants the first name on it; whoever has the text reads it from then on, so it is
    a name that others see."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=badge.passport_id)
        if held.first_name and story_allowed(held, today=today):
            held.badges.filter(pk=badge.pk).update(named=True)


# --- Steps and terms -----------------------------------------------------------------------------


def ask_for_step(passport: Passport) -> None:
    """The owner has what the next step asks for, and wants it."""
    made = progress(passport)
    if not made.ready or made.next is None:
        raise NotPossible(_("Something is missing still. The list says what."))
    Passport.objects.filter(pk=passport.pk).update(asks_for=made.next)


def give_step(passport: Passport, *, by: User, at: dt.datetime) -> Passport:
    """A grown-up says yes to the step that was asked for; a term begins."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=passport.pk)
        made = progress(held)
        if not held.asks_for or held.asks_for != made.next or not made.ready:
            raise NotPossible(_("They don’t ask for a step any more. Read the page anew."))
        _to(held, Step(held.asks_for), day_of(at))
        badges.give(held, today=day_of(at))
        record(
            "passport.stepped",
            f"passport:{held.pk}",
            by=name_of(by),
            at=at,
            detail={"step": held.step},
        )
    return held


def renew(passport: Passport, *, by: User, at: dt.datetime) -> Passport:
    """One more term on the same step, as the two of them have agreed."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=passport.pk)
        if held.step not in WITH_A_TERM:
            raise NotPossible(_("No term runs here. Read the page anew."))
        held.term_ends_on = term_from(day_of(at))
        held.save(update_fields=["term_ends_on"])
        record("passport.term_renewed", f"passport:{held.pk}", by=name_of(by), at=at)
    return held


def thank(passport: Passport, *, by: User, at: dt.datetime) -> Passport:
    """The term is over, with thanks. Hours, courses and badges stay the owner's."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=passport.pk)
        if Step.THANKED not in NEXT[held.step]:
            raise NotPossible(_("No term runs here. Read the page anew."))
        _to(held, Step.THANKED, day_of(at))
        record("passport.thanked", f"passport:{held.pk}", by=name_of(by), at=at)
    return held


def _to(held: Passport, step: Step, today: dt.date) -> None:
    assert step in NEXT[held.step]
    held.step, held.asks_for = step, ""
    held.term_ends_on = term_from(today) if step in WITH_A_TERM else None
    held.save(update_fields=["step", "asks_for", "term_ends_on"])


def term_from(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=round(rules().term_months * DAYS_IN_A_MONTH))


# --- The end -------------------------------------------------------------------------------------


def erase(passport: Passport, *, today: dt.date) -> None:
    """Everything of it goes; that somebody was here stays as counts."""
    with in_turn(), transaction.atomic():
        erase_held(Passport.objects.select_for_update().get(pk=passport.pk), today=today)


def erase_held(held: Passport, *, today: dt.date) -> None:
    """The same, where the row is held already."""
    with transaction.atomic():
        made = progress(held)
        Gone.objects.get_or_create(year=today.year, step=held.step)
        Gone.objects.filter(year=today.year, step=held.step).update(
            people=F("people") + 1, minutes=F("minutes") + made.minutes
        )
        Gathering.objects.filter(attendances__passport=held).update(gone=F("gone") + 1)
        credits.take_off_all(held)
        held.delete()


# --- The city's rules ----------------------------------------------------------------------------


def set_rules(
    *,
    passport_from: int,
    name_from: int,
    story_from: int,
    term_months: int,
    by: User,
    at: dt.datetime,
) -> None:
    with in_turn(), transaction.atomic():
        Rules.objects.update_or_create(
            pk=THE_ONE_ROW,
            defaults={
                "passport_from": passport_from,
                "name_from": name_from,
                "story_from": story_from,
                "term_months": term_months,
            },
        )
        take_off_names_without_a_yes(today=day_of(at))
        record("ambassadors.rules_set", "ambassadors:rules", by=name_of(by), at=at)


def take_off_names_without_a_yes(*, today: dt.date) -> None:
    """Where the city asks for a guardian's yes from now on, and there is none."""
    named = Q(badges__named=True) | Q(credited__isnull=False)
    for held in Passport.objects.filter(pk__in=Passport.objects.filter(named).values("pk")):
        if not story_allowed(held, today=today):
            take_names_off(held)


def set_targets(wanted: dict[Area, int], *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        for area, number in wanted.items():
            Target.objects.update_or_create(area=area, defaults={"wanted": number})
        record("ambassadors.targets_set", "ambassadors:targets", by=name_of(by), at=at)
