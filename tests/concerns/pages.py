"""Walks through pages as a browser without JavaScript does: reads a form, fills it in, presses."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin
from xml.etree.ElementTree import Element

import html5lib
from django.test.client import encode_multipart

BOUNDARY = "kominn-test-boundary"
REDIRECTS = (301, 302, 303)


@dataclass
class File:
    """One chosen file."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    def read(self) -> bytes:
        return self.content


@dataclass
class Visit:
    """One browser. `client` is Django's, or anything with the same `generic`."""

    client: Any
    extra: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **extra: str) -> Page:
        return self.send("GET", path, b"", "", **extra)

    def post(self, path: str, data: dict[str, Any] | None = None, **extra: str) -> Page:
        """A bare post, as an attacker or an old page sends it."""
        body = encode_multipart(BOUNDARY, data or {})
        return self.send("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}", **extra)

    def send(self, method: str, path: str, body: bytes, content_type: str, **extra: str) -> Page:
        response = self.client.generic(
            method, path, body, content_type=content_type, **(self.extra | extra)
        )
        page = Page(self, path, response)
        if page.status in REDIRECTS:
            return self.get(urljoin(path, page.headers["Location"]).partition("#")[0], **extra)
        return page


@dataclass
class Page:
    visit: Visit
    path: str
    response: Any

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Any:
        return self.response.headers

    @cached_property
    def html(self) -> str:
        return self.response.content.decode()

    @cached_property
    def root(self) -> Element:
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @property
    def title(self) -> str:
        return text_of(self.root.find("head/title"))

    @property
    def heading(self) -> str:
        return text_of(next(self.root.iter("h1"), None))

    @cached_property
    def text(self) -> str:
        """What stands on the page outside its head, scripts and forms' values."""
        return text_of(self.root.find("body"))

    @property
    def main(self) -> str:
        return text_of(next(self.root.iter("main"), None))

    def alerts(self) -> list[str]:
        return [text_of(e) for e in self.root.iter() if e.get("role") in ("alert", "status")]

    def links(self) -> list[str]:
        return [e.get("href", "") for e in self.root.iter("a")]

    # --- Forms ---

    def asks(self, name: str) -> bool:
        return any(e.get("name") == name for e in controls(self.root))

    def value(self, name: str) -> str:
        form = self.form_with(name)
        return dict(values(self.controls(form))).get(name, "")

    def form_with(self, name: str) -> Element:
        return next(
            f
            for f in self.root.iter("form")
            if any(e.get("name") == name for e in self.controls(f))
        )

    def form_of_button(self, name: str, value: str) -> Element:
        for form in self.root.iter("form"):
            for button in form.iter("button"):
                if button.get("name") == name and button.get("value") == value:
                    return form
        raise AssertionError(
            f"No button {name}={value} on {self.path} “{self.title}”: {self.main[:600]}"
        )

    def form_to(self, action: str) -> Element:
        """The form that goes there, by itself or by one of its buttons."""
        return next(f for f in self.root.iter("form") if action in self.ways(f))

    def ways(self, form: Element) -> list[str]:
        buttons = [e.get("formaction") or "" for e in self.controls(form)]
        return [way.partition("#")[0] for way in (form.get("action", ""), *buttons)]

    def controls(self, form: Element) -> list[Element]:
        """Those within the form, and those elsewhere that name it as theirs."""
        outside = [
            e for e in controls(self.root) if form.get("id") and e.get("form") == form.get("id")
        ]
        return [*controls(form), *outside]

    def press(self, go: str, *, files: list[File] | None = None, **answers: Any) -> Page:
        """Press the button `go` after these answers are given; the rest stays as the page has it."""
        form = self.form_of_button("go", go)
        button = next(e for e in self.controls(form) if e.get("value") == go)
        return self.submit(form, {"go": go} | answers, files, to=button.get("formaction"))

    def fill(self, action: str, *, files: list[File] | None = None, **answers: Any) -> Page:
        """Send the form that goes to this address."""
        return self.submit(self.form_to(action), answers, files, to=action)

    def submit(
        self,
        form: Element,
        answers: dict[str, Any],
        files: list[File] | None = None,
        *,
        to: str | None = None,
    ) -> Page:
        body, content_type = self.encoded(form, answers, files)
        path = urljoin(self.path, to or form.get("action", "")).partition("#")[0]
        return self.visit.send("POST", path, body, content_type)

    def encoded(
        self, form: Element, answers: dict[str, Any], files: list[File] | None = None
    ) -> tuple[bytes, str]:
        known = {e.get("name") for e in self.controls(form)}
        unknown = set(answers) - known
        assert not unknown, f"{self.path} “{self.title}” does not ask {unknown}, only {known}"
        data = together(values(self.controls(form))) | answers
        data = {name: value for name, value in data.items() if value is not None}
        if form.get("enctype") == "multipart/form-data":
            if files:
                data["files"] = files
            body = encode_multipart(BOUNDARY, data)
            return body, f"multipart/form-data; boundary={BOUNDARY}"
        assert not files, "this form takes no files"
        return urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"


