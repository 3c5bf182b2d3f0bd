"""The library stands without the web, and the web serves its pages without the heavy libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kominn.config.launch.places import ROOT

HEAVY = {"numpy", "scipy", "PIL", "pikepdf", "pillow_heif", "html5lib", "pytest"}

LIBRARY = """
import importlib, json, pkgutil, sys
import citystats
for module in pkgutil.walk_packages(citystats.__path__, "citystats."):
    importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""

# What a process does before it serves its first page: the application, the map, each view's module.
SERVER = """
import json, sys
from kominn.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
from django.conf import settings
from django.utils.module_loading import import_string
import_string("kominn.core.jobs.run_forever")
for path, every in settings.SCHEDULE.values():
    import_string(path)
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(text):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", text], env=environment, cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_the_library_knows_neither_django_nor_us():
    assert not modules_after(LIBRARY) & {"django", "kominn", "environs"}


@pytest.mark.slow
def test_serving_loads_nothing_heavy():
    """What each process holds in memory stays small: pictures and documents are another program's."""
    loaded = modules_after(SERVER)
    assert "kominn" in loaded
    assert not loaded & HEAVY
