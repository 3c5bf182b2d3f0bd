"""`./kominn demo`: an invented city, built once by the product's own deeds, then served."""

from __future__ import annotations

import io
import os
import shutil
import time
from pathlib import Path

import django
from django.core.management import call_command

from kominn.config.ready import gather_static, is_empty, make_keys, migrate
from kominn.config.serve import Wishes, check_port, not_being_served, serve

# Written only after the city was built; holds what the building said of its people.
MARKER = "city.txt"
CITIES = ("lagenvik", "larvik")
YEARS = 6.0
"""Of invented worries; fewer are built sooner."""


def start(root: Path, *, city: str, port: int, fresh: bool, years: float = YEARS) -> int:
    check_port("127.0.0.1", port, word="demo")
    home = settle_environment(root, city=city, port=port)
    with not_being_served(home):
        if fresh or not (home / MARKER).exists():
            # What an earlier start left unfinished would be built twice.
            clear(home)
        build(home, city=city, years=years)
    people = (home / MARKER).read_text().strip("\n")
    greeting = f"\n{people}\n\n{city} is served on http://localhost:{port} (Ctrl-C stops it)"
    return serve(Wishes(port=port), home=home, greeting=greeting)


def settle_environment(root: Path, *, city: str, port: int) -> Path:
    """Everything that makes this a demo, before any settings are read; answer its home."""
    home = root / "var" / f"demo-{city}"
    # A demo never meets the real city's database or its key.
    for name in ("DATABASE_URL", "CREDENTIALS_DIRECTORY"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "kominn.config.demo_settings",
        "KOMINN_HOME": str(home),
        "KOMINN_SERVER_KEY_FILE": str(home / "keys" / "server.key"),
        "KOMINN_STATIC_ROOT": str(home / "static"),
        "KOMINN_PLAIN_HTTP": "true",
        "KOMINN_BASE_URL": f"http://localhost:{port}",
        "KOMINN_HOSTS": "localhost,127.0.0.1,[::1]",
    }
    return home


def clear(home: Path) -> None:
    """All but the file that says nobody else is serving it."""
    for thing in home.iterdir():
        if thing.is_dir():
            shutil.rmtree(thing)
        elif thing.name != "serving.lock":
            thing.unlink()


def build(home: Path, *, city: str, years: float = YEARS) -> None:
    make_keys(home / "keys", "demo")
    django.setup()
    marker = home / MARKER
    is_new = is_empty()
    migrate()
    if is_new or not marker.exists():
        print(f"Building the city {city} ...", flush=True)
        began, told = time.monotonic(), io.StringIO()
        call_command("demo_city", city=city, years=years, stdout=told)
        marker.write_text(told.getvalue())
        print(f"Building the city {city}: done in {time.monotonic() - began:.1f} s", flush=True)
    gather_static()
