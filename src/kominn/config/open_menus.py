"""The open menus: what stands in the head and foot of every page for visitors, and the doors.

The label of each stands in every language of the site; a page that does not speak the reader's is
left out of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.accounts.roles import Right
from kominn.core.languages import is_spoken_at


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    page: str
    right: Right | None = None

    @property
    def url(self) -> str:
        """Empty in a test's own small site, where the page is not."""
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return ""

    @property
    def is_reachable(self) -> bool:
        return bool(self.url) and is_spoken_at(self.url)


OPEN = (
    Entry(_("Tell us about a worry"), "concerns:report"),
    Entry(_("Your receipt"), "concerns:mailbox"),
    Entry(_("For young people"), "allin:young"),
    Entry(_("What’s on"), "activities:activities"),
    Entry(_("The Guide"), "guide:front"),
    Entry(_("The city"), "city"),
    Entry(_("In figures"), "indicators:figures"),
    Entry(_("The plan"), "plan"),
    Entry(_("Log in"), "account_login"),
)

FOOT = (
    Entry(_("What we record and never do"), "portal:privacy"),
    Entry(_("Accessibility"), "portal:accessibility"),
    Entry(_("Tell us about a worry"), "concerns:report"),
)

DOORS = {
    "young": (
        Entry(_("Vote with your slip"), "ballot:enter"),
        Entry(_("What’s on for young people"), "activities:activities"),
        Entry(_("Ambassadors"), "ambassadors:about"),
    ),
    "courses": (Entry(_("Choose a recipe"), "guide:front"),),
    "finished": (Entry(_("You told us, we did"), "portal:told_and_done"),),
    "plan": (Entry(_("The city’s challenges"), "challenges:challenges"),),
    "city": (
        Entry(_("The city’s challenges"), "challenges:challenges"),
        Entry(_("The plan"), "plan"),
    ),
    "areas": (Entry(_("Each area’s own page"), "support:areas"),),
    "measures": (Entry(_("The city’s challenges"), "challenges:challenges"),),
}
"""By the page they stand on, which need not know of the rooms above it."""
