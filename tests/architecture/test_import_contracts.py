"""The arrows between packages hold, and each guard stops what it was put there to stop."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace

import pytest
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from kominn.concerns.states import State
from kominn.config import drawing
from kominn.config.launch.places import ROOT, VENV

TOOLS = VENV / "bin"

pytestmark = pytest.mark.slow


def run(*command, cwd=ROOT, source=ROOT / "src"):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(source), str(ROOT)])}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "COLUMNS": "300", "NO_COLOR": "1"}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def lint_imports(folder):
    return run(TOOLS / "lint-imports", "--no-cache", cwd=folder, source=folder / "src")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The Python of a working copy, to break rules in."""
    folder = tmp_path_factory.mktemp("copy")
    only_python = shutil.ignore_patterns("static", "locale", "templates", "__pycache__")
    for package in ("kominn", "citystats"):
        shutil.copytree(ROOT / "src" / package, folder / "src" / package, ignore=only_python)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def add(folder, path, text):
    file = folder / "src" / path
    file.parent.mkdir(exist_ok=True)
    with file.open("a") as out:
        out.write(f"\n{text}\n")


@pytest.fixture(scope="module")
def broken(copy):
    """One copy in which every rule about imports is broken once."""
    assert lint_imports(copy)[0] == 0, "the contracts must hold before they are broken"
    add(copy, "citystats/outlines.py", "import django")
    add(copy, "kominn/portal/front.py", "from kominn.concerns.models import Concern")
    add(copy, "kominn/portal/trail.py", "from kominn.concerns.actions import handle")
    add(copy, "kominn/accounts/models.py", "from kominn.accounts import actions")
    add(copy, "kominn/portrait/actions/outlines.py", "from kominn.plan.models import FocusArea")
    add(copy, "kominn/newthing/__init__.py", '"""A domain nobody placed."""')
    return lint_imports(copy)


LIBRARY = "The analysis library knows nothing of the web"
ORDER = "Domains stand on each other in one order"
INSIDE = "Inside a domain: pages, forms, deeds, facts"
CYCLES = "No import cycles anywhere"
SEALED = "The sealed room is entered by its own doors"


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        pytest.param(LIBRARY, "citystats.outlines -> django", id="the library imports Django"),
        pytest.param(
            SEALED, "kominn.portal.front -> kominn.concerns.models", id="a page reads rows"
        ),
        pytest.param(
            SEALED, "kominn.portal.trail -> kominn.concerns.actions", id="a page does deeds"
        ),
        pytest.param(
            INSIDE, "kominn.accounts.models -> kominn.accounts.actions", id="facts, deeds"
        ),
        pytest.param(CYCLES, ".models -> .actions", id="a circle"),
        pytest.param(
            ORDER, "kominn.portrait.actions.outlines -> kominn.plan.models", id="an arrow up"
        ),
        pytest.param(ORDER, "kominn.newthing", id="a domain without a place"),
    ],
)
def test_a_broken_rule_about_imports_is_named(broken, contract, said):
    code, output = broken
    assert code != 0
    about = output.split("Broken contracts")[1].split(contract)[1].split("---\n\n")[1]
    assert said in about, output


def test_imports_keep_their_contracts():
    """Also those of the working copy as it is, which `./kominn check` asks by itself."""
    assert lint_imports(ROOT)[0] == 0


RUFF = {
    "a signal": (
        "from django.db.models.signals import post_save\n\n__all__ = ['post_save']\n",
        "Call the function you mean.",
    ),
    "the time taken inside": (
        "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)\n",
        "Take the time once at the edge",
    ),
    "an import from above": ("from ..accounts import roles\n\n__all__ = ['roles']\n", "TID252"),
}


@pytest.mark.parametrize("deed", RUFF)
def test_a_broken_rule_about_style_is_named(copy, deed):
    text, said = RUFF[deed]
    snippet = copy / "src" / "kominn" / "plan" / "snippet.py"
    snippet.write_text(text)
    try:
        code, output = run(TOOLS / "ruff", "check", "--no-cache", snippet, cwd=copy)
    finally:
        snippet.unlink()
    assert code != 0
    assert said in output


MISSPELT = """
from django.http import HttpResponse

from kominn.accounts.access import StaffRequest, requires
from kominn.accounts.roles import Right


@requires(Right.READ_CONCERN)
def inbox(request: StaffRequest) -> HttpResponse:
    return HttpResponse(request.user.name)
"""


def test_a_right_that_does_not_exist_does_not_pass_the_type_checker(tmp_path):
    snippet = tmp_path / "snippet.py"
    snippet.write_text(MISSPELT)
    config = ROOT / "pyproject.toml"
    cache = f"--cache-dir={tmp_path}/cache"

    code, output = run(TOOLS / "mypy", f"--config-file={config}", cache, snippet)

    assert code != 0
    assert '"type[Right]" has no attribute "READ_CONCERN"' in output
    assert "Found 1 error" in output, output


def test_a_new_arrow_changes_the_drawing():
    """So that `test_docs` asks for it to be drawn anew."""
    life = drawing.LIVES[0]
    more = dict(life.next) | {State.WITHDRAWN: frozenset({State.RECEIVED})}
    assert drawing.diagram(replace(life, next=more)) != drawing.diagram(life)


def test_a_view_without_a_mark_is_seen():
    unmarked = URLResolver(
        RegexPattern(r"^"), [path("secret/", lambda request: None, name="secret")]
    )
    assert [(door.name, door.access) for door in drawing.doors(unmarked)] == [("secret", None)]
