"""Where days away, turns on duty and crisis contacts are written down."""

from __future__ import annotations

from django.urls import path

from kominn.roster import views

urlpatterns = [
    path("vakt/fravaer/", views.absences, name="absences"),
    path("vakt/fravaer/kollega/<int:pk>/", views.absences_of, name="absences_of"),
    path("vakt/fravaer/<int:pk>/tilbake/", views.be_back, name="be_back"),
    path("vakt/fravaer/<int:pk>/stedfortreder/", views.choose_deputy, name="choose_deputy"),
    path("vakt/krise/", views.crisis_contacts, name="crisis_contacts"),
    path("vakt/krise/<int:pk>/avslutt/", views.end_crisis_contact, name="end_crisis_contact"),
    path("vakt/tur/<int:pk>/fjern/", views.take_off_duty, name="take_off_duty"),
    path("vakt/team/<slug:slug>/", views.shifts, name="shifts"),
    path("vakt/team/<slug:slug>/uker/", views.take_turns, name="take_turns"),
]
