"""What takes long to draw is drawn once, and a few are kept for a while."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Kept:
    """A few drawn pictures, none for longer than so many seconds: all are forgotten together, that
    long after the first, whether or not anybody asks. So what was taken off leaves memory too."""

    most: int = 32
    seconds: float = 60
    pictures: dict[str, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def made(self, draw: Callable[[], bytes], said: list[Any]) -> bytes:
        """Kept under all that it says, so under nothing that is taken off."""
        key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        found = self.pictures.get(key)
        if found is None:
            found = draw()
            self.keep(key, found)
        return found

    def keep(self, key: str, picture: bytes) -> None:
        with self.lock:
            if not self.pictures:
                timer = threading.Timer(self.seconds, self.forget)
                timer.daemon = True
                timer.start()
            elif len(self.pictures) >= self.most:
                del self.pictures[next(iter(self.pictures))]
            self.pictures[key] = picture

    def forget(self) -> None:
        with self.lock:
            self.pictures.clear()
