"""What is forgotten at fixed moments."""

from __future__ import annotations

import datetime as dt

from kominn.roster import actions


def forget_old(*, at: dt.datetime) -> None:
    actions.forget_old(at=at)
