"""What is forgotten at fixed moments."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session

from kominn.accounts import actions


def forget_old(*, at: dt.datetime) -> None:
    """Invitations that had their time, and sessions that ran out."""
    actions.forget_old_invitations(at=at)
    Session.objects.filter(expire_date__lt=at).delete()
