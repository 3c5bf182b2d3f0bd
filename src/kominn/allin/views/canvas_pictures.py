"""What comes with the pictures of a canvas in the canvas’ own form: they are saved with the words,
and what can’t be taken in takes no word with it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kominn.allin import forms_young as forms
from kominn.allin import pictures
from kominn.allin.models import Concept
from kominn.core.worktime import day_of
from kominn.vault.uploads import SealedUpload


@dataclass(frozen=True, slots=True)
class Sent:
    concept: Concept
    hints_at_danger: bool
    refusals: list[str]


def taken_in(request: HttpRequest, concept: Concept, *, at: dt.datetime) -> Sent:
    """Raises `WrongState` where the idea was handed in meanwhile."""
    refusals = []
    form = forms.Alts(request.POST, pictures=concept.pictures.light())
    worries = False
    if not form.is_valid():
        refusals.append(_("The words of a picture have become too long. Make them shorter."))
    elif form.now():
        written = pictures.describe(concept, was=form.was(), now=form.now(), today=day_of(at))
        worries = written.hints_at_danger
    taken_away(request, concept)
    for upload in request.FILES.getlist("pictures"):
        assert isinstance(upload, SealedUpload)
        try:
            pictures.add(concept, upload, at=at)
        except pictures.Refused as why:
            refusals.append(str(why))
            if why.is_for_now:
                break
    concept.refresh_from_db()
    return Sent(concept, worries, list(dict.fromkeys(refusals)))


def taken_away(request: HttpRequest, concept: Concept) -> None:
    try:
        pictures.remove(concept, uuid.UUID(request.POST["remove"]))
    except (KeyError, ValueError):
        return
