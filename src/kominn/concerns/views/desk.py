"""The page of one concern, where all its deeds are done and half-written words are kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kominn.accounts.access import StaffRequest
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import few, interpreters, ports, staff_forms, triage_forms
from kominn.concerns.actions import closing, family, handle
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.second_reader import NeedsAnotherReader
from kominn.concerns.actions.unname import came_unallowed, found_in
from kominn.concerns.beside import beside
from kominn.concerns.conversation import folded
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.journey import shown
from kominn.concerns.models import Concern, readers_of, second_readers
from kominn.concerns.states import ImpossibleStep, State
from kominn.concerns.surroundings import Surroundings, surroundings
from kominn.concerns.told import Said
from kominn.concerns.views.near import NotAsked, must_have_answered
from kominn.core.hints import Hint
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.copying import CannotCopy
from kominn.vault.refusals import NoWrap

REFUSALS = (
    CannotCopy,
    ImpossibleStep,
    NotTheHolder,
    NeedsAnotherReader,
    NumberNotTaken,
    UnreadWords,
)
DESK: tuple[type[Form], ...] = (
    staff_forms.WriteAsStaff,
    staff_forms.Note,
    staff_forms.Sort,
    staff_forms.Order,
    staff_forms.Close,
    staff_forms.OpenNames,
)
"""The forms of one concern's page: whichever of their buttons is pressed, all fields are sent."""
DRAFTS = ("text", "note", "words", "why", "reason", "way")
"""What is lost where the page is shown without them."""
P = ParamSpec("P")


