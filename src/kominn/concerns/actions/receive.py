"""A report is told: sealed, kept once, and answered with a receipt.

A receipt exists only when everything of the report is on disk. What reporters do is audited by
week, never by the minute.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from kominn.audit.actions import REPORTER, record, record_reporter
from kominn.concerns import clocks, conversation, record_classes
from kominn.concerns.actions import family
from kominn.concerns.conversation import place
from kominn.concerns.gate import pointing
from kominn.concerns.models import Attachment, Concern
from kominn.concerns.sender_roles import kept_role
from kominn.concerns.states import DANGERS, HANDLED, Nudged, SenderRole, State, Writer, check_step
from kominn.concerns.told import NamesNotTaken, Told
from kominn.core.hints import Kind, unsettled
from kominn.core.serverkey import server_keys
from kominn.core.turns import in_turn
from kominn.core.worktime import DutyHours, day_of, monday_of
from kominn.law.approvals import may_take_named_persons
from kominn.portrait.models import Area
from kominn.vault.actions import records
from kominn.vault.ciphertext import seal_json, seal_text
from kominn.vault.files import SealedFile, keep
from kominn.vault.intake import takes_in
from kominn.vault.receipts import Receipt

LOCATOR_TRIES = 5


class NoIntakeTeam(Exception):
    """No team receives concerns yet; the form says so and gives the phone numbers."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What of the city a deed needs: when staff read, how many live where, what is no name."""

    hours: DutyHours
    residents: int
    area: Area | None = None
    places: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Received:
    receipt: Receipt
    concern_id: uuid.UUID
    again: bool


def receive(
    told: Told,
    *,
    seed: bytes,
    setting: Setting,
    at: dt.datetime,
    by: str = REPORTER,
    nobody: Collection[str] = (),
) -> Received:
    """Seal and keep one report; the same form sent twice is kept once and gets the same receipt.

    `seed` is the form's own random number: it travels sealed with the form, and both the
    submission's mark and the receipt come from it. `nobody` is what looks like a name but, as its
    writer says, is no person's.
    """
    named = _named(told, setting, nobody)
    for attempt in range(LOCATOR_TRIES):
        key, receipt = records.new_data_key(), Receipt.from_seed(seed, attempt)
        concern = _sealed(told, key, receipt, setting, at=at)
        concern.submission = submission_mark(seed)
        with suppress(IntegrityError), in_turn():
            _keep(concern, told, key, named=bool(named), by=by, at=at)
            return Received(receipt, concern.pk, again=False)
        # The same form was kept before, or the locator is taken: then another is tried.
        again = _again(concern.submission, told, seed, setting=setting, named=named, by=by, at=at)
        if again:
            return again
    raise RuntimeError("No free locator was found.")


def _sealed(
    told: Told, key: bytes, receipt: Receipt, setting: Setting, *, at: dt.datetime
) -> Concern:
    """The row with all that was told; made before the database is asked to wait for us."""
    pk = uuid.uuid4()
    return Concern(
        id=pk,
        area=setting.area,
        week=monday_of(at),
        sender_role=_role(told, setting),
        channel=told.channel,
        danger=told.danger,
        due_on=first_look_by(told, at, setting.hours),
        clock=clocks.begin(pk, at, setting.hours) if told.danger_now else None,
        content=seal_json(told.content(), key=key, place=place("content", pk)),
        names=seal_text(told.names, key=key, place=place("names", pk)),
        locator=receipt.locator,
        receipt_verifier=receipt.verifier(),
        receipt_wrap=records.wrap_for_receipt(pk, receipt, key),
    )


@transaction.atomic
def _keep(
    concern: Concern, told: Told, key: bytes, *, named: bool, by: str, at: dt.datetime
) -> None:
    team = takes_in()
    if team is None:
        raise NoIntakeTeam
    concern.team = team
    concern.save(force_insert=True)
    # Not before: a form that was kept while law allowed it still gets its receipt when sent again.
    if (named or told.needs_approval) and not may_take_named_persons(day_of(at)):
        raise NamesNotTaken
    records.wrap_for_team(concern.pk, concern.team, key)
    _attach(concern, told.files, key, at)
    verb = "concern.received" if by == REPORTER else "concern.registered"
    _note(concern, verb, by=by, at=at)


def _note(concern: Concern, verb: str, *, by: str, at: dt.datetime) -> None:
    """A reporter's deed by its week; what a colleague writes down for one, by who and when."""
    if by == REPORTER:
        record_reporter(verb, f"concern:{concern.pk}", on=at)
    else:
        record(verb, f"concern:{concern.pk}", by=by, at=at)


def _role(told: Told, setting: Setting) -> SenderRole:
    role = SenderRole(told.role) if told.role in SenderRole.values else SenderRole.UNSAID
    return kept_role(role, setting.residents)


