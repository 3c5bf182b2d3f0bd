"""The pages of docs/reference, drawn from the tables that the program itself obeys.

Whoever reads them reads what is enforced: rights from `ROLES`, doors from each view's mark, the
life of a concern from `NEXT`, the record of processing from each model's `Privacy`. A test sees
that they are in step, and another that the doors answer as they are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from kominn.accounts.access import Access
from kominn.accounts.roles import ROLES, Right
from kominn.activities import states as activity_states
from kominn.allin import states as allin_states
from kominn.ambassadors import states as ambassador_states
from kominn.ballot import states as ballot_states
from kominn.casework import states as casework_states
from kominn.concerns import states as concern_states
from kominn.config.processing import CLASSES, Table, processing
from kominn.erasure import states as erasure_states
from kominn.indicators import states as figure_states
from kominn.participation import states as participation_states
from kominn.plan import states as measure_states
from kominn.portrait import states as area_states
from kominn.support import states as need_states

Rows = Iterable[Iterable[object]]

DRAWN = "Drawn by `./kominn fix`; do not edit."


def draw(folder: Path) -> list[Path]:
    """Write every page into a folder; answer which."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    with override("en"):
        for name, page in PAGES.items():
            path = folder / name
            path.write_text(page().strip() + "\n", encoding="utf-8")
            drawn.append(path)
    return drawn


def table(head: Iterable[object], rows: Rows) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


# --- Roles -----------------------------------------------------------------------------------


def roles() -> str:
    held_by = table(["Role", "Held by"], [(role.name, role.held_by) for role in ROLES.values()])
    rights = table(
        ["Right", *(role.name for role in ROLES.values())],
        [(right.value, *_held(right)) for right in Right],
    )
    return f"""# Roles

{DRAWN}
From `kominn/accounts/roles.py`.

Who may *do* what. What a person may *see* is asked of each domain's `visible_to`; in the sealed
room the person must also hold the key.

{held_by}

{rights}
"""


def _held(right: Right) -> list[str]:
    return ["yes" if right in role.rights else "" for role in ROLES.values()]


# --- Access ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Door:
    """One address of the site and the mark on its view."""

    name: str
    address: str
    parameters: tuple[str, ...]
    access: Access | None


def doors(resolver: URLResolver | None = None, space: str = "", path: str = "") -> Iterator[Door]:
    """Every address, in the order it is looked for."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from doors(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield Door(
                name=f"{space}{entry.name or here}",
                address="/" + here,
                parameters=tuple(entry.pattern.regex.groupindex),
                access=getattr(entry.callback, "access", None),
            )


NOBODY = "nobody"
COLUMNS = (NOBODY, *ROLES)
SIGNED_OUT, CLOSED, WIDE_OPEN = "log in", "refused", "open"


def answer(access: Access | None, role: str) -> str:
    """What a door says to a role by its mark, before it is asked for which record."""
    if access is None:
        return "unmarked"
    if access.kind == "public":
        return WIDE_OPEN
    if role == NOBODY:
        return SIGNED_OUT
    if access.kind == "signed_in" or access.rights & ROLES[role].rights:
        return WIDE_OPEN
    return CLOSED


def access() -> str:
    with override(settings.LANGUAGE_CODE):  # Whose addresses have no prefix.
        found = list(doors())
    rows = [
        (f"`{_plain(door.address)}`", door.name, *(answer(door.access, one) for one in COLUMNS))
        for door in found
    ]
    matrix = table(
        ["Address", "Name", "Not logged in", *(role.name for role in ROLES.values())], rows
    )
    return f"""# Access

{DRAWN}
From the mark on each view (`@public`, `@signed_in`, `@requires`) and from the roles.

Every address and what it answers to each role. Each page exists in every language the site has,
under `/en/`, `/nn/` and so on; the rules are the same. *Open* means that the door opens: which
records stand behind it is asked of `visible_to`, and a concern one may not see does not exist for
one (404). Some addresses take deeds only and answer a mere visit with 405. Pages that `@requires`
guards also ask for a second factor.

`tests/architecture/test_access_matrix.py` knocks on every one of these doors as each of the cast,
and fails where a door answers otherwise than here or has no row.

