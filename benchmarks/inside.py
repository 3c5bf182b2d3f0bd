"""What a benchmark does inside its city, with the product's own deeds; answers in JSON.

inside.py found     makes an intake team whose members hold keys
inside.py open      opens each receipt that is given, a line each; those that were lost
inside.py announce_vote N   announces a vote on twelve ideas, and answers the digits of N slips
inside.py count_vote        ends it, and answers what was in the urn
inside.py figures   takes in the table that is given, and once more with one figure revised
inside.py sound     faults of the trail, and reports that lack a part
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import secrets
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kominn.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from many import READER, fill  # noqa: E402

from kominn.accounts.access import BACKEND, remember_second_factor  # noqa: E402
from kominn.accounts.models import User  # noqa: E402
from kominn.allin import canvas  # noqa: E402
from kominn.allin.actions import courses  # noqa: E402
from kominn.allin.models import Concept  # noqa: E402
from kominn.allin.states import State as ConceptState  # noqa: E402
from kominn.audit.models import ReporterEvent  # noqa: E402
from kominn.audit.verification import verify  # noqa: E402
from kominn.ballot.actions import prepare  # noqa: E402
from kominn.ballot.actions.count import count_votes  # noqa: E402
from kominn.ballot.marks import Kind  # noqa: E402
from kominn.ballot.models import Vote  # noqa: E402
from kominn.casework.jobs import follow_reviews  # noqa: E402
from kominn.concerns import conversation, jobs, states, statistics  # noqa: E402
from kominn.concerns.actions import mailbox  # noqa: E402
from kominn.concerns.actions.nearness import say_not_near  # noqa: E402
from kominn.concerns.actions.receive import Setting, receive  # noqa: E402
from kominn.concerns.models import Concern  # noqa: E402
from kominn.concerns.publishing import publish_due  # noqa: E402
from kominn.concerns.surroundings import surroundings  # noqa: E402
from kominn.concerns.told import Told  # noqa: E402
from kominn.config.demo import people  # noqa: E402
from kominn.config.ready import gather_static  # noqa: E402
from kominn.core.jobs import DBTaskResult  # noqa: E402
from kominn.erasure.actions import nights  # noqa: E402
from kominn.erasure.models import Night  # noqa: E402
from kominn.erasure.states import State as NightState  # noqa: E402
from kominn.erasure.states import Why  # noqa: E402
from kominn.indicators.actions import importing  # noqa: E402
from kominn.indicators.models import Dataset, Source, Vintage  # noqa: E402
from kominn.law.classes import PROPOSALS, Rule  # noqa: E402
from kominn.law.models import RecordClass  # noqa: E402
from kominn.participation.models import AgeBand  # noqa: E402
from kominn.vault.models import Wrap  # noqa: E402
from kominn.vault.receipts import parse  # noqa: E402

ROUNDS = 25


def found() -> dict[str, Any]:
    staff = people(at=timezone.now())
    # Their invitations would go to a mail server that is not there.
    DBTaskResult.objects.all().delete()
    return {"people": len(staff)}


def opened() -> dict[str, Any]:
    """A report is lost unless its receipt opens it and what was told stands in it."""
    lines = [json.loads(line) for line in sys.stdin]
    lost = [line["receipt"] for line in lines if not _opens(line["receipt"], line["told"])]
    return {"opened": len(lines) - len(lost), "lost": len(lost)}


def _opens(receipt: str, told: str) -> bool:
    box = mailbox.find(parse(receipt))
    if box is None:
        return False
    return told in str(conversation.open_told(box.concern, box.key).answers["seen"])


def sound() -> dict[str, Any]:
    concerns = {pk.hex for pk in Concern.objects.values_list("pk", flat=True)}
    wrapped = {record.hex for record in Wrap.objects.values_list("record", flat=True)}
    told = ReporterEvent.objects.filter(verb="concern.received").values_list("target", flat=True)
    audited = {target.removeprefix("concern:").replace("-", "") for target in told}
    return {
        "reports": len(concerns),
        "without key": len(concerns - wrapped),
        "without entry in the trail": len(concerns - audited),
        "keys without report": len(wrapped - concerns),
        "entries without report": len(audited - concerns),
        "faults of the trail": len(verify()),
    }


# --- Many concerns ----------------------------------------------------------------------------


def filled(number: str, way: str) -> dict[str, Any]:
    return {"concerns": fill(int(number), way)}


def monday(plans: str, *only: str) -> dict[str, Any]:
    """The Monday page of each."""
    gather_static()
    readers = {"coordinator": "kari", "assessor": "vera", "holder": "inga", "leader": "leif"}
    return {
        name: _measured(_of(word), "/mandag/", plans=bool(plans))
        for name, word in readers.items()
        if not only or name in only
    }


def pages(plans: str, *only: str) -> dict[str, Any]:
    """Each page that lists something."""
    gather_static()
    return {
        name: _measured(_of(word), address, plans=bool(plans))
        for name, (word, address) in _addresses().items()
        if not only or any(part in name for part in only)
    }


def _of(word: str) -> Client:
    return _signed_in(User.objects.get(email=f"{word}@lagenvik.example"))


def _signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    request = HttpRequest()
    request.session, request.user = client.session, user
    remember_second_factor(request)
    request.session.save()
    return client


def _addresses() -> dict[str, tuple[str, str]]:
    """Whose, and where."""
    # Deep in the list, and after most of what is due on the same day.
    middle = f"{timezone.localdate()}.{uuid.UUID(int=9 * 2**128 // 10)}"
    one = _one_concern()
    return {
        "first page": ("inga", "/innboks/"),
        "a later page": ("inga", f"/innboks/?etter={middle}"),
        "mine": ("inga", "/innboks/?vis=mine"),
        "mine, later": ("inga", f"/innboks/?vis=mine&etter={middle}"),
        "finished": ("inga", "/innboks/?vis=ferdige"),
        "second looks": ("inga", "/innboks/andre-blikk/"),
        "one concern": ("inga", f"/innboks/{one}/"),
        "assessment": ("inga", f"/innboks/{one}/vurdering/"),
        "handing over": ("inga", f"/innboks/{one}/overlevering/"),
        "join, search": ("inga", f"/innboks/{one}/samle/"),
        "join, all": ("inga", f"/innboks/{one}/samle/?theme=&area=&weeks="),
        "measures": ("kari", "/tiltak/"),
        "measures, mine": ("kari", "/tiltak/?vis=mine"),
        "measures, ended": ("kari", "/tiltak/?vis=avsluttet"),
        "the plan": ("kari", "/planen/"),
        "told and done": ("kari", "/dette-gjorde-vi/"),
        "erasure": ("per", "/lov/sletting/"),
        "the trail": ("per", "/sporlogg/"),
        "trail, sought": ("per", "/sporlogg/?om=inga"),
    }


def _one_concern() -> uuid.UUID:
    around = surroundings(timezone.localdate())
    told = Told({"seen": "en prøve"}, "", "nb", timezone.now(), states.Channel.WEB)
    setting = Setting(around.hours, around.city.population)
    one = receive(told, seed=secrets.token_bytes(32), setting=setting, at=told.told_at).concern_id
    reader = User.objects.get(email=READER)
    say_not_near(Concern.objects.get(pk=one), by=reader, at=told.told_at)
    return one


def _measured(client: Client, address: str, *, plans: bool) -> dict[str, Any]:
    """How many queries, and the milliseconds of each of many times."""
    times, queries = [], []
    asked = _Asked()
    with connection.execute_wrapper(asked):
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    sql = asked.found
    if plans:
        _show_plans(address, sql)
    for _ in range(0 if plans else ROUNDS):
        began = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        _ask_again(sql)
        queries.append(1000 * (time.perf_counter() - began))
    return {"queries": len(sql), "page": times, "database": queries}


class _Asked:
    """What is asked of the database with the values beside it, as an index may be found or not."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, values: Any, *given: Any) -> Any:
        self.found.append((sql, values))
        return execute(sql, values, *given)


