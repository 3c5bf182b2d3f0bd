"""Teams and their keys held against the trail: who was let in, and how often the key changed."""

from __future__ import annotations

from collections.abc import Iterator

from kominn.accounts.models import Membership, Team
from kominn.audit.comparison import Finding, each, look_over
from kominn.audit.models import Event
from kominn.vault.models import TeamKey, TeamKeyWrap

FOUNDED, ADMITTED, REMOVED = "team.founded", "team.admitted", "team.removed"


def compare() -> Iterator[Finding]:
    yield from look_over(Team.objects.all(), "team", (FOUNDED, ADMITTED, REMOVED), each(_team))


def _team(row: Team | None, deeds: list[Event]) -> Iterator[str]:
    if row is None:
        yield f"had its key by entry {deeds[0].number}, and is gone"
        return
    told: dict[int, Event] = {}
    epochs = 0
    for deed in deeds:
        epochs += deed.verb in (FOUNDED, REMOVED)
        told[int(deed.detail["user"])] = deed
    inside = {user for user, deed in told.items() if deed.verb != REMOVED}
    members = set(Membership.objects.filter(team=row).values_list("user", flat=True))
    keys = TeamKeyWrap.objects.filter(team_key__team=row)
    holders = set(keys.values_list("user", flat=True))
    current = set(keys.filter(team_key__retired_on=None).values_list("user", flat=True))
    for user in sorted(members - inside):
        yield f"has user:{user} as a member, {_how_not(told.get(user))}"
    for user in sorted(holders - inside):
        yield f"has a key for user:{user}, {_how_not(told.get(user))}"
    for user in sorted(inside - members):
        yield f"has not user:{user} as a member, whom entry {told[user].number} let in"
    for user in sorted(inside - current):
        yield f"has no key now for user:{user}, whom entry {told[user].number} let in"
    yield from _epochs(row, epochs)


def _how_not(deed: Event | None) -> str:
    return f"whom entry {deed.number} took out" if deed else "whom no entry let in"


def _epochs(row: Team, told: int) -> Iterator[str]:
    rows = list(TeamKey.objects.of(row).order_by("epoch").values_list("epoch", "retired_on"))
    if len(rows) != told:
        yield f"has had {len(rows)} keys here, but by the trail {told}"
    running = [epoch for epoch, retired_on in rows if retired_on is None]
    latest = [epoch for epoch, _retired_on in rows[-1:]]
    if running != latest:
        yield "has not its latest key, and no other, as the one in use"
