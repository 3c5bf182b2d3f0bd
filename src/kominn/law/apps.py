from __future__ import annotations

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "kominn.law"
    label = "law"
