"""The reporter's way back: the digits open the talk, and nothing of it stays on the device."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kominn.accounts.access import public
from kominn.concerns import conversation, forms, pacing, ports
from kominn.concerns.actions import mailbox as deeds
from kominn.concerns.actions.mailbox import Mailbox
from kominn.concerns.models import Concern
from kominn.concerns.states import Danger, State, Writer
from kominn.concerns.surroundings import Surroundings, surroundings
from kominn.concerns.told import NamesNotTaken
from kominn.concerns.tongue import NORWEGIAN
from kominn.concerns.views.receipt import frame
from kominn.core.fields import plain
from kominn.core.hints import Hint, Kind, hints
from kominn.core.languages import speaks_all_languages
from kominn.core.origin import from_own_pages
from kominn.core.wording import MOTHER_TONGUE
from kominn.law import retention
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.receipts import DIGITS, NotAReceipt, Receipt, parse
from kominn.vault.tokens import open_state, seal_state

OPEN_PURPOSE = "mailbox"
TURN_PURPOSE = "turn to read"
OPEN_FOR = dt.timedelta(minutes=60)
CANNOT_READ = pgettext_lazy(
    "vital",
    "I can’t read the answer. Please let me have it in my own language, or through an interpreter.",
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
@speaks_all_languages
@from_own_pages
def mailbox(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    around = surroundings(timezone.localdate(at))
    if request.method != "POST":
        return _ask(request, around, at)
    if "state" in request.POST:
        return _act(request, around, at)
    if "turn" in request.POST:
        return _take_turn(request, around, at)
    code = request.POST.get("code", "")[:300]
    turn = pacing.turn_to_read(request, at=at)
    if turn:
        return _slow(request, code, turn, around, at)
    return _enter(request, code, around, at)


def _ask(
    request: HttpRequest, around: Surroundings, at: dt.datetime, *, code: str = "", **notes: Any
) -> HttpResponse:
    """What was typed stays in the field, so that one wrong digit can be found and mended."""
    form = forms.Code(initial={"code": code})
    context = {"form": form, **notes, **frame(around, at)}
    return render(request, "concerns/mailbox/enter.html", context)


def _slow(
    request: HttpRequest,
    code: str,
    turn: pacing.Turn,
    around: Surroundings,
    at: dt.datetime,
    *,
    text: str = "",
    token: str = "",
    danger: bool = False,
    nobody: Sequence[str] = (),
) -> HttpResponse:
    """What is to be done when it is its turn, to read or to say this text, waits in the page."""
    said = {"text": text, "token": token, "danger": danger, "nobody": nobody}
    held = {"code": code, **said, **asdict(turn)}
    context = {
        "wait": turn.seconds_left("", at=at),
        "puzzle": turn.puzzle,
        "turn": seal_state(held, purpose=TURN_PURPOSE, at=at),
        "text": text,
        **frame(around, at),
    }
    return render(request, "concerns/mailbox/slow.html", context)


def _take_turn(request: HttpRequest, around: Surroundings, at: dt.datetime) -> HttpResponse:
    try:
        held = open_state(request.POST["turn"], purpose=TURN_PURPOSE, at=at, max_age=OPEN_FOR)
    except CannotOpen:
        unsent = _typed(request.POST)
        return _ask(request, around, at, too_late=bool(unsent), unsent=unsent)
    turn = pacing.Turn(held["not_before"], held["puzzle"])
    code, text, token = held["code"], held["text"], held["token"]
    how = {"danger": held["danger"], "nobody": held.get("nobody", [])}
    if turn.seconds_left(request.POST.get("proof", ""), at=at):
        return _slow(request, code, turn, around, at, text=text, token=token, **how)
    if text:
        return _add(request, code, text, uuid.UUID(token), around, at, **how)
    return _enter(request, code, around, at)


def _enter(request: HttpRequest, code: str, around: Surroundings, at: dt.datetime) -> HttpResponse:
    found = deeds.find(_receipt(code))
    if found is None:
        pacing.count_wrong_code(request, at=at)
        typed = plain(code)
        counted = sum(character.isdecimal() for character in typed)
        return _ask(request, around, at, code=typed, wrong=True, counted=counted, whole=DIGITS)
    return _show(request, found, _state(code, at), around, at)


def _receipt(code: str) -> Receipt | None:
    try:
        return parse(code)
    except NotAReceipt:
        return None


def _state(code: str, at: dt.datetime) -> str:
    return seal_state({"code": code}, purpose=OPEN_PURPOSE, at=at)


def _act(request: HttpRequest, around: Surroundings, at: dt.datetime) -> HttpResponse:
    """Add or withdraw; the receipt travels sealed in the page for an hour."""
    posted = request.POST
    try:
        held = open_state(posted["state"], purpose=OPEN_PURPOSE, at=at, max_age=OPEN_FOR)
    except CannotOpen:
        return _ask(request, around, at, too_late=True, unsent=_typed(posted))
    found = deeds.find(_receipt(held["code"]))
    if found is None:
        return _ask(request, around, at, gone=True, unsent=_typed(posted))
    go = posted.get("go", "")
    if go == "withdraw":
        return _show(request, found, posted["state"], around, at, asks_to_withdraw=True)
    if go == "withdraw-now":
        erased = deeds.withdraw(found, at=at)
        if erased:
            context = frame(around, at)
            return render(request, "concerns/mailbox/erased.html", context)
        return _again(request, held["code"], around, at)
    if go == "interpreter":
        text, token = _cannot_read(), _token(posted)
        told = {"danger": False, "nobody": []}
        return _send(request, found, held["code"], text, token, around, at, **told)
    if go not in ("add", "add-danger"):
        return _show(request, found, posted["state"], around, at)
    form, danger = forms.Write(posted), go == "add-danger"
    free = danger or around.takes_named or found.concern.danger == Danger.YES
    form.takes_numbers = free
    unsettled, nobody = _settled(_typed(posted), posted.getlist("nobody"), around)
    if (unsettled and not free) or not form.is_valid():
        asked = [] if free else unsettled
        notes = {"form": form, "hints": asked, "nobody": nobody, "gated": not free}
        return _show(request, found, posted["state"], around, at, **notes)
    text, token = form.cleaned_data["text"], _token(posted)
    told = {"danger": danger, "nobody": nobody}
    return _send(request, found, held["code"], text, token, around, at, **told)


def _cannot_read() -> str:
    """In the language of the page, and below in bokmål for whoever opens it."""
    with translation.override(MOTHER_TONGUE):
        norwegian = str(CANNOT_READ)
    return f"{CANNOT_READ}\n\n{norwegian}"


def _send(
    request: HttpRequest,
    found: Mailbox,
    code: str,
    text: str,
    token: uuid.UUID,
    around: Surroundings,
    at: dt.datetime,
    **told: Any,
) -> HttpResponse:
    """Said when it is its turn."""
    turn = pacing.turn_to_send(request, at=at, talk=found.concern.locator.encode())
    if turn:
        return _slow(request, code, turn, around, at, text=text, token=str(token), **told)
    return _add(request, code, text, token, around, at, **told)


def _settled(text: str, said: list[str], around: Surroundings) -> tuple[list[Hint], list[str]]:
    """All that was found, where anything of it was not said to name nobody; and what was. Numbers
    stand by their field."""
    found = [
        hint
        for hint in hints(text.strip(), places=around.places)
        if hint.kind != Kind.NATIONAL_NUMBER
    ]
    nobody = [hint.found for hint in found if hint.found in said]
    return (found if len(nobody) < len(found) else []), nobody


def _add(
    request: HttpRequest,
    code: str,
    text: str,
    token: uuid.UUID,
    around: Surroundings,
    at: dt.datetime,
    *,
    danger: bool,
    nobody: Sequence[str],
) -> HttpResponse:
    found = deeds.find(_receipt(code))
    try:
        if found:
            deeds.add(
                found,
                text,
                token=token,
                hours=around.hours,
                at=at,
                danger=danger,
                places=around.places,
                nobody=nobody,
            )
    except NamesNotTaken:
        # The page was drawn within the minute before the law ran out.
        form = forms.Write({"text": text})
        form.takes_numbers = False
        assert found is not None
        asked, nobody = _settled(text, list(nobody), around)
        notes = {"form": form, "hints": asked, "nobody": nobody, "gated": True}
        return _show(request, found, _state(code, at), around, at, **notes)
    except Concern.DoesNotExist:
        found = None
    if found is None:
        return _ask(request, around, at, gone=True, unsent=text)
    return _again(request, code, around, at, added=True)


def _again(
    request: HttpRequest, code: str, around: Surroundings, at: dt.datetime, **notes: Any
) -> HttpResponse:
    found = deeds.find(_receipt(code))
    if found is None:
        return _ask(request, around, at, gone=True)
    return _show(request, found, _state(code, at), around, at, **notes)


def _typed(posted: Any) -> str:
    """What could not be sent is shown, so that it can be copied."""
    return plain(posted.get("text", ""))


def _token(posted: Any) -> uuid.UUID:
    """The message's own number from the page, so that sending twice says it once."""
    try:
        return uuid.UUID(posted.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _afterwards(concern: Concern) -> dict[str, Any]:
    """What becomes of it where it was taken back after somebody had read it."""
    if concern.state != State.WITHDRAWN or concern.finished_on is None:
        return {}
    rule = retention.rule_for(concern.record_class)
    return {"rule": rule, "until": rule.due_on(concern.finished_on)}


def _show(
    request: HttpRequest,
    found: Mailbox,
    state: str,
    around: Surroundings,
    at: dt.datetime,
    **notes: Any,
) -> HttpResponse:
    said = conversation.conversation(found.concern, found.key, for_reporter=True)
    earlier, latest = conversation.folded(said)
    context = {
        "concern": found.concern,
        "status": deeds.status(found.concern),
        **_afterwards(found.concern),
        "earlier": earlier,
        "said": latest,
        "in_norwegian": translation.get_language() not in NORWEGIAN
        and any(one.writer == Writer.STAFF and one.reads_norwegian for one in latest),
        "asks_for_help": not conversation.is_unanswered(said)
        and found.concern.state != State.WITHDRAWN,
        "done": ports.casework().done_for(found.concern, timezone.localdate(at)),
        "state": state,
        "token": uuid.uuid4(),
        "form": forms.Write(),
        **frame(around, at),
        **notes,
    }
    if found.concern.leading.due_on < timezone.localdate(at):
        # The day that was named has passed: to name another would be to break it again.
        context["late"] = True
        context["reading"] = replace(context["reading"], by=None)
    return render(request, "concerns/mailbox/mailbox.html", context)
