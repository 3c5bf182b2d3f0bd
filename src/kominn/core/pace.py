"""How fast things may come from one place, without keeping who came.

The memory holds only token buckets under keyed digests of address prefixes; the key is random,
made anew every day and never stored. Nothing here reaches the database or a log, and a restart
forgets everything. A process has its own memory, so two processes allow at most twice the pace.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
import threading
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

DAY = 86_400.0
HOUR = 3600.0
MOST_PLACES = 50_000
MOST_WAIT = 600.0


@dataclass(slots=True)
class Bucket:
    level: float
    filled_at: float


@dataclass(slots=True)
class Pace:
    """At most `per_hour` at once, refilled evenly over an hour.

    `take` answers how many seconds the caller should wait: 0 within the budget, otherwise the time
    until the queue ahead has drained. It never answers "no", and the queue is never longer than
    `MOST_WAIT`: when a flood ends, those who come after it do not pay for it.
    """

    per_hour: int
    buckets: dict[bytes, Bucket] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, place: bytes, *, now: float, of: int = 1) -> float:
        """Spend one, or so many, and tell the wait in seconds."""
        with self.lock:
            bucket = self._filled(place, now)
            bucket.level = max(bucket.level - of, -self.per_hour * MOST_WAIT / HOUR)
            return self._wait(bucket)

    def wait(self, place: bytes, *, now: float) -> float:
        """The wait one would get, without spending."""
        with self.lock:
            bucket = self._filled(place, now)
            return self._wait(Bucket(bucket.level - 1, now))

    def _filled(self, place: bytes, now: float) -> Bucket:
        if len(self.buckets) > MOST_PLACES:
            self._forget()
        bucket = self.buckets.setdefault(place, Bucket(float(self.per_hour), now))
        grown = (now - bucket.filled_at) * self.per_hour / HOUR
        bucket.level = min(float(self.per_hour), bucket.level + max(grown, 0.0))
        bucket.filled_at = now
        return bucket

    def _wait(self, bucket: Bucket) -> float:
        return min(MOST_WAIT, max(0.0, -bucket.level) * HOUR / self.per_hour)

    def _forget(self) -> None:
        """Memory is finite: the half that has been quiet longest goes, and begins anew."""
        by_last = sorted(self.buckets.items(), key=lambda item: item[1].filled_at)
        self.buckets = dict(by_last[-MOST_PLACES // 2 :])


@dataclass(slots=True)
class Places:
    """Turns addresses into names that mean nothing tomorrow."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    made_at: float = -math.inf

    def place(self, address: str, *, now: float) -> bytes:
        if now - self.made_at > DAY:
            self.key, self.made_at = secrets.token_bytes(32), now
        return hmac.digest(self.key, prefix(address).encode(), "sha256")[:16]


def prefix(address: str) -> str:
    """The /24 or /48 an address lies in: a school or a household, not a person."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    bits = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network((ip, bits), strict=False))


def line(address: str) -> str:
    """Whom to count wrong passwords by: an address, or of the long ones what a household has."""
    return prefix(address) if ":" in address else address


def address(request: HttpRequest) -> str:
    """The visitor's address as the last proxy we trust saw it; a header alone is never believed."""
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted and len(forwarded) >= trusted and forwarded[-trusted]:
        return forwarded[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))
