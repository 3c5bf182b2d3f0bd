"""Reporters who tell the same kind of worry over and over: the load of `intake.py` and `kill.py`.

A process of its own, so that its work is not the server's. One report is three things, as in a
browser: the form page is fetched, the form is posted, the receipt page is read. A line of JSON
stands for each: when it began, how long it took, and the receipt or what went wrong.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import string
import sys
import time
from dataclasses import dataclass, field

STATE = re.compile(rb'name="state" value="([^"]+)"')
RECEIPT = re.compile(rb'<p class="receipt-digits[^>]*>(.*?)</p>', re.DOTALL)
DIGITS = re.compile(rb"<span>(\d+)</span>")
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
PATH = "/meld/"
BOUNDARY = "----a-browser-s-own-words"
PAUSE_AFTER_TROUBLE = 0.05
SECONDS_TO_ANSWER = 30.0
# With the mark of each report it is some 440 characters, as in field notes of other systems.
STORY = (
    "jeg har sett flere ganger denne høsten at en gjeng møtes bak skolen etter at det er blitt "
    "mørkt. noen av dem er ikke mer enn tolv år. forrige uke hørte jeg at de eldste ba de yngste "
    "om å hente pakker til dem, og en av guttene gråt da han gikk hjem. han vil ikke si hva det "
    "er. foreldrene merker at han er trøtt og redd, men tør ikke spørre. jeg vet ikke om det er "
    "noe, men jeg får det ikke ut av hodet. "
)


@dataclass
class Reporter:
    """One person's browser, with one connection that is kept open."""

    host: str
    port: int
    streams: list[asyncio.StreamReader | asyncio.StreamWriter] = field(default_factory=list)

    async def tell(self) -> dict[str, str]:
        """One report; answers its receipt and what was written, or an error."""
        status, page = await self._ask("GET", b"", "")
        state = STATE.search(page)
        if status != 200 or state is None:
            return {"error": f"form {status}"}
        mark = "".join(secrets.choice(string.ascii_lowercase) for _ in range(16))
        answers = {
            "state": state.group(1).decode(),
            "whole": "1",
            "step": "start",
            "go": "send",
            "danger": "no",
            "role": "resident",
            "about": "group",
            "seen": STORY + mark,
            "reply": "anonymous",
        }
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        status, page = await self._ask("POST", _written(answers), kind)
        found = RECEIPT.search(page)
        if status != 200 or found is None:
            return {"error": f"receipt {status}"}
        return {"receipt": b"".join(DIGITS.findall(found.group(1))).decode(), "told": mark}

    async def _ask(self, method: str, body: bytes, kind: str) -> tuple[int, bytes]:
        reader, writer = await self._line()
        lines = [f"{method} {PATH} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        if body:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        answer = await reader.readexactly(int(length.group(1)) if length else 0)
        if b"connection: close" in head.lower():
            self.hang_up()
        return int(head[9:12]), answer

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if not self.streams:
            self.streams = list(await asyncio.open_connection(self.host, self.port))
        reader, writer = self.streams
        return reader, writer

    def hang_up(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = []


def _written(answers: dict[str, str]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in answers.items()
    ]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


async def keep_telling(host: str, port: int, until: float) -> None:
    reporter = Reporter(host, port)
    while (began := time.time()) < until:
        try:
            told = await asyncio.wait_for(reporter.tell(), SECONDS_TO_ANSWER)
        except (OSError, EOFError, TimeoutError) as trouble:
            told = {"error": type(trouble).__name__}
        line = {"began": began, "seconds": time.time() - began, **told}
        print(json.dumps(line), flush=True)
        if "error" in told:
            reporter.hang_up()
            await asyncio.sleep(PAUSE_AFTER_TROUBLE)
    reporter.hang_up()


async def main(host: str, port: int, clients: int, seconds: float) -> None:
    until = time.time() + seconds
    await asyncio.gather(*(keep_telling(host, port, until) for _ in range(clients)))


if __name__ == "__main__":
    host, port, clients, seconds = sys.argv[1:]
    asyncio.run(main(host, int(port), int(clients), float(seconds)))
