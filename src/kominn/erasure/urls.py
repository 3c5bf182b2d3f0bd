"""Where it is seen what was erased, and where a person answers."""

from __future__ import annotations

from django.urls import path

from kominn.erasure import views

app_name = "erasure"

urlpatterns = [
    path("lov/sletting/", views.overview, name="overview"),
    path("lov/sletting/natt/<int:pk>/", views.agree, name="agree"),
    path("lov/sletting/natt/<int:pk>/nei/", views.refuse, name="refuse"),
    path("lov/sletting/journal/<int:pk>/", views.take_in, name="take_in"),
    path("lov/sletting/journal/<int:pk>/fil/", views.file, name="file"),
    path("lov/sletting/journal/<int:pk>/forkast/", views.discard, name="discard"),
]
