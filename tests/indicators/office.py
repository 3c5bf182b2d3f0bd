"""An office's open interface of our own, over real TLS on this machine: it answers as it is told."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.allin.push_service import certificate

JSON = "application/json; charset=utf-8"


@dataclass
class Answer:
    """`length`: what it says of its own length; None: the truth."""

    data: bytes = b""
    status: int = 200
    kind: str = JSON
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    waits: bool = False


class Office:
    def __init__(self, port: int, signed_by: Path) -> None:
        self.port, self.signed_by = port, signed_by
        self.answer = Answer()
        self.asked: list[tuple[str, str, bytes]] = []
        self.gave_up = threading.Event()

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def address(self, path: str = "/tables/1/data") -> str:
        return f"https://{self.host}{path}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.respond(b"")

    def do_POST(self) -> None:
        self.respond(self.rfile.read(int(self.headers["Content-Length"])))

    def respond(self, body: bytes) -> None:
        office = self.server.office
        office.asked.append((self.command, self.path, body))
        answer = office.answer
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = len(answer.data) if answer.length is None else answer.length
        self.send_header("Content-Length", str(length))
        self.end_headers()
        try:
            self.wfile.write(answer.data)
            if answer.waits:
                self.wfile.flush()
                office.gave_up.wait(30)
        except OSError:
            """Whoever asked has had enough."""

    def log_message(self, *_: object) -> None:
        """Said by the tests."""


@contextmanager
def an_office(folder: Path):
    signed, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.office = Office(server.server_address[1], signed)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.office
    finally:
        server.office.gave_up.set()
        server.shutdown()
        thread.join()
        server.server_close()