@family.again_if_moved
def _again(
    submission: bytes,
    told: Told,
    seed: bytes,
    *,
    setting: Setting,
    named: Collection[str],
    by: str,
    at: dt.datetime,
) -> Received | None:
    """The form came once more: give the same receipt, and lose nothing of what was changed."""
    number = Concern.objects.filter(submission=submission).values_list("pk", flat=True).first()
    if number is None:
        return None
    concern = family.locked(number)
    receipt = _receipt_of(concern, seed)
    key = records.data_key_from_receipt(concern.pk, receipt, bytes(concern.receipt_wrap))
    first = replace(
        conversation.open_told(concern, key), names=conversation.open_names(concern, key)
    )
    more = set(named) - {hint.found for hint in pointing(first.answers, setting.places)}
    another = bool(more) or _points_to_another(first, told)
    if another and not may_take_named_persons(day_of(at)):
        raise NamesNotTaken
    news = (
        _say_changes(concern, told, key, at),
        _add_names(concern, told.names, key),
        _attach(concern, _new_files(concern, told), key, at),
    )
    if any(news):
        if told.danger_now and concern.danger != told.danger:
            concern.nudged = Nudged.NOBODY
            concern.clock = clocks.begin(concern.pk, at, setting.hours)
        concern.danger = max(concern.danger, told.danger, key=DANGERS.index)
        wake(concern, hours=setting.hours, at=at)
        _note(concern, "concern.added_to", by=by, at=at)
    return Received(receipt, concern.pk, again=True)


def _say_changes(concern: Concern, told: Told, key: bytes, at: dt.datetime) -> bool:
    first = conversation.open_told(concern, key).answers
    changed = "\n\n".join(
        str(answer) for name, answer in told.answers.items() if first.get(name) != answer
    )
    if not changed or _was_said(concern, key, changed):
        return False
    conversation.say(concern, key, changed, writer=Writer.REPORTER, at=at)
    return True


def _named(told: Told, setting: Setting, nobody: Collection[str]) -> set[str]:
    """What looks like a name and is not settled. Where someone is in danger now, it is taken."""
    if told.danger_now:
        return set()
    found = pointing(told.answers, setting.places)
    return {hint.found for hint in unsettled(found, nobody) if hint.kind != Kind.NATIONAL_NUMBER}


def _points_to_another(before: Told, told: Told) -> bool:
    """Whether the form sent again tells of a person that the first did not."""
    more_names = _are_new(told.names, before.names) or set(told.numbers) - set(before.numbers)
    names_another = told.names_someone and not before.names_someone
    return told.needs_approval and bool(more_names or names_another)


def _are_new(names: str, before: str) -> bool:
    return bool(names) and f"\n\n{names}\n\n" not in f"\n\n{before}\n\n"


def _add_names(concern: Concern, names: str, key: bytes) -> bool:
    """Names stay in their own box: those that came later stand below the first."""
    before = conversation.open_names(concern, key)
    if not _are_new(names, before):
        return False
    both = f"{before}\n\n{names}".strip()
    concern.names = seal_text(both, key=key, place=place("names", concern.pk))
    concern.save(update_fields=["names"])
    return True


def _new_files(concern: Concern, told: Told) -> list[dict[str, Any]]:
    kept = {file_id.hex for file_id in concern.attachments.values_list("file_id", flat=True)}
    return [file for file in told.files if file["file_id"] not in kept]


def _receipt_of(concern: Concern, seed: bytes) -> Receipt:
    candidates = (Receipt.from_seed(seed, attempt) for attempt in range(LOCATOR_TRIES))
    return next(receipt for receipt in candidates if receipt.locator == concern.locator)


def _was_said(concern: Concern, key: bytes, text: str) -> bool:
    return any(said.text == text for said in conversation.conversation(concern, key))


def _attach(concern: Concern, files: list[dict[str, Any]], key: bytes, at: dt.datetime) -> bool:
    for described in files:
        reference, pk = SealedFile.from_json(described), uuid.uuid4()
        sealed = seal_json(reference.to_json(), key=key, place=place("reference", pk, "attachment"))
        Attachment.objects.create(
            id=pk, concern=concern, file_id=reference.file_id, reference=sealed
        )
        keep(reference, at=at)
    return bool(files)


def wake(concern: Concern, *, hours: DutyHours, at: dt.datetime) -> None:
    """Something new to read: a finished concern is open again, and the deadline is near."""
    soon, lead = hours.working_day_after(at), concern.leading
    if lead.state == State.CLOSED:
        check_step(lead.state, State.RECEIVED)
        lead.state, lead.close_reason, lead.due_on = State.RECEIVED, "", soon
        # New work that somebody takes on anew; who finished it may be away.
        lead.holder = None
        lead.record_class = record_classes.when_reopened(so_far=lead.record_class)
        lead.finished_on = None
        records.unsettle(lead.pk, *family.under(lead))
    elif lead.state in HANDLED:
        lead.due_on = min(lead.due_on, soon)
    lead.danger = family.gravest([lead.danger, concern.danger])
    lead.announced, lead.news = False, True
    lead.save(
        update_fields=[
            "state",
            "close_reason",
            "holder",
            "due_on",
            "danger",
            "announced",
            "news",
            "record_class",
            "finished_on",
            "nudged",
            "clock",
        ]
    )
    if concern.is_joined:
        concern.news = True
        concern.save(update_fields=["danger", "news", "nudged", "clock"])


def submission_mark(seed: bytes) -> bytes:
    """What a form is known by once it is kept; tells nothing of the seed."""
    return hmac.digest(server_keys().subkey("submission"), seed, "sha256")


def first_look_by(told: Told, at: dt.datetime, hours: DutyHours) -> dt.date:
    """One working day; the day it is next read where someone may be in danger."""
    if told.danger_now:
        return hours.next_opening(at).start.date()
    return hours.working_day_after(at)
