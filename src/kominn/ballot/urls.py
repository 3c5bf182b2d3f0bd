from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kominn.ballot.views import desk, paper, results, voting

pages = [
    path("stem/", voting.enter, name="enter"),
    path("stem/legg-i/", voting.cast, name="cast"),
    path("stem/<uuid:pk>/", results.vote, name="vote"),
    path("stem/<uuid:pk>/kroner/", results.follow, name="follow"),
    path("stem/<uuid:pk>/tell.json", results.data, name="data"),
    path("stem/<uuid:pk>/stemmer.pb", results.pabulib, name="pabulib"),
    path("stem/<uuid:pk>/oppgave/", results.exercise, name="exercise"),
    path("avstemninger/", desk.votes, name="votes"),
    path("avstemninger/ny/", desk.begin, name="begin"),
    path("avstemninger/tell/", desk.count_file, name="count_file"),
    path("avstemninger/<uuid:pk>/", desk.prepare, name="prepare"),
    path("avstemninger/<uuid:pk>/linje/", desk.add_line, name="add_line"),
    path("avstemninger/linje/<uuid:pk>/bort/", desk.take_off, name="take_off"),
    path("avstemninger/<uuid:pk>/kunngjor/", desk.announce, name="announce"),
    path("avstemninger/<uuid:pk>/stopp/", desk.stop, name="stop"),
    path("avstemninger/<uuid:pk>/tell/", desk.count, name="count"),
    path("avstemninger/<uuid:pk>/sedler/", paper.slips, name="slips"),
    path("avstemninger/<uuid:pk>/ny-seddel/", paper.replace, name="replace"),
    path("avstemninger/<uuid:pk>/tatt-inn/", paper.take_in, name="take_in"),
    path("avstemninger/<uuid:pk>/papir/", paper.read_in, name="read_in"),
    path("avstemninger/<uuid:pk>/stemmeark/", paper.ballot_paper, name="ballot_paper"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("ungdom/", include((pages, "ballot")))]
