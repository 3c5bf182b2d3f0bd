from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.indicators.views import city, codes, desk, drawings, open, tables, writing

pages = [
    path("byen/tall/", open.figures, name="figures"),
    path("byen/tegninger/", drawings.drawings, name="drawings"),
    path("byen/tall/<slug:slug>/", open.figure, name="figure"),
    path("byen/tall/<slug:slug>/tall.csv", open.figure_csv, name="figure_csv"),
    path("byen/tall/<slug:slug>/tall.json", open.figure_json, name="figure_json"),
    path("byen/tall/<slug:slug>/tall.png", open.figure_png, name="figure_png"),
    path("byen/tall/<slug:slug>/stolper.png", open.figure_bars_png, name="figure_bars_png"),
    path("tallbord/", desk.desk, name="desk"),
    path("tallbord/ny/", tables.add, name="add_table"),
    path("tallbord/tall/<slug:slug>/", tables.change_indicator, name="change_indicator"),
    path("tallbord/tekst/", writing.overview, name="chapters"),
    path("tallbord/tekst/nytt/", writing.add, name="add_chapter"),
    path("tallbord/tekst/kapittel/<slug:slug>/", writing.change, name="chapter"),
    path("tallbord/tekst/kapittel/<slug:slug>/flytt/", writing.move, name="move_chapter"),
    path("tallbord/koder/", codes.codes, name="codes"),
    path("tallbord/koder/<int:pk>/", codes.codes_file, name="codes_file"),
    path("tallbord/koder/<int:pk>/ja/", codes.keep_codes, name="keep_codes"),
    path("tallbord/koder/<int:pk>/nei/", codes.refuse_codes, name="refuse_codes"),
    path("tallbord/koder/<int:pk>/original/", codes.raw_codes, name="raw_codes"),
    path("tallbord/<slug:slug>/", desk.dataset, name="dataset"),
    path("tallbord/<slug:slug>/endre/", tables.change, name="change_table"),
    path("tallbord/<slug:slug>/lesing/", tables.reading, name="reading"),
    path("tallbord/<slug:slug>/prove/", tables.sample, name="sample"),
    path("tallbord/<slug:slug>/vis/", tables.add_indicator, name="add_indicator"),
    path("tallbord/<slug:slug>/hent/", desk.fetch, name="fetch"),
    path("tallbord/fil/<int:pk>/", desk.vintage, name="vintage"),
    path("tallbord/fil/<int:pk>/vis/", desk.keep, name="keep"),
    path("tallbord/fil/<int:pk>/forkast/", desk.refuse, name="refuse"),
    path("tallbord/fil/<int:pk>/original/", desk.raw, name="raw"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("byen/", city.city, name="city"),
    path("", include((pages, "indicators"))),
]
