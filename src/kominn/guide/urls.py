from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.guide.views import courses, reading, writing

pages = [
    path("", reading.front, name="front"),
    path("hele/", reading.whole, name="whole"),
    path("kort/", reading.cards, name="cards"),
    path("kort/<slug:slug>/", reading.card, name="card"),
    path("kort/<slug:slug>/ark/", reading.card_sheet, name="card_sheet"),
    path("oppskrift/<slug:slug>/", reading.recipe, name="recipe"),
    path("oppskrift/<slug:slug>/ark/", reading.recipe_sheet, name="recipe_sheet"),
    path("oppskrift/<slug:slug>/start/", courses.start, name="start"),
    path("kurs/<uuid:pk>/a-gjore/", courses.to_do, name="to_do"),
    path("kurs/<uuid:pk>/<slug:sheet>/", courses.sheet, name="course_sheet"),
    path("kurs/<uuid:pk>/kort/<int:day>/", courses.cards_of_day, name="course_cards"),
    path("eksempler/", reading.cases, name="cases"),
    path("eksempler/<slug:slug>/", reading.case, name="case"),
    path("side/<slug:slug>/", reading.page, name="page"),
    path("skriv/", writing.overview, name="overview"),
    path("skriv/<slug:kind>/", writing.add, name="add"),
    path("skriv/<slug:kind>/<slug:slug>/", writing.change, name="change"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("guiden/", include((pages, "guide")))]
