from __future__ import annotations

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "kominn.participation"
    label = "participation"
