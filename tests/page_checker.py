"""The page checker: what must hold of every page, looked at in every page any test opens.

`browse` (in conftest) wraps Django's test client so that each HTML answer passes through here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from html5lib.html5parser import ParseError

RIGHT_TO_LEFT = {"ar"}
NORWEGIAN = {"nb", "nn"}
NOT_PROSE = {"code", "pre", "kbd", "samp", "textarea", "script", "style", "option"}
CONTROLS = {"input", "select", "textarea"}
UNLABELED = {"hidden", "submit", "button", "reset", "image"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
RESOURCES = {
    "script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src",
    "video": "src", "audio": "src", "form": "action", "object": "data", "embed": "src", "use": "href",
}  # fmt: skip
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
TOKENS = {"csrfmiddlewaretoken", "state"}
"""`state` is the sealed state of the report form, which travels without any cookie."""
WITHOUT_COOKIES = (
    "/meld/",
    "/meld/ansatt/",
    "/meld/kvittering/",
    "/kvittering/",
    "/plikt/avverge/",
    "/plikt/barnevern/",
)
"""Where reporters post: no session and no cookie, so nothing a forged post could misuse."""
UNRENDERED = re.compile(r"\{\{|\{%|\{#|%\(\w+\)[sd]")


class CheckedClient(Client):
    """Django's test client, which looks at every page it is served.

    A page leaves its language active in the thread that served it: a server's next request chooses
    anew, but a test would go on in it and find other addresses than the one before it did.
    """

    def request(self, **request: object) -> HttpResponse:
        before = translation.get_language()
        try:
            response = super().request(**request)
        finally:
            translation.activate(before)
        if is_page(response):
            check_page(response)
        return response


def is_page(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    return kind.startswith("text/html") and not response.streaming and bool(response.content)


def check_page(response: HttpResponse) -> None:
    found = faults(response.content.decode())
    path = getattr(response, "request", {}).get("PATH_INFO", "")
    assert not found, "\n".join([f"{path} does not hold:", *(f"  - {fault}" for fault in found)])


def faults(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        root = parser.parse(html)
    except ParseError as error:
        line, column = parser.errors[-1][0]
        return [f"not strict HTML at {line}:{column}: {error} near {_near(html, line)!r}"]
    return list(dict.fromkeys(fault for check in CHECKS for fault in check(root)))


def title(root: Element) -> Iterator[str]:
    text = _text(root.find("head/title"))
    if not text or text.startswith("–"):
        yield "the title says nothing"


def language(root: Element) -> Iterator[str]:
    lang = root.get("lang", "")
    if not lang:
        yield "<html> has no lang"
    if root.get("dir") != ("rtl" if lang in RIGHT_TO_LEFT else "ltr"):
        yield f"<html lang={lang}> has the direction {root.get('dir')}"


def headings(root: Element) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in _elements(root) if e.tag in HEADINGS]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"an h{after} stands right under an h{before}"
    for element in _elements(root):
        if element.tag in HEADINGS and not _text(element):
            yield f"an empty {element.tag}"


def labels(root: Element) -> Iterator[str]:
    labelled = {e.get("for") for e in _elements(root) if e.tag == "label" and _text(e)}
    wrapped = {
        id(inner) for e in _elements(root) if e.tag == "label" and _text(e) for inner in e.iter()
    }
    for element in _elements(root):
        if element.tag not in CONTROLS or element.get("type") in UNLABELED:
            continue
        if element.get("id") not in labelled and id(element) not in wrapped and not _named(element):
            yield f"<{element.tag} name={element.get('name')}> has no label"


def fieldsets(root: Element) -> Iterator[str]:
    for fieldset in root.iter("fieldset"):
        if not _text(fieldset.find("legend")):
            yield "a fieldset has no legend"


def ids(root: Element) -> Iterator[str]:
    count = Counter(e.get("id") for e in _elements(root) if e.get("id"))
    yield from (f"id {name!r} stands {n} times" for name, n in count.items() if n > 1)
    for element in _elements(root):
        for attribute in POINTERS:
            for name in (element.get(attribute) or "").split():
                if name not in count:
                    yield f"{attribute}={name!r} points at nothing"
        if element.tag == "a" and element.get("href", "").startswith("#"):
            name = element.get("href", "")[1:]
            if name not in count:
                yield f"the link #{name} points at nothing"


def inline(root: Element) -> Iterator[str]:
    for element in _elements(root):
        if element.tag == "style":
            yield "an inline <style>"
        if element.tag == "script" and not element.get("src"):
            yield "an inline <script>"
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag} {name}=…>"


def images(root: Element) -> Iterator[str]:
    for element in _elements(root):
        if element.tag == "img" and element.get("alt") is None:
            yield f"<img src={element.get('src')}> has no alt"
        if _name(element) == "svg" and not (
            element.get("aria-hidden") == "true"
            or (element.get("role") == "img" and _named(element))
            or element.get("role") in ("group", "graphics-document")
        ):
            yield "an svg is neither hidden from nor named for screen readers"


def forms(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        method = (form.get("method") or "").lower()
        if not form.get("action") or method not in ("get", "post"):
            yield "a form without action and method"
        names = {e.get("name") for e in form.iter("input")}
        free = (form.get("action") or "").partition("#")[0].endswith(WITHOUT_COOKIES)
        if method == "post" and not free and not names & TOKENS:
            yield f"the form to {form.get('action')} carries no token against forgery"


def buttons(root: Element) -> Iterator[str]:
    for button in root.iter("button"):
        if button.get("type") not in ("submit", "button", "reset"):
            yield f"the button {_text(button)!r} has no type"
        if not _text(button) and not button.get("aria-label"):
            yield "a button without words"


def tables(root: Element) -> Iterator[str]:
    for table in root.iter("table"):
        if not _text(table.find("caption")):
            yield "a table without caption"
        if next(table.iter("th"), None) is None:
            yield "a table without headers"


def links(root: Element) -> Iterator[str]:
    for link in root.iter("a"):
        if not link.get("href"):
            yield f"the link {_text(link)!r} goes nowhere"
        if not _text(link) and not link.get("aria-label") and not _alt(link):
            yield f"the link to {link.get('href')} has no words"


def third_parties(root: Element) -> Iterator[str]:
    for element in _elements(root):
        address = element.get(RESOURCES.get(_name(element), ""), "") or ""
        if re.match(r"(https?:)?//", address):
            yield f"<{_name(element)}> asks another site: {address}"


def prose(root: Element) -> Iterator[str]:
    for text, lang in _prose(root, "", translate=True):
        if lang in NORWEGIAN and re.search(r'["“”]', text):
            yield f"Norwegian is quoted with « and »: {text.strip()!r}"
        if " - " in text:
            yield f"a hyphen does the work of a dash: {text.strip()!r}"
        if UNRENDERED.search(text):
            yield f"something was not rendered: {text.strip()!r}"


def components(root: Element) -> Iterator[str]:
    for element in _elements(root):
        if _name(element).startswith("c-"):
            yield f"the component <{element.tag}> was not rendered"


CHECKS = (
    title, language, headings, labels, fieldsets, ids, inline, images, forms, buttons, tables,
    links, third_parties, prose, components,
)  # fmt: skip


def _elements(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _name(element: Element) -> str:
    """The name without its namespace, which SVG has."""
    return element.tag.rpartition("}")[2]


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _named(element: Element) -> bool:
    return bool(element.get("aria-label") or element.get("aria-labelledby"))


def _alt(element: Element) -> str:
    return "".join(image.get("alt", "") for image in element.iter("img"))


def _prose(element: Element, lang: str, *, translate: bool) -> Iterator[tuple[str, str]]:
    """Each run of visible text with the language it is in."""
    if not isinstance(element.tag, str) or element.tag in NOT_PROSE:
        return
    lang = element.get("lang", lang)
    translate = translate and element.get("translate") != "no"
    if element.text and translate:
        yield element.text, lang
    for child in element:
        yield from _prose(child, lang, translate=translate)
        if child.tail and translate:
            yield child.tail, lang


def _near(html: str, line: int) -> str:
    lines = html.splitlines()
    return lines[line - 1].strip()[:160] if 0 < line <= len(lines) else ""
