"""The demo as it is really served: how much a first visit weighs, and that nobody else is asked."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LISTEN, LOOKS, Ear, answer, click, digits, go_on_until, press
from tests.browser.pictures import take
from tests.browser.scales import Scales
from tests.browser.walks import RULES
from tests.config.test_command import environment, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES = 80_000
PATIENCE = 120
LANGUAGES = ("nb", "nn", "en", "pl", "lt", "uk", "ar", "so", "ti")
PROGRAM = """
import sys
from pathlib import Path
from kominn.config.demo_start import start

sys.exit(start(Path(sys.argv[1]), city="lagenvik", port=int(sys.argv[2]), fresh=False, years=0.5))
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[str]:
    """`./kominn demo` in a folder of its own; answers its address."""
    root, port = tmp_path_factory.mktemp("demo"), free_port()
    home = f"http://localhost:{port}"
    with (root / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(root), str(port)],
            env=environment(root),
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(home, server, root / "log")
        yield home
    finally:
        server.terminate()
        server.wait(60)


def wait_for(home: str, server, log) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{home}/meld/") as answer:
                if answer.status == 200:
                    return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture
def window(browser, demo):
    """`window("phone")`: a browser with an empty cache, listened to."""
    ear = Ear(demo)
    contexts = []

    def open_window(look="phone"):
        contexts.append(browser.new_context(base_url=demo, **LOOKS[look], reduced_motion="reduce"))
        contexts[-1].add_init_script(LISTEN)
        ear.listen(contexts[-1])
        return contexts[-1].new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert ear.heard() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_weighs_little(window, language):
    page = window()
    scales = Scales(page)
    page.goto("/meld/" if language == "nb" else f"/{language}/meld/")
    page.wait_for_load_state("networkidle")
    assert page.get_attribute("html", "lang") == language
    weight = scales.all_of_it()
    asked = " ".join(scales.addresses.values())
    assert all(end in asked for end in (".css", ".js", ".svg"))
    assert weight <= MOST_BYTES, asked
    assert "/fonts/" not in asked, "the phone's own fonts do"


def test_a_worry_is_told_and_read_in_the_demo(window):
    """The way of README's five minutes: tell something, then be Inga by one click."""
    reporter = window("phone")
    reporter.goto("/en/meld/")
    go_on_until(reporter, "seen", role="young")
    answer(reporter, seen="Somebody sits alone every day.")
    go_on_until(reporter, "")
    press(reporter, "send")
    assert len(digits(reporter)) == 34

    colleague = window("wide")
    colleague.goto("/demo/")
    assert Axe().run(colleague, options=RULES).response["violations"] == []
    take(colleague, "demo", height=760)
    click(colleague, "form:has-text('Inga') button")
    assert colleague.url.endswith("/mandag/")
    take(colleague, "mandag")
    colleague.goto("/innboks/")
    take(colleague, "innboks")
    for address in ("/", "/planen/", "/min-side/", "/registrer/", "/byen/"):
        colleague.goto(address)
    visitor = window("wide")
    visitor.goto("/byen/")
    take(visitor, "byen", height=900, above="#omrader")
