"""What is written about the house is true of it."""

from __future__ import annotations

import re
import subprocess

import pytest

from kominn.config import drawing
from kominn.config.launch.places import PACKAGE, ROOT

DRAWN = ROOT / "docs" / "reference"
ADR = ROOT / "docs" / "adr"


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    drawing.draw(folder)
    return folder


@pytest.mark.parametrize("name", drawing.PAGES)
def test_a_drawn_page_is_in_step(redrawn, name):
    page = DRAWN / name
    assert page.read_bytes() == (redrawn / name).read_bytes(), f"{page}: run ./kominn fix"


def test_no_page_stands_there_that_nothing_draws():
    assert {path.name for path in DRAWN.iterdir()} == drawing.PAGES.keys()


def test_drawing_twice_gives_the_same(redrawn, tmp_path):
    for path in drawing.draw(tmp_path):
        assert path.read_bytes() == (redrawn / path.name).read_bytes()


def packages():
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def root_folders():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return sorted({path.split("/")[0] for path in tracked if "/" in path})


@pytest.mark.parametrize("name", packages())
def test_architecture_names_every_package(name):
    assert re.search(rf"\b{name}/", (ROOT / "ARCHITECTURE.md").read_text())


@pytest.mark.parametrize("name", root_folders())
def test_architecture_names_every_folder(name):
    assert f"{name}/" in (ROOT / "ARCHITECTURE.md").read_text()


# --- Decisions -----------------------------------------------------------------------------------


def decisions():
    return sorted(path.name for path in ADR.glob("*.md") if path.name != "README.md")


def test_decisions_are_numbered_without_a_gap():
    assert decisions(), "no decision is written down"
    for number, name in enumerate(decisions(), start=1):
        assert re.fullmatch(rf"{number:04}-[a-z0-9-]+\.md", name), name


def test_every_decision_is_listed():
    listed = re.findall(r"\]\(([^)]+\.md)\)", (ADR / "README.md").read_text())
    assert sorted(listed) == decisions()


def test_every_decision_that_is_spoken_of_exists():
    """`ADR 0006` in the code leads somewhere."""
    numbers = {name[:4] for name in decisions()}
    for path in [*PACKAGE.rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "benchmarks").glob("*.py")]:
        for number in re.findall(r"ADR (\d{4})", path.read_text()):
            assert number in numbers, f"{path.relative_to(ROOT)} speaks of ADR {number}"


@pytest.mark.parametrize("name", decisions())
def test_a_decision_says_what_was_decided_under_its_own_number(name):
    text = (ADR / name).read_text()
    assert text.startswith(f"# {int(name[:4])}. ")
    assert "**Decision.**" in text


# --- Links ---------------------------------------------------------------------------------------


def pages():
    return sorted(
        [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    )


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} → {target}"
