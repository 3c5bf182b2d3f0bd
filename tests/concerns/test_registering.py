"""Written down for somebody: the colleague is asked of the one who tells, and hands the receipt over."""

from __future__ import annotations

import re

import pytest

from kominn.concerns import conversation
from kominn.concerns.models import Concern
from kominn.concerns.on_behalf import CHOICES, HELP, LABELS, MISSING, QUESTIONS
from kominn.vault.actions import records
from tests.concerns.pages import digits_of, text_of

pytestmark = pytest.mark.django_db


def registered(page, **answers):
    wishes = {"channel": "phone", "language": "pl", "seen": "Hun ringte om bråk"} | answers
    return page.fill("/en/registrer/", **wishes)


def test_the_questions_are_of_the_one_who_tells_and_not_of_the_colleague(intake, stian, visit):
    page = visit(stian).get("/en/registrer/")
    assert "What did they see or hear?" in page.main
    assert "They don’t know" in page.main
    for of_oneself in (
        "you see",
        "you saw",
        "worries you",
        "Do you",
        "I know",
        "I don’t",
        "I am",
        "I can",
        "I want",
        "me",
    ):
        assert not re.search(rf"\b{of_oneself}\b", page.main), of_oneself


def test_every_question_of_the_form_is_asked_of_another(intake, stian, visit):
    page = visit(stian).get("/en/registrer/")
    assert all(page.asks(name) for step in QUESTIONS for name in step.base_fields)
    worded = LABELS.keys() | HELP.keys() | CHOICES.keys() | MISSING.keys()
    assert worded <= {name for step in QUESTIONS for name in step.base_fields}


def test_a_name_in_what_is_registered_is_hinted_at_once(intake, stian, visit):
    page = registered(visit(stian).get("/en/registrer/"), seen="Hun så Petter Solli der")
    assert not Concern.objects.exists()
    assert "This may be a name: Petter Solli" in page.main
    digits_of(page.press("register"))
    assert Concern.objects.count() == 1


def test_a_colleague_moves_a_name_to_the_box(intake, stian, inga, visit):
    page = registered(visit(stian).get("/en/registrer/"), seen="Hun så Petter Solli der")
    page = page.press("move:0")
    assert page.value("seen") == "Hun så [1] der"
    assert page.value("names") == "[1] Petter Solli"
    assert page.value("channel") == "phone"
    digits_of(page.press("register"))
    concern = Concern.objects.get()
    names = conversation.open_names(concern, records.data_key_for(concern.pk, inga))
    assert names == "[1] Petter Solli"


def test_the_sheet_to_hand_over_speaks_the_language_of_the_one_who_told(intake, stian, visit, demo):
    receipt = registered(visit(stian).get("/en/registrer/"), language="ar")
    sheet = next(e for e in receipt.root.iter("section") if "print-receipt" in e.get("class", ""))
    assert (sheet.get("lang"), sheet.get("dir")) == ("ar", "rtl")
    assert "/ar/kvittering/" in text_of(sheet)
    assert "Hun ringte" not in receipt.text
    tigre = registered(visit(stian).get("/en/registrer/"), language="am", seen="Noe annet")
    sheet = next(e for e in tigre.root.iter("section") if "print-receipt" in e.get("class", ""))
    assert sheet.get("lang") == "en"
