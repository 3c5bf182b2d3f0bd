"""The same worry from six, without JavaScript: joined, answered and finished, and looked at once more."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kominn.concerns.models import Concern
from kominn.concerns.states import State
from tests.browser.conftest import click, enter_as, fits
from tests.browser.pictures import take
from tests.factories.concerns import ConcernFactory, again

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_six_tell_the_same_and_each_is_answered(visit, mottak, inga, kari, settings):
    settings.SECOND_LOOK_ONE_IN = 1
    at = timezone.now()
    six = [ConcernFactory(seen=f"Det lukter røyk ved huset ({n}).", at=at) for n in range(6)]
    one = ConcernFactory(seen="Kan dere fikse nettet hjemme hos meg?", at=at)
    coordinator, colleague = visit("wide", scripts=False), visit("phone", scripts=False)

    enter_as(coordinator, kari)
    coordinator.goto("/innboks/")
    for concern in six:
        coordinator.check(f"input[name=chosen][value='{concern.pk}']")
    take(coordinator, "samle-velg", height=900)
    click(coordinator, "main table ~ div button, main form:has(table) > div button")
    coordinator.check(f"input[name=main][value='{six[2].pk}']")
    click(coordinator, "main form button")
    assert "6 har fortalt det samme" in coordinator.inner_text("main")
    assert Concern.objects.filter(main=six[2]).count() == 5
    take(coordinator, "samlet", height=900)

    coordinator.check("input[name=reason][value=helped]")
    coordinator.fill("textarea[name=words]", "Takk til dere alle. Brannvesenet har vært der.")
    click(coordinator, "button[formaction*='avslutt']")
    assert "alle 6" in coordinator.inner_text("main")
    take(coordinator, "til-alle", height=800)
    click(coordinator, "button[value=send]")
    assert again(six[2]).state == State.CLOSED

    coordinator.goto(f"/innboks/{one.pk}/rask/")
    take(coordinator, "rask", height=1100)
    click(coordinator, "button[value=not_ours]")
    click(coordinator, "button[value=send]")
    assert again(one).state == State.CLOSED

    enter_as(colleague, inga)
    colleague.goto("/innboks/andre-blikk/")
    assert fits(colleague)
    click(colleague, "main th a")
    assert fits(colleague)
    take(colleague, "nytt-blikk", height=900)
    click(colleague, "button[value=agree]")
    assert "Takk. Nå har to sett på den." in colleague.inner_text("body")
