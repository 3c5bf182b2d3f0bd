from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.allin import story_card
from kominn.allin.views import (
    calls,
    cards,
    concepts,
    courses,
    phones,
    projects,
    queue,
    saying,
    stories,
    young,
)

pages = [
    path("", young.young, name="young"),
    path("bli-med/", young.enter, name="enter"),
    path("bli-med/<slug:code>/", young.join, name="join"),
    path("her/", young.here, name="here"),
    path("her/si/", saying.say, name="say"),
    path("her/si/<uuid:pk>/", saying.own_statement, name="own_statement"),
    path("ytringer/", queue.queue, name="queue"),
    path("ytringer/<uuid:pk>/", queue.read_statement, name="read_statement"),
    path("anker/", queue.appeals, name="appeals"),
    path("anker/<uuid:pk>/", queue.judge, name="judge"),
    path("her/ga/", young.leave, name="leave"),
    path("venter/", concepts.waiting, name="waiting"),
    path("ide/<uuid:pk>/", concepts.concept, name="concept"),
    path("ide/<uuid:pk>/historie/", stories.story, name="story"),
    path("ide/<uuid:pk>/historie.png", stories.picture, name="story_picture"),
    path(
        "ide/<uuid:pk>/historie-liten.png",
        stories.picture,
        {"scale": story_card.SMALL},
        name="story_small",
    ),
    path("ide/<uuid:pk>/historie.pdf", stories.paper, name="story_paper"),
    path("ide/<uuid:pk>/skriv/", young.write, name="write"),
    path("ide/<uuid:pk>/flett/", young.merge, name="merge"),
    path("kort/<slug:secret>/", cards.card, name="card"),
    path("kort/varsel.js", phones.worker, name="card_worker"),
    path("kort/<slug:secret>/varsel/", phones.phone, name="card_phone"),
    path("kort/<slug:secret>/app.webmanifest", phones.manifest, name="card_manifest"),
    path("ide/<uuid:pk>/kort/", cards.first_card, name="first_card"),
    path("ide/<uuid:pk>/nytt-kort/", cards.new_card, name="new_card"),
    path("ide/<uuid:pk>/ark.pdf", cards.sheet, name="sheet_pdf"),
    path("ide/<uuid:pk>/ark/", young.sheet, name="sheet"),
    path("ide/<uuid:pk>/lag/", young.join_team, name="join_team"),
    path("ide/<uuid:pk>/les/", concepts.read, name="read"),
    path("ide/<uuid:pk>/svar/", concepts.answer, name="answer"),
    path("ide/<uuid:pk>/to/", concepts.second, name="second"),
    path("ord/<uuid:pk>/", projects.words, name="words"),
    path("kall/<uuid:pk>/", calls.call, name="call"),
    path("ide/<uuid:pk>/prosjekt/", projects.project, name="project"),
    path("kurs/", courses.courses, name="courses"),
    path("kurs/nytt/", courses.start, name="start"),
    path("kurs/<uuid:pk>/", courses.course, name="course"),
    path("kurs/<uuid:pk>/kode/", courses.change_code, name="change_code"),
    path("kurs/<uuid:pk>/plasser/", courses.change_seats, name="change_seats"),
    path("kurs/<uuid:pk>/plakat/", courses.poster, name="poster"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("ungdom/", include((pages, "allin")))]
