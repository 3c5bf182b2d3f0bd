"""The page a called grown-up opens: what was written that hints at danger, and never by whom."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.allin import forms
from kominn.allin.cards import cards
from kominn.allin.hanging import hanging, has_looked
from kominn.participation import calling
from kominn.participation.models import Call
from kominn.participation.states import CallEnd


@requires(Right.RUN_COURSES, Right.HOLD_CONCERNS)
def call(request: StaffRequest, pk: str) -> HttpResponse:
    at = timezone.now()
    visible = Call.objects.visible_to(request.user, timezone.localdate(at))
    found = get_object_or_404(visible.select_related("adult", "looked_by"), pk=pk)
    there = hanging(found)
    form = forms.Looked(request.POST or None, initial={"seen": there.mark})
    if form.is_valid():
        came_of_it = CallEnd(form.cleaned_data["came_of_it"])
        try:
            seen = form.cleaned_data["seen"]
            has_looked(found, came_of_it, seen=seen, by=request.user, at=at)
            messages.success(request, _("Thank you. What was written is read as all else now."))
        except calling.WrongState as reason:
            messages.error(request, str(reason))
            return redirect("allin:call", pk)
        return redirect("portal:monday")
    calling.note_read(found, by=request.user, at=at)
    concepts = [
        (
            one,
            cards(one, {}),
            [picture for picture in there.pictures if picture.concept_id == one.pk],
        )
        for one in there.concepts
    ]
    context = {"call": found, "concepts": concepts, "statements": there.statements, "form": form}
    return render(request, "allin/call.html", context)
