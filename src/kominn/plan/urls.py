from __future__ import annotations

from django.urls import path

from kominn.plan import views

urlpatterns = [path("planen/", views.plan, name="plan")]
