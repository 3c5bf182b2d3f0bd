"""The pages of the Guide, looked at by axe: read by anyone, and by one who starts a course."""

from __future__ import annotations

import pytest

from kominn.guide import starter
from tests.browser.conftest import enter_as
from tests.factories.guide import camp

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_the_guide_hold(begin, lagenvik, kari, all_languages):
    starter.begin()
    course = camp(by=kari)
    walk = begin("guide")
    walk.to("/guiden/", "/guiden/kort/", "/guiden/kort/navnerunde/", closely=True)
    walk.to("/guiden/oppskrift/leir/", "/guiden/eksempler/", closely=True)
    walk.to("/guiden/eksempler/batkafeen/", "/guiden/side/vare-rad/", "/en/guiden/")
    walk.to("/guiden/kort/?minutes=60&people=400")
    walk.to("/ar/guiden/oppskrift/leir/", "/ar/guiden/kort/navnerunde/")
    enter_as(walk.page, kari)
    walk.to(f"/guiden/kurs/{course.pk}/a-gjore/", closely=True)
    walk.click("main form button")
    walk.look(closely=True)
    walk.to(f"/ungdom/kurs/{course.pk}/", "/guiden/oppskrift/leir/start/", closely=True)
    walk.page.fill("input[name=first_day]", "2020-01-01")
    walk.click("main form button")  # a day that has been
    walk.to("/guiden/skriv/", "/guiden/skriv/oppskrift/leir/", closely=True)
    walk.page.click("button[name=preview]")
    walk.look(closely=True)
    walk.to("/guiden/skriv/kort/", "/guiden/skriv/eksempel/flexid/", "/guiden/skriv/side/")
    walk.click("main form button:not([name])")  # without a name
