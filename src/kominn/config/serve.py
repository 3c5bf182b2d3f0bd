"""`./kominn serve`: web and jobs in one family of processes that share their memory.

The parent loads the application once and forks: gunicorn's arbiter with its workers, and the one
process that delivers letters and does what is due. Whatever ends is started again; whoever ends
the parent ends them all.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.urls import get_resolver
from django.utils import timezone
from django.utils.module_loading import import_string
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from kominn.config.trouble import Trouble
from kominn.core.logs import NoContent
from kominn.core.worktime import day_of, is_holiday

LOCK = "serving.lock"
SECONDS_TO_FINISH = 30
PAUSE_BEFORE_AGAIN = 1.0
PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8
# A thread in a transaction gives way at every statement; with Python's five milliseconds it would
# keep the others waiting for SQLite that long each time.
SECONDS_BETWEEN_THREADS = 0.001
SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for; None leaves the choice to the database."""

    port: int = 8000
    bind: str = "127.0.0.1"
    workers: int | None = None
    threads: int | None = None


def serve(wishes: Wishes, *, home: Path, greeting: str) -> int:
    """Serve until told to stop. Django is set up and the tables are in order."""
    check_port(wishes.bind, wishes.port)
    with being_served(home):
        application = load()
        web = Web(application, wishes, greeting)
        return Family({"web": web.run, "jobs": do_jobs}).live()


def load() -> Callable[..., Any]:
    """Load all that every process needs, so that they share it."""
    few_arenas()
    sys.setswitchinterval(SECONDS_BETWEEN_THREADS)
    application = get_wsgi_application()
    # Reversing an address loads every page's module.
    assert get_resolver().reverse_dict is not None
    # What is loaded when it is first needed, each child would load for itself.
    for path, _every in settings.SCHEDULE.values():
        import_string(path)
    is_holiday(day_of(timezone.now()))
    hang_up()
    gc.collect()
    # What is frozen is not touched by the collector, and so stays shared after a fork.
    gc.freeze()
    return application


def hang_up() -> None:
    """A connection, or a pool's thread, must not cross a fork."""
    for each in connections.all(initialized_only=True):
        each.close()
        if hasattr(each, "close_pool"):
            each.close_pool()


def few_arenas() -> None:
    """glibc gives each thread an arena of its own; eight threads do well with two."""
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    except (OSError, AttributeError):
        return


def check_port(bind: str, port: int, *, word: str = "serve") -> None:
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind.strip("[]"), port))
        except PermissionError as error:
            raise Trouble(
                f"Port {port} may not be used by this user. Choose one above 1023."
            ) from error
        except OSError as error:
            raise Trouble(
                f"Port {port} on {bind} is not free ({error.strerror}). "
                f"Stop what uses it, or choose another: ./kominn {word} --port {port + 1}"
            ) from error


@contextmanager
def being_served(home: Path) -> Iterator[None]:
    """Held by every serving process; who would replace the city's files must hold it alone."""
    with _locked(home, LOCK, fcntl.LOCK_SH, "The city's files are being replaced. Wait for that."):
        yield


@contextmanager
def not_being_served(home: Path) -> Iterator[None]:
    refusal = f"The city in {home} is being served. Stop that first."
    with _locked(home, LOCK, fcntl.LOCK_EX, refusal):
        yield


@contextmanager
def alone(home: Path, name: str) -> Iterator[None]:
    """Only one of those who do this at a time."""
    with _locked(home, name, fcntl.LOCK_EX, f"Another {name} is running. Wait for that."):
        yield


@contextmanager
def _locked(home: Path, name: str, kind: int, refusal: str) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / name).open("w") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(refusal) from error
        yield


class Log(Logger):
    """Gunicorn's own words, under the rule of all our logs."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(NoContent())


class Web(BaseApplication):
    """Gunicorn around an application that is loaded already."""

    def __init__(self, application: Callable[..., Any], wishes: Wishes, greeting: str) -> None:
        self.application = application
        self.wishes = wishes
        self.greeting = greeting
        super().__init__()

    def load_config(self) -> None:
        # SQLite has one writer at a time: threads suffice, and share its cache.
        workers, threads = (1, 8) if connection.vendor == "sqlite" else (2, 4)
        settings = {
            "bind": f"{self.wishes.bind}:{self.wishes.port}",
            "worker_class": "gthread",
            "workers": self.wishes.workers or workers,
            "threads": self.wishes.threads or threads,
            "timeout": 60,
            "graceful_timeout": SECONDS_TO_FINISH - 5,
            "keepalive": 5,
            "accesslog": None,
            "errorlog": "-",
            # A warning of a malformed request names the sender's address.
            "loglevel": "error",
            "logger_class": Log,
            "control_socket_disable": True,
            # Where the site begins is said by nobody: a visitor could say it too.
            "forwarder_headers": "",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
            "proc_name": "kominn",
            "when_ready": lambda server: print(self.greeting, flush=True),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self.application


def do_jobs() -> None:
    """Letters and what is due, until told to stop; after trouble the parent starts this again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # The models it needs can be imported only once Django is set up.
    import_string("kominn.core.jobs.run_forever")(stop)


@dataclass
class Family:
    """The parent's part: start each child, start it again when it ends, end them all together."""

    deeds: dict[str, Callable[[], None]]
    children: dict[int, str] = field(default_factory=dict)
    stopping: bool = False

    def live(self) -> int:
        for number in SIGNALS:
            signal.signal(number, self._stop)
        for name in self.deeds:
            self._start(name)
        code = 0
        while self.children:
            pid, status = os.waitpid(-1, 0)
            name = self.children.pop(pid, "")
            if name and not self.stopping:
                code = self._after(name, os.waitstatus_to_exitcode(status))
        return code

    def _after(self, name: str, code: int) -> int:
        """The web's end is the end; jobs that end are started again, after a pause."""
        if name == "web":
            self._stop(signal.SIGTERM, None)
            return 1
        print(f"kominn: {name} ended with {code} and is started again", file=sys.stderr, flush=True)
        time.sleep(PAUSE_BEFORE_AGAIN)
        if not self.stopping:
            self._start(name)
        return 0

    def _start(self, name: str) -> None:
        parent = os.getpid()
        # A signal between the fork and the next line would miss the child, or be taken by it.
        with _held(SIGNALS):
            if self.stopping:
                return
            pid = os.fork()
            if pid == 0:
                _be_child(name, self.deeds[name], parent)
            self.children[pid] = name

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            signal.signal(signal.SIGALRM, self._kill)
            signal.alarm(SECONDS_TO_FINISH)
        self.stopping = True
        self._tell(signal.SIGTERM)

    def _kill(self, number: int, frame: FrameType | None) -> None:
        self._tell(signal.SIGKILL)

    def _tell(self, number: signal.Signals) -> None:
        for pid in self.children:
            # One may have ended a moment ago.
            with suppress(ProcessLookupError):
                os.kill(pid, number)


@contextmanager
def _held(signals: set[signal.Signals]) -> Iterator[None]:
    """What comes meanwhile is delivered afterwards."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def _be_child(name: str, deed: Callable[[], None], parent: int) -> None:
    """Never returns: what comes after a fork in the parent's code is the parent's."""
    code = 1
    try:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        _end_with(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        deed()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        logging.getLogger("kominn").exception("%s broke off", name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with(parent: int) -> None:
    """Where the kernel can: a child whose parent is killed is told to stop."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os._exit(1)
