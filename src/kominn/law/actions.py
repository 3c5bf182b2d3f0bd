"""Deeds of law: record and end approvals, add and end legal bases, write and sign off rules."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.audit.marks import mark_of_words
from kominn.core.wording import MOTHER_TONGUE
from kominn.core.worktime import day_of
from kominn.law import retention
from kominn.law.classes import Rule
from kominn.law.models import Approval, LegalBasis, RecordClass

LONGEST = dt.timedelta(days=5 * 365 + 1)
"""No approval is for longer, and no basis begins later: a year mistyped is noticed."""
MOST_MONTHS = 600
CODE = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


# --- Approvals -------------------------------------------------------------------------------


@transaction.atomic
def record_approval(
    *,
    kind: str,
    decided_by: str,
    decided_on: dt.date,
    valid_until: dt.date,
    reference: str,
    by: User,
    at: dt.datetime,
) -> Approval:
    """Write down a decision that has been made. The same one twice is kept once."""
    today, decided_by, reference = day_of(at), decided_by.strip(), reference.strip()
    _check_who_decided(decided_by, reference, by)
    _check_days(decided_on, valid_until, today)
    decision = {
        "kind": Approval.Kind(kind),
        "decided_by": decided_by,
        "decided_on": decided_on,
        "valid_until": valid_until,
        "reference": reference,
    }
    same = Approval.objects.running().filter(**decision).first()
    if same:
        return same
    approval = Approval.objects.create(**decision, recorded_by=by, recorded_on=today)
    target, until = f"approval:{approval.pk}", valid_until.isoformat()
    mark = mark_of_words(*approval.vouched_for())
    _note("approval.recorded", target, by=by, at=at, kind=approval.kind, until=until, mark=mark)
    return approval


def _check_who_decided(decided_by: str, reference: str, by: User) -> None:
    if not decided_by or decided_by.casefold() in (by.name.casefold(), by.email.casefold()):
        raise NotPossible(
            _("Write who made the decision, by office. Whoever records it does not decide it.")
        )
    if not reference:
        raise NotPossible(_("Write where the decision can be found."))


def _check_days(decided_on: dt.date, valid_until: dt.date, today: dt.date) -> None:
    if decided_on > today:
        raise NotPossible(_("The decision has not been made yet: its day is in the future."))
    if valid_until < today:
        raise NotPossible(_("The approval has already run out."))
    if not decided_on < valid_until <= decided_on + LONGEST:
        raise NotPossible(_("An approval is for five years at most. Check the years."))


@transaction.atomic
def end_approval(approval: Approval, *, by: User, at: dt.datetime) -> None:
    """From now on it counts no longer, whatever the clock says later."""
    ending = Approval.objects.select_for_update().running().filter(pk=approval.pk).first()
    if ending is None:
        raise NotPossible(_("The approval has already ended."))
    _end(ending, by=by, at=at)


@transaction.atomic
def end_what_ran_out(*, at: dt.datetime) -> int:
    """Those whose last day is over, so that no clock set back brings them to life; how many."""
    over = list(Approval.objects.select_for_update().run_out_before(day_of(at)))
    for approval in over:
        _end(approval, by=None, at=at)
    return len(over)


def _end(approval: Approval, *, by: User | None, at: dt.datetime) -> None:
    approval.ended_by, approval.ended_on = by, max(day_of(at), approval.recorded_on)
    approval.save(update_fields=["ended_by", "ended_on"])
    verb = "approval.ended" if by else "approval.ran_out"
    _note(verb, f"approval:{approval.pk}", by=by, at=at, kind=approval.kind)


# --- Legal bases -----------------------------------------------------------------------------


@transaction.atomic
def add_legal_basis(
    *,
    code: str,
    name: Mapping[str, str],
    help: Mapping[str, str],
    statute: str,
    valid_from: dt.date,
    by: User | None,
    at: dt.datetime,
    source_url: str = "",
) -> LegalBasis:
    """A new basis, or a new version of one: the version before it ends the day this one begins.

    `by` is None at set-up only.
    """
    if not CODE.fullmatch(code):
        raise NotPossible(_("A code is small letters a–z, digits, hyphens and underscores."))
    if not name.get(MOTHER_TONGUE) or not statute.strip():
        raise NotPossible(_("A basis needs a name in bokmål and the place in the statute."))
    if valid_from > day_of(at) + LONGEST:
        raise NotPossible(_("That day is more than five years ahead. Check the year."))
    _make_room(code, valid_from)
    try:
        with transaction.atomic():
            basis = LegalBasis.objects.create(
                code=code,
                name=dict(name),
                help=dict(help),
                statute=statute.strip(),
                source_url=source_url,
                valid_from=valid_from,
            )
    except IntegrityError:
        raise NotPossible(_("Someone else added a version just now. Look at it first.")) from None
    mark = mark_of_words(*basis.vouched_for())
    _note("legal_basis.added", f"legal_basis:{basis.pk}", by=by, at=at, code=basis.code, mark=mark)
    return basis


def _make_room(code: str, valid_from: dt.date) -> None:
    """End the version before, where the new one begins after it."""
    for version in LegalBasis.objects.select_for_update().filter(code=code):
        if version.valid_to is None and version.valid_from < valid_from:
            version.valid_to = valid_from
            version.save(update_fields=["valid_to"])
        elif version.valid_to is None or version.valid_to > valid_from:
            raise NotPossible(_("Another version of this basis is valid that day or begins later."))


@transaction.atomic
def end_legal_basis(basis: LegalBasis, *, on: dt.date, by: User, at: dt.datetime) -> None:
    """`on` is the first day it no longer holds."""
    ending = LegalBasis.objects.select_for_update().get(pk=basis.pk)
    if ending.is_over_on(day_of(at)):
        raise NotPossible(_("This basis has already ended."))
    if ending.valid_to is not None and ending.valid_to < on:
        raise NotPossible(_("It ends before that day already."))
    if on < day_of(at):
        raise NotPossible(_("A basis can’t be ended for days that have passed."))
    ending.valid_to = max(on, ending.valid_from)
    ending.save(update_fields=["valid_to"])
    _note(
        "legal_basis.ended",
        f"legal_basis:{ending.pk}",
        by=by,
        at=at,
        code=ending.code,
        on=on.isoformat(),
    )


@transaction.atomic
def sign_off_legal_basis(
    basis: LegalBasis, *, signed_by: str, by: User, at: dt.datetime
) -> LegalBasis:
    """A lawyer has gone through it; `signed_by` is who, by office."""
    signed_by = signed_by.strip()
    if not signed_by or signed_by.casefold() in (by.name.casefold(), by.email.casefold()):
        raise NotPossible(_("Write which lawyer signed it off, by office."))
    signing = LegalBasis.objects.select_for_update().get(pk=basis.pk)
    if signing.signed_off_on is not None:
        raise NotPossible(_("This basis is already signed off."))
    if signing.is_over_on(day_of(at)):
        raise NotPossible(_("This basis has already ended."))
    signing.signed_off_by, signing.signed_off_on = signed_by, day_of(at)
    signing.save(update_fields=["signed_off_by", "signed_off_on"])
    target, mark = f"legal_basis:{signing.pk}", mark_of_words(signing.pk, signed_by)
    _note("legal_basis.signed_off", target, by=by, at=at, code=signing.code, mark=mark)
    return signing


# --- How long things are kept ----------------------------------------------------------------


@transaction.atomic
def change_rule(
    slug: str, *, rule: str, keep_months: int | None, why: str, by: User, at: dt.datetime
) -> RecordClass:
    """Another rule for a class. It must be signed off anew before anything is erased by it."""
    kept, why = _locked(slug), why.strip()
    if rule == Rule.DELETE_AT_ONCE:
        keep_months = None
    elif not keep_months or not 1 <= keep_months <= MOST_MONTHS:
        raise NotPossible(_("Say for how many months it is kept, from 1 to 600."))
    if not why:
        raise NotPossible(_("Say why this is the rule."))
    if (kept.rule, kept.keep_months, kept.why) == (rule, keep_months, why):
        return kept
    kept.rule, kept.keep_months, kept.why = Rule(rule), keep_months, why
    kept.changed_by, kept.changed_on = by, day_of(at)
    kept.signed_off_by = kept.signed_off_on = None
    kept.save()
    _note("record_class.changed", f"record_class:{kept.slug}", by=by, at=at, **_in_short(kept))
    return kept


@transaction.atomic
def sign_off(slug: str, *, seen: str, by: User, at: dt.datetime) -> RecordClass:
    """The rule may be used. `seen` is the mark of the rule that was read."""
    kept = _locked(slug)
    if kept.is_signed_off:
        raise NotPossible(_("This rule is already signed off."))
    if kept.mark != seen:
        raise NotPossible(_("The rule was changed after you opened this page. Read it once more."))
    if kept.changed_by == by:
        raise NotPossible(_("You wrote this rule: someone else must sign it off."))
    kept.signed_off_by, kept.signed_off_on = by, day_of(at)
    kept.save()
    _note("record_class.signed_off", f"record_class:{kept.slug}", by=by, at=at, **_in_short(kept))
    return kept


@transaction.atomic
def withdraw_sign_off(slug: str, *, by: User, at: dt.datetime) -> RecordClass:
    """Stop: nothing more is erased by this rule until it is signed off again."""
    kept = _locked(slug)
    if kept.is_signed_off:
        kept.signed_off_by = kept.signed_off_on = None
        kept.save(update_fields=["signed_off_by", "signed_off_on"])
        _note(
            "record_class.sign_off_withdrawn",
            f"record_class:{kept.slug}",
            by=by,
            at=at,
            **_in_short(kept),
        )
    return kept


def _locked(slug: str) -> RecordClass:
    return RecordClass.objects.select_for_update().filter(slug=slug).first() or retention.rule_for(
        slug
    )


def _in_short(kept: RecordClass) -> dict[str, str]:
    months = "" if kept.keep_months is None else str(kept.keep_months)
    return {"rule": kept.rule, "months": months, "mark": mark_of_words(*kept.vouched_for())}


def _note(verb: str, target: str, *, by: User | None, at: dt.datetime, **detail: str) -> None:
    """In the trail; `by` is None where the system did it."""
    record(verb, target, by=name_of(by), at=at, detail=detail)
