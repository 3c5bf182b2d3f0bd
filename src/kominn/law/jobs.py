"""What is done by the clock."""

from __future__ import annotations

import datetime as dt

from kominn.law import actions


def end_what_ran_out(*, at: dt.datetime) -> None:
    """Approvals whose last day is over are ended for good."""
    actions.end_what_ran_out(at=at)
