"""What is done by the clock."""

from __future__ import annotations

import datetime as dt

from kominn.erasure.actions import nights


def every_night(*, at: dt.datetime) -> None:
    """What is due goes; what is unusual asks first."""
    nights.run(at=at)
