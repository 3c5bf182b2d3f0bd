"""What a page weighs on a first visit: every byte that comes over the wire, headers included."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

# What a browser with a face asks for by itself, and a headless one does not.
ASKED_FOR_BESIDES = """() => Promise.all(
  [...document.querySelectorAll("link[rel=icon], link[rel=manifest], meta[name=kominn-worker]")]
    .map((e) => fetch(e.href || e.content).then((answer) => answer.text())))"""


class Scales:
    """Weighs what one window loads, as if each page were its first: nothing comes from a cache.

    A test's server sends style sheets and scripts as they are; `packed` takes off what a real
    one's packing takes off (whitenoise's gzip). Pages themselves are never packed.
    """

    def __init__(self, page, *, packed: bool = False) -> None:
        self.page = page
        self.packed = packed
        self.addresses: dict[str, str] = {}
        self.weights: dict[str, int] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.on(
            "Network.requestWillBeSent",
            lambda e: self.addresses.update({e["requestId"]: e["request"]["url"]}),
        )
        devtools.on("Network.loadingFinished", self._weigh)

    def _weigh(self, event) -> None:
        url = self.addresses[event["requestId"]]
        spared = spared_by_packing(urlsplit(url).path) if self.packed else 0
        weight = round(event["encodedDataLength"]) - spared
        self.weights[url] = self.weights.get(url, 0) + weight

    def all_of_it(self) -> int:
        """The weight of the page that stands there, once all of it has come; then begin anew."""
        self.page.evaluate("document.fonts.ready.then(() => true)")
        self.page.evaluate(ASKED_FOR_BESIDES)
        total = sum(self.weights.values())
        self.weights.clear()
        return total


@cache
def spared_by_packing(path: str) -> int:
    if not path.startswith(settings.STATIC_URL):
        return 0
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    assert found, path
    content = Path(found).read_bytes()
    return max(0, len(content) - len(gzip.compress(content, mtime=0)))
