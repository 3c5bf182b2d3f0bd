"""Words are written, shown as their reader will see them, read by a colleague, and sent."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import interpreters, staff_forms
from kominn.concerns.actions import closing, handle, joining, second_reader, talk
from kominn.concerns.conversation import folded
from kominn.concerns.models import Concern, Message, second_readers
from kominn.concerns.states import CloseReason, MessageState
from kominn.concerns.surroundings import surroundings
from kominn.concerns.tongue import is_norwegian
from kominn.concerns.views import desk
from kominn.core.fields import plain
from kominn.core.hints import Hint, hints


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@desk.tells_why
def write(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """First a preview of the very page the reporter will see, then it is sent."""
    concern = desk.visible(request.user, pk)
    form = staff_forms.WriteAsStaff(request.POST)
    fit = staff_forms.is_fit(form, at=timezone.now())
    if request.POST.get("go") == "change":
        return desk.page(request, concern)
    if not fit:
        return desk.page(request, concern, wrong=form, write_form=form)
    if request.POST.get("go") != "send":
        two = form.cleaned_data["read_by_two"]
        to_all = form.cleaned_data["to_all"]
        return _preview(request, concern, form.cleaned_data["text"], two=two, to_all=to_all)
    deed = joining.write_to_all if form.cleaned_data["to_all"] else talk.write
    message = deed(
        concern,
        form.cleaned_data["text"],
        token=desk.token_of(request, "answer"),
        read_by_two=form.cleaned_data["read_by_two"],
        instead_of=form.cleaned_data["instead_of"],
        by=request.user,
        at=timezone.now(),
    )
    waits = message.state == MessageState.WAITING
    said = _("A colleague reads it before it is sent.") if waits else _("The message is sent.")
    return desk.after(request, pk, said, where="talk", done=staff_forms.WriteAsStaff)


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
        "typed": desk.typed(request).items(),
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
        "readers": desk.names_of_readers(concern),
    }
    return render(request, "concerns/staff/preview.html", context)


@require_POST
@requires(Right.READ_CONCERNS)
@desk.tells_why
def note(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = desk.visible(request.user, pk)
    form, at = staff_forms.Note(request.POST), timezone.now()
    if not staff_forms.is_fit(form, at=at):
        return desk.page(request, concern, wrong=form, note_form=form)
    text = form.cleaned_data["note"]
    token = desk.token_of(request, "note")
    found = _found_in_note(request, concern, text)
    if found:
        return desk.page(request, concern, hinted=found)
    talk.note(concern, text, token=token, by=request.user, at=at)
    return desk.after(request, pk, _("The note is kept."), where="talk", done=staff_forms.Note)


def _found_in_note(request: StaffRequest, concern: Concern, text: str) -> list[Hint]:
    """What may point to a person, where its writer was not asked about it yet. Colleagues who read
    the same are no news to each other."""
    known = [*surroundings(timezone.localdate()).places, *desk.names_of_readers(concern)]
    found = hints(text, places=known)
    asked = {plain(one) for one in request.POST.getlist("hinted")}
    return [] if all(hint.found in asked for hint in found) else found


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@desk.tells_why
def release(request: StaffRequest, pk: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    """The second reader sends what waits, or stops it and says why; its writer puts it away."""
    concern = desk.visible(request.user, pk)
    waiting = get_object_or_404(Message.objects.filter(concern=concern), pk=message)
    go, at = request.POST.get("go"), timezone.now()
    if go == "send":
        second_reader.release(waiting, send=True, by=request.user, at=at)
    elif go == "put-away":
        talk.put_away(waiting, by=request.user, at=at)
    elif go == "stop":
        form = staff_forms.Stop(request.POST, auto_id=f"stop_{message}_%s")
        if not staff_forms.is_fit(form, at=at):
            return desk.page(request, concern, wrong=form, stop_form=form)
        why = form.cleaned_data["why_stop"]
        second_reader.release(waiting, send=False, why=why, by=request.user, at=at)
    return redirect(f"{reverse('concerns:concern', args=[pk])}#talk")


@require_POST
@requires(Right.CLOSE_CONCERNS)
@desk.tells_why
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """First a preview of what the reporter will see, then it is finished."""
    concern = desk.visible(request.user, pk)
    if request.POST.get("go") == "change":
        return desk.page(request, concern)
    form = staff_forms.Close(request.POST)
    if not staff_forms.is_fit(form, at=timezone.now()):
        return desk.page(request, concern, wrong=form, close_form=form)
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
        token=desk.token_of(request, "close"),
        instead_of=form.cleaned_data["words_instead_of"],
        by=request.user,
        at=timezone.now(),
    )
    said = (
        _("The concern is finished.")
        if finished
        else _("A colleague reads your closing words first. Then the concern is finished.")
    )
    return desk.after(request, pk, said, where="finish", done=staff_forms.Close)
