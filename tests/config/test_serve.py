"""The parent of the serving processes, without a city: its children only wait."""

from __future__ import annotations

import fcntl
import subprocess
import sys

import pytest

from kominn.config import serve
from kominn.config.trouble import Trouble

# Signals that come while a child is being started again must neither be lost nor reach the wrong
# process: each round lets the jobs end all the time and stops the parent at some moment.
PROGRAM = """
import os, signal, sys, time
from kominn.config import serve

def wait():
    while True:
        time.sleep(1)

def end_at_once():
    time.sleep(0.002)

serve.PAUSE_BEFORE_AGAIN = 0.0
for round in range(40):
    pid = os.fork()
    if pid == 0:
        sys.stderr = open(os.devnull, "w")
        os._exit(serve.Family({"web": wait, "jobs": end_at_once}).live())
    while not open(f"/proc/{pid}/task/{pid}/children").read():
        time.sleep(0.001)
    time.sleep(round * 0.0007)
    os.kill(pid, signal.SIGTERM)
    began = time.monotonic()
    _, status = os.waitpid(pid, 0)
    assert status == 0, (round, status)
    assert time.monotonic() - began < 5, round
"""


@pytest.mark.sqlite
def test_told_to_stop_at_any_moment_the_whole_family_stops():
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120
    )

    assert told.returncode == 0, told.stderr


@pytest.mark.sqlite
def test_the_end_of_the_web_is_the_end():
    program = """
import sys, time
from kominn.config import serve

def wait():
    while True:
        time.sleep(1)

sys.exit(serve.Family({"web": lambda: time.sleep(0.1), "jobs": wait}).live())
"""
    told = subprocess.run([sys.executable, "-c", program], timeout=30)

    assert told.returncode == 1


def test_many_may_serve_but_only_one_may_replace(tmp_path):
    served, replaced = serve.being_served(tmp_path), serve.not_being_served(tmp_path)

    with serve.being_served(tmp_path), served, pytest.raises(Trouble, match="is being served"):
        replaced.__enter__()
    with serve.not_being_served(tmp_path), pytest.raises(Trouble, match="are being replaced"):
        serve.being_served(tmp_path).__enter__()


def test_a_lock_is_given_back(tmp_path):
    with serve.being_served(tmp_path):
        pass

    with (tmp_path / serve.LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
