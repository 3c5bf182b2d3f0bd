"""Cards to share: drawn once for everybody."""

from __future__ import annotations

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
    assert len(story_card.kept.pictures) == 1
    page = client.get(reverse("allin:story", args=[shown.pk]), headers={"host": "testserver:1"})
    assert page.context["address"].startswith(settings.BASE_URL)
