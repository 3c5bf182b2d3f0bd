"""Where what must be recorded before real use is seen and changed."""

from __future__ import annotations

from django.urls import path

from kominn.law import views

app_name = "law"

urlpatterns = [
    path("lov/", views.overview, name="overview"),
    path("lov/godkjenning/", views.record_approval, name="record_approval"),
    path("lov/godkjenning/<int:pk>/avslutt/", views.end_approval, name="end_approval"),
    path("lov/hjemmel/", views.add_legal_basis, name="add_legal_basis"),
    path("lov/hjemmel/<int:pk>/ny/", views.new_version, name="new_version"),
    path("lov/hjemmel/<int:pk>/avslutt/", views.end_legal_basis, name="end_legal_basis"),
    path("lov/hjemmel/<int:pk>/signer/", views.sign_off_legal_basis, name="sign_off_legal_basis"),
    path("lov/lagring/<slug:slug>/", views.change_rule, name="change_rule"),
    path("lov/lagring/<slug:slug>/signer/", views.sign_off, name="sign_off"),
    path("lov/lagring/<slug:slug>/stopp/", views.withdraw_sign_off, name="withdraw_sign_off"),
]
