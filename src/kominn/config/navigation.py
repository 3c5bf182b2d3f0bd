"""The menus: which pages stand in the head and foot of every page, and for whom; and the doors:
what rooms above hang on the pages of those below.

Only `config` knows every domain, so the tables stand here; templates ask for them last, and a page
that shows no menu costs nothing.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kominn.accounts.roles import Right
from kominn.config.open_menus import DOORS, FOOT, OPEN, Entry
from kominn.portrait.models import THE_ONE_ROW, City

WAYS_IN = ("account_", "mfa_")
"""How the addresses of logging in are named."""

STAFF = (
    Entry(_("The Monday page"), "portal:monday", Right.SEE_MONDAY_PAGE),
    Entry(_("On duty"), "duty", Right.SEE_MONDAY_PAGE),
    Entry(_("Inbox"), "concerns:inbox", Right.READ_CONCERNS),
    Entry(_("Register"), "concerns:register", Right.REGISTER_CONCERNS),
    Entry(_("Measures"), "measures:measures", Right.SEE_MEASURES),
    Entry(_("Courses"), "allin:courses", Right.RUN_COURSES),
    Entry(_("The Guide"), "guide:front", Right.RUN_COURSES),
    Entry(_("Appeals"), "allin:appeals", Right.JUDGE_APPEALS),
    Entry(_("The activity calendar"), "activities:desk", Right.APPROVE_ACTIVITIES),
    Entry(_("Ambassadors"), "ambassadors:overview", Right.LEAD_AMBASSADORS),
    Entry(_("Votes"), "ballot:votes", Right.RUN_BALLOTS),
    Entry(_("Figures"), "indicators:desk", Right.KEEP_FIGURES),
    Entry(_("Challenges"), "challenges:desk", Right.KEEP_FIGURES),
    Entry(_("Need for support"), "support:desk", Right.WEIGH_NEED),
    Entry(_("Colleagues"), "people", Right.MANAGE_PEOPLE),
    Entry(_("Teams"), "teams", Right.ADMIT_TO_TEAMS),
    Entry(_("Law and approvals"), "law:overview", Right.SEE_LAW),
    Entry(_("The trail"), "portal:trail", Right.SEE_AUDIT),
    Entry(_("My page"), "account_own_page"),
    Entry(_("Log out"), "account_logout"),
)


def menus(request: HttpRequest) -> dict[str, object]:
    found: dict[str, object] = {
        "navigation": SimpleLazyObject(lambda: _reachable(_head(request))),
        "footer_links": SimpleLazyObject(lambda: _reachable(FOOT)),
        "doors": SimpleLazyObject(_doors),
    }
    here = request.resolver_match
    if here and (here.url_name or "").startswith(WAYS_IN):
        found["city"] = SimpleLazyObject(_city)
    return found


def _city() -> City | None:
    """Which city's door one stands at: the pages of `accounts` know of none."""
    return City.objects.filter(pk=THE_ONE_ROW).first()


def _head(request: HttpRequest) -> tuple[Entry, ...]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return OPEN
    rights = user.rights()
    return tuple(entry for entry in STAFF if entry.right is None or entry.right in rights)


def _doors() -> dict[str, list[Entry]]:
    return {page: _reachable(entries) for page, entries in DOORS.items()}


def _reachable(entries: tuple[Entry, ...]) -> list[Entry]:
    return [entry for entry in entries if entry.is_reachable]
