"""The one way out: a request to a host the city has listed, and an answer that is not believed.

Only https, only a listed host or one of the city's own, only addresses of the open net, one look-up
of the name, no being sent on; and an end to how long it takes and how much of it is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

HTTPS = 443
PIECE = 65_536
UNICAST = ipaddress.IPv6Network("2000::/3")
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""Where a net of IPv6 alone reaches those of IPv4: the last four bytes say which."""
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Nothing before or within the host but its name, in small ASCII letters; nothing after the path
# that a reader could take for the host.
ADDRESS = re.compile(
    rf"https://(?P<host>{LABEL}(?:\.{LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>/[A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]|-]*)"
)


class Why(Enum):
    """Why there is no answer."""

    NOT_AN_ADDRESS = "it is no address that can be asked"
    NOT_LISTED = "the city has not listed this host"
    INSIDE = "its name leads into a net that is not open"
    NOT_TRUSTED = "nobody we trust has signed its certificate"
    SILENT = "it does not answer"
    SLOW = "it takes too long"
    TOO_LARGE = "it answers more than there is room for"
    CUT_OFF = "its answer breaks off"
    PACKED = "its answer is packed in a way that cannot be unpacked"


class NoAnswer(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Address:
    """An address that has been looked at."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        return self.host if self.port == HTTPS else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    moved_to: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds for all of it, seconds of silence, and bytes, unpacked."""

    seconds: float
    silent: float
    most: int


def looked_at(text: str) -> Address:
    """Raises `NoAnswer`."""
    found = ADDRESS.fullmatch(text)
    if found is None or found["port"] == str(HTTPS) or int(found["port"] or HTTPS) > 65_535:
        raise NoAnswer(Why.NOT_AN_ADDRESS)
    return Address(found["host"], int(found["port"] or HTTPS), found["path"])


def ask(
    address: Address,
    *,
    body: bytes | None,
    headers: Mapping[str, str],
    signed_by: str | None,
    bounds: Bounds,
    told: Callable[[int], None],
) -> Answer:
    """GET, or POST where there is a body; any status is an answer. Raises `NoAnswer`.

    `signed_by`: who signs the certificate of a host of the city's own, which may stand in its net.
    `told` hears how many bytes have come, as often as some have.
    """
    line = Line(address.host, address.port, signed_by=signed_by, seconds=bounds.silent)
    late = threading.Event()
    watch = threading.Timer(bounds.seconds, line.cut, (late,))
    watch.daemon = True
    watch.start()
    try:
        line.request("GET" if body is None else "POST", address.path, body, dict(headers))
        response = line.getresponse()
        data = _received(response, bounds.most, told)
        if late.is_set():
            raise NoAnswer(Why.SLOW)
        if response.length:
            raise NoAnswer(Why.CUT_OFF)
        packed = (response.getheader("Content-Encoding") or "identity").strip().lower()
        return Answer(
            status=response.status,
            kind=(response.getheader("Content-Type") or "").partition(";")[0].strip().lower(),
            moved_to=response.getheader("Location") or "",
            data=_unpacked(data, packed, bounds.most),
        )
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise NoAnswer(Why.SLOW if late.is_set() else _why(error)) from None
    finally:
        watch.cancel()
        line.close()


def _why(error: Exception) -> Why:
    match error:
        case Inside():
            return Why.INSIDE
        case ssl.SSLCertVerificationError():
            return Why.NOT_TRUSTED
        case TimeoutError():
            return Why.SLOW
        case http.client.IncompleteRead():
            return Why.CUT_OFF
        case _:
            return Why.SILENT


def _received(response: http.client.HTTPResponse, most: int, told: Callable[[int], None]) -> bytes:
    """What comes, whatever the answer says of its own length."""
    parts, size = [], 0
    while part := response.read1(PIECE):
        size += len(part)
        if size > most:
            raise NoAnswer(Why.TOO_LARGE)
        parts.append(part)
        told(size)
    return b"".join(parts)


def _unpacked(data: bytes, packed: str, most: int) -> bytes:
    """Some pack though they are asked not to; what is packed well may be much larger."""
    if packed == "identity":
        return data
    if packed not in ("gzip", "x-gzip"):
        raise NoAnswer(Why.PACKED)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = unpacker.decompress(data, most + 1)
    except zlib.error:
        raise NoAnswer(Why.PACKED) from None
    if len(found) > most:
        raise NoAnswer(Why.TOO_LARGE)
    if not unpacker.eof:
        raise NoAnswer(Why.CUT_OFF)
    if unpacker.unused_data:  # A second part would be left out in silence.
        raise NoAnswer(Why.PACKED)
    return found


class Inside(OSError):
    """The name leads nowhere but into nets that are not open."""


class Line(http.client.HTTPSConnection):
    """To a host whose name has been looked up once, so that nobody can change it in between."""

    def __init__(self, host: str, port: int, *, signed_by: str | None, seconds: float) -> None:
        trusted = ssl.create_default_context(cafile=signed_by)
        super().__init__(host, port, timeout=seconds, context=trusted)
        self._trusted, self._inside, self._seconds = trusted, signed_by is not None, seconds
        self._wire: ssl.SSLSocket | None = None
        self._ended = False

    def connect(self) -> None:
        fault: OSError | None = None
        for address in addresses(self.host, self.port, inside=self._inside):
            if self._ended:
                raise TimeoutError
            try:
                plain = socket.create_connection((address, self.port), self._seconds)
                self.sock = self._wire = self._trusted.wrap_socket(
                    plain, server_hostname=self.host, do_handshake_on_connect=False
                )
                if self._ended:
                    raise TimeoutError
                self._wire.do_handshake()
                return
            except OSError as error:
                fault = error
        raise fault or Inside("No address of this host may be reached.")

    def cut(self, late: threading.Event) -> None:
        """End it from another thread: whoever waits for bytes is told that no more come."""
        late.set()
        self._ended = True
        if self._wire is not None:
            with suppress(OSError):
                # Past the layer of TLS, which the other thread may be in the midst of.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


def addresses(host: str, port: int, *, inside: bool) -> Iterator[str]:
    """Those in the open net. `inside`: a host of the city's own, which may stand in its net."""
    for *_kind, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(where[0])
        if inside or is_open(address):
            yield str(address)


def is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is of the open net. An IPv6 address may hold one of IPv4 that is not."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in TRANSLATED:
            return is_open(ipaddress.IPv4Address(address.packed[-4:]))
        if address not in UNICAST or address.sixtofour:
            return False
    return address.is_global and not address.is_multicast
