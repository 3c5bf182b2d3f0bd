"""The inbox and one concern: what may be seen is asked of `visible_to`, every time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import conversation, forms, interpreters, staff_forms
from kominn.concerns.actions import handle
from kominn.concerns.actions.handle import NeedsAnotherReader, NotTheHolder
from kominn.concerns.journey import shown
from kominn.concerns.models import Concern, Message, Place, readers_of
from kominn.concerns.states import FINISHED, OPEN, ImpossibleStep
from kominn.concerns.surroundings import surroundings
from kominn.vault.actions import NoWrap
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.files import CannotCopy, open_file, staff_copy

PAGE = 50
REFUSALS = (CannotCopy, ImpossibleStep, NotTheHolder, NeedsAnotherReader)
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

    return looked


def tells_why(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """A deed that can't be done sends the reader back to the concern with the sentence why."""
    view = unless_gone(view)

    @wraps(view)
    def told(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        except CannotOpen:
            messages.error(request, _("The file can’t be opened: it is gone, or was changed."))
        return redirect("concerns:concern", pk=kwargs["pk"])

    return told


@require_GET
@requires(Right.READ_CONCERNS)
def inbox(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    which = request.GET.get("vis", "apne")
    concerns = Concern.objects.select_related("area", "holder")
    if which == "mine":
        concerns = concerns.held_by(request.user)
    states = FINISHED if which == "ferdige" else OPEN
    after = _place(request.GET.get("etter", ""))
    page = concerns.most_urgent(PAGE + 1, to=request.user, states=states, after=after)
    context = {
        "concerns": page[:PAGE],
        "more": page[PAGE - 1] if len(page) > PAGE else None,
        "which": which,
        "today": today,
        "further": bool(after),
    }
    return render(request, "concerns/staff/inbox.html", context)


def _place(text: str) -> Place | None:
    """Where the last page ended, as `2026-11-24.<id>`; nonsense begins from the top."""
    day, _, pk = text.partition(".")
    try:
        return dt.date.fromisoformat(day), uuid.UUID(pk)
    except ValueError:
        return None


@requires(Right.READ_CONCERNS)
@unless_gone
def concern(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    return _page(request, _visible(request.user, pk))


def _visible(user: User, pk: uuid.UUID) -> Concern:
    seen = Concern.objects.visible_to(user).select_related("area", "holder", "team")
    return get_object_or_404(seen, pk=pk)


def _page(request: StaffRequest, concern: Concern, **notes: Any) -> HttpResponse:
    """Open and show; whoever sees this page stands in the audit chain."""
    at = timezone.now()
    opened = handle.read(concern, by=request.user, at=at)
    around = surroundings(timezone.localdate(at))
    holds = concern.holder_id == request.user.pk
    context = {
        "concern": concern,
        "told": opened.told,
        "answers": shown(opened.told.answers, around.area_choices()),
        "said": opened.said,
        "files": [
            (attachment.pk, conversation.open_attachment(attachment, opened.key))
            for attachment in concern.attachments.all()
        ],
        "orders": [
            (order, interpreters.name_of(conversation.open_order(order, opened.key)["language"]))
            for order in concern.orders.all()
        ],
        "readers": [reader.name for reader in readers_of(concern)],
        "holds": holds,
        "token": uuid.uuid4(),
        "note_token": uuid.uuid4(),
        "close_token": uuid.uuid4(),
        "order_token": uuid.uuid4(),
        "may_close": request.user.may(Right.CLOSE_CONCERNS),
        "names": None,
        "language_name": interpreters.name_of(opened.told.language),
        "today": timezone.localdate(at),
        "write_form": staff_forms.WriteAsStaff(),
        "note_form": forms.Write(auto_id="note_%s"),
        "close_form": staff_forms.Close(auto_id="close_%s"),
        "names_form": staff_forms.OpenNames(),
        "sort_form": staff_forms.Sort(
            initial={
                "theme": concern.theme,
                "area": concern.area.slug if concern.area else "",
                "due_on": concern.due_on,
            },
            areas=around.area_choices(),
        ),
        "order_form": staff_forms.Order(
            initial={"language": opened.told.language, "needed_on": timezone.localdate(at)},
            languages=interpreters.languages(),
            auto_id="order_%s",
        ),
        **notes,
    }
    return render(request, "concerns/staff/concern.html", context)


@require_POST
@requires(Right.HOLD_CONCERNS)
@tells_why
def take(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    handle.take(concern, by=request.user, at=timezone.now())
    return redirect("concerns:concern", pk=pk)


@require_POST
@requires(Right.HOLD_CONCERNS)
@tells_why
def sort(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    around = surroundings(timezone.localdate())
    form = staff_forms.Sort(request.POST, areas=around.area_choices())
    if not form.is_valid():
        return _page(request, concern, sort_form=form)
    handle.sort(
        concern,
        theme=form.cleaned_data["theme"],
        area=around.area(form.cleaned_data["area"]),
        due_on=form.cleaned_data["due_on"],
        by=request.user,
        at=timezone.now(),
    )
    return redirect("concerns:concern", pk=pk)


@require_POST
@requires(Right.READ_CONCERNS)
@unless_gone
def names(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form = staff_forms.OpenNames(request.POST)
    if not form.is_valid():
        return _page(request, concern, names_form=form)
    opened = handle.read_names(
        concern, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
    )
    return _page(request, concern, names=opened or _("The box is empty."))


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@tells_why
def write(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """First a preview of the very page the reporter will see, then it is sent."""
    concern = _visible(request.user, pk)
    form = staff_forms.WriteAsStaff(request.POST)
    if not form.is_valid() or request.POST.get("go") == "change":
        return _page(request, concern, write_form=form)
    if request.POST.get("go") != "send":
        return _preview(request, concern, form)
    handle.write(
        concern,
        form.cleaned_data["text"],
        token=_token(request),
        read_by_two=form.cleaned_data["read_by_two"],
        by=request.user,
        at=timezone.now(),
    )
    return redirect("concerns:concern", pk=pk)


def _preview(
    request: StaffRequest, concern: Concern, form: staff_forms.WriteAsStaff
) -> HttpResponse:
    at = timezone.now()
    opened = handle.read(concern, by=request.user, at=at)
    context = {
        "concern": concern,
        "form": form,
        "text": form.cleaned_data["text"],
        "two": form.cleaned_data["read_by_two"] or opened.told.by_minor,
        "minor": opened.told.by_minor,
        "language": interpreters.name_of(opened.told.language),
        "said": [one for one in opened.said if one.is_for_reporter],
        "at": at,
        "token": request.POST.get("token") or uuid.uuid4(),
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "concerns/staff/preview.html", context)


@require_POST
@requires(Right.READ_CONCERNS)
@unless_gone
def note(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form = forms.Write(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _page(request, concern, note_form=form)
    text = form.cleaned_data["text"]
    handle.note(concern, text, token=_token(request), by=request.user, at=timezone.now())
    return redirect("concerns:concern", pk=pk)


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@tells_why
def release(request: StaffRequest, pk: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The second reader of what is written to a minor sends it or stops it."""
    concern = _visible(request.user, pk)
    waiting = get_object_or_404(Message.objects.filter(concern=concern), pk=message)
    go = request.POST.get("go")
    if go in ("send", "stop"):
        handle.release(waiting, send=go == "send", by=request.user, at=timezone.now())
    return redirect("concerns:concern", pk=pk)


@require_POST
@requires(Right.CLOSE_CONCERNS)
@tells_why
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form = staff_forms.Close(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _page(request, concern, close_form=form)
    handle.close(
        concern,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
        token=_token(request),
        by=request.user,
        at=timezone.now(),
    )
    messages.info(request, _("The concern is finished."))
    return redirect("concerns:concern", pk=pk)


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@unless_gone
def order(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form = staff_forms.Order(request.POST, languages=interpreters.languages(), auto_id="order_%s")
    if not form.is_valid():
        return _page(request, concern, order_form=form)
    handle.order_interpreter(
        concern, form.cleaned_data, token=_token(request), by=request.user, at=timezone.now()
    )
    if settings.INTERPRETER_ADDRESS:
        messages.info(request, _("The order is sent to the interpreting service."))
    else:
        messages.warning(request, _("The order is written down. Call the interpreting service."))
    return redirect("concerns:concern", pk=pk)


@require_GET
@requires(Right.READ_CONCERNS)
@tells_why
def file(request: StaffRequest, pk: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    """The staff copy: drawn anew or freed from metadata, as a download that can't run anything."""
    concern = _visible(request.user, pk)
    attached = get_object_or_404(concern.attachments, pk=attachment)
    reference = handle.read_file(concern, attached, by=request.user, at=timezone.now())
    copy, content_type = staff_copy(open_file(reference), reference.kind)
    response = HttpResponse(copy, content_type=content_type)
    inline = content_type.startswith("image/")
    ending = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}.get(
        content_type, "txt"
    )
    response["Content-Disposition"] = (
        f'{"inline" if inline else "attachment"}; filename="{concern.short}.{ending}"'
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _token(request: HttpRequest) -> uuid.UUID:
    """The page's own number for what is sent, so that sending twice says it once."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        raise PermissionDenied from None
