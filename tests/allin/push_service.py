"""A small push service of our own, over real TLS: it keeps what it is sent, and answers as told."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone


class PushService:
    """`answers`: by path, a status and more headers; others get 201."""

    def __init__(self, port: int, signed_by: Path) -> None:
        self.port, self.signed_by = port, signed_by
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def endpoint(self, name: str) -> str:
        return f"https://{self.host}/push/{name}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _headers, _body in self.got]


@contextmanager
def serving(folder: Path):
    signed, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.service = PushService(server.server_address[1], signed)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service = self.server.service
        service.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        status, headers = service.answers.get(self.path, (201, {}))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Said by the tests."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """One that signs itself, for this machine and an hour."""
    pair = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push service of the tests")])
    now = timezone.now()
    here = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(pair.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(here), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(pair, hashes.SHA256())
    )
    signed, key = folder / "signed.pem", folder / "key.pem"
    signed.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        pair.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return signed, key
