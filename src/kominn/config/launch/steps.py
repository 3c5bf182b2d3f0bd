"""Steps of set-up, each stamped with a digest of what it was made from, so that it runs once."""

from __future__ import annotations

import fcntl
import hashlib
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kominn.config.trouble import Trouble

LINES_SHOWN = 15
NO_NETWORK = re.compile(
    r"name resolution|name or service not known|network is unreachable|connection refused"
    r"|failed to establish|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|timed out"
    r"|could not resolve|dns error|temporary failure|no route to host|certificate verify failed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something made once: `do` runs again only when `digest` changes or what it makes is gone."""

    name: str
    stamp: Path
    digest: str
    makes: Sequence[Path]
    do: Callable[[], None]

    def is_done(self) -> bool:
        return read_stamp(self.stamp) == self.digest and all(path.exists() for path in self.makes)


def run(steps: Iterable[Step], *, say: Callable[[str], None]) -> int:
    """Do what is not done; answer how many steps that was."""
    done = 0
    for step in steps:
        if step.is_done():
            continue
        say(f"{step.name} ...")
        began = time.monotonic()
        # Without its stamp a step that is broken off halfway runs again.
        step.stamp.unlink(missing_ok=True)
        step.do()
        step.stamp.parent.mkdir(parents=True, exist_ok=True)
        step.stamp.write_text(step.digest)
        say(f"{step.name}: done in {time.monotonic() - began:.1f} s")
        done += 1
    return done


def read_stamp(path: Path) -> str | None:
    try:
        return path.read_text()
    except OSError:
        return None


def digest(*things: Path | str) -> str:
    """One digest of texts and of the contents of files; a file that is not there counts as such."""
    total = hashlib.sha256()
    for thing in things:
        if isinstance(thing, str):
            part = b"text" + thing.encode()
        else:
            part = b"file" + thing.read_bytes() if thing.exists() else b"none"
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """A second set-up in the same working copy waits for the first."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def call(
    command: Sequence[str | Path],
    *,
    what: str,
    log: Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run quietly; where it fails, say what was tried, its last lines and what to do."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        try:
            ended = subprocess.run(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise Trouble(f"{what} did not work: {error}") from error
    if ended.returncode:
        raise Trouble(explain(what, log.read_text(errors="replace")))


def explain(what: str, output: str) -> str:
    last = "\n".join(f"    {line}" for line in output.strip().splitlines()[-LINES_SHOWN:])
    if NO_NETWORK.search(output):
        advice = (
            "The place it comes from could not be reached. Look at the network (a proxy is named "
            "in HTTPS_PROXY, an index of your own in pip.conf or .npmrc) and run it again: "
            "what is done already is not done twice."
        )
    else:
        advice = "Run it again when that is mended: what is done already is not done twice."
    return f"{what} did not work:\n{last}\n{advice}"