def _ask_again(sql: list[tuple[str, Any]]) -> None:
    """What the page asks the database, without what Python does about it."""
    with connection.cursor() as cursor:
        for query, values in sql:
            if query.startswith("SELECT"):
                cursor.execute(query, values)
                cursor.fetchall()


def _show_plans(address: str, sql: list[tuple[str, Any]]) -> None:
    """Each query with how long it takes alone; the slowest last."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN ANALYZE"
    found = []
    with connection.cursor() as cursor:
        for query, values in sql:
            if query.startswith("SELECT"):
                began = time.perf_counter()
                cursor.execute(query, values)
                cursor.fetchall()
                took = 1000 * (time.perf_counter() - began)
                cursor.execute(f"{explain} {query}", values)
                lines = [" ".join(map(str, row)) for row in cursor.fetchall()]
                found.append((took, [f"{address}: {took:.2f} ms", query, *lines, ""]))
    for _took, lines in sorted(found, key=lambda one: one[0]):
        print(*lines, sep="\n", file=sys.stderr)


# --- What the clock begins ---------------------------------------------------------------------


def job(name: str) -> dict[str, Any]:
    """Seconds, queries, and by how many megabytes the process grew; undone afterwards."""
    at = _next_opening()
    deed = JOBS[name]
    if connection.vendor == "sqlite":
        # What is mapped of the file counts as the process's, and is the disk's.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
    with transaction.atomic():
        _sign_off_all(at)
        asked = _Count()
        before, began = _megabytes(), time.perf_counter()
        with connection.execute_wrapper(asked):
            deed(at)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return {"queries": asked.number, "seconds": took, "megabytes": _megabytes() - before}


class _Count:
    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Any, sql: str, *given: Any) -> Any:
        self.number += 1
        return execute(sql, *given)


def _megabytes() -> float:
    """The most this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _next_opening() -> dt.datetime:
    hours = surroundings(timezone.localdate()).hours
    return hours.next_opening(timezone.now()).start + dt.timedelta(minutes=5)


