"""The push services of the browsers' makers: which are known, and a knock without content.

A phone says itself where it is knocked at (RFC 8030), so that what it says is not believed: only
https, only a service the city has listed, only addresses of the open net, and no being sent on.
"""

from __future__ import annotations

import datetime as dt
import http.client
import re
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey

from kominn.core.outgoing import LABEL, Line

MOST_CHARACTERS = 2000
TOKEN_LASTS = dt.timedelta(hours=12)
KEPT_BY_SERVICE = dt.timedelta(days=7)
"""So long a service keeps the knock for a phone that is off."""
SECONDS = 5.0
LEFT_ALONE = dt.timedelta(minutes=4)
"""So long nobody knocks where nobody answered: letters wait in the same line as knocks."""
HTTPS = 443
GONE = (http.client.NOT_FOUND, http.client.GONE)
LATER = (http.client.REQUEST_TIMEOUT, http.client.TOO_MANY_REQUESTS)

# A browser gives its address as it stands here: nothing before or within the host but its name, in
# small ASCII letters; nothing after the path that a reader could take for the host.
ENDPOINT = re.compile(
    rf"https://(?P<host>{LABEL}(?:\.{LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)"
)


silent: dict[str, dt.datetime] = {}
"""Until when a service is left alone, by its name; in the memory of the worker."""


class NotAService(Exception):
    """An address that is not a known push service's. It never says which."""

    def __init__(self) -> None:
        super().__init__("This is not an address of a push service we know.")


class Outcome(Enum):
    TAKEN = "the service has it"
    GONE = "there is no such phone any more"
    LATER = "the service asks to come again, or does not answer"
    REFUSED = "the service will never take it"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that has been looked at."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        return self.host if self.port == HTTPS else f"{self.host}:{self.port}"


def known(text: str) -> Endpoint:
    """Raises `NotAService`."""
    found = ENDPOINT.fullmatch(text) if len(text) <= MOST_CHARACTERS else None
    if found is None or found["port"] == str(HTTPS):
        raise NotAService
    endpoint = Endpoint(found["host"], int(found["port"] or HTTPS), found["path"])
    if not _is_listed(endpoint.authority):
        raise NotAService
    return endpoint


def _is_listed(authority: str) -> bool:
    if authority in settings.PUSH_OWN:
        return True
    return any(
        authority.endswith(one[1:]) if one.startswith("*.") else authority == one
        for one in settings.PUSH_SERVICES
    )


def knock(text: str, *, private: bytes, public: str, at: dt.datetime) -> Outcome:
    """POST nothing at all: what a service can't read it need not be sent encrypted."""
    endpoint = known(text)
    if silent.get(endpoint.authority, at) > at:
        return Outcome.LATER
    own = settings.PUSH_OWN.get(endpoint.authority)
    line = Line(endpoint.host, endpoint.port, signed_by=own, seconds=SECONDS)
    try:
        line.request("POST", endpoint.path, headers=_headers(endpoint, private, public, at))
        return _outcome(line.getresponse().status)
    except (OSError, http.client.HTTPException, UnicodeError):
        # Neither the fault nor its text goes on from here: both may name the address.
        silent[endpoint.authority] = at + LEFT_ALONE
        return Outcome.LATER
    finally:
        line.close()


def _headers(endpoint: Endpoint, private: bytes, public: str, at: dt.datetime) -> dict[str, str]:
    return {
        "TTL": str(int(KEPT_BY_SERVICE.total_seconds())),
        "Urgency": "normal",
        "Authorization": f"vapid t={token(endpoint, private, at)}, k={public}",
    }


def token(endpoint: Endpoint, private: bytes, at: dt.datetime) -> str:
    """Who knocks (RFC 8292): signed for this service alone, and for less than a day."""
    claims: dict[str, str | int] = {
        "aud": f"https://{endpoint.authority}",
        "exp": int((at + TOKEN_LASTS).timestamp()),
        "sub": settings.BASE_URL,
    }
    return jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(private))


def _outcome(status: int) -> Outcome:
    if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        return Outcome.TAKEN
    if status in GONE:
        return Outcome.GONE
    if status in LATER or status >= http.client.INTERNAL_SERVER_ERROR:
        return Outcome.LATER
    # Being sent on is refused too: where to, nobody has looked at.
    return Outcome.REFUSED
