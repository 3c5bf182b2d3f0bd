"""What the invented town has recorded. Part of it waits or runs out, so that this can be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from kominn.accounts.models import User
from kominn.core.demo import Deed
from kominn.core.worktime import NORWAY
from kominn.law import actions, retention, starter
from kominn.law.classes import MOVED, PERSON_FOLLOWED, PROPOSALS
from kominn.law.models import Approval, LegalBasis

WAITS = {PERSON_FOLLOWED, MOVED}
UNSIGNED = ("special-law",)
DIRECTOR = "Kommunedirektøren i Lågenvik (oppdiktet)"
LAWYER = "Kommuneadvokaten i Lågenvik (oppdiktet)"


def deeds(*, staff: Mapping[str, User], first: dt.date, today: dt.date) -> Iterator[Deed]:
    """Ada records what was decided; Per signs off what he has read."""
    day = dt.timedelta(days=1)
    morning = dt.datetime.combine(first, dt.time(8, 30), NORWAY)
    yield Deed(morning, _begin)
    last = {Approval.Kind.DPIA: today + 45 * day, Approval.Kind.LEGAL_BASIS: today + 400 * day}
    for kind, until in last.items():
        yield Deed(morning, partial(_approve, kind, first - 6 * day, until, staff["ada"]))
    yield Deed(morning + day, partial(_sign, staff["per"]))


def _begin(at: dt.datetime) -> None:
    starter.begin(at=at)


def _approve(
    kind: Approval.Kind, decided_on: dt.date, until: dt.date, by: User, at: dt.datetime
) -> None:
    actions.record_approval(
        kind=kind,
        decided_by=DIRECTOR,
        decided_on=decided_on,
        valid_until=until,
        reference="Oppdiktet sak 26/0001",
        by=by,
        at=at,
    )


def _sign(by: User, at: dt.datetime) -> None:
    for slug in PROPOSALS:
        if slug not in WAITS:
            actions.sign_off(slug, seen=retention.rule_for(slug).mark, by=by, at=at)
    for basis in LegalBasis.objects.by_code().exclude(code__in=UNSIGNED):
        actions.sign_off_legal_basis(basis, signed_by=LAWYER, by=by, at=at)
