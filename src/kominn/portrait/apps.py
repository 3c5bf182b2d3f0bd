from __future__ import annotations

from django.apps import AppConfig


class PortraitConfig(AppConfig):
    name = "kominn.portrait"
    label = "portrait"
