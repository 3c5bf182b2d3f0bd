"""Which passport a name beside an idea came from: so that it goes with the yes it stands on."""

from __future__ import annotations

from django.db import models

from kominn.allin.models import Credit


class Credited(models.Model):
    credit = models.OneToOneField(Credit, on_delete=models.CASCADE, related_name="credited")
    passport = models.ForeignKey(
        "ambassadors.Passport", on_delete=models.CASCADE, related_name="credited"
    )

    class Privacy:
        personal = ("credit", "passport")
        ordinary = ("id",)
        retention = "With the name, which goes with the passport, its name or its yes."

    def __str__(self) -> str:
        return f"credited {self.pk}"
