"""The page of erasure: counts by class and night, and the few answers that people give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.streams import CHUNK
from kominn.erasure import book, due, forms
from kominn.erasure.actions import journals, nights
from kominn.erasure.actions.journals import NotPossible
from kominn.erasure.models import Journal, Night
from kominn.erasure.states import State
from kominn.law.classes import PROPOSALS

Text = str | Promise

SHOWN = 60
asking = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Right.SEE_LAW)
def overview(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    standings = due.standings(today, most=due.MOST_COUNTED + 1)
    told = Night.objects.told().select_related("answered_by").latest_first()
    listed = Journal.objects.select_related("taken_by").latest_first()
    context = {
        "standings": standings,
        "asked": Night.objects.filter(state=State.ASKED).first(),
        "nights": [(night, _by_class(night)) for night in told[:SHOWN]],
        "journals": listed[:SHOWN],
        "has_recipient": book.has_recipient(Path(settings.ARCHIVE_RECIPIENT)),
        "wants_archive": any(
            one.rule.rule == "archive" and one.rule.is_signed_off for one in standings
        ),
        "may_answer": request.user.may(Right.SIGN_OFF),
        "may_take_in": request.user.may(Right.RECORD_APPROVALS),
    }
    return render(request, "erasure/overview.html", context)


def _by_class(night: Night) -> list[tuple[Text, int]]:
    return [
        (PROPOSALS[slug].name if slug in PROPOSALS else slug, number)
        for slug, number in sorted(night.erased.items())
    ]


@asking
@requires(Right.SIGN_OFF)
def agree(request: StaffRequest, pk: int) -> HttpResponse:
    night = get_object_or_404(Night.objects.filter(state=State.ASKED), pk=pk)
    form = forms.SayDay(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["said_day"]
        try:
            nights.answer(night, yes=True, said_day=day, by=request.user, at=timezone.now())
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("Next night it goes on."))
    return _ask(
        request,
        title=_("Let the night go on"),
        words=_("What is erased does not come back."),
        facts=[
            (_("Why we ask"), night.get_why_display()),
            (_("How many would go"), str(night.due)),
            (_("The machine’s day"), timezone.localdate().isoformat()),
        ],
        form=form,
        button=_("Let it go on"),
    )


@require_POST
@requires(Right.SIGN_OFF)
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    night = get_object_or_404(Night, pk=pk)
    try:
        nights.answer(night, yes=False, said_day=None, by=request.user, at=timezone.now())
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("erasure:overview")
    return _done(request, _("Nothing is erased. If it is still so next night, you are asked anew."))


@asking
@requires(Right.RECORD_APPROVALS)
def take_in(request: StaffRequest, pk: int) -> HttpResponse:
    journal = get_object_or_404(Journal.objects.to_confirm(), pk=pk)
    form = forms.TakeIn(request.POST or None)
    if form.is_valid():
        try:
            journals.take_in(journal, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _done(request, _("Recorded: the archive has it. What is in it can go now."))
    return _ask(
        request,
        title=_("The archive has taken it in"),
        words=_("Say so only when the archive has opened the file. Afterwards it is erased here."),
        facts=[(_("File"), journal.name), (_("Concerns in it"), str(journal.count))],
        form=form,
        button=_("Record it"),
    )


@require_safe
@requires(Right.RECORD_APPROVALS)
def file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The encrypted file, to be carried to the archive; nobody here can open it."""
    journal = get_object_or_404(Journal.objects.standing(), pk=pk)
    if not journal.path.is_file():
        raise Http404
    headers = {"Content-Disposition": content_disposition_header(True, journal.name) or ""}
    return StreamingHttpResponse(
        _read(journal.path), content_type="application/octet-stream", headers=headers
    )


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as content:
        while part := content.read(CHUNK):
            yield part


@require_POST
@requires(Right.RECORD_APPROVALS)
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    journal = get_object_or_404(Journal.objects.to_confirm(), pk=pk)
    journals.discard(journal, by=request.user, at=timezone.now())
    return _done(request, _("The file is thrown away. A new one is written next night."))


# --- The page that asks ----------------------------------------------------------------------


def _ask(
    request: StaffRequest,
    *,
    title: Text,
    words: Text,
    button: Text,
    facts: list[tuple[Text, Text]],
    form: django_forms.Form,
) -> HttpResponse:
    context = {"title": title, "words": words, "button": button, "facts": facts, "form": form}
    return render(request, "erasure/ask.html", context)


def _done(request: StaffRequest, words: Text) -> HttpResponse:
    messages.success(request, str(words))
    return redirect("erasure:overview")
