"""Which figures about the city count as need."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right
from kominn.support import actions, forms
from kominn.support.models import Ingredient
from kominn.support.states import Domain, Kind
from kominn.support.views.desk import add_to


@requires(Right.WEIGH_NEED)
def ingredients(request: StaffRequest) -> HttpResponse:
    form = forms.OneIngredient(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.count_in(
                told["indicator"],
                domain=Domain(told["domain"]),
                kind=Kind(told["kind"]),
                more_is_need=told["direction"] == "more",
                year=told["year"],
                mean=told["mean"] / 100,
                spread=told["spread"] / 100,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotPossible as reason:
            add_to(form, reason)
        else:
            return redirect("support:ingredients")
    rows = Ingredient.objects.select_related("indicator").order_by("domain", "indicator__slug")
    context = {"form": form, "ingredients": rows}
    return render(request, "support/ingredients.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Right.WEIGH_NEED)
def take_out(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Ingredient, pk=pk)
    actions.count_out(found, by=request.user, at=timezone.now())
    return redirect("support:ingredients")
