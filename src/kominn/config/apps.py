from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kominn.core.serverkey import server_keys


class ConfigConfig(AppConfig):
    name = "kominn.config"
    label = "config"

    def ready(self) -> None:
        kind = server_keys().kind
        if kind != settings.SERVER_KEY_KIND:
            raise ImproperlyConfigured(
                f"The server key in {settings.SERVER_KEY_FILE} is a {kind} key, "
                f"but these settings serve a {settings.SERVER_KEY_KIND} city."
            )
