"""Addresses of casework: tabs beside the talk of one concern, and the city's levels."""

from __future__ import annotations

from django.urls import path

from kominn.casework.views import assessment, copy, decision, disclosure, following, levels, person

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
    path("innboks/<uuid:pk>/tiltak/", following.measures, name="measures"),
    path("innboks/<uuid:pk>/tiltak/start/", following.begin_in_the_open, name="begin_open"),
    path("innboks/<uuid:pk>/tiltak/for-en-person/", following.begin_for_person, name="begin_help"),
    path("innboks/<uuid:pk>/tiltak/<uuid:measure>/vurder/", following.review, name="review_help"),
    path(
        "innboks/<uuid:pk>/tiltak/<uuid:measure>/overlat/",
        following.hand_over,
        name="hand_help_over",
    ),
    path(
        "innboks/<uuid:pk>/tiltak/<uuid:measure>/samtykke-trukket/",
        following.consent_taken_back,
        name="consent_taken_back",
    ),
    path("innboks/<uuid:pk>/fortalt-videre/", disclosure.disclose, name="disclose"),
    path(
        "innboks/<uuid:pk>/fortalt-videre/<uuid:disclosure>/",
        disclosure.disclosure,
        name="disclosure",
    ),
    path("innboks/<uuid:pk>/den-det-gjelder/", person.person, name="person"),
    path("innboks/<uuid:pk>/den-det-gjelder/varsel/", person.tell, name="tell"),
    path("innboks/<uuid:pk>/den-det-gjelder/unntak/", person.not_yet, name="not_yet"),
    path("innboks/<uuid:pk>/den-det-gjelder/svar/", person.answer, name="answer_of_person"),
    path("innboks/<uuid:pk>/den-det-gjelder/innsyn/", copy.copy, name="copy"),
    path("nivaer/", levels.levels, name="levels"),
    path("nivaer/<int:number>/", levels.level, name="level"),
]
