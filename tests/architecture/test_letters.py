"""Every letter is a function with a sample, and none holds what a matter is about."""

from __future__ import annotations

import ast
import html
import re
from importlib import import_module

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from kominn.concerns.states import CloseReason, SenderRole, Theme
from kominn.config.launch.places import PACKAGE
from kominn.core.letters import SAMPLES, Letter
from tests.factories.accounts import UserFactory, sign_in

# Registered as they are loaded; a site loads them with its pages and jobs, this file by itself.
for path in PACKAGE.rglob("letters.py"):
    import_module(".".join(("kominn", *path.relative_to(PACKAGE).with_suffix("").parts)))

ONE_LANGUAGE_ONLY = {"concerns.letters.interpreter_needed": "the interpreting service reads Bokmål"}


def writers():
    """`domain.letters.name` of every function that answers a Letter, and whether it is registered."""
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and answers_a_letter(node):
                marks = [ast.unparse(mark).partition("(")[0] for mark in node.decorator_list]
                yield f"{module}.{node.name}", "letter" in marks


def answers_a_letter(function):
    answer = ast.unparse(function.returns) if function.returns else ""
    return answer in ("Letter", "letters.Letter")


def test_every_letter_is_registered_with_a_sample():
    found = dict(writers())
    assert found, "there are letters"
    assert [name for name, registered in found.items() if not registered] == []
    assert {sample.name for sample in SAMPLES} == found.keys()


def test_letters_are_written_in_modules_of_letters():
    assert {name.split(".")[-2] for name, _registered in writers()} == {"letters"}


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.name)
def sample(request):
    return request.param


@pytest.mark.parametrize("language", settings.WHOLE_SITE_LANGUAGES)
def test_a_sample_is_a_whole_letter(sample, language):
    written = sample.make(language)
    assert isinstance(written, Letter)
    assert re.fullmatch(r"[^@\s]+@example\.(no|org)", written.to), "an invented address"
    assert written.subject
    assert "\n" not in written.subject
    for text in (written.subject, written.body):
        assert not re.search(r"%\(|\{\w*\}|None", text), f"something was not filled in: {text}"


def test_a_letter_speaks_the_language_it_is_asked_to(sample):
    subjects = {language: sample.make(language).subject for language in ("nb", "en")}
    if sample.name in ONE_LANGUAGE_ONLY:
        assert subjects["nb"] == subjects["en"]
    else:
        assert subjects["nb"] != subjects["en"]


MATTERS = {"bekymring", "bekymringen", "bekymra", "uro", "worry", "worried", "concern", "concerns"}


def content_words():
    """What a matter may be about, who told of it and how it ended: labels a letter never holds."""
    labels = [label for kind in (Theme, SenderRole, CloseReason) for label in kind.labels]
    return {str(label).casefold() for label in labels if len(str(label)) > 3}


@pytest.mark.parametrize("language", settings.WHOLE_SITE_LANGUAGES)
def test_no_sample_tells_what_a_matter_is_about(sample, language):
    written = sample.make(language)
    with override(language):
        words = content_words() | MATTERS
    text = f"{written.subject}\n{written.body}".casefold()
    assert not {word for word in words if re.search(rf"\b{re.escape(word)}\b", text)}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "nn/", "en/"])
def test_the_page_of_letters_shows_every_one(browse, language):
    sign_in(browse, UserFactory())
    page = browse.get(f"/{language}dev/brev/")
    assert page.status_code == 200
    text = html.unescape(page.content.decode())
    for sample in SAMPLES:
        written = sample.make(language.strip("/") or "nb")
        assert sample.name in text
        assert written.subject in text


def test_the_pages_for_those_who_build_have_names():
    assert reverse("letters") == "/dev/brev/"
    assert reverse("components") == "/dev/komponenter/"
