"""A copy for the person concerned or a guardian: for whom, passage by passage, and the sheet."""

from __future__ import annotations

import datetime as dt
import uuid

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.casework.actions import person as deeds
from kominn.casework.actions.person import ForPerson
from kominn.casework.forms_copy import Choosing, WhoGets, WriteOut
from kominn.casework.person import Notice, openings_for_guardian
from kominn.casework.states import ToWhom
from kominn.casework.views.assessment import token_of, unless_gone, visible
from kominn.casework.views.person import unless_lost
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.models import Concern, readers_of
from kominn.concerns.staff_forms import is_fit
from kominn.concerns.surroundings import surroundings
from kominn.core.unsent import unsent
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.tokens import open_state, seal_state

PURPOSE = "copy for a person"
MAX_AGE = dt.timedelta(hours=12)


@require_http_methods(["GET", "POST"])
@requires(Right.HOLD_CONCERNS)
@unless_gone
@unless_lost
def copy(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Nothing is kept until the last page; the sheet is the answer to that very post."""
    concern, at = visible(request.user, pk), timezone.now()
    found = deeds.read(concern, by=request.user, at=at)
    if "state" in request.POST:
        return _choose(request, concern, found, at)
    form = WhoGets(request.POST or None)
    if not is_fit(form, at=at):
        return _ask_who(request, concern, found, form)
    choosing = Choosing(form.given(), token_of(request))
    return _go_on(request, concern, found, choosing, at)


def _ask_who(
    request: StaffRequest, concern: Concern, found: ForPerson, form: Form, *, too_old: bool = False
) -> HttpResponse:
    context = {
        **_frame(concern, found),
        "form": form,
        "too_old": too_old,
        "unsent": unsent(request.POST) if too_old else [],
        "token": uuid.uuid4(),
    }
    return render(request, "casework/copy.html", context)


def _choose(
    request: StaffRequest, concern: Concern, found: ForPerson, at: dt.datetime
) -> HttpResponse:
    try:
        choosing = _opened(request, concern, at)
    except CannotOpen:
        return _ask_who(request, concern, found, WhoGets(), too_old=True)
    chapters = choosing.of_page(found.to_copy(choosing.given))
    form = WriteOut(request.POST, chapters=chapters, choosing=choosing, places=_places(at))
    if not is_fit(form, at=at):
        return _show(request, concern, found, form, at)
    form.keep()
    return _go_on(request, concern, found, choosing, at)


def _go_on(
    request: StaffRequest, concern: Concern, found: ForPerson, choosing: Choosing, at: dt.datetime
) -> HttpResponse:
    """The next page; after the last one the sheet."""
    chapters = choosing.ask_next(found.to_copy(choosing.given))
    if chapters:
        form = WriteOut(chapters=chapters, choosing=choosing, places=_places(at))
        return _show(request, concern, found, form, at)
    language, is_guardian = choosing.given.language, choosing.given.is_for_guardian
    discreet = choosing.given.needs_view
    try:
        with override(language):
            made, written = deeds.give_copy(
                concern,
                choosing.whole,
                seen=set(choosing.chosen),
                token=choosing.token,
                by=request.user,
                at=at,
            )
            told = [
                (
                    one,
                    notice.to_reader(is_guardian=is_guardian) if notice else "",
                )
                for one, notice in found.told
                if not one.is_exception and not (discreet and _is_the_persons_own(notice))
            ]
    except (deeds.NotPossible, NumberNotTaken) as reason:
        found = deeds.read(concern, by=request.user, at=at)
        chapters = choosing.ask_next(found.to_copy(choosing.given))
        form = WriteOut(chapters=chapters, choosing=choosing, places=_places(at))
        return _show(request, concern, found, form, at, refused=str(reason))
    context = {
        "concern": concern,
        "copy": made,
        "given": choosing.whole,
        "chapters": written,
        "hidden": found.hidden,
        "has_names": found.has_names,
        "openings": openings_for_guardian(found.openings) if discreet else found.openings,
        "told": told,
        "city": surroundings(timezone.localdate(at)).city,
        "language": language,
    }
    return render(request, "casework/sheet.html", context)


def _is_the_persons_own(notice: Notice | None) -> bool:
    """A talk with the young person alone; one that can't be read is taken for it."""
    return notice is None or notice.to_whom == ToWhom.PERSON


def _show(
    request: StaffRequest,
    concern: Concern,
    found: ForPerson,
    form: WriteOut,
    at: dt.datetime,
    *,
    refused: str = "",
) -> HttpResponse:
    choosing = form.choosing
    number = sum(len(one.passages) for one in found.to_copy(choosing.given))
    sealed = {"concern": concern.pk.hex, "by": request.user.pk} | choosing.state()
    context = {
        **_frame(concern, found),
        "form": form,
        "parts": form.parts(),
        "given": choosing.given,
        "why": choosing.why,
        "refused": refused,
        "first": len(choosing.chosen) + 1,
        "last": len(choosing.chosen) + len(choosing.asked),
        "number": number,
        "state": seal_state(sealed, purpose=PURPOSE, at=at),
    }
    return render(request, "casework/copy_choose.html", context)


def _places(at: dt.datetime) -> list[str]:
    return surroundings(timezone.localdate(at)).places


def _opened(request: StaffRequest, concern: Concern, at: dt.datetime) -> Choosing:
    """What stands sealed in the page opens for its own reader and concern alone."""
    data = open_state(request.POST["state"], purpose=PURPOSE, at=at, max_age=MAX_AGE)
    if (data["concern"], data["by"]) != (concern.pk.hex, request.user.pk):
        raise CannotOpen
    return Choosing.from_state(data)


def _frame(concern: Concern, found: ForPerson) -> dict[str, object]:
    return {
        "concern": concern,
        "readers": [reader.name for reader in readers_of(concern)],
        "running": found.running,
        "hidden": found.hidden,
    }
