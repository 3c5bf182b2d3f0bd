"""The receipt: shown twice, printed, saved, and typed once more by those who want to be sure."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import public
from kominn.concerns.surroundings import Surroundings, surroundings
from kominn.core.fields import plain
from kominn.core.languages import speaks_all_languages
from kominn.core.origin import from_own_pages
from kominn.portrait.models import Contact
from kominn.portrait.promise import Reading
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.intake import somebody_reads
from kominn.vault.receipts import GROUP, Receipt, parse
from kominn.vault.tokens import open_state, seal_state

PURPOSE = "receipt page"
MOST_AGE = dt.timedelta(hours=2)
FIRST_TO_CALL = (Contact.Kind.POLICE_EMERGENCY, Contact.Kind.CHILD_ALARM)


def frame(around: Surroundings, at: dt.datetime) -> dict[str, Any]:
    """What every page for reporters shows: whom to call, and when somebody next reads."""
    return {
        "city": around.city,
        "contacts": around.contacts,
        "urgent": [contact for contact in around.contacts if contact.kind in FIRST_TO_CALL],
        "reading": around.reading(at) if somebody_reads() else Reading(),
        "now": at,
    }


def receipt_page(
    request: HttpRequest,
    receipt: Receipt,
    around: Surroundings,
    at: dt.datetime,
    *,
    again: bool = False,
    danger: bool = False,
    checked: bool | None = None,
    typed: str = "",
) -> HttpResponse:
    state = {"digits": receipt.digits, "danger": danger}
    context = {
        "receipt": receipt,
        "rows": [receipt.groups[:5], receipt.groups[5:]],
        "again": again,
        "danger": danger,
        "checked": checked,
        "typed": typed,
        "state": seal_state(state, purpose=PURPOSE, at=at),
        **frame(around, at),
    }
    return render(request, "concerns/report/receipt.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@speaks_all_languages
@from_own_pages
def keep_receipt(request: HttpRequest) -> HttpResponse:
    """Save the digits as a text file, or type the last ones back."""
    at = timezone.now()
    around = surroundings(timezone.localdate(at))
    try:
        state = open_state(request.POST.get("state", ""), purpose=PURPOSE, at=at, max_age=MOST_AGE)
    except CannotOpen:
        return redirect("concerns:mailbox")
    receipt = parse(state["digits"])
    if request.POST.get("go") == "save":
        return _as_file(receipt)
    typed = "".join(c for c in plain(request.POST.get("typed", "")) if not c.isspace())[:40]
    right = typed.isdecimal() and _plain_digits(typed) == receipt.digits[-len(typed) :]
    checked = bool(right and len(typed) >= GROUP)
    return receipt_page(
        request,
        receipt,
        around,
        at,
        danger=state["danger"],
        checked=checked,
        typed="" if checked else typed,
    )


def _plain_digits(text: str) -> str:
    return "".join(str(int(character)) for character in text)


def _as_file(receipt: Receipt) -> HttpResponse:
    lines = [
        pgettext("vital", "Your receipt"),
        " ".join(receipt.groups),
        pgettext("vital", "With them you can read our answer, add more, or take it back."),
        urljoin(settings.BASE_URL, reverse("concerns:mailbox")),
    ]
    response = HttpResponse("\n\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kvittering.txt"'
    return response
