from __future__ import annotations

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "kominn.challenges"
    label = "challenges"