def together(found: list[tuple[str, str]]) -> dict[str, Any]:
    """By name; a list where several boxes of one name are ticked."""
    names = dict.fromkeys(name for name, _ in found)
    every = {name: [value for other, value in found if other == name] for name in names}
    return {name: sent if len(sent) > 1 else sent[0] for name, sent in every.items()}


def controls(form: Element) -> list[Element]:
    tags = ("input", "textarea", "select", "button")
    return [e for e in form.iter() if e.tag in tags]


def values(of: list[Element]) -> list[tuple[str, str]]:
    """What these controls would send untouched; buttons send nothing before they are pressed."""
    found = []
    for element in of:
        name, kind = element.get("name"), element.get("type", "")
        if not name or element.tag == "button" or kind in ("file", "submit"):
            continue
        if kind in ("radio", "checkbox") and element.get("checked") is None:
            continue
        if element.tag == "textarea":
            found.append((name, "".join(element.itertext())))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            found += [(name, o.get("value", "")) for o in chosen]
        else:
            found.append((name, element.get("value", "on" if kind == "checkbox" else "")))
    return found


def text_of(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


# --- The report form, whatever its steps are called -------------------------------------------


def go_to(page: Page, question: str, **answers: Any) -> Page:
    """Go on through the form, answering on the way, until this question stands there."""
    for _ in range(20):
        if page.asks(question):
            return page
        page = go_on(page, answers)
    raise AssertionError(f"{question} is never asked; the last page is “{page.title}”")


def past_the_question(page: Page) -> Page:
    """A concern's page, whose reader first says that they stand near nobody it is about."""
    return page.press("no") if "/naer/" in page.path else page


def go_on(page: Page, answers: dict[str, Any], files: list[File] | None = None) -> Page:
    here = {name: value for name, value in answers.items() if page.asks(name)}
    files = files if files and page.asks("files") else None
    return page.press("next", files=files, **here)


def to_review(page: Page, files: list[File] | None = None, **answers: Any) -> Page:
    """Go on to the last page before sending."""
    answers = {"seen": "Det henger noen ved brygga hver kveld."} | answers
    for _ in range(20):
        if not page.asks("step") and page.asks("state"):
            return page
        page = go_on(page, answers, files)
    raise AssertionError(f"the form does not end; the last page is “{page.title}”")


def send(page: Page, files: list[File] | None = None, **answers: Any) -> Page:
    return to_review(page, files, **answers).press("send")


def digits_of(page: Page) -> str:
    """The receipt as a person copies it from the page."""
    holder = next(e for e in page.root.iter() if "receipt-digits" in (e.get("class") or ""))
    return "".join(c for c in text_of(holder) if c.isdecimal())
