"""A table asked for at its office by its saved query; what comes is taken in as any other file is.

Nothing that is shown changes by asking. What goes wrong is kept as a problem, which says what to
do; where the office answers with what is here already, there is no new file.
"""

from __future__ import annotations

import datetime as dt
import json
from http import HTTPStatus

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from citystats.figures.faults import shown
from citystats.figures.terms import LARGEST_FILE
from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.outgoing import Answer, Bounds, NoAnswer, Why, ask
from kominn.indicators.actions.importing import NotPossible, SameFile, in_the_way, take_in
from kominn.indicators.models import Dataset, Fetch, Vintage
from kominn.indicators.problems import Problem, Trouble, Unfit
from kominn.indicators.queries import look_at, reachable

BOUNDS = Bounds(seconds=60, silent=15, most=LARGEST_FILE)
KEPT = dt.timedelta(days=365)
HUNG = dt.timedelta(hours=1)
TOLD_EVERY = 1_000_000
LONGEST_SAID = 200
EVERY = {
    Dataset.FetchEvery.DAY: dt.timedelta(days=1),
    Dataset.FetchEvery.WEEK: dt.timedelta(days=7),
    Dataset.FetchEvery.MONTH: dt.timedelta(days=30),
}
SLACK = dt.timedelta(hours=6)
"""What was asked for by hand in the morning is asked for again that many days later, by night."""

