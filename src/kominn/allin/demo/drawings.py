"""The pictures of the invented teams: drawn here of boxes and circles, and never photographs.

They go the way of every picture: a PNG streams in, is sealed, and drawn anew.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kominn.allin.pictures import Drawn, drawn
from kominn.vault.uploads import Sealing

WIDE, HIGH, GROUND = 960, 720, 520
Colour = tuple[int, int, int]
SKY, DUSK, NIGHT = (191, 219, 236), (120, 118, 160), (24, 32, 58)
GRASS, ROAD, SEA, SAND = (122, 158, 98), (84, 88, 92), (70, 122, 158), (222, 204, 164)
RED, YELLOW, WHITE, WOOD = (178, 58, 46), (242, 200, 92), (246, 244, 238), (150, 104, 66)
DARK = (38, 44, 52)


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    wide: int
    high: int
    colour: Colour

    def row(self, y: int) -> tuple[int, int]:
        return (self.left, self.left + self.wide) if 0 <= y - self.top < self.high else (0, 0)


@dataclass(frozen=True, slots=True)
class Disc:
    x: int
    y: int
    radius: int
    colour: Colour

    def row(self, y: int) -> tuple[int, int]:
        if abs(y - self.y) > self.radius:
            return (0, 0)
        half = int((self.radius**2 - (y - self.y) ** 2) ** 0.5)
        return (self.x - half, self.x + half)


@dataclass(frozen=True, slots=True)
class Roof:
    """A gable: its point at `x`, `top`, and as wide as it says at its foot."""

    x: int
    top: int
    wide: int
    high: int
    colour: Colour

    def row(self, y: int) -> tuple[int, int]:
        if not 0 <= y - self.top < self.high:
            return (0, 0)
        half = self.wide * (y - self.top) // (2 * self.high)
        return (self.x - half, self.x + half)


Shape = Box | Disc | Roof


@dataclass(frozen=True, slots=True)
class Scene:
    alt: str
    sky: Colour
    ground: Colour
    shapes: tuple[Shape, ...]


def _wheel(x: int, y: int, radius: int, hub: Colour = WHITE) -> tuple[Shape, ...]:
    return (Disc(x, y, radius, DARK), Disc(x, y, radius * 4 // 5, hub))


def _lamp(x: int, top: int) -> tuple[Shape, ...]:
    glow, post = Disc(x, top, 90, (86, 84, 92)), Box(x - 6, top, 12, GROUND - top, DARK)
    return (glow, post, Disc(x, top, 34, YELLOW))


def _bus(left: int) -> tuple[Shape, ...]:
    windows = tuple(Box(left + 40 + 150 * i, 270, 110, 100, SKY) for i in range(4))
    return (
        Box(left, 220, 680, 290, RED),
        *windows,
        Box(left, 420, 680, 24, YELLOW),
        *_wheel(left + 140, 520, 62),
        *_wheel(left + 540, 520, 62),
    )


HUT = Scene(
    "Ei rød bu på brygga med ski og en sykkel utenfor",
    SKY,
    SAND,
    (
        Box(0, 420, WIDE, 110, SEA),
        Box(250, 260, 420, 270, RED),
        Roof(460, 130, 520, 140, DARK),
        Box(300, 320, 120, 210, WOOD),
        Box(500, 330, 110, 90, WHITE),
        *(Box(90 + 34 * i, 250, 16, 290, colour) for i, colour in enumerate((YELLOW, WHITE, SEA))),
        *_wheel(740, 560, 70, SAND),
        *_wheel(880, 560, 70, SAND),
        Box(740, 470, 140, 12, RED),
    ),
)
BUS = Scene(
    "En rød buss utenfor en skole ute i bygda",
    SKY,
    ROAD,
    (
        Box(640, 150, 320, 370, WOOD),
        Box(700, 210, 70, 80, WHITE),
        Box(830, 210, 70, 80, WHITE),
        *_bus(90),
    ),
)
DRUMS = Scene(
    "Trommer og en gitar inne i bussen",
    (232, 214, 190),
    WOOD,
    (
        Box(60, 60, 240, 160, SKY),
        Box(360, 60, 240, 160, SKY),
        Box(660, 60, 240, 160, SKY),
        *_wheel(300, 470, 130, RED),
        *_wheel(500, 400, 80, WHITE),
        Disc(170, 330, 70, YELLOW),
        Box(164, 330, 12, 240, DARK),
        Disc(760, 520, 90, YELLOW),
        Disc(760, 520, 26, DARK),
        Box(748, 200, 24, 300, WOOD),
    ),
)
PATH = Scene(
    "En mørk gangvei med to lykter og et langt stykke uten lys",
    NIGHT,
    (46, 52, 60),
    (
        *_lamp(150, 250),
        *_lamp(860, 300),
        Box(0, 560, WIDE, 70, ROAD),
        *(Roof(x, 330, 120, 200, (22, 44, 40)) for x in (340, 450, 560, 670)),
    ),
)
SWAP = Scene(
    "Klær på et stativ og spill på et bord i gymsalen",
    (236, 226, 206),
    WOOD,
    (
        Box(120, 180, 420, 14, DARK),
        Box(120, 180, 14, 350, DARK),
        Box(526, 180, 14, 350, DARK),
        *(Box(150 + 92 * i, 200, 72, 190, c) for i, c in enumerate((RED, SEA, YELLOW, GRASS))),
        Box(600, 430, 300, 20, DARK),
        *(Box(630 + 90 * i, 380, 70, 50, colour) for i, colour in enumerate((SEA, RED, GRASS))),
        Box(620, 450, 16, 110, DARK),
        Box(864, 450, 16, 110, DARK),
    ),
)
BIKE = Scene(
    "En sykkel på stativ, klar til å mekkes på",
    DUSK,
    GRASS,
    (
        *_wheel(300, 450, 140, DUSK),
        *_wheel(660, 450, 140, DUSK),
        Box(300, 444, 360, 14, RED),
        Box(470, 270, 14, 180, RED),
        Box(420, 260, 120, 18, DARK),
        Box(640, 220, 14, 230, RED),
        Box(600, 210, 110, 16, DARK),
    ),
)
PICTURES: Mapping[str, tuple[Scene, ...]] = {
    "Lånebua": (HUT,),
    "Musikkbussen": (BUS, DRUMS),
    "Lys der det er mørkt": (PATH,),
    "Byttedagen": (SWAP,),
    "Fiskekonkurranse": (replace(HUT, alt="Brygga, fra siden til turistkontoret"),),
    "Sykkelverkstedet": (BIKE,),
}
"""Which team puts which on its canvas."""


def as_drawn(scene: Scene) -> Drawn:
    sealing = Sealing("bilde.png")
    sealing.add(png(scene))
    upload = sealing.finish()
    try:
        return drawn(upload)
    finally:
        upload.close()


def png(scene: Scene) -> bytes:
    rows = []
    for y in range(HIGH):
        row = bytearray(bytes(scene.sky if y < GROUND else scene.ground) * WIDE)
        for shape in scene.shapes:
            left, right = (min(max(x, 0), WIDE) for x in shape.row(y))
            row[3 * left : 3 * right] = bytes(shape.colour) * (right - left)
        rows.append(b"\0" + bytes(row))
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
