"""The inbox and one concern: what may be seen is asked of `visible_to`, every time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns import few, interpreters, ports, staff_forms, triage_forms
from kominn.concerns.actions import (
    closing,
    family,
    handle,
    interpreter,
    joining,
    second_reader,
    talk,
)
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.actions.second_reader import NeedsAnotherReader
from kominn.concerns.actions.unname import came_unallowed, found_in, take_out
from kominn.concerns.beside import beside, how_many_told, unopened_ones
from kominn.concerns.conversation import folded
from kominn.concerns.gate import NumberNotTaken
from kominn.concerns.journey import shown
from kominn.concerns.models import Concern, Message, Place, readers_of, second_readers
from kominn.concerns.states import (
    FINISHED,
    OPEN,
    CloseReason,
    ImpossibleStep,
    MessageState,
    State,
    Theme,
)
from kominn.concerns.surroundings import Surroundings, surroundings
from kominn.concerns.told import Said
from kominn.concerns.tongue import is_norwegian
from kominn.concerns.views.near import NotAsked, must_have_answered
from kominn.core.fields import plain
from kominn.core.hints import Hint, hints
from kominn.core.templatetags.words import day
from kominn.vault.actions import NoWrap
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.files import CannotCopy, open_file, staff_copy

PAGE = 50
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
        if any(_typed(request).values()):
            return _page(request, _visible(request.user, pk))
        return redirect("concerns:concern", pk=pk)

    return unless_gone(told)


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
    ports.mark_what_runs(page)
    context = {
        "concerns": page[:PAGE],
        "told_by": how_many_told(page[:PAGE]),
        "unopened": unopened_ones(page[:PAGE]),
        "may_close": request.user.may(Right.CLOSE_CONCERNS),
        "may_hold": request.user.may(Right.HOLD_CONCERNS),
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
    """A post only shows the page again, with what was typed: the Enter key in any of its fields."""
    return _page(request, _visible(request.user, pk))


def _visible(user: User, pk: uuid.UUID) -> Concern:
    seen = Concern.objects.visible_to(user).select_related("area", "holder", "team", "main__holder")
    concern = get_object_or_404(seen, pk=pk)
    must_have_answered(user, concern)
    return concern


def _page(
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
        "readers": _names_of_readers(concern),
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
    kept = {name: value for name, value in _typed(request).items() if name not in done}
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


def _typed(request: StaffRequest) -> dict[str, str]:
    """What stood in the fields of the concern's page when one of its buttons was pressed."""
    names = (name for form in DESK for name in form.base_fields)
    return {name: request.POST[name] for name in names if name in request.POST}


def _without_field(request: StaffRequest, done: Collection[str], **offered: bool) -> list[str]:
    """What was written where the page now has no field for it: shown once more, to be copied."""
    typed = _typed(request)
    lost = (name for name, has_field in offered.items() if not has_field and name not in done)
    return [typed[name] for name in lost if typed.get(name)]


def _after(
    request: StaffRequest, pk: uuid.UUID, said: str, *, where: str, done: type[Form]
) -> HttpResponse:
    """The deed is done and said where it was done; what is half-written elsewhere stays."""
    names = set(done.base_fields)
    concern = _visible(request.user, pk)
    if _half_written(request, concern, names):
        messages.success(request, said)
        return _page(request, concern, done=names)
    messages.success(request, said, extra_tags=where)
    return redirect(f"{reverse('concerns:concern', args=[pk])}#{where}")


def _half_written(request: StaffRequest, concern: Concern, done: Collection[str]) -> bool:
    typed = {name: text for name, text in _typed(request).items() if name not in done}
    stands = {
        "theme": concern.theme,
        "area": concern.area.slug if concern.area else "",
        "due_on": concern.due_on.isoformat(),
    }
    sorted_otherwise = any(typed.get(name, stood) != stood for name, stood in stands.items())
    return sorted_otherwise or any(typed.get(name) for name in DRAFTS)


