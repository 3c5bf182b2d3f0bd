"""One concern is opened, taken and sorted; its names and files are read."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.concerns import staff_forms
from kominn.concerns.actions import handle
from kominn.concerns.actions.unname import take_out
from kominn.concerns.states import Theme
from kominn.concerns.surroundings import surroundings
from kominn.concerns.views import desk
from kominn.core.templatetags.words import day
from kominn.vault.copying import staff_copy
from kominn.vault.files import open_file


@requires(Right.READ_CONCERNS)
@desk.unless_gone
def concern(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A post only shows the page again, with what was typed: the Enter key in any of its fields."""
    return desk.page(request, desk.visible(request.user, pk))


@require_POST
@requires(Right.HOLD_CONCERNS)
@desk.tells_why
def take(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first where a colleague holds it."""
    concern = desk.visible(request.user, pk)
    holder = concern.holder if concern.is_open else None
    if holder and holder != request.user and request.POST.get("from") != str(holder.pk):
        return render(request, "concerns/staff/take.html", {"concern": concern})
    handle.take(concern, by=request.user, at=timezone.now())
    return redirect("concerns:concern", pk=pk)


@require_POST
@requires(Right.HOLD_CONCERNS)
@desk.tells_why
def sort(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = desk.visible(request.user, pk)
    around = surroundings(timezone.localdate())
    form = staff_forms.Sort(request.POST, areas=around.area_choices())
    if not form.is_valid():
        return desk.page(request, concern, wrong=form, sort_form=form)
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
    return desk.after(request, pk, said, where="next", done=staff_forms.Sort)


@require_POST
@requires(Right.READ_CONCERNS)
@desk.tells_why
def names(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    concern = desk.visible(request.user, pk)
    form = staff_forms.OpenNames(request.POST)
    if not staff_forms.is_fit(form, at=timezone.now()):
        return desk.page(request, concern, wrong=form, names_form=form)
    opened = handle.read_names(
        concern, why=form.cleaned_data["why"], by=request.user, at=timezone.now()
    )
    return desk.page(
        request, concern, names=opened or _("The box is empty."), done=form.fields.keys()
    )


@require_POST
@requires(Right.READ_CONCERNS)
@desk.tells_why
def unname(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Out with what came in because someone was in danger, while no law allows keeping it."""
    concern = desk.visible(request.user, pk)
    found, names = request.POST.getlist("found"), bool(request.POST.get("box"))
    if found or names:
        take_out(concern, found, names=names, by=request.user, at=timezone.now())
        messages.success(request, _("It is taken out."), extra_tags="unname")
    else:
        messages.warning(request, _("Tick at least one."), extra_tags="unname")
    return redirect(f"{reverse('concerns:concern', args=[pk])}#unname")


@require_GET
@requires(Right.READ_CONCERNS)
@desk.tells_why
def file(request: StaffRequest, pk: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    """The staff copy: drawn anew or freed from metadata, as a download that can't run anything."""
    concern = desk.visible(request.user, pk)
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
