"""What a few of the invented people attach: a drawn picture, or what was said in a chat."""

from __future__ import annotations

import struct
import zlib
from random import Random
from typing import Any

from kominn.vault.uploads import Sealing

WIDE, HIGH, GROUND = 320, 240, 150
LAMP, ROAD = (240, 214, 130), (70, 74, 70)
SKIES = ((20, 26, 44), (58, 72, 104), (143, 176, 196))
CHAT = (
    "A: han kommer vel ikke i dag heller\nB: ingen savner ham\nC: haha\nD: dette er ikke greit\n",
    "A: alle stemmer nå\nB: hvem er sist\nA: vet du vel\nC: jeg går ut av denne\n",
    "A: 500 for å levere\nB: er det farlig\nA: bare sykle fort\nB: ok\n",
)


def attach(rng: Random) -> dict[str, Any]:
    """One file, sealed on its way in as an upload is; answers what the report refers to it by."""
    is_picture = rng.random() < 0.6
    sealing = Sealing("bilde.png" if is_picture else "samtale.txt")
    sealing.add(picture(rng) if is_picture else rng.choice(CHAT).encode())
    upload = sealing.finish()
    try:
        return upload.take().to_json()
    finally:
        upload.close()


def picture(rng: Random) -> bytes:
    """A street by night or day, with a few lamps: a PNG of three colours."""
    sky, lamps = rng.choice(SKIES), rng.sample(range(20, WIDE - 20), 4)
    lit = [LAMP if any(abs(x - lamp) < 3 for lamp in lamps) else sky for x in range(WIDE)]
    bands = (([sky] * WIDE, 60), (lit, GROUND - 60), ([ROAD] * WIDE, HIGH - GROUND))
    rows = b"".join((b"\0" + b"".join(map(bytes, row))) * high for row, high in bands)
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
