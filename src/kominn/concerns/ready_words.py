"""Sentences that stand ready when one person finishes a concern straight away.

The reporter reads them, so they are in the reporter's language where a person has read that
language's texts; otherwise in bokmål and English, one below the other.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.concerns.states import CloseReason
from kominn.core.languages import is_read_by_people

UNREAD = ("nb", "en")
SURELY_READ = ("nb", "nn", "en")
WORDS: dict[CloseReason, Promise] = {
    CloseReason.ADVICE: _("Thank you for telling us. We have read it, and this is our advice:"),
    CloseReason.NOT_OURS: _(
        "Thank you for telling us. We have read it, but this is not something the municipality can "
        "do anything about. If there is more to it, you can write to us here."
    ),
    CloseReason.DUPLICATE: _(
        "Thank you for telling us. You have told us this before, and we work on it there: use the "
        "receipt you got then. If this is something new, you can write to us here."
    ),
    CloseReason.SPAM: _(
        "We have read what you sent, and found no worry in it that we can do anything about. It "
        "may be erased as soon as tonight. If we have misunderstood, please tell us anew in the "
        "form."
    ),
}


def ready_words(reason: CloseReason, language: str) -> str:
    return "\n\n".join(_in(code, reason) for code in _spoken(language))


def is_unfinished(reason: CloseReason, words: str, language: str) -> bool:
    """Advice is not given by the sentence that leads to it."""
    return reason == CloseReason.ADVICE and words.strip() in ("", ready_words(reason, language))


def _spoken(language: str) -> tuple[str, ...]:
    known = dict(settings.LANGUAGES)
    read = language in SURELY_READ or is_read_by_people(language)
    return (language,) if language in known and read else UNREAD


def _in(code: str, reason: CloseReason) -> str:
    with translation.override(code):
        return str(WORDS[reason])
