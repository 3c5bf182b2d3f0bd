"""Pages that a secret address opens: what is sent from them arrives.

A page that hides where it stands sends the origin "null", and every form on it is turned away.
"""

import pytest

from kominn.allin.states import State
from kominn.allin.team_card import first_card
from tests.factories.activities import invited
from tests.factories.allin import concept, start

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_what_is_sent_from_a_secret_address_arrives(visit, mottak, kari):
    _, token = invited(by=kari)
    secret = first_card(concept(start(by=kari), name="Båtkafé", state=State.SHOWN))
    page = visit("phone")
    for address in (f"/arrangor/{token}/", f"/ungdom/kort/{secret}/navn/"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main form').forEach(f => f.noValidate = true)")
        with page.expect_response(lambda found: found.request.method == "POST") as sent:
            page.locator("main form[method=post] button").first.click()
        assert sent.value.status != 403, address
