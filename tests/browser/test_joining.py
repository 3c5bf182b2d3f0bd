"""A new colleague on real pages: invited, joined, let in to the team, and able to read."""

from __future__ import annotations

import re

import pytest
from django_tasks_db.models import DBTaskResult

from tests.browser.conftest import click, enter_as, log_in
from tests.browser.pictures import take
from tests.factories.accounts import PASSWORD as COMMON
from tests.factories.accounts import UserFactory, code
from tests.factories.concerns import ConcernFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EMAIL = "nora@lagenvik.example"
PASSWORD = "seks-maker-over-fjorden"


def link_in_the_letter_to(email: str) -> str:
    letters = [row.args_kwargs["kwargs"] for row in DBTaskResult.objects.all()]
    body = next(letter["body"] for letter in letters if letter["to"] == email)
    return re.search(r"http://localhost:8000(\S+)", body)[1]


def test_a_new_colleague_is_invited_joins_and_reads(visit, mottak, ada, kari, stian, leif):
    office, new, coordinator = visit("wide"), visit("wide"), visit("wide")
    concern = ConcernFactory()

    # Ada invites Nora by e-mail.
    enter_as(office, ada)
    office.goto("/ansatte/")
    take(office, "kolleger", height=760)
    click(office, "a[href='/ansatte/inviter/']")
    office.fill("input[name=email]", EMAIL)
    office.check("input[name=roles][value=intake]")
    take(office, "inviter", height=760)
    click(office, "main form button")
    assert EMAIL in office.inner_text("main")

    # Nora follows the letter, chooses a password and sets up her app.
    new.goto(link_in_the_letter_to(EMAIL))
    new.fill("input[name=name]", "Nora")
    new.fill("input[name=password]", PASSWORD)
    new.fill("input[name=password_again]", PASSWORD)
    take(new, "velkommen", height=760)
    click(new, "main form button")
    secret = re.search(r"[A-Z2-7]{32}", new.inner_text("main"))[0]
    new.fill("input[name=code]", code(secret=secret))
    click(new, "form:has(input[name=code]) button")
    new.goto("/innboks/")
    assert concern.short not in new.inner_text("main"), "a role alone opens nothing"

    # Kari, who reads for the team, lets her in.
    log_in(coordinator, kari)
    coordinator.goto("/ansatte/team/mottak/")
    coordinator.select_option("select[name=user]", label="Nora")
    take(coordinator, "team", height=760)
    click(coordinator, "form[action$='/slipp-inn/'] button")
    assert "Nora" in coordinator.inner_text("main ul")

    new.goto("/innboks/")
    click(new, f"tbody a:has-text('{concern.short}')")
    click(new, "button[value=no]")  # First she says that she stands near nobody in it.
    assert "Nora" in new.inner_text("aside.seal")


def test_two_colleagues_help_a_third_who_lost_her_phone(visit, mottak, kari, leif, inga):
    lost, first, second = visit("phone"), visit("wide"), visit("wide")
    lost.goto("/logg-inn/")
    click(lost, "a[href='/logg-inn/mistet-totrinn/']")
    lost.fill("input[name=email]", inga.email)
    click(lost, "main form button")

    for page, colleague in ((first, leif), (second, kari)):
        enter_as(page, colleague)
        page.goto("/ansatte/mistet-totrinn/")
        click(page, "main a[href*='/ansatte/mistet-totrinn/']")
        take(page, "mistet-totrinn", height=640)
        click(page, "button[name=approve]")

    assert not inga.authenticator_set.exists()


def test_a_colleague_without_a_second_factor_gets_no_further(visit, lagenvik):
    nils = UserFactory(name="Nils", roles=["employee"], second_factor=False)
    page = visit("phone")
    page.goto("/logg-inn/")
    page.fill("input[name=login]", nils.email)
    page.fill("input[name=password]", COMMON)
    click(page, "form:not([data-passkey]) button")
    page.goto("/mandag/")
    assert page.url.endswith("/min-side/totrinn/app/")
