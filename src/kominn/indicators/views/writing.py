"""Where staff write the city's story: three languages, seen before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.indicators.actions import writing
from kominn.indicators.actions.importing import NotPossible
from kominn.indicators.forms_story import WriteChapter
from kominn.indicators.models import Indicator, Passage, Wording
from kominn.indicators.story import Chapter, Figures, chapter
from kominn.indicators.typed import proposals
from kominn.portrait.models import City

EARLIER_SHOWN = 20


@require_safe
@requires(Right.KEEP_FIGURES)
def overview(request: StaffRequest) -> HttpResponse:
    """The chapters in order, and what was typed into them, in any language, that has grown old."""
    known = _known().by_slug.values()
    rows = [
        {
            "wording": one,
            "old": {(old.indicator, old.then.period) for old in proposals(one.text, known)},
        }
        for one in Wording.objects.known_on(None)
    ]
    return render(request, "indicators/chapters.html", {"rows": rows})


@requires(Right.KEEP_FIGURES)
def add(request: StaffRequest) -> HttpResponse:
    figures = _known()
    form = WriteChapter(request.POST or None, known=figures.by_slug)
    if form.is_valid() and "preview" not in request.POST:
        try:
            writing.begin(form.slug, form.words(), by=request.user, at=timezone.now())
        except NotPossible as problem:
            form.add_error("heading_nb", str(problem))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("indicators:chapters")
    return _shown(request, form, figures, {})


@requires(Right.KEEP_FIGURES)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    passage = get_object_or_404(Passage, slug=slug)
    earlier = list(passage.wordings.order_by("-pk")[: EARLIER_SHOWN + 1])
    stands, figures = earlier[0], _known()
    form = WriteChapter(request.POST or None, known=figures.by_slug, wording=stands)
    seen = _number(request.POST.get("seen", "")) or stands.pk
    if form.is_valid() and "preview" not in request.POST:
        try:
            writing.rewrite(
                passage,
                form.words(),
                instead_of=seen,
                by=request.user,
                at=timezone.now(),
            )
        except NotPossible as problem:
            form.add_error(None, str(problem))
            seen = stands.pk
        else:
            messages.success(request, gettext("Saved."))
            return redirect("indicators:chapters")
    words = {code: form[f"text_{code}"].value() or "" for code in stands.text}
    context = {
        "seen": seen,
        "stands": stands,
        "passage": passage,
        "earlier": earlier[1:],
        "proposals": proposals(words, figures.by_slug.values()),
    }
    return _shown(request, form, figures, context)


@require_POST
@requires(Right.KEEP_FIGURES)
def move(request: StaffRequest, slug: str) -> HttpResponse:
    passage = get_object_or_404(Passage, slug=slug)
    up = request.POST.get("up") == "1"
    writing.move(passage, up=up, by=request.user, at=timezone.now())
    return redirect("indicators:chapters")


def _known() -> Figures:
    """Every figure there is: staff may name any."""
    return Figures(
        Indicator.objects.values_list("slug", flat=True),
        own_name=City.objects.current().name,
        today=timezone.localdate(),
        known_on=None,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _shown(
    request: StaffRequest, form: WriteChapter, figures: Figures, context: dict[str, Any]
) -> HttpResponse:
    preview = _preview(form, figures) if form.is_valid() and not form.errors else None
    context |= {"form": form, "preview": preview, "known": figures.by_slug.values()}
    status = 422 if form.errors else 200
    return render(request, "indicators/write_chapter.html", context, status=status)


def _preview(form: WriteChapter, figures: Figures) -> list[Chapter]:
    """The chapter as it would be in each language that was typed; nothing of it is saved."""
    as_typed = Wording(passage=Passage(slug="slik"), **form.words())
    return [chapter(as_typed, figures, language) for language in as_typed.text]
