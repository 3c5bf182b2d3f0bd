from __future__ import annotations

from django.urls import path

from kominn.portrait import views

urlpatterns = [path("byen/", views.city, name="city")]
