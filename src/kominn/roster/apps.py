from __future__ import annotations

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "kominn.roster"
    label = "roster"
