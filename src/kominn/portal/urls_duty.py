"""The roster, its sheet for the wall, the hours in which somebody reads, and the closed days."""

from __future__ import annotations

from django.urls import path

from kominn.portal import duty

urlpatterns = [
    path("vakt/", duty.duty, name="duty"),
    path("vakt/team/<slug:slug>/ark/", duty.duty_sheet, name="duty_sheet"),
    path("vakt/timer/", duty.hours_of_week, name="duty_hours"),
    path("vakt/stengt/", duty.closed_days, name="closed_days"),
    path("vakt/stengt/<slug:mark>/apne/", duty.open_on, name="open_on"),
]
