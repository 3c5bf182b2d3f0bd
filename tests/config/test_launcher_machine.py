from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from kominn.config.launch import machine, setup
from kominn.config.launch.machine import Need
from kominn.config.trouble import Trouble


@pytest.fixture
def as_a_guest(monkeypatch):
    """Nobody who may install anything."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def as_root_on_debian(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")


def test_a_guest_is_told_the_one_command_that_brings_the_virtual_environment(
    as_a_guest, monkeypatch
):
    monkeypatch.setattr(machine, "has_venv", lambda: False)
    monkeypatch.setattr(setup, "_is_sound", lambda python: False)

    with pytest.raises(Trouble) as trouble:
        setup._make_environment()

    assert str(trouble.value).endswith(f"    sudo apt-get install -y {machine.venv_package()}")
    assert trouble.value.code == 2


def test_the_package_of_debians_own_python_has_no_number(tmp_path):
    own = tmp_path / f"python3.{sys.version_info.minor}"
    own.touch()

    assert machine.venv_package(own) == "python3-venv"


def test_another_python_has_a_package_of_its_own(tmp_path):
    usual = tmp_path / "python3.9"
    usual.touch()

    assert machine.venv_package(usual) == f"python3.{sys.version_info.minor}-venv"


def test_root_needs_no_sudo(as_root_on_debian):
    assert machine.install_command(["gettext"]) == "apt-get install -y gettext"


def test_a_guest_installs_nothing_and_hears_what_is_lacking(as_a_guest):
    unmet = Need("browser", "a browser", ("a-browser",), lambda: False)
    met = Need("postgresql", "a server", ("a-server",), lambda: True)
    said: list[str] = []

    assert machine.provide([unmet, met], say=said.append) == [unmet]
    assert said == []
    assert unmet.command == "sudo apt-get install -y a-browser"


def test_root_installs_only_what_is_lacking(as_root_on_debian, monkeypatch):
    installed: list[str] = []
    monkeypatch.setattr(machine, "install", lambda names: installed.extend(names))
    unmet = Need("browser", "a browser", ("a-browser",), lambda: bool(installed))
    met = Need("postgresql", "a server", ("a-server",), lambda: True)

    assert machine.provide([unmet, met], say=lambda line: None) == []
    assert installed == ["a-browser"]


def test_what_cannot_be_installed_is_lacking_still(as_root_on_debian, monkeypatch):
    def fails(names: object) -> None:
        raise Trouble("No network.")

    monkeypatch.setattr(machine, "install", fails)
    unmet = Need("browser", "a browser", ("a-browser",), lambda: False)
    said: list[str] = []

    assert machine.provide([unmet], say=said.append) == [unmet]
    assert said[-1] == "No network."


def test_a_library_that_is_not_there_is_lacking():
    assert not machine.has_library("libno-such-thing.so.1")
    assert machine.has_library("libc.so.6")


@pytest.mark.parametrize(
    ("servers", "newest"), [([], None), (["13"], None), (["15"], 15), (["13", "17", "9"], 17)]
)
def test_the_newest_postgresql_that_is_new_enough_is_taken(
    tmp_path: Path, as_root_on_debian, servers, newest
):
    for name in servers:
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin" / "postgres").touch()

    assert machine.postgresql_version(tmp_path) == newest
