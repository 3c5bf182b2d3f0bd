"""An interpreter is ordered for a talk about a concern."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import interpreters, staff_forms
from kominn.concerns.actions import interpreter
from kominn.concerns.views import desk


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@desk.tells_why
def order(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = desk.visible(request.user, pk)
    form = staff_forms.Order(request.POST, languages=interpreters.languages())
    if not form.is_valid():
        return desk.page(request, concern, wrong=form, order_form=form)
    token = desk.token_of(request, "order")
    interpreter.order(concern, form.cleaned_data, token=token, by=request.user, at=timezone.now())
    said = (
        _("The order goes to the interpreting service by e-mail: %(address)s.")
        % {"address": settings.INTERPRETER_ADDRESS}
        if settings.INTERPRETER_ADDRESS
        else _("It is noted, but nothing is ordered yet. Call the interpreting service.")
    )
    return desk.after(request, pk, said, where="interpreter", done=staff_forms.Order)


@require_POST
@requires(Right.TALK_WITH_REPORTERS)
@desk.tells_why
def called(request: StaffRequest, pk: uuid.UUID, order: uuid.UUID) -> HttpResponse:
    """The interpreting service has been called."""
    concern = desk.visible(request.user, pk)
    noted = get_object_or_404(concern.orders, pk=order)
    interpreter.was_called(noted, by=request.user, at=timezone.now())
    said = _("The interpreter is ordered.")
    return desk.after(request, pk, said, where="interpreter", done=Form)
