from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.plan.views import catalogue, measures, plan

measure_pages = [
    path("", measures.measures, name="measures"),
    path("nytt/", measures.start, name="start"),
    path("katalog/", catalogue.catalogue, name="catalogue"),
    path("katalog/nytt/", catalogue.add_kind, name="add_kind"),
    path("katalog/<slug:slug>/", catalogue.change_kind, name="change_kind"),
    path("<uuid:pk>/", measures.measure, name="measure"),
    path("<uuid:pk>/endre/", measures.change, name="change"),
    path("<uuid:pk>/vurder/", measures.review, name="review"),
    path("<uuid:pk>/overlat/", measures.hand_over, name="hand_over"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("planen/", plan.plan, name="plan"),
    path("tiltak/", include((measure_pages, "measures"))),
]
