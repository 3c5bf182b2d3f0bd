"""What is told to others: written down, and printed as it was given."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.casework import following_forms as forms
from kominn.casework.actions import disclose as deeds
from kominn.casework.actions.follow import CannotFollow
from kominn.casework.forms import basis_choices
from kominn.casework.models import Disclosure
from kominn.casework.views.assessment import (
    REFUSALS,
    known_bases,
    token_of,
    unless_gone,
    visible,
)
from kominn.concerns.models import readers_of
from kominn.concerns.staff_forms import is_fit


@require_http_methods(["GET", "POST"])
@requires(Right.READ_CONCERNS)
@unless_gone
def disclose(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern, at = visible(request.user, pk), timezone.now()
    known = known_bases(at)
    bases = basis_choices(known, get_language() or "nb")
    initial: dict[str, Any] = {"on": timezone.localdate(at)}
    if request.method == "GET":
        prepared = deeds.prepare(concern, by=request.user, at=at)
        if prepared:
            proposal = prepared[1]
            initial |= {
                "recipient": proposal.recipient,
                "text": proposal.told,
                "basis": f"{proposal.basis}@{proposal.basis_from}",
            }
    form = forms.Disclose(request.POST or None, initial=initial, bases=bases)
    if is_fit(form, at=at):
        chosen = dict(zip((value for value, _label in bases), known, strict=True))
        try:
            made = deeds.disclose(
                concern,
                chosen[form.cleaned_data["basis"]],
                form.given(),
                on=form.cleaned_data["on"],
                token=token_of(request),
                by=request.user,
                at=at,
            )
        except CannotFollow as reason:
            field = reason.field if reason.field in form.fields else None
            form.add_error(field, ValidationError(str(reason)))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is written down, and can’t be changed."))
            return redirect("casework:disclosure", pk=pk, disclosure=made.pk)
    context = {
        "concern": concern,
        "readers": [reader.name for reader in readers_of(concern)],
        "form": form,
        "token": request.POST.get("token") or uuid.uuid4(),
    }
    return render(request, "casework/disclose.html", context)


@require_GET
@requires(Right.READ_CONCERNS)
@unless_gone
def disclosure(request: StaffRequest, pk: uuid.UUID, disclosure: uuid.UUID) -> HttpResponse:
    """The sheet: exactly what was given, and nothing else."""
    concern = visible(request.user, pk)
    seen = Disclosure.objects.visible_to(request.user).filter(concern=concern)
    found = get_object_or_404(seen.select_related("legal_basis", "by", "concern"), pk=disclosure)
    given = deeds.read(found, by=request.user, at=timezone.now())
    context = {
        "concern": concern,
        "disclosure": found,
        "given": given,
        "readers": [reader.name for reader in readers_of(concern)],
    }
    return render(request, "casework/disclosure.html", context)