{matrix}
"""


def _plain(address: str) -> str:
    """`^glemt-passord/(?P<key>[^/]+)/$` as `glemt-passord/<key>/`"""
    return re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", address).replace("/^", "/").removesuffix("$")


# --- States ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Life:
    """What can happen to one kind of thing: the table its domain obeys, and where it begins."""

    thing: str
    table: str
    next: Mapping[Any, frozenset[Any]]
    first: Any


LIVES = (
    Life(
        thing="A concern",
        table="kominn.concerns.states.NEXT",
        next=concern_states.NEXT,
        first=concern_states.State.RECEIVED,
    ),
    Life(
        thing="A message to a reporter",
        table="kominn.concerns.states.NEXT_FOR_MESSAGES",
        next=concern_states.NEXT_FOR_MESSAGES,
        first=concern_states.MessageState.WAITING,
    ),
    Life(
        thing="A hand-over of the baton",
        table="kominn.concerns.states.NEXT_FOR_HANDOVERS",
        next=concern_states.NEXT_FOR_HANDOVERS,
        first=concern_states.HandoverState.OFFERED,
    ),
    Life(
        thing="A measure",
        table="kominn.plan.states.NEXT",
        next=measure_states.NEXT,
        first=measure_states.State.RUNNING,
    ),
    Life(
        thing="An assessment",
        table="kominn.casework.states.NEXT",
        next=casework_states.NEXT,
        first=casework_states.AssessmentState.ASKED,
    ),
    Life(
        thing="A night’s erasure",
        table="kominn.erasure.states.NEXT",
        next=erasure_states.NEXT,
        first=erasure_states.State.ASKED,
    ),
    Life(
        thing="A decision",
        table="kominn.casework.states.NEXT_FOR_DECISIONS",
        next=casework_states.NEXT_FOR_DECISIONS,
        first=casework_states.DecisionState.PROPOSED,
    ),
    Life(
        thing="A measure for a person",
        table="kominn.casework.states.NEXT_FOR_PERSON_MEASURES",
        next=casework_states.NEXT_FOR_PERSON_MEASURES,
        first=casework_states.MeasureState.RUNNING,
    ),
    Life(
        thing="A concept",
        table="kominn.allin.states.NEXT",
        next=allin_states.NEXT,
        first=allin_states.State.DRAFT,
    ),
    Life(
        thing="A file of figures",
        table="kominn.indicators.states.NEXT",
        next=figure_states.NEXT,
        first=figure_states.State.READING,
    ),
    Life(
        thing="An assessment of need for support",
        table="kominn.support.states.NEXT",
        next=need_states.NEXT,
        first=need_states.State.WORKING,
    ),
    Life(
        thing="An area's own profile",
        table="kominn.support.states.NEXT_FOR_PROFILES",
        next=need_states.NEXT_FOR_PROFILES,
        first=need_states.Showing.MADE,
    ),
    Life(
        thing="A file of areas",
        table="kominn.portrait.states.NEXT",
        next=area_states.NEXT,
        first=area_states.FileState.WAITING,
    ),
    Life(
        thing="An activity",
        table="kominn.activities.states.NEXT",
        next=activity_states.NEXT,
        first=activity_states.State.PROPOSED,
    ),
    Life(
        thing="An ambassador",
        table="kominn.ambassadors.states.NEXT",
        next=ambassador_states.NEXT,
        first=ambassador_states.Step.PARTICIPANT,
    ),
    Life(
        thing="Something an ambassador did",
        table="kominn.ambassadors.states.NEXT_SIGN",
        next=ambassador_states.NEXT_SIGN,
        first=ambassador_states.Sign.WAITING,
    ),
    Life(
        thing="A statement of a young person",
        table="kominn.participation.states.NEXT_FOR_STATEMENTS",
        next=participation_states.NEXT_FOR_STATEMENTS,
        first=participation_states.StatementState.WAITS,
    ),
    Life(
        thing="An appeal about an idea",
        table="kominn.participation.states.NEXT_FOR_APPEALS",
        next=participation_states.NEXT_FOR_APPEALS,
        first=participation_states.AppealState.MAY,
    ),
    Life(
        thing="What a grown-up writes to the young",
        table="kominn.participation.states.NEXT_FOR_REPLIES",
        next=participation_states.NEXT_FOR_REPLIES,
        first=participation_states.ReplyState.WAITS,
    ),
    Life(
        thing="A call for a grown-up",
        table="kominn.participation.states.NEXT_FOR_CALLS",
        next=participation_states.NEXT_FOR_CALLS,
        first=participation_states.CallState.OPEN,
    ),
    Life(
        thing="A vote of young people",
        table="kominn.ballot.states.NEXT",
        next=ballot_states.NEXT,
        first=ballot_states.State.DRAFT,
    ),
)


def states() -> str:
    drawn = "\n\n".join(
        f"## {life.thing}\n\nFrom `{life.table}`.\n\n```mermaid\n{diagram(life)}\n```"
        for life in LIVES
    )
    return f"# States\n\n{DRAWN}\n\nWhat can happen next; nothing else can.\n\n{drawn}\n"


def diagram(life: Life) -> str:
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in life.next]
    lines += [f"    [*] --> {life.first.value}"]
    for state, following in life.next.items():
        lines += [f"    {state.value} --> {then.value}" for then in sorted(following)]
        lines += [] if following else [f"    {state.value} --> [*]"]
    return "\n".join(lines)


# --- Privacy ---------------------------------------------------------------------------------


def privacy() -> str:
    kinds = table(["Class", "Means"], CLASSES.items())
    tables = "\n\n".join(_section(one) for one in processing())
    return f"""# What is kept about people

{DRAWN}
From each model's `Privacy`, and for tables of libraries from `kominn/config/libraries.py`.

The record of processing by table and field. Every field stands in exactly one class:

{kinds}

Files that are attached to a concern lie as ciphertext outside the database; their keys are sealed
in `concerns.Attachment`.

{tables}
"""


def _section(one: Table) -> str:
    parts = [f"## {one.name}", one.purpose, f"**Kept:** {one.retention}"]
    parts.append(table(["Field", "Class", "What it is"], one.fields))
    return "\n\n".join(part for part in parts if part)


PAGES: dict[str, Callable[[], str]] = {
    "roles.md": roles,
    "access.md": access,
    "states.md": states,
    "privacy.md": privacy,
}
