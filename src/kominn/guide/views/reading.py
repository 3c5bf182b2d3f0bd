"""The Guide as anyone reads it: on a page, and as sheets for the printer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.core import sheets
from kominn.core.languages import speaks_all_languages
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.guide import forms, printing
from kominn.guide.checklist import tasks
from kominn.guide.models import BestCase, GuidePage, MethodCard, PageKind, Recipe
from kominn.portrait.models import City

CASES_ON_THE_FRONT = 3


def may(request: HttpRequest, right: Right) -> bool:
    """Staff's own pages speak only the languages of the whole site."""
    there = get_language() in settings.WHOLE_SITE_LANGUAGES
    return there and isinstance(request.user, User) and request.user.may(right)


def _language() -> str:
    """The one its own words are read in: the page around them may speak another."""
    language = get_language()
    return language if language in settings.WHOLE_SITE_LANGUAGES else MOTHER_TONGUE


@require_safe
@public
@speaks_all_languages
def front(request: HttpRequest) -> HttpResponse:
    pages = list(GuidePage.objects.shown().in_order())
    context = {
        "recipes": Recipe.with_steps(),
        "recommendations": [one for one in pages if one.kind == PageKind.RECOMMENDATION],
        "inspiration": [one for one in pages if one.kind == PageKind.INSPIRATION],
        "cases": BestCase.objects.shown().in_order()[:CASES_ON_THE_FRONT],
        "cards": MethodCard.objects.shown().count(),
        "form": forms.Find(auto_id="find_%s"),
        "may_edit": may(request, Right.EDIT_GUIDE),
    }
    return render(request, "guide/front.html", context)


@require_safe
@public
@speaks_all_languages
def whole(request: HttpRequest) -> HttpResponse:
    """The Guide as one file to hand over."""
    language = _language()
    pdf = printing.whole(language, city=City.objects.current().name)
    return sheets.answer(pdf, f"guiden-{language}")


@require_safe
@public
@speaks_all_languages
def cards(request: HttpRequest) -> HttpResponse:
    form = forms.Find(request.GET or None)
    found = MethodCard.objects.shown().in_order()
    if form.is_bound:
        form.is_valid()
        minutes, people = (form.cleaned_data.get(name) for name in ("minutes", "people"))
        if minutes:
            found = found.filter(minutes__lte=int(minutes))
        if people:
            found = found.filter(fewest__lte=people, most__gte=people)
    return render(request, "guide/cards.html", {"cards": found, "form": form})


@require_safe
@public
@speaks_all_languages
def card(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(MethodCard.objects.shown(), slug=slug)
    used = Recipe.objects.shown().in_order().filter(steps__method=found).distinct()
    context = {"card": found, "recipes": used, "may_edit": may(request, Right.EDIT_GUIDE)}
    return render(request, "guide/card.html", context)


@require_safe
@public
@speaks_all_languages
def card_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(MethodCard.objects.shown(), slug=slug)
    return sheets.answer(printing.cards([found], _language()), slug)


def _recipe(slug: str) -> Recipe:
    return get_object_or_404(Recipe.with_steps(), slug=slug)


@require_safe
@public
@speaks_all_languages
def recipe(request: HttpRequest, slug: str) -> HttpResponse:
    found = _recipe(slug)
    context = {
        "recipe": found,
        "tasks": tasks(in_language(found.checklist, _language())),
        "may_start": may(request, Right.RUN_COURSES),
        "may_edit": may(request, Right.EDIT_GUIDE),
    }
    return render(request, "guide/recipe.html", context)


@require_safe
@public
@speaks_all_languages
def recipe_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    return sheets.answer(printing.recipe(_recipe(slug), _language()), slug)


@require_safe
@public
@speaks_all_languages
def cases(request: HttpRequest) -> HttpResponse:
    return render(request, "guide/cases.html", {"cases": BestCase.objects.shown().in_order()})


@require_safe
@public
@speaks_all_languages
def case(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(BestCase.objects.shown(), slug=slug)
    context = {
        "case": found,
        "told": printing.told(found, _language()),
        "may_edit": may(request, Right.EDIT_GUIDE),
    }
    return render(request, "guide/case.html", context)


@require_safe
@public
@speaks_all_languages
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(GuidePage.objects.shown(), slug=slug)
    context = {"shown": found, "may_edit": may(request, Right.EDIT_GUIDE)}
    return render(request, "guide/page.html", context)