def _sign_off_all(at: dt.datetime) -> None:
    """Half a year after its end everything is due, so most of what is finished is."""
    kept = [
        RecordClass(
            slug=slug,
            rule=Rule.DELETE_ON_DATE,
            keep_months=6,
            why="en prøve",
            signed_off_on=at.date(),
            signed_off_by=User.objects.get(email__startswith="leif"),
        )
        for slug in PROPOSALS
    ]
    RecordClass.objects.all().delete()
    RecordClass.objects.bulk_create(kept)


def _erase_some(at: dt.datetime) -> None:
    """As many as go in one night without being asked about."""
    reader = User.objects.get(email__startswith="leif")
    Night.objects.create(
        on=at.date(),
        state=NightState.AGREED,
        why=Why.MANY,
        due=nights.MOST_IN_A_NIGHT,
        answered_on=at.date(),
        answered_by=reader,
    )
    nights.run(at=at)


def _count_all(at: dt.datetime) -> None:
    today = at.date()
    statistics.weekly(today - dt.timedelta(days=400), today)
    statistics.by_quarter(today - dt.timedelta(days=400), today)
    statistics.load(today)


JOBS: dict[str, Callable[[dt.datetime], object]] = {
    "announce": lambda at: jobs.announce(at=at),
    "ask in silence": lambda at: jobs.ask_where_it_is_silent(at=at),
    "ask in danger": lambda at: jobs.ask_where_danger_is(at=at),
    "clear unknown": lambda at: jobs.clear_unknown(at=at),
    "follow reviews": lambda at: follow_reviews(at=at),
    "a night asks": lambda at: nights.run(at=at),
    "a night erases": _erase_some,
    "publish counts": lambda at: publish_due(at=at),
    "count": _count_all,
    "verify the trail": lambda at: verify(),
}


def announce_vote(slips: str) -> dict[str, Any]:
    at = timezone.now()
    by, today = User.objects.earliest("pk"), timezone.localdate(at)
    course = courses.start_course(
        name="Leir", recipe="", area=None, place="", first_day=today, last_day=today,
        age_band=AgeBand.OLDER, most_seats=40, by=by, at=at,
    )  # fmt: skip
    vote = prepare.begin(
        name="Budsjett", budget=100_000_00, kind=Kind.APPROVE, most=5,
        opens_on=today, closes_on=today, by=by, at=at,
    )  # fmt: skip
    for number in range(1, 13):
        written = canvas.rewritten(canvas.new_canvas(), was={}, now={"name": f"Idé {number}"})
        shown = Concept.objects.create(
            course=course,
            state=ConceptState.SHOWN,
            canvas=written,
            texts=canvas.texts(written),
            handed_in_on=today,
        )
        prepare.add_line(vote, shown, number * 4_000_00)
    prepare.announce(vote, by=by, at=at)
    made = prepare.print_slips(vote, int(slips), by=by, at=at)
    return {"codes": [slip.code for slip in made]}


def count_vote() -> dict[str, Any]:
    at = timezone.now()
    yesterday = timezone.localdate(at) - dt.timedelta(days=1)
    Vote.objects.update(opens_on=yesterday, closes_on=yesterday)
    began = time.monotonic()
    kept = count_votes(Vote.objects.get(), by=User.objects.earliest("pk"), at=at)
    seconds = time.monotonic() - began
    ballots = ["-".join(map(str, m)) for m, voters in kept.ballots for _ in range(voters)]
    voters = kept.result["voters"]
    return {"ballots": ballots, "voters": voters, "spent": kept.spent, "seconds": seconds}


def figures() -> dict[str, Any]:
    [line] = [json.loads(line) for line in sys.stdin]
    table = line["table"].encode()
    source = Source.objects.create(slug="oppdiktet", name="Ingen", licence="CC0", invented=True)
    ages = table.decode().partition("\n")[0].split(";")[2:]
    dataset = Dataset.objects.create(
        slug="alder",
        source=source,
        title="Alder",
        form=Dataset.Form.COLUMNS,
        mapping={"values": ages, "area": "Kommune", "period": "År"},
    )
    first, found = _taken_in(dataset, table)
    again, revised = _taken_in(dataset, table + b"1")
    return {"figures": found.fresh, "first": first, "again": again, "revised": revised.revised}


def _taken_in(dataset: Dataset, table: bytes) -> tuple[float, Vintage]:
    began, at = time.monotonic(), timezone.now()
    vintage = importing.take_in(dataset, table, by=None, at=at)
    vintage = importing.read(vintage, at=at)
    return time.monotonic() - began, vintage


DEEDS = {
    "figures": figures,
    "announce_vote": announce_vote,
    "count_vote": count_vote,
    "job": job,
    "found": found,
    "open": opened,
    "sound": sound,
    "fill": filled,
    "pages": pages,
    "monday": monday,
}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*sys.argv[2:])))