TROUBLES = {
    Why.NOT_AN_ADDRESS: Trouble.NOT_AN_ADDRESS,
    Why.NOT_LISTED: Trouble.NOT_LISTED,
    Why.INSIDE: Trouble.LEADS_INSIDE,
    Why.NOT_TRUSTED: Trouble.NOT_TRUSTED,
    Why.SILENT: Trouble.SILENT,
    Why.SLOW: Trouble.SLOW,
    Why.TOO_LARGE: Trouble.TOO_LARGE,
    Why.CUT_OFF: Trouble.BROKE_OFF,
    Why.PACKED: Trouble.PACKED,
}
OF_STATUS: dict[int, Trouble] = {
    HTTPStatus.NOT_FOUND: Trouble.NOT_THERE,
    HTTPStatus.GONE: Trouble.NOT_THERE,
    HTTPStatus.TOO_MANY_REQUESTS: Trouble.TOO_OFTEN,
    HTTPStatus.UNAUTHORIZED: Trouble.CLOSED,
    HTTPStatus.FORBIDDEN: Trouble.CLOSED,
}
KINDS_OF_COLUMNS = (
    "",
    "text/csv",
    "text/plain",
    "application/csv",
    "application/octet-stream",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


@transaction.atomic
def ask_for(dataset: Dataset, *, by: User | None, at: dt.datetime) -> Fetch:
    """Note that the table is to be fetched; `carry_out` does it."""
    if not dataset.address:
        raise NotPossible(_("Nobody has saved a query for this table."))
    if Vintage.objects.filter(dataset=dataset).open().exists():
        raise in_the_way(dataset)
    asked = Fetch.objects.filter(dataset=dataset)
    for hanging in asked.filter(outcome=Fetch.Outcome.UNDER_WAY, asked_at__lt=at - HUNG):
        give_up(hanging, at=at)
    asked.filter(ended_at__lt=at - KEPT).delete()
    try:
        with transaction.atomic():
            fetch = Fetch.objects.create(dataset=dataset, asked_at=at)
    except IntegrityError:
        raise NotPossible(_("The table is being fetched already.")) from None
    record("figures.asked_for", _target(dataset), by=name_of(by), at=at)
    return fetch


def due(*, at: dt.datetime) -> list[Dataset]:
    """Those whose turn it is. What failed is asked for again each night until it comes."""
    answered = (Fetch.Outcome.TAKEN_IN, Fetch.Outcome.SAME)
    found = []
    for dataset in Dataset.objects.exclude(fetch_every="").exclude(address="").order_by("slug"):
        since = at - EVERY[Dataset.FetchEvery(dataset.fetch_every)] + SLACK
        if not dataset.fetches.filter(outcome__in=answered, ended_at__gt=since).exists():
            found.append(dataset)
    return found


def carry_out(fetch: Fetch, *, at: dt.datetime) -> Vintage | None:
    """Ask, and take in what comes; None where nothing new came, or nothing that can be used."""
    dataset = fetch.dataset
    try:
        look_at(dataset.address, dataset.query, dataset.form)
        answer = _answer(fetch)
        fetch.http_status = answer.status
        _refuse_unfit(answer, dataset)
    except Unfit as unfit:
        _end(fetch, Fetch.Outcome.FAILED, unfit.problem, at=at)
        return None
    asked = {"address": dataset.address, "query": dataset.query}
    status = answer.status
    try:
        vintage = take_in(dataset, answer.data, by=None, at=at, asked=asked, http_status=status)
    except SameFile:
        _end(fetch, Fetch.Outcome.SAME, {}, at=at)
        return None
    except NotPossible:
        _end(fetch, Fetch.Outcome.FAILED, Unfit(Trouble.ANOTHER_FILE).problem, at=at)
        return None
    fetch.vintage = vintage
    _end(fetch, Fetch.Outcome.TAKEN_IN, {}, at=at)
    return vintage


def give_up(fetch: Fetch, *, at: dt.datetime) -> None:
    """It ended for a reason that is not the office's."""
    _end(fetch, Fetch.Outcome.FAILED, Unfit(Trouble.UNREADABLE).problem, at=at)


def _answer(fetch: Fetch) -> Answer:
    dataset = fetch.dataset
    address, signed_by = reachable(dataset.address)
    headers = {
        "Accept": "application/json" if _is_json(dataset) else "text/csv, */*",
        "Accept-Encoding": "identity",
        "User-Agent": "KomINN",
        "Connection": "close",
    }
    body = None
    if dataset.query is not None:
        body = json.dumps(dataset.query).encode()
        headers["Content-Type"] = "application/json"
    try:
        return ask(
            address,
            body=body,
            headers=headers,
            signed_by=signed_by,
            bounds=BOUNDS,
            told=_Progress(fetch),
        )
    except NoAnswer as fault:
        most = LARGEST_FILE // 1_000_000
        raise Unfit(TROUBLES[fault.why], host=address.authority, most=most) from None


class _Progress:
    """Notes now and then how much has come."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def __call__(self, size: int) -> None:
        if size - self._fetch.received >= TOLD_EVERY:
            self._fetch.received = size
            self._fetch.save(update_fields=["received"])


def _refuse_unfit(answer: Answer, dataset: Dataset) -> None:
    host = reachable(dataset.address)[0].authority
    status = answer.status
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise Unfit(Trouble.MOVED, host=host, to=shown(answer.moved_to, LONGEST_SAID))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unfit(Trouble.OUT_OF_ORDER, host=host, status=status)
    if status != HTTPStatus.OK:
        if b"maxrowcount" in answer.data.lower():
            raise Unfit(Trouble.TOO_MANY_ROWS, host=host)
        said = shown(answer.data[:LONGEST_SAID].decode("utf-8", "replace"), LONGEST_SAID)
        raise Unfit(OF_STATUS.get(status, Trouble.REFUSED), host=host, status=status, said=said)
    fits = "json" in answer.kind if _is_json(dataset) else answer.kind in KINDS_OF_COLUMNS
    if not fits:
        raise Unfit(Trouble.ANOTHER_KIND, host=host, found=shown(answer.kind))


def _is_json(dataset: Dataset) -> bool:
    return dataset.form == Dataset.Form.JSONSTAT


@transaction.atomic
def _end(fetch: Fetch, outcome: str, problem: Problem, *, at: dt.datetime) -> None:
    fetch.outcome, fetch.problem, fetch.ended_at = outcome, problem, at
    fetch.save()
    if problem:
        detail = {"code": problem["code"]}
        record("figures.not_fetched", _target(fetch.dataset), by="system", at=at, detail=detail)


def _target(dataset: Dataset) -> str:
    return f"figures {dataset.slug}"
