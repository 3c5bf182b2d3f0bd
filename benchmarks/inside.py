"""What a benchmark does inside its city, with the product's own deeds; answers in JSON.

inside.py found     makes an intake team whose members hold keys
inside.py open      opens each receipt that is given, a line each; those that were lost
inside.py sound     faults of the trail, and reports that lack a part
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sys
import time
import uuid
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kominn.config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from kominn.accounts.access import BACKEND, remember_second_factor  # noqa: E402
from kominn.accounts.models import Team, User  # noqa: E402
from kominn.audit.models import ReporterEvent  # noqa: E402
from kominn.audit.verification import verify  # noqa: E402
from kominn.concerns import conversation, states  # noqa: E402
from kominn.concerns.actions import mailbox  # noqa: E402
from kominn.concerns.actions.nearness import say_not_near  # noqa: E402
from kominn.concerns.actions.receive import Setting, receive  # noqa: E402
from kominn.concerns.models import Concern  # noqa: E402
from kominn.concerns.surroundings import surroundings  # noqa: E402
from kominn.concerns.told import Told  # noqa: E402
from kominn.config.demo import people  # noqa: E402
from kominn.config.ready import gather_static  # noqa: E402
from kominn.core.jobs import DBTaskResult  # noqa: E402
from kominn.core.worktime import monday_of  # noqa: E402
from kominn.portrait.models import Area  # noqa: E402
from kominn.vault import actions as vault  # noqa: E402
from kominn.vault.models import TeamKey, Wrap  # noqa: E402
from kominn.vault.receipts import parse  # noqa: E402

BATCH = 2000
ROUNDS = 25
SEED = 1851
ALIKE = {
    states.State.RECEIVED: 20,
    states.State.HELD: 30,
    states.State.CLOSED: 40,
    states.State.WITHDRAWN: 10,
}
READER = "inga@lagenvik.example"
# As long as what a report of 440 characters is sealed to.
SEALED, SEALED_NAMES, SEALED_KEY = bytes(1566), bytes(534), bytes(62)


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


def fill(number: str, kind: str) -> dict[str, Any]:
    """Up to so many: `alike` in every state, `finished` ones only, or `others'` open ones."""
    _other_team()
    standing = Concern.objects.count()
    missing = int(number) - standing
    random = Random(f"{SEED} {number}")
    keys = list(TeamKey.objects.current().select_related("team").order_by("team__intake"))
    readers = {key.team_id: list(key.team.members.order_by("pk")) for key in keys}
    areas = list(Area.objects.order_by("pk"))
    made = 0
    while made < missing:
        batch = []
        for _ in range(min(BATCH, missing - made)):
            # Three of four are the reader's team's to see.
            key = keys[random.random() < 0.75]
            concern = _concern(random, kind, key.team, readers[key.team_id], areas)
            concern.locator = f"{standing + made + len(batch):08}"
            batch.append((concern, key))
        Concern.objects.bulk_create(concern for concern, _ in batch)
        Wrap.objects.bulk_create(
            Wrap(record=concern.pk, team_key=key, wrapped=SEALED_KEY) for concern, key in batch
        )
        made += len(batch)
    if connection.vendor == "postgresql":
        # As its own housekeeping would have done by now.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return {"concerns": Concern.objects.count()}


def _other_team() -> None:
    if not Team.objects.filter(slug="skole").exists():
        team = Team.objects.create(slug="skole", name="Skole")
        vault.found_team_keys(
            team, User.objects.get(email__startswith="stian"), by=None, at=timezone.now()
        )


def _concern(
    random: Random, kind: str, team: Team, members: list[User], areas: list[Area]
) -> Concern:
    today = timezone.localdate()
    state = {
        "alike": random.choices(list(ALIKE), weights=list(ALIKE.values()))[0],
        "finished": states.State.CLOSED,
        "others": states.State.HELD,
    }[kind]
    held = state in (states.State.HELD, states.State.CLOSED)
    mine = [member for member in members if member.email == READER]
    others = [member for member in members if member.email != READER]
    holder = (random.choice(members) if kind == "alike" else (others or mine)[0]) if held else None
    past = 400 if state not in states.OPEN else 8
    return Concern(
        theme=random.choice([*states.Theme.values, ""]),
        area=random.choice(areas),
        week=monday_of(today - dt.timedelta(days=random.randrange(400))),
        sender_role=random.choice(states.SenderRole.values),
        channel=states.Channel.WEB,
        state=state,
        close_reason=states.CloseReason.values[0] if state == states.State.CLOSED else "",
        due_on=today + dt.timedelta(days=random.randrange(-past, 8)),
        team=team,
        holder=holder,
        announced=True,
        record_class="" if state in states.OPEN else "advice",
        finished_on=None if state in states.OPEN else today,
        content=SEALED,
        names=SEALED_NAMES,
        receipt_verifier=secrets.token_bytes(32),
        receipt_wrap=SEALED_KEY,
        submission=secrets.token_bytes(32),
    )


def pages(*wishes: str) -> dict[str, Any]:
    """Each page's number of queries, and the fastest of many times: the least disturbed one."""
    gather_static()
    client = _signed_in(User.objects.get(email=READER))
    return {
        name: _measured(client, address, plans="plans" in wishes)
        for name, address in _addresses().items()
    }


def _signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    request = HttpRequest()
    request.session, request.user = client.session, user
    remember_second_factor(request)
    request.session.save()
    return client


def _addresses() -> dict[str, str]:
    # Deep in the list, and after most of what is due on the same day.
    middle = f"{timezone.localdate()}.{uuid.UUID(int=9 * 2**128 // 10)}"
    around = surroundings(timezone.localdate())
    told = Told({"seen": "en prøve"}, "", "nb", timezone.now(), states.Channel.WEB)
    setting = Setting(around.hours, around.city.population)
    one = receive(told, seed=secrets.token_bytes(32), setting=setting, at=told.told_at).concern_id
    reader = User.objects.get(email=READER)
    say_not_near(Concern.objects.get(pk=one), by=reader, at=told.told_at)
    return {
        "first page": "/innboks/",
        "a later page": f"/innboks/?etter={middle}",
        "mine": "/innboks/?vis=mine",
        "finished": "/innboks/?vis=ferdige",
        "Monday page": "/mandag/",
        "one concern": f"/innboks/{one}/",
    }


def _measured(client: Client, address: str, *, plans: bool) -> dict[str, Any]:
    times, queries = [], []
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    sql = [query["sql"] for query in captured.captured_queries]
    if plans:
        _show_plans(address, sql)
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - began)
        began = time.perf_counter()
        _ask_again(sql)
        queries.append(time.perf_counter() - began)
    return {"queries": len(sql), "page": 1000 * min(times), "database": 1000 * min(queries)}


def _ask_again(sql: list[str]) -> None:
    """What the page asks the database, without what Python does about it."""
    with connection.cursor() as cursor:
        for query in sql:
            if query.startswith("SELECT"):
                cursor.execute(query)
                cursor.fetchall()


def _show_plans(address: str, sql: list[str]) -> None:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN ANALYZE"
    with connection.cursor() as cursor:
        for query in sql:
            if "concerns_concern" in query and query.startswith("SELECT"):
                cursor.execute(f"{explain} {query}")
                lines = [" ".join(map(str, row)) for row in cursor.fetchall()]
                print(address, query, *lines, "", sep="\n", file=sys.stderr)


DEEDS = {"found": found, "open": opened, "sound": sound, "fill": fill, "pages": pages}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*sys.argv[2:])))
