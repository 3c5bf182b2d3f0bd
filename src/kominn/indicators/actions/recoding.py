"""A file of codes that change: kept as it came, looked at, and then the whole of what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from citystats.figures import codes as library
from citystats.figures.changes import ChangeColumns, read_changes
from citystats.figures.faults import Fault, FiguresError
from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.indicators.actions.importing import NotPossible
from kominn.indicators.models import CodeChange, CodesFile, Indicator
from kominn.indicators.states import NEXT, State

LONGEST_CODE = 20
Change = tuple[str, str, int, float, int | None, int | None]
"""Old, new, the first year after the old one, weight, and the first years of old and new."""


@dataclass(frozen=True, slots=True)
class Past:
    """A code that figures are shown of, and those it came from: now, and as the file says."""

    code: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file would change: it is the whole of what is known of codes from then on."""

    added: tuple[Change, ...]
    gone: tuple[Change, ...]
    unchanged: int
    split: int
    """How many parts of areas, which make figures an estimate."""
    pasts: tuple[Past, ...]


def columns_of(mapping: Mapping[str, str]) -> ChangeColumns:
    return ChangeColumns(**{name: mapping.get(name, "") for name in ChangeColumns.__slots__})


def changes_of(data: bytes, mapping: Mapping[str, str]) -> tuple[library.CodeChange, ...]:
    """What the file says; all of it or a `FiguresError`."""
    found = read_changes(data, columns_of({"encoding": "utf-8"} | dict(mapping)))
    for change in found:
        if max(len(change.old), len(change.new)) > LONGEST_CODE:
            longest = max(change.old, change.new, key=len)
            raise FiguresError(Fault.TOO_LONG, found=longest[:60])
    return found


def _those_there(
    data: bytes, columns: Mapping[str, str], may_lack: Collection[str]
) -> Mapping[str, str]:
    try:
        changes_of(data, columns)
    except FiguresError as error:
        for name in may_lack:
            if error.fault == Fault.NO_SUCH_COLUMN and error.facts["found"] == columns[name]:
                left = [other for other in may_lack if other != name]
                return _those_there(data, {**columns, name: ""}, left)
        raise
    return columns


@transaction.atomic
def take_in(
    data: bytes,
    *,
    columns: Mapping[str, str],
    may_lack: Collection[str] = (),
    source: str,
    by: User,
    at: dt.datetime,
) -> CodesFile:
    """Keep a file that can be read; a `FiguresError` for one that cannot.

    `may_lack`: which of the columns nobody asked for by name, so that a file does well without.
    """
    columns = _those_there(data, columns, may_lack)
    if not (found := difference_of(changes_of(data, columns))).added and not found.gone:
        raise NotPossible(_("The codes are as this file says already."))
    try:
        with transaction.atomic():
            file = CodesFile.objects.create(
                raw=data,
                sha256=sha256(data).hexdigest(),
                size=len(data),
                columns=dict(columns),
                source=source,
                taken_at=at,
            )
    except IntegrityError:
        raise NotPossible(_("Another file of codes waits for somebody to look at it.")) from None
    record("codes.taken_in", f"codes:{file.pk}", by=name_of(by), at=at)
    return file


def difference(file: CodesFile) -> Difference:
    return difference_of(changes_of(bytes(file.raw), file.columns))


def difference_of(changes: tuple[library.CodeChange, ...]) -> Difference:
    fields = ("old", "new", "year", "weight", "first_year", "new_since")
    said: set[Change] = {
        (c.old, c.new, c.year, c.weight, c.first_year, c.new_since) for c in changes
    }
    known: set[Change] = set(CodeChange.objects.values_list(*fields))
    return Difference(
        added=tuple(sorted(said - known, key=_in_order)),
        gone=tuple(sorted(known - said, key=_in_order)),
        unchanged=len(said & known),
        split=sum(change.weight < 1 for change in changes),
        pasts=_pasts(known, said),
    )


def _in_order(change: Change) -> tuple[str, int, str]:
    return change[1], change[2], change[0]


def _pasts(known: set[Change], said: set[Change]) -> tuple[Past, ...]:
    """Of the codes that the city's figures are shown of: what is joined to what."""
    shown: dict[str, None] = {}
    for own, beside in Indicator.objects.order_by("order").values_list("own_code", "beside"):
        shown |= dict.fromkeys([own, *(one["code"] for one in beside)])
    now, then = (
        library.by_new_code(
            library.CodeChange(*change) for change in sorted(changes, key=_in_order)
        )
        for changes in (known, said)
    )
    return tuple(
        Past(code, before, after)
        for code in shown
        if (before := _came_from(code, now)) != (after := _came_from(code, then)) and code
    )


def _came_from(code: str, changes: library.Changes) -> tuple[str, ...]:
    return tuple(sorted(library.codes_before(code, changes) - {code}))


@transaction.atomic
def keep(file: CodesFile, *, by: User, at: dt.datetime) -> None:
    """What the file says is all there is from now on; all of it or nothing."""
    file = _decided(file, State.KEPT, at=at)
    changes = changes_of(bytes(file.raw), file.columns)
    CodeChange.objects.all().delete()
    CodeChange.objects.bulk_create(
        CodeChange(
            old=change.old,
            new=change.new,
            year=change.year,
            weight=change.weight,
            first_year=change.first_year,
            new_since=change.new_since,
            source=file.source,
            file=file,
        )
        for change in changes
    )
    record("codes.kept", f"codes:{file.pk}", by=name_of(by), at=at)


@transaction.atomic
def refuse(file: CodesFile, *, by: User, at: dt.datetime) -> None:
    file = _decided(file, State.REFUSED, at=at)
    record("codes.refused", f"codes:{file.pk}", by=name_of(by), at=at)


def _decided(file: CodesFile, state: State, *, at: dt.datetime) -> CodesFile:
    file = CodesFile.objects.select_for_update().get(pk=file.pk)
    if state not in NEXT[file.state]:
        raise NotPossible(_("A colleague has decided about this file already."))
    file.state, file.decided_at = state, at
    file.save(update_fields=["state", "decided_at"])
    return file
