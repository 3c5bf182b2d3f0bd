"""The schedule: what is to be done at fixed moments, each done once."""

from __future__ import annotations

from django.db import models


class Tick(models.Model):
    """One scheduled moment of one job; the row is the lock that lets only one worker do it."""

    class Privacy:
        ordinary = ("id", "job", "due_at")
        retention = (
            "Twice as long as between two times of the rarest job, then erased by the schedule."
        )

    job = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "due_at"], name="a_job_is_done_once_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.due_at:%Y-%m-%d %H:%M}"
