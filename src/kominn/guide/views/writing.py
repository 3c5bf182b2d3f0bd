"""Where staff write the Guide: every page in three languages, seen before it is saved."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.guide import actions, printing
from kominn.guide.checklist import tasks
from kominn.guide.models import BestCase, GuidePage, MethodCard, Piece, Recipe, RecipeStep
from kominn.guide.writing_forms import FORMS, Write

READ_AT = {"kort": "guide:card", "oppskrift": "guide:recipe", "eksempel": "guide:case",
           "side": "guide:page"}  # fmt: skip


@require_safe
@requires(Right.EDIT_GUIDE)
def overview(request: StaffRequest) -> HttpResponse:
    """Everything in the Guide, also what is not shown."""
    groups = [
        ("oppskrift", gettext("Recipes"), Recipe.objects.in_order()),
        ("kort", gettext("Method cards"), MethodCard.objects.in_order()),
        ("eksempel", gettext("Best cases"), BestCase.objects.in_order()),
        ("side", gettext("Recommendations and inspiration"), GuidePage.objects.in_order()),
    ]
    return render(request, "guide/overview.html", {"groups": groups})


@requires(Right.EDIT_GUIDE)
def add(request: StaffRequest, kind: str) -> HttpResponse:
    form_class = _form(kind)
    return _write(request, kind, form_class.model(order=1000), form_class(request.POST or None))


@requires(Right.EDIT_GUIDE)
def change(request: StaffRequest, kind: str, slug: str) -> HttpResponse:
    form_class = _form(kind)
    piece = get_object_or_404(form_class.model._default_manager, slug=slug)
    return _write(request, kind, piece, form_class(request.POST or None, piece=piece))


def _form(kind: str) -> type[Write]:
    if kind not in FORMS:
        raise Http404
    return FORMS[kind]


def _write(request: StaffRequest, kind: str, piece: Piece, form: Write) -> HttpResponse:
    seen = _mark(form)
    preview: dict[str, Any] = {}
    if form.is_valid():
        if "preview" in request.POST:
            preview = _preview(piece, form)
        elif request.POST.get("seen", "") != seen:
            form.add_error(
                None,
                gettext(
                    "A colleague has saved this page meanwhile. Yours is below, untouched: look at "
                    "theirs in another window, then save once more."
                ),
            )
        else:
            piece.slug = form.slug
            actions.write(piece, form.facts(), by=request.user, at=timezone.now())
            messages.success(request, gettext("Saved."))
            shown = piece.active
            return redirect(READ_AT[kind], piece.slug) if shown else redirect("guide:overview")
    context = {"form": form, "kind": kind, "piece": piece, "seen": seen, "shown": preview}
    return render(request, "guide/write.html", context | preview)


def _mark(form: Write) -> str:
    """What stood there when the form was made, in a few signs."""
    told = form.told(form.piece) if form.piece else {}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _preview(piece: Piece, form: Write) -> dict[str, Any]:
    """The page as it would be, made of what was typed; nothing of it is saved."""
    language, facts = get_language() or MOTHER_TONGUE, form.facts()
    as_typed = type(piece)()
    actions.fill(as_typed, facts)
    found: dict[str, Any] = {"typed": as_typed, "card": as_typed, "case": as_typed}
    if isinstance(as_typed, BestCase):
        found["told"] = printing.told(as_typed, language)
    if isinstance(as_typed, Recipe):
        found |= {
            "steps": [RecipeStep(**step) for step in facts["steps"]],
            "recipe": as_typed,
            "tasks": tasks(in_language(as_typed.checklist, language)),
        }
    return found
