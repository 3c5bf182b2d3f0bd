from __future__ import annotations

from django.apps import AppConfig


class AllinConfig(AppConfig):
    name = "kominn.allin"
    label = "allin"
