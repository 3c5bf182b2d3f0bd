"""Attacks on the server itself, as `./kominn serve` runs it."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.test import override_settings

from tests.concerns import real_city

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def real(tmp_path_factory, django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        override_settings(),
        real_city.made(tmp_path_factory.mktemp("city")) as city,
        real_city.served(city),
    ):
        yield city


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "SCRIPT-NAME", "REMOTE_USER"])
def test_no_visitor_says_where_the_site_begins(real, name):
    """What only a proxy may say, a visitor said: the form's first page, kept for a minute for
    all, was then drawn in another language."""
    with closing(HTTPConnection("127.0.0.1", real.port, timeout=20)) as line:
        line.request("GET", "/nn/meld/", headers={name: "/nn"})
        assert b'<html lang="nn"' in line.getresponse().read()

    assert '<html lang="nn"' in real.visit().get("/nn/meld/").html


def test_a_process_that_breaks_leaves_no_picture_of_its_memory(real):
    """Keys and what was told would stand in it."""
    for pid in real.pids():
        limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
        (core,) = [line.split() for line in limits if line.startswith("Max core file size")]
        assert core[4:6] == ["0", "0"]
