"""Cards to share: drawn once for everybody, a few kept, and none of them for long."""

from __future__ import annotations

import threading

import pytest
from django.urls import reverse

from kominn.allin import story_card
from kominn.allin.states import State
from tests.factories.allin import concept


@pytest.fixture(autouse=True)
def _nothing_kept():
    story_card.kept.forget()
    yield
    story_card.kept.forget()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["story_small", "story_paper"])
def test_a_card_asked_for_under_eight_ports_is_drawn_once(course, client, settings, name):
    shown = concept(course, name="Nattbuss", state=State.SHOWN)
    where = reverse(f"allin:{name}", args=[shown.pk])
    for port in range(1, 9):
        assert client.get(where, headers={"host": f"testserver:{port}"}).status_code == 200
    assert len(story_card.kept.cards) == 1
    page = client.get(reverse("allin:story", args=[shown.pk]), headers={"host": "testserver:1"})
    assert page.context["address"].startswith(settings.BASE_URL)


def test_no_more_cards_are_kept_than_fit_in_the_memory():
    store = story_card.Kept()
    for number in range(story_card.MOST_KEPT + 5):
        store.keep(str(number), b"x")
    assert len(store.cards) == story_card.MOST_KEPT
    assert "0" not in store.cards
    assert str(story_card.MOST_KEPT + 4) in store.cards


def test_a_card_leaves_the_memory_though_nobody_asks_again(monkeypatch):
    monkeypatch.setattr(story_card, "SECONDS", 0)
    forgotten = threading.Event()

    class Watched(story_card.Kept):
        def forget(self):
            super().forget()
            forgotten.set()

    store = Watched()
    store.keep("one", b"x")
    assert forgotten.wait(timeout=10)
    assert not store.cards
