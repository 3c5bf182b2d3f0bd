import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from kominn.accounts.roles import Right
from kominn.config import navigation


class Someone:
    is_authenticated = True

    def __init__(self, *rights):
        self._rights = frozenset(rights)

    def rights(self):
        return self._rights


def labels(rf, user):
    request = rf.get("/")
    request.user = user
    return [str(entry.label) for entry in navigation.menus(request)["navigation"]]


@pytest.mark.parametrize("menu", ["OPEN", "STAFF", "FOOT"])
def test_every_entry_of_a_menu_leads_to_a_page(menu):
    assert [entry.page for entry in getattr(navigation, menu) if not entry.url] == []


def test_every_door_leads_to_a_page():
    hung = [entry for entries in navigation.DOORS.values() for entry in entries]
    assert [entry.page for entry in hung if not entry.url] == []


def test_visitors_see_the_open_menu(rf):
    assert len(labels(rf, AnonymousUser())) == len(navigation.OPEN)


def test_a_menu_in_arabic_holds_what_speaks_arabic_and_nothing_else(rf):
    request = rf.get("/ar/byen/")
    request.user = AnonymousUser()
    with translation.override("ar"):
        menus = navigation.menus(request)
        assert [entry.page for entry in menus["navigation"]] == [
            "concerns:report", "concerns:mailbox", "allin:young", "activities:activities",
            "guide:front", "city", "indicators:figures",
        ]  # fmt: skip
        assert [entry.page for entry in menus["footer_links"]] == [
            "portal:privacy",
            "concerns:report",
        ]
        request.user = Someone(Right.SEE_MONDAY_PAGE)
        assert not navigation.menus(request)["navigation"]


def test_a_colleague_sees_what_her_role_opens(rf):
    shown = labels(rf, Someone(Right.SEE_MONDAY_PAGE))
    assert len(shown) == 4, "her own page, the way out, and the two pages her role opens"
