"""Addresses of casework: tabs beside the talk of one concern, and the city's levels."""

from __future__ import annotations

from django.urls import path

from kominn.casework.views import assessment, decision, levels

app_name = "casework"

urlpatterns = [
    path("innboks/<uuid:pk>/vurdering/", assessment.assessment, name="assessment"),
    path("innboks/<uuid:pk>/vurdering/be/", assessment.ask, name="ask"),
    path(
        "innboks/<uuid:pk>/vurdering/be-en-annen/<uuid:assessment>/",
        assessment.ask_another,
        name="ask_another",
    ),
    path("innboks/<uuid:pk>/vurdering/avslutt/", assessment.call_off, name="call_off"),
    path("innboks/<uuid:pk>/vurdering/min/", assessment.own, name="own"),
    path(
        "innboks/<uuid:pk>/vurdering/<uuid:assessment>/tillegg/",
        assessment.add_thought,
        name="add_thought",
    ),
    path("innboks/<uuid:pk>/vurdering/forslag/", decision.propose, name="propose"),
    path(
        "innboks/<uuid:pk>/vurdering/forslag/<uuid:decision>/trekk/",
        decision.take_back,
        name="take_back",
    ),
    path(
        "innboks/<uuid:pk>/vurdering/forslag/<uuid:decision>/svar/",
        decision.answer,
        name="answer",
    ),
    path("nivaer/", levels.levels, name="levels"),
    path("nivaer/<int:number>/", levels.level, name="level"),
]
