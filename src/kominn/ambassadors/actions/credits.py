"""Deeds of first names beside an idea: asked for with the team's card, seen to by the grown-up who
leads the course, taken off by anybody concerned and at once.

What the young do leaves nothing in the trail; what a colleague does is recorded under the idea.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.allin.models import MOST_IN_A_NAME, Concept, Credit
from kominn.allin.states import PUBLIC
from kominn.ambassadors.actions.problems import NotPossible, TooYoung
from kominn.ambassadors.allowing import story_allowed
from kominn.ambassadors.models import Credited, Passport, rules
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.participation.first_names import NotAFirstName, one_first_name
from kominn.participation.models import AgeBand

MOST_IN_A_TEAM = 12
OLDEST = {AgeBand.CHILDREN: 12, AgeBand.YOUNGER: 15, AgeBand.OLDER: 19, AgeBand.MIXED: 20}


def ask(concept: Concept, first_name: str, *, today: dt.date) -> Credit:
    """By whoever holds the team's card. It stands nowhere before a grown-up has asked the person,
    and a guardian where the age asks for one."""
    name = _read(first_name, today)
    with in_turn(), transaction.atomic():
        return _wait(concept, name)


def ask_by_passport(concept: Concept, passport: Passport, *, today: dt.date) -> Credit:
    """Raises `TooYoung` where no guardian's yes to a name that others see is recorded."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=passport.pk)
        if not story_allowed(held, today=today):
            raise TooYoung(
                _("Under %(age)d a guardian must say yes before others see a name.")
                % {"age": rules().story_from}
            )
        name = _read(held.first_name, today)
        mine = Credit.objects.filter(concept=concept, credited__passport=held).first()
        if mine is not None:
            return mine
        made = _wait(concept, name)
        Credited.objects.create(credit=made, passport=held)
    return made


def _read(first_name: str, today: dt.date) -> str:
    try:
        return one_first_name(first_name, most=MOST_IN_A_NAME, today=today)
    except NotAFirstName as problem:
        raise NotPossible(str(problem)) from problem


def _wait(concept: Concept, name: str) -> Credit:
    held = Concept.objects.select_for_update().get(pk=concept.pk)
    if held.state not in PUBLIC:
        raise NotPossible(_("Names can stand here when everybody can read the idea."))
    if held.credits.count() >= MOST_IN_A_TEAM:
        raise NotPossible(_("There are as many names here as there is room for."))
    return held.credits.create(first_name=name)


def allow(credit: Credit, how: Credit.How, *, by: User, at: dt.datetime) -> None:
    """The grown-up who leads has asked the person whose name it is, and knows of the yes."""
    with in_turn(), transaction.atomic():
        held = Credit.objects.select_for_update().filter(pk=credit.pk, how="").first()
        if held is None:
            raise NotPossible(_("Somebody was here before you. Read the page anew."))
        _check_yes(held, how, day_of(at))
        held.how, held.seen_by = how, by
        held.save(update_fields=["how", "seen_by"])
        record("credit.allowed", f"concept:{held.concept_id}", by=name_of(by), at=at)


def _check_yes(credit: Credit, how: Credit.How, today: dt.date) -> None:
    passport = Passport.objects.filter(credited__credit=credit).first()
    if (how == Credit.How.PASSPORT) != (passport is not None):
        raise NotPossible(_("Somebody was here before you. Read the page anew."))
    if passport is not None and not story_allowed(passport, today=today):
        raise NotPossible(_("The yes in the passport was taken back."))
    if how == Credit.How.OLD_ENOUGH and oldest(credit.concept) < rules().story_from:
        raise NotPossible(
            _("Nobody in this course is %(age)d yet: a guardian must say yes.")
            % {"age": rules().story_from}
        )


def oldest(concept: Concept) -> int:
    """How old somebody in its team can be."""
    return OLDEST[AgeBand(concept.course.room.age_band)]


def of(passport: Passport) -> QuerySet[Credit]:
    found = Credit.objects.filter(credited__passport=passport)
    return found.select_related("concept").order_by("pk")


def take_off(credit: Credit) -> None:
    """By the team or the owner. No row, no name: page, card and paper are made from the row."""
    Credit.objects.filter(pk=credit.pk).delete()


def take_off_for(credit: Credit, *, by: User, at: dt.datetime) -> None:
    """The owner or a guardian told the one who leads."""
    with transaction.atomic():
        record("credit.taken_off", f"concept:{credit.concept_id}", by=name_of(by), at=at)
        take_off(credit)


def take_off_all(passport: Passport) -> None:
    """What stood on a yes, a name or a passport that is there no more."""
    Credit.objects.filter(credited__passport=passport).delete()
