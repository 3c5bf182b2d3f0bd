"""How a domain tells its part of the demo city: dated deeds, merged in time order by `config`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody does at a moment; it runs through the domain's own actions."""

    at: dt.datetime
    do: Callable[[dt.datetime], None]
