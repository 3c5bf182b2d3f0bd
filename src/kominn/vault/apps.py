from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "kominn.vault"
    label = "vault"
