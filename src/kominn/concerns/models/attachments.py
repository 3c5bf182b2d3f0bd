"""The files that came with a concern."""

from __future__ import annotations

import uuid

from django.db import models

from kominn.concerns.models.concern import Concern


class Attachment(models.Model):
    class Privacy:
        sealed = ("reference",)
        ordinary = ("id", "concern", "file_id")
        retention = "As long as its concern; the ciphertext file goes with the row."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="attachments")
    file_id = models.UUIDField(unique=True)
    reference = models.BinaryField(help_text="The file's own key, digest, size, kind and name")

    def __str__(self) -> str:
        return f"attachment {self.id}"
