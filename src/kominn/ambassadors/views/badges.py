"""Is this badge real? And what those who verify on their own ask for: keys, issuer, revocations."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from kominn.accounts.access import public
from kominn.ambassadors import badges
from kominn.ambassadors import forms_young as forms
from kominn.ambassadors.models import Badge, Revoked, SigningKey
from kominn.ambassadors.states import Step
from kominn.core.languages import speaks_all_languages


def _published(told: object) -> JsonResponse:
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public
def keys(request: HttpRequest) -> HttpResponse:
    return _published(badges.key_set())


@public
def key(request: HttpRequest, pk: str) -> HttpResponse:
    return _published(badges.public_key(get_object_or_404(SigningKey, pk=pk)))


@public
def issuer(request: HttpRequest) -> HttpResponse:
    return _published(badges.issuer())


@public
def achievement(request: HttpRequest, step: str) -> HttpResponse:
    if step not in badges.ACHIEVEMENTS:
        raise Http404
    return _published({"@context": badges.CONTEXT} | badges.achievement(Step(step)))


@public
def revoked(request: HttpRequest) -> HttpResponse:
    return _published(badges.revocation_list())


@speaks_all_languages
@public
def real(request: HttpRequest) -> HttpResponse:
    """Paste a badge, and read whether the city stands by it."""
    form = forms.PasteBadge(request.POST or None)
    verdict = badges.verify(form.cleaned_data["badge"]) if form.is_valid() else None
    return render(request, "ambassadors/real.html", {"form": form, "verdict": verdict})


@speaks_all_languages
@public
def shown(request: HttpRequest, pk: str) -> HttpResponse:
    """What the square on a certificate leads to. It says the step and the day, and no name."""
    badge = Badge.objects.filter(pk=pk).first()
    taken_back = badge is None and Revoked.objects.filter(badge=pk).exists()
    context = {"badge": badge, "taken_back": taken_back, "city": badges.issuer()["name"]}
    return render(
        request, "ambassadors/shown.html", context, status=200 if badge or taken_back else 404
    )