@require_POST
@requires(Right.HOLD_CONCERNS)
@tells_why
def take(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first where a colleague holds it."""
    concern = _visible(request.user, pk)
    holder = concern.holder if concern.is_open else None
    if holder and holder != request.user and request.POST.get("from") != str(holder.pk):
        return render(request, "concerns/staff/take.html", {"concern": concern})
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
        return _page(request, concern, wrong=form, sort_form=form)
    area = around.area(form.cleaned_data["area"])
    theme = form.cleaned_data["theme"]
    handle.sort(
        concern,
        theme=theme,
        area=area,
        due_on=form.cleaned_data["due_on"],
        by=request.user,
        at=timezone.now(),
    )
    said = _("Saved. Next step by %(day)s. Theme: %(theme)s. Area: %(area)s.") % {
        "day": day(form.cleaned_data["due_on"]),
        "theme": Theme(theme).label,
        "area": area.name if area else _("Not known, or all of it"),
    }
    return _after(request, pk, said, where="next", done=staff_forms.Sort)


@require_POST
@requires(Right.READ_CONCERNS)
@tells_why
def names(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form = staff_forms.OpenNames(request.POST)
    if not staff_forms.is_fit(form, at=timezone.now()):
        return _page(request, concern, wrong=form, names_form=form)
    opened = handle.read_names(
        concern, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
    )
    return _page(request, concern, names=opened or _("The box is empty."), done=form.fields.keys())


@require_POST
@requires(Right.READ_CONCERNS)
@tells_why
def unname(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Out with what came in because someone was in danger, while no law allows keeping it."""
    concern = _visible(request.user, pk)
    found, names = request.POST.getlist("found"), bool(request.POST.get("box"))
    if found or names:
        take_out(concern, found, names=names, by=request.user, at=timezone.now())
        messages.success(request, _("It is taken out."), extra_tags="unname")
    else:
        messages.warning(request, _("Tick at least one."), extra_tags="unname")
    return redirect(f"{reverse('concerns:concern', args=[pk])}#unname")


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@tells_why
def write(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """First a preview of the very page the reporter will see, then it is sent."""
    concern = _visible(request.user, pk)
    form = staff_forms.WriteAsStaff(request.POST)
    fit = staff_forms.is_fit(form, at=timezone.now())
    if request.POST.get("go") == "change":
        return _page(request, concern)
    if not fit:
        return _page(request, concern, wrong=form, write_form=form)
    if request.POST.get("go") != "send":
        two = form.cleaned_data["read_by_two"]
        to_all = form.cleaned_data["to_all"]
        return _preview(request, concern, form.cleaned_data["text"], two=two, to_all=to_all)
    deed = joining.write_to_all if form.cleaned_data["to_all"] else talk.write
    message = deed(
        concern,
        form.cleaned_data["text"],
        token=_token(request, "answer"),
        read_by_two=form.cleaned_data["read_by_two"],
        instead_of=form.cleaned_data["instead_of"],
        by=request.user,
        at=timezone.now(),
    )
    waits = message.state == MessageState.WAITING
    said = _("A colleague reads it before it is sent.") if waits else _("The message is sent.")
    return _after(request, pk, said, where="talk", done=staff_forms.WriteAsStaff)


def _preview(
    request: StaffRequest,
    concern: Concern,
    text: str,
    *,
    two: bool,
    to_all: bool = False,
    reason: str = "",
) -> HttpResponse:
    """What the reporter will see; all that was typed travels along, also what is not sent now."""
    at = timezone.now()
    opened = handle.read(concern, by=request.user, at=at)
    two = bool(text) and (two or opened.read_by_two)
    context = {
        "concern": concern,
        "to": reverse(f"concerns:{'close' if reason else 'write'}", args=[concern.pk]),
        "typed": _typed(request).items(),
        "everybody": joining.everybody(concern, by=request.user) if text and to_all else None,
        "text": text,
        "hints": hints(text, places=surroundings(timezone.localdate(at)).places),
        "two": two,
        "alone": two and not second_readers(concern, of=request.user).exists(),
        "reason": CloseReason(reason).label if reason else "",
        "language": interpreters.name_of(opened.told.language) if opened.told else "",
        "reads": interpreters.read_by(opened.told),
        "in_norwegian": is_norwegian(text),
        "offers_interpreter": request.user.may(Right.HOLD_CONCERNS),
        "said": folded([one for one in opened.said if one.is_for_reporter])[1],
        "at": at,
        "token": request.POST.get("token") or uuid.uuid4(),
        "readers": _names_of_readers(concern),
    }
    return render(request, "concerns/staff/preview.html", context)


@require_POST
@requires(Right.READ_CONCERNS)
@tells_why
def note(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form, at = staff_forms.Note(request.POST), timezone.now()
    if not staff_forms.is_fit(form, at=at):
        return _page(request, concern, wrong=form, note_form=form)
    text = form.cleaned_data["note"]
    token = _token(request, "note")
    found = _found_in_note(request, concern, text)
    if found:
        return _page(request, concern, hinted=found)
    talk.note(concern, text, token=token, by=request.user, at=at)
    return _after(request, pk, _("The note is kept."), where="talk", done=staff_forms.Note)


def _found_in_note(request: StaffRequest, concern: Concern, text: str) -> list[Hint]:
    """What may point to a person, where its writer was not asked about it yet. Colleagues who read
    the same are no news to each other."""
    known = [*surroundings(timezone.localdate()).places, *_names_of_readers(concern)]
    found = hints(text, places=known)
    asked = {plain(one) for one in request.POST.getlist("hinted")}
    return [] if all(hint.found in asked for hint in found) else found


def _names_of_readers(concern: Concern) -> list[str]:
    return [reader.name for reader in readers_of(concern)]


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@tells_why
def release(request: StaffRequest, pk: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The second reader sends what waits, or stops it and says why; its writer puts it away."""
    concern = _visible(request.user, pk)
    waiting = get_object_or_404(Message.objects.filter(concern=concern), pk=message)
    go, at = request.POST.get("go"), timezone.now()
    if go == "send":
        second_reader.release(waiting, send=True, by=request.user, at=at)
    elif go == "put-away":
        talk.put_away(waiting, by=request.user, at=at)
    elif go == "stop":
        form = staff_forms.Stop(request.POST, auto_id=f"stop_{message}_%s")
        if not staff_forms.is_fit(form, at=at):
            return _page(request, concern, wrong=form, stop_form=form)
        why = form.cleaned_data["why_stop"]
        second_reader.release(waiting, send=False, why=why, by=request.user, at=at)
    return redirect(f"{reverse('concerns:concern', args=[pk])}#talk")


@require_POST
@requires(Right.CLOSE_CONCERNS)
@tells_why
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """First a preview of what the reporter will see, then it is finished."""
    concern = _visible(request.user, pk)
    if request.POST.get("go") == "change":
        return _page(request, concern)
    form = staff_forms.Close(request.POST)
    if not staff_forms.is_fit(form, at=timezone.now()):
        return _page(request, concern, wrong=form, close_form=form)
    reason, words = form.cleaned_data["reason"], form.cleaned_data["words"]
    if request.POST.get("go") != "send":
        if concern.is_open:
            closing.check_may_close(concern, by=request.user)
        to_all = form.cleaned_data["words_to_all"]
        return _preview(request, concern, words, two=False, to_all=to_all, reason=reason)
    deed = joining.finish_for_all if form.cleaned_data["words_to_all"] else closing.close
    finished = deed(
        concern,
        reason=reason,
        words=words,
        token=_token(request, "close"),
        instead_of=form.cleaned_data["words_instead_of"],
        by=request.user,
        at=timezone.now(),
    )
    said = (
        _("The concern is finished.")
        if finished
        else _("A colleague reads your closing words first. Then the concern is finished.")
    )
    return _after(request, pk, said, where="finish", done=staff_forms.Close)


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@tells_why
def order(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = _visible(request.user, pk)
    form = staff_forms.Order(request.POST, languages=interpreters.languages())
    if not form.is_valid():
        return _page(request, concern, wrong=form, order_form=form)
    token = _token(request, "order")
    interpreter.order(concern, form.cleaned_data, token=token, by=request.user, at=timezone.now())
    said = (
        _("The order goes to the interpreting service by e-mail: %(address)s.")
        % {"address": settings.INTERPRETER_ADDRESS}
        if settings.INTERPRETER_ADDRESS
        else _("It is noted, but nothing is ordered yet. Call the interpreting service.")
    )
    return _after(request, pk, said, where="interpreter", done=staff_forms.Order)


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@tells_why
def called(request: StaffRequest, pk: uuid.UUID, order: uuid.UUID) -> HttpResponse:
    """The interpreting service has been called."""
    concern = _visible(request.user, pk)
    noted = get_object_or_404(concern.orders, pk=order)
    interpreter.was_called(noted, by=request.user, at=timezone.now())
    said = _("The interpreter is ordered.")
    return _after(request, pk, said, where="interpreter", done=Form)


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


def _token(request: HttpRequest, deed: str) -> uuid.UUID:
    """The page's own number for one of its deeds, so that sending twice says it once."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("token", "")), deed)
    except ValueError:
        raise PermissionDenied from None
