"""Where a file of areas stands, until somebody has said yes or no to it; drawn in docs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    WAITING = "waiting", _("Waits for somebody to look at what changed")
    KEPT = "kept", _("The areas are so")
    REFUSED = "refused", _("Changed nothing")


NEXT: dict[str, frozenset[str]] = {
    FileState.WAITING: frozenset({FileState.KEPT, FileState.REFUSED}),
    FileState.KEPT: frozenset(),
    FileState.REFUSED: frozenset(),
}
