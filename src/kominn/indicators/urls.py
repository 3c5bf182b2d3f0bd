from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.indicators.views import desk, open

pages = [
    path("byen/tall/", open.figures, name="figures"),
    path("byen/tall/<slug:slug>/", open.figure, name="figure"),
    path("byen/tall/<slug:slug>/tall.csv", open.figure_csv, name="figure_csv"),
    path("byen/tall/<slug:slug>/tall.json", open.figure_json, name="figure_json"),
    path("tallbord/", desk.desk, name="desk"),
    path("tallbord/<slug:slug>/", desk.dataset, name="dataset"),
    path("tallbord/fil/<int:pk>/", desk.vintage, name="vintage"),
    path("tallbord/fil/<int:pk>/vis/", desk.keep, name="keep"),
    path("tallbord/fil/<int:pk>/forkast/", desk.refuse, name="refuse"),
    path("tallbord/fil/<int:pk>/original/", desk.raw, name="raw"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((pages, "indicators")))]
