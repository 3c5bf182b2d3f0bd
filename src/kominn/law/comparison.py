"""Approvals, legal bases and rules held against the trail: who recorded, wrote and signed what."""

from __future__ import annotations

from collections.abc import Iterator

from kominn.accounts.actions import name_of
from kominn.audit.comparison import Finding, Said, differs, each, look_over, unvouched
from kominn.audit.models import Event
from kominn.core.worktime import day_of
from kominn.law.models import Approval, LegalBasis, RecordClass

RECORDED, ENDED, RAN_OUT = "approval.recorded", "approval.ended", "approval.ran_out"
ADDED, OVER, SIGNED = "legal_basis.added", "legal_basis.ended", "legal_basis.signed_off"
CHANGED = "record_class.changed"
SIGNED_OFF, WITHDRAWN = "record_class.signed_off", "record_class.sign_off_withdrawn"
GONE = "was here by entry {0.number}, and is gone"


def compare() -> Iterator[Finding]:
    yield from look_over(
        Approval.objects.select_related("recorded_by", "ended_by"),
        "approval",
        (RECORDED, ENDED, RAN_OUT),
        each(_approval),
    )
    yield from look_over(
        LegalBasis.objects.all(), "legal_basis", (ADDED, OVER, SIGNED), each(_basis)
    )
    yield from look_over(
        RecordClass.objects.select_related("changed_by", "signed_off_by"),
        "record_class",
        (CHANGED, SIGNED_OFF, WITHDRAWN),
        each(_rule),
        field="slug",
    )


def _last(deeds: list[Event], *verbs: str) -> Event | None:
    return next((deed for deed in reversed(deeds) if deed.verb in verbs), None)


def _approval(row: Approval | None, deeds: list[Event]) -> Iterator[Said]:
    recorded, ended = _last(deeds, RECORDED), _last(deeds, ENDED, RAN_OUT)
    if row is None:
        yield GONE.format(deeds[0])
        return
    if recorded is None:
        yield "stands here, and no entry says that anybody recorded it"
        return
    yield from differs("the kind", row.kind, recorded, recorded.detail.get("kind"))
    until = recorded.detail.get("until")
    yield from differs("the last day", row.valid_until.isoformat(), recorded, until)
    yield from differs("as who recorded it", name_of(row.recorded_by), recorded, recorded.by)
    on = day_of(recorded.at)
    yield from differs("as the day it was recorded", row.recorded_on, recorded, on)
    yield from unvouched(
        "who decided it, when, or where that can be found", recorded, *row.vouched_for()
    )
    if ended is None:
        if row.ended_on:
            yield "is ended here, and no entry ended it"
        return
    on = max(day_of(ended.at), row.recorded_on)
    yield from differs("as the day it ended", row.ended_on, ended, on)
    yield from differs("as who ended it", name_of(row.ended_by), ended, ended.by)


def _basis(row: LegalBasis | None, deeds: list[Event]) -> Iterator[Said]:
    added, signed = _last(deeds, ADDED), _last(deeds, SIGNED)
    if row is None:
        yield GONE.format(deeds[0])
        return
    if added is None:
        yield "stands here, and no entry added it"
        return
    yield from differs("the code", row.code, added, added.detail.get("code"))
    yield from unvouched("the words of a legal basis", added, *row.vouched_for())
    yield from _end_of_basis(row, _last(deeds, OVER))
    if signed is None:
        if row.signed_off_on:
            yield "is signed off here, and no entry says that a lawyer did"
        return
    yield from differs("as the day it was signed off", row.signed_off_on, signed, day_of(signed.at))
    yield from unvouched("which lawyer signed it off", signed, row.pk, row.signed_off_by)


def _end_of_basis(row: LegalBasis, over: Event | None) -> Iterator[Said]:
    """A version ends by a deed of its own, or on the day the next one begins."""
    if over is not None:
        on = max(over.detail["on"], row.valid_from.isoformat())
        here = row.valid_to.isoformat() if row.valid_to else None
        yield from differs("as the day it ends", here, over, on)
    elif row.valid_to is not None:
        following = LegalBasis.objects.filter(code=row.code, valid_from=row.valid_to)
        if not following.exclude(pk=row.pk).exists():
            yield "ends here on a day, and no entry ended it"


def _rule(row: RecordClass | None, deeds: list[Event]) -> Iterator[Said]:
    if row is None:
        yield GONE.format(deeds[0])
        return
    if not deeds:
        yield "has a rule here, and no entry says that anybody wrote it or signed it off"
        return
    latest, changed = deeds[-1], _last(deeds, CHANGED)
    months = "" if row.keep_months is None else str(row.keep_months)
    yield from differs("the rule", row.rule, latest, latest.detail.get("rule"))
    yield from differs("as months to keep it", months, latest, latest.detail.get("months"))
    yield from unvouched("why something is kept so long", latest, *row.vouched_for())
    if changed is not None:
        yield from differs("as who wrote the rule", name_of(row.changed_by), changed, changed.by)
    elif row.changed_by:
        yield "has somebody who wrote the rule, and no entry says that anybody did"
    signed = latest if latest.verb == SIGNED_OFF else None
    if signed is not None:
        by = name_of(row.signed_off_by) if row.signed_off_by else None
        yield from differs("as who signed it off", by, signed, signed.by)
        yield from differs(
            "as the day it was signed off", row.signed_off_on, signed, day_of(signed.at)
        )
    elif row.is_signed_off:
        yield f"is signed off here, and by entry {latest.number}, the latest, it is not"
