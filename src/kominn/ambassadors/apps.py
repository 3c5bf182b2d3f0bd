from __future__ import annotations

from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "kominn.ambassadors"
    label = "ambassadors"
