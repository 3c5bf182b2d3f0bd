"""One click signs in as an invented person. Refuses to exist outside the demo.

Three locks, each enough alone: only `demo_urls` has these addresses; importing this module under
other settings fails; and it signs in invented people only. Behind them stands the key: what a real
key sealed, a demo key can't open.
"""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from kominn.accounts.access import BACKEND, StaffRequest, public, remember_second_factor
from kominn.accounts.models import Appointment, User
from kominn.core.serverkey import server_keys

if settings.SERVER_KEY_KIND != "demo" or server_keys().kind != "demo":
    raise ImproperlyConfigured("The demo's sign-in exists in the demo only.")


@require_safe
@public
def people(request: HttpRequest) -> HttpResponse:
    found = User.objects.active().filter(invented=True).by_name()
    running = Appointment.objects.running().filter(user__in=found)
    roles = {appointment.user_id: appointment.held_role for appointment in running}
    people = [(person, roles.get(person.pk)) for person in found]
    return render(request, "config/demo_people.html", {"people": people})


@require_POST
@public
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.active().filter(invented=True), pk=pk)
    login(request, user, backend=BACKEND)
    remember_second_factor(cast(StaffRequest, request))
    return redirect("portal:monday")
