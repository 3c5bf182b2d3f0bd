"""A walk through pages that notes what axe finds wrong with each, and which templates it answers for.

A room of KomINN adds its walk to `WALKS`, and a test of its own beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

import kominn
from tests.browser.conftest import LOOKS, click, fits, press

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WALKS = {
    "ambassadors": ["ambassadors/*"],
    "open": ["portal/front.html", "portal/privacy.html", "portal/accessibility.html", "portal/told_and_done.html",
             "plan/plan.html", "challenges/challenges.html", "challenges/challenge.html",
             "indicators/city.html", "indicators/figures.html", "indicators/figure.html", "indicators/drawings.html"],
    "report": ["concerns/report/*", "concerns/duties/*"],
    "mailbox": ["concerns/mailbox/*"],
    "staff": ["concerns/staff/*", "portal/monday.html", "portal/trail.html",
              "core/gallery.html", "config/letters.html"],
    "casework": ["casework/*"],
    "measures": ["plan/measures/*"],
    "figures": ["challenges/desk.html", "challenges/write.html", "indicators/desk.html", "indicators/dataset.html",
                "indicators/vintage.html", "portrait/desk/*", "indicators/codes*.html",
                "indicators/add_table.html", "indicators/change_table.html", "indicators/reading.html", "indicators/shown.html"],
    "need": ["support/*"],
    "story": ["indicators/chapters.html", "indicators/write_chapter.html"],
    "triage": ["concerns/triage/*"],
    "people": ["portal/people/*"],
    "law": ["law/*", "erasure/overview.html", "erasure/ask.html"],
    "duty": ["portal/duty/*", "roster/*"],
    "way in": ["account/*", "accounts/*", "mfa/*"],
    "guide": ["guide/*"],
    "young": ["allin/*", "participation/*"],
    "calendar": ["activities/*"],
    "ballot": ["ballot/*"],
    "wrong": ["core/logged_out.html", "400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"],
}  # fmt: skip
# Looked at where the demo is served by its real process (tests/browser/test_served.py), and the
# journal's, which are files for the archive.
ELSEWHERE = ["config/demo_people.html", "erasure/journal/*"]
# Parts of pages, which every walk meets, and the component page shows one by one.
PARTS = ["cotton/*", "core/base*.html", "core/forms/*", "django/forms/*", "*/_*.html"]


@cache
def templates() -> list[str]:
    folders = Path(kominn.__file__).parent.glob("*/templates")
    return sorted(
        path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*.html")
    )


def pages_of(walk: str) -> set[str]:
    return {name for name in templates() if belongs(name, WALKS[walk]) and not belongs(name, PARTS)}


def belongs(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


@dataclass
class Walk:
    """Goes from page to page and notes what is wrong with each."""

    page: object
    wrong: list[tuple[str, ...]] = field(default_factory=list)
    axe: Axe = field(default_factory=Axe)

    def to(self, *addresses: str, closely: bool = False) -> None:
        for address in addresses:
            self.page.goto(address)
            self.look(closely=closely)

    def look(self, *, closely: bool = False) -> None:
        self._note("")
        if closely:
            self.page.emulate_media(color_scheme="dark")
            self._note("in the dark")
            self.page.emulate_media(color_scheme="light")
            usual = self.page.viewport_size
            self.page.set_viewport_size(LOOKS["small"]["viewport"])
            self._note("on a small phone")
            self.page.set_viewport_size(usual)

    def press(self, go: str) -> None:
        press(self.page, go)
        self.look()

    def click(self, what: str) -> None:
        click(self.page, what)
        self.look()

    def _note(self, how: str) -> None:
        where = f"{self.page.url} {self.page.title()} {how}"
        for rule in self.axe.run(self.page, options=RULES).response["violations"]:
            self.wrong.append(
                (where, rule["id"], *(" ".join(map(str, n["target"])) for n in rule["nodes"]))
            )
        if not fits(self.page):
            self.wrong.append((where, "is wider than its window"))
