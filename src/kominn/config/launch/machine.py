"""What this machine has, what it lacks, and the one command that would bring it."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kominn.config.launch.places import VAR
from kominn.config.launch.steps import call
from kominn.config.trouble import Trouble

OLDEST_POSTGRESQL = 15
# The Node that drives the browser leans on it, and a bare Debian has none.
DRIVERS_LIBRARY = "libatomic.so.1"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Need:
    """Something tests with one marker need, and the Debian packages that bring it."""

    marker: str
    what: str
    packages: tuple[str, ...]
    is_met: Callable[[], bool]

    @property
    def command(self) -> str:
        return install_command(self.packages)


def browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def postgresql_version(servers: Path = Path("/usr/lib/postgresql")) -> int | None:
    """The newest PostgreSQL server that Debian's pg_virtualenv can start here."""
    if not shutil.which("pg_virtualenv"):
        return None
    found = [
        int(folder.name)
        for folder in servers.glob("*")
        if folder.name.isdigit() and (folder / "bin" / "postgres").exists()
    ]
    newest = max(found, default=0)
    return newest if newest >= OLDEST_POSTGRESQL else None


NEEDS = (
    Need(
        marker="browser",
        what="a browser",
        packages=("chromium-headless-shell", "fonts-noto-core", "libatomic1"),
        is_met=lambda: browser() is not None and has_library(DRIVERS_LIBRARY),
    ),
    Need(
        marker="postgresql",
        what=f"a PostgreSQL server, {OLDEST_POSTGRESQL} or newer",
        packages=("postgresql",),
        is_met=lambda: postgresql_version() is not None,
    ),
)


def provide(needs: Iterable[Need], *, say: Callable[[str], None]) -> list[Need]:
    """Install what is lacking where that is allowed; answer what is lacking still."""
    lacking = [need for need in needs if not need.is_met()]
    for need in lacking:
        if may_install():
            say(f"The tests need {need.what}: installing {' '.join(need.packages)} ...")
            try:
                install(need.packages)
            except Trouble as trouble:
                say(str(trouble))
    return [need for need in lacking if not need.is_met()]


def has_venv() -> bool:
    """Debian splits ensurepip off into a package of its own."""
    return importlib.util.find_spec("ensurepip") is not None


def venv_package(usual: Path = Path("/usr/bin/python3")) -> str:
    """Debian's python3 is served by `python3-venv`, any other Python by a package of its number."""
    mine = f"python3.{sys.version_info.minor}"
    return "python3-venv" if usual.resolve().name in (mine, "python3") else f"{mine}-venv"


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_command(packages: Iterable[str]) -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install -y {' '.join(packages)}"


def install(packages: Iterable[str]) -> None:
    """From Debian's packages; the lists are fetched first, since a new machine has none."""
    names = list(packages)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    log = VAR / "setup" / "apt.log"
    # A list that cannot be fetched need not matter: what is asked for may come from another.
    subprocess.run(
        ["apt-get", "update", "-qq"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    call(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
        what=f"Installing {' '.join(names)}",
        log=log,
        cwd=VAR,
        environment=environment,
    )
