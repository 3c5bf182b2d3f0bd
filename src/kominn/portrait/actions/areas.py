"""A file of areas is kept as it came; once somebody has said yes, the areas are as it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.portrait.actions.outlines import AreasError, Columns, DrawnArea, free_slug, read_areas
from kominn.portrait.actions.redrawing import Kept, New, Redrawing, redrawing_of
from kominn.portrait.history import DESCRIBED, last_change
from kominn.portrait.models import Area, AreaBefore, AreaFile, Recoding
from kominn.portrait.states import NEXT, FileState


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


def columns_of(mapping: Mapping[str, str]) -> Columns:
    """As a file keeps them: `{"code": "nr", "municipalities": "0709 0728"}`."""
    return Columns(
        code=mapping.get("code", ""),
        name=mapping.get("name", ""),
        population=mapping.get("population", ""),
        municipality=mapping.get("municipality", ""),
        municipalities=tuple(mapping.get("municipalities", "").replace(",", " ").split()),
    )


@transaction.atomic
def take_in(
    data: bytes,
    *,
    columns: Mapping[str, str],
    valid_from: dt.date,
    population_on: dt.date,
    source: str,
    by: User,
    at: dt.datetime,
    today: dt.date,
) -> AreaFile:
    """Keep a file that can be read; an `AreasError` for one that cannot. No area changes yet."""
    if valid_from > today:
        raise NotPossible(_("The areas can’t be changed ahead of the day. Come back then."))
    newest = last_change()
    if newest and valid_from < newest:
        raise NotPossible(_too_early(newest))
    redrawing = redrawing_of(
        read_areas(data, columns_of(columns)), list(Area.objects.current(valid_from))
    )
    _refuse_too_early(redrawing, valid_from)
    if not redrawing.changes_anything:
        raise NotPossible(_("The areas are as this file says already."))
    try:
        with transaction.atomic():
            file = AreaFile.objects.create(
                raw=data,
                sha256=sha256(data).hexdigest(),
                size=len(data),
                columns=dict(columns),
                valid_from=valid_from,
                population_on=population_on,
                source=source,
                taken_at=at,
            )
    except IntegrityError:
        raise NotPossible(_("Another file of areas waits for somebody to look at it.")) from None
    record("areas.taken_in", f"areas:{file.pk}", by=name_of(by), at=at)
    return file


def difference(file: AreaFile) -> Redrawing:
    """What the file would change today."""
    drawn = read_areas(bytes(file.raw), columns_of(file.columns))
    return redrawing_of(drawn, list(Area.objects.current(file.valid_from).by_name()))


@transaction.atomic
def keep(file: AreaFile, *, seen: str, by: User, at: dt.datetime) -> None:
    """The areas become what the file says; what they were is kept. All of it or nothing."""
    file = _decided(file, FileState.KEPT, at=at)
    try:
        redrawing = difference(file)
    except AreasError:
        raise NotPossible(_moved()) from None
    if redrawing.mark != seen:
        raise NotPossible(_moved())
    _refuse_too_early(redrawing, file.valid_from)
    detail = {
        "from": file.valid_from.isoformat(),
        "new": str(len(redrawing.new)),
        "ended": str(len(redrawing.ended)),
        "changed": str(len(redrawing.changed)),
    }
    _keep_what_was(redrawing, file)
    for ended in redrawing.ended:
        Area.objects.filter(pk=ended.area.pk).update(valid_to=file.valid_from)
    recoded = [(kept.area, kept.area.code, kept.entry.code) for kept in redrawing.kept]
    now = {kept.entry.code: _change(kept, file) for kept in redrawing.kept}
    now |= {new.entry.code: _begin(new, file) for new in redrawing.new}
    taken_over = [(area, old, new, 1.0) for area, old, new in recoded if old != new]
    taken_over += [
        (ended.area, ended.area.code, entry.code, share)
        for ended in redrawing.ended
        for entry, share in ended.heirs
    ]
    Recoding.objects.bulk_create(
        Recoding(
            old=area,
            new=now[new],
            old_code=old,
            new_code=new,
            year=file.valid_from.year,
            share=share,
        )
        for area, old, new, share in taken_over
    )
    record("areas.kept", f"areas:{file.pk}", by=name_of(by), at=at, detail=detail)


@transaction.atomic
def refuse(file: AreaFile, *, by: User, at: dt.datetime) -> None:
    """Somebody has looked and says no: the file stays, and no area changes."""
    file = _decided(file, FileState.REFUSED, at=at)
    record("areas.refused", f"areas:{file.pk}", by=name_of(by), at=at)


def _decided(file: AreaFile, state: FileState, *, at: dt.datetime) -> AreaFile:
    file = AreaFile.objects.select_for_update().get(pk=file.pk)
    if state not in NEXT[file.state]:
        raise NotPossible(_("A colleague has decided about this file already."))
    file.state, file.decided_at = state, at
    file.save(update_fields=["state", "decided_at"])
    return file


def _moved() -> str:
    return str(_("The areas have changed since you looked. Look at the difference again."))


def _refuse_too_early(redrawing: Redrawing, day: dt.date) -> None:
    """History is written forwards. Only what a day's own file said may be said better."""
    newest = last_change()
    if newest and (day < newest or (day == newest and not redrawing.same_codes)):
        raise NotPossible(_too_early(newest))


def _too_early(newest: dt.date) -> str:
    sentence = _("The areas changed last on %(day)s. A file must hold from a later day.")
    return str(sentence) % {"day": newest.isoformat()}


def _keep_what_was(redrawing: Redrawing, file: AreaFile) -> None:
    """A better file of the very day on which an area became what it is leaves no trace in it."""
    same_day = AreaBefore.objects.filter(valid_to=file.valid_from).values_list("area", flat=True)
    begun = {kept.area.pk for kept in redrawing.kept if kept.area.valid_from == file.valid_from}
    written = {*same_day, *begun}
    AreaBefore.objects.bulk_create(
        AreaBefore(
            area=kept.area,
            valid_to=file.valid_from,
            **{name: getattr(kept.area, name) for name in DESCRIBED},
        )
        for kept in redrawing.changed
        if kept.area.pk not in written
    )


def _change(kept: Kept, file: AreaFile) -> Area:
    area, entry = kept.area, kept.entry
    if not kept.changed:
        return area
    area.code = entry.code
    area.name = entry.name or area.name
    _describe(area, entry, file)
    area.save()
    return area


def _begin(new: New, file: AreaFile) -> Area:
    entry = new.entry
    area = Area(
        slug=free_slug(entry.name),
        code=entry.code,
        name=entry.name,
        valid_from=file.valid_from,
    )
    _describe(area, entry, file)
    area.save()
    for before in new.sources:
        for neighbourhood in before.neighbourhoods.all():
            neighbourhood.areas.add(area)
    return area


def _describe(area: Area, entry: DrawnArea, file: AreaFile) -> None:
    area.outline = entry.outline.geometry
    area.bounds = list(entry.outline.bounds)
    area.centre_longitude, area.centre_latitude = entry.outline.centre
    area.outline_source = file.source
    if entry.population is not None:
        area.population = entry.population
        area.population_on = file.population_on
        area.source = file.source