def unless_gone(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """What the reporter takes back, or the reader loses the key to, at this very moment is gone."""

    @wraps(view)
    def looked(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (NoWrap, Concern.DoesNotExist):
            raise Http404 from None
        except NotAsked as unanswered:
            return unanswered.question(request)

    return looked


def tells_why(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """A deed that can't be done shows the concern with the sentence why, and all that was typed."""

    @wraps(view)
    def told(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        pk: Any = kwargs["pk"]
        try:
            return view(request, *args, **kwargs)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        except CannotOpen:
            messages.error(request, _("This can’t be opened: it is gone, or was changed."))
        if any(typed(request).values()):
            return page(request, visible(request.user, pk))
        return redirect("concerns:concern", pk=pk)

    return unless_gone(told)


def visible(user: User, pk: uuid.UUID) -> Concern:
    """What may be seen is asked of `visible_to`, every time."""
    seen = Concern.objects.visible_to(user).select_related("area", "holder", "team", "main__holder")
    concern = get_object_or_404(seen, pk=pk)
    must_have_answered(user, concern)
    return concern


def page(
    request: StaffRequest,
    concern: Concern,
    *,
    wrong: Form | None = None,
    done: Collection[str] = (),
    names: str | None = None,
    hinted: Collection[Hint] = (),
    **forms: Form,
) -> HttpResponse:
    """Open and show; whoever sees this page stands in the audit chain.

    What was typed in the page's other fields comes back; `done` are those whose deed is done.
    """
    at = timezone.now()
    try:
        opened = handle.read(concern, by=request.user, at=at)
    except CannotOpen:
        handle.note_lost_key(concern, by=request.user, at=at)
        return render(request, "concerns/staff/lost.html", {"concern": concern})
    around = surroundings(timezone.localdate(at))
    shut = not around.takes_named and concern.state != State.WITHDRAWN
    may_unname = shut and came_unallowed(opened.told, at=at)
    notices = list(messages.get_messages(request))
    stop, which = forms.pop("stop_form", None), request.POST.get("message", "")
    earlier, latest = folded(opened.said)
    ports.mark_what_runs([concern])
    measures = ports.casework().measures_of(concern)
    ending = next((one for one in opened.said if one.waits and one.close_reason), None)
    holds = concern.leading.holder_id == request.user.pk
    may_close = request.user.may(Right.CLOSE_CONCERNS)
    keeps_open = next((one.keeps_open for one in measures if one.keeps_open), "")
    offers_end = (
        holds
        and may_close
        and concern.is_open
        and concern.state != State.ASSESSED
        and not (ending or keeps_open)
    )
    context = {
        "concern": concern,
        "told": opened.told,
        "measures": measures,
        "keeps_open": keeps_open,
        "offers_end": offers_end,
        "unsent": _without_field(
            request,
            done,
            words=offers_end,
            text=holds and concern.leading.is_open,
            note=concern.state != State.WITHDRAWN,
        ),
        "answers": shown(opened.told.answers, around.area_choices()) if opened.told else [],
        "danger": family.gravest([concern.danger, *([opened.told.danger] if opened.told else [])]),
        "earlier": _talk(earlier, stop, which),
        "talk": _talk(latest, stop, which),
        "files": opened.files,
        "orders": [(order, interpreters.in_words(details)) for order, details in opened.orders],
        "has_names": opened.has_names,
        "read_by_two": opened.read_by_two,
        "alone": not second_readers(concern, of=request.user).exists(),
        "may_admit": request.user.may(Right.ADMIT_TO_TEAMS),
        "readers": names_of_readers(concern),
        "left": few.left(concern, request.user),
        "holds": holds,
        "may_write": concern.leading.is_open,
        "to_read": _to_read(opened.said, request.user)
        if concern.state != State.WITHDRAWN
        else None,
        "closing": ending,
        "closed_on": closing.closed_on(concern),
        "token": uuid.uuid4(),
        "may_hold": request.user.may(Right.HOLD_CONCERNS),
        "may_close": may_close,
        "names": names,
        "hinted": hinted,
        "may_unname": may_unname,
        "pointing": found_in(opened.told, opened.said, around.places) if may_unname else [],
        "language_name": interpreters.name_of(opened.told.language) if opened.told else "",
        "reads": interpreters.read_by(opened.told),
        "today": timezone.localdate(at),
        "number": interpreters.number_to_call(),
        "wrong": wrong,
        "messages": [notice for notice in notices if not notice.extra_tags],
        "notices": {notice.extra_tags: notice for notice in notices if notice.extra_tags},
        **beside(concern, request.user),
        **_forms(request, concern, opened, around, done=done, today=timezone.localdate(at)),
        **forms,
    }
    return render(request, "concerns/staff/concern.html", context)


def _to_read(said: list[Said], reader: User) -> Said | None:
    """What a colleague has written, and this reader can send on."""
    return next((one for one in said if one.waits and one.author_id != reader.pk), None)


def _talk(said: list[Said], wrong: Form | None, which: str) -> list[tuple[Said, Form, bool]]:
    """Each message, with the form to stop it, and whether that one was filled in wrongly."""
    return [
        (one, wrong, True)
        if wrong and one.pk == which
        else (one, staff_forms.Stop(auto_id=f"stop_{one.pk}_%s"), False)
        for one in said
    ]


def _forms(
    request: StaffRequest,
    concern: Concern,
    opened: handle.Opened,
    around: Surroundings,
    *,
    done: Collection[str],
    today: dt.date,
) -> dict[str, Form]:
    kept = {name: value for name, value in typed(request).items() if name not in done}
    language = opened.told.language if opened.told else ""
    stands = {
        "theme": concern.theme,
        "area": concern.area.slug if concern.area else "",
        "due_on": concern.due_on,
        "language": language,
        "needed_on": today,
        # Closing words are for all who told the same, unless the writer says otherwise.
        "words_to_all": request.method != "POST",
    }
    known = stands | kept
    return {
        "write_form": staff_forms.WriteAsStaff(initial=known),
        "note_form": staff_forms.Note(initial=known),
        "close_form": staff_forms.Close(initial=known),
        "names_form": staff_forms.OpenNames(initial=known),
        "sort_form": staff_forms.Sort(initial=known, areas=around.area_choices()),
        "reopen_form": triage_forms.Reopen(auto_id="reopen_%s"),
        "order_form": staff_forms.Order(initial=known, languages=interpreters.languages()),
    }


def typed(request: StaffRequest) -> dict[str, str]:
    """What stood in the fields of the concern's page when one of its buttons was pressed."""
    names = (name for form in DESK for name in form.base_fields)
    return {name: request.POST[name] for name in names if name in request.POST}


def _without_field(request: StaffRequest, done: Collection[str], **offered: bool) -> list[str]:
    """What was written where the page now has no field for it: shown once more, to be copied."""
    written = typed(request)
    lost = (name for name, has_field in offered.items() if not has_field and name not in done)
    return [written[name] for name in lost if written.get(name)]


def after(
    request: StaffRequest, pk: uuid.UUID, said: str, *, where: str, done: type[Form]
) -> HttpResponse:
    """The deed is done and said where it was done; what is half-written elsewhere stays."""
    names = set(done.base_fields)
    concern = visible(request.user, pk)
    if _half_written(request, concern, names):
        messages.success(request, said)
        return page(request, concern, done=names)
    messages.success(request, said, extra_tags=where)
    return redirect(f"{reverse('concerns:concern', args=[pk])}#{where}")


def _half_written(request: StaffRequest, concern: Concern, done: Collection[str]) -> bool:
    written = {name: text for name, text in typed(request).items() if name not in done}
    stands = {
        "theme": concern.theme,
        "area": concern.area.slug if concern.area else "",
        "due_on": concern.due_on.isoformat(),
    }
    sorted_otherwise = any(written.get(name, stood) != stood for name, stood in stands.items())
    return sorted_otherwise or any(written.get(name) for name in DRAFTS)


def names_of_readers(concern: Concern) -> list[str]:
    return [reader.name for reader in readers_of(concern)]


def token_of(request: HttpRequest, deed: str) -> uuid.UUID:
    """The page's own number for one of its deeds, so that sending twice says it once."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("token", "")), deed)
    except ValueError:
        raise PermissionDenied from None
