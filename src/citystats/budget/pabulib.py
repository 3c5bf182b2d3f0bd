"""Elections about budgets in the Pabulib format (.pb), read and checked, and written."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from citystats.budget.elections import (
    LARGEST_MONEY,
    LARGEST_WEIGHT,
    Choice,
    Election,
    choice_of,
)
from citystats.budget.terms import BallotKind

LARGEST_FILE = 200_000_000
SECTIONS = ("META", "PROJECTS", "VOTES")
MONEY = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,4})?")
KINDS = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.APPROVAL,
    "ordinal": BallotKind.RANKING,
    "cumulative": BallotKind.POINTS,
    "scoring": BallotKind.POINTS,
}
WRITTEN = {
    BallotKind.APPROVAL: "approval",
    BallotKind.RANKING: "ordinal",
    BallotKind.POINTS: "cumulative",
}

Row = tuple[int, list[str]]


class PabulibError(ValueError):
    """What is wrong with the file, in a sentence that begins with the line where it has one."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence if line is None else f"line {line}: {sentence}")


@dataclass(frozen=True, eq=False)
class PabulibFile:
    """One file.

    Attributes
    ----------
    election : Election
        Its money in parts of the currency's unit.
    meta : dict of str to str
        Everything the META section says.
    voters : tuple of str, length n
        Ids, in the order of the file.
    names : tuple of str, length m
        Names of the projects; empty where the file has none.
    selected : tuple of str or None
        Ids of the projects that the file says were funded, in its order; None if it does not say.
    parts : int
        Parts of a unit: 1, or 100 where an amount has two decimals.
    """

    election: Election
    meta: dict[str, str]
    voters: tuple[str, ...]
    names: tuple[str, ...]
    selected: tuple[str, ...] | None
    parts: int

    @property
    def least_votes(self) -> int:
        """Votes without which nothing is funded, as the file says; 1 where it does not."""
        said = self.meta.get("min_project_score_threshold", "")
        return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 16 else 1


def read_pabulib(data: bytes) -> PabulibFile:
    """Read and check a Pabulib file.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, at most 200 million bytes, lines ended in any way.

    Returns
    -------
    PabulibFile

    Raises
    ------
    PabulibError
        With a sentence that names the line and what is wrong: a section or column that is missing,
        a number that is none, a project twice or unknown, a voter twice, counts in META that the
        file does not keep (it may be cut off).

    Notes
    -----
    Sections META, PROJECTS and VOTES, fields parted by semicolons, quoted where they must be [1]_.
    `approval` and `choose-1` are read as approvals, `ordinal` as rankings whose first place gives
    as many points as `max_length` says (Borda), `cumulative` and `scoring` as whole points.

    References
    ----------
    .. [1] Stolicki, D., Szufa, S., & Talmon, N. (2020). Pabulib: a participatory budgeting library.
       arXiv:2012.06539
    """
    if len(data) > LARGEST_FILE:
        raise PabulibError(f"the file is larger than {LARGEST_FILE / 1e6:.0f} MB.")
    rows = _Rows(data)
    meta, lines = _meta(rows)
    kind = _kind(meta, lines)
    projects = _projects(rows)
    amounts = {project: cost for project, (cost, _, _) in projects.items()}
    budget = _money(meta["budget"], lines["budget"], "the budget")
    parts = _parts([budget, *amounts.values()])
    _check_number(meta, lines, "num_projects", len(projects), "projects")
    index = {project: place for place, project in enumerate(projects)}
    places = _places(meta, lines, len(projects)) if kind is BallotKind.RANKING else len(projects)
    voters, ballots, ballot_of = _votes(rows, kind, index, places)
    _check_number(meta, lines, "num_votes", len(voters), "votes")
    try:
        election = Election(
            tuple(projects),
            tuple(int(cost * parts) for cost in amounts.values()),
            int(budget * parts),
            kind,
            ballots,
            np.array(ballot_of, dtype=np.int32),
        )
    except ValueError as error:
        raise PabulibError(f"{error}.") from None
    chosen = [(project, said) for project, (_, _, said) in projects.items()]
    return PabulibFile(
        election=election,
        meta=meta,
        voters=voters,
        names=tuple(name for _, name, _ in projects.values()),
        selected=None
        if all(said is None for _, said in chosen)
        else tuple(project for project, said in chosen if said == "1"),
        parts=parts,
    )


class _Rows:
    """Rows of the file with their lines, section by section."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.line = 0
        self._rows = self._all()
        self._next = next(self._rows, None)

    def section(self, name: str) -> Iterator[Row]:
        """The rows of the section that must stand here."""
        if self._next is None:
            raise PabulibError(f"the file ends before the section {name}; it may be cut off.")
        line, row = self._next
        if row != [name]:
            raise PabulibError(f"the section {name} must begin here, not {row[0]!r:.40}.", line)
        self._next = next(self._rows, None)
        while self._next is not None and not (
            len(self._next[1]) == 1 and self._next[1][0] in SECTIONS
        ):
            yield self._next
            self._next = next(self._rows, None)

    def table(self, name: str, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        rows = self.section(name)
        line, header = next(rows, (self.line, []))
        for column in needed:
            if column not in header:
                raise PabulibError(f"the section {name} has no column {column!r}.", line or None)
        if len(set(header)) != len(header):
            raise PabulibError("each column needs a name of its own.", line)
        for line, row in rows:
            if len(row) != len(header):
                raise PabulibError(
                    f"has {len(row)} fields, but the section {name} has {len(header)} columns.",
                    line,
                )
            yield line, dict(zip(header, row, strict=True))

    def _all(self) -> Iterator[Row]:
        text = io.TextIOWrapper(io.BytesIO(self._data), "utf-8-sig", newline="")
        reader = csv.reader(text, delimiter=";", strict=True)
        try:
            for row in reader:
                self.line = reader.line_num
                words = [word.strip() for word in row]
                if any(words):
                    # Some tools fill short lines up to the widest table.
                    if words[0] in SECTIONS and not any(words[1:]):
                        words = words[:1]
                    yield self.line, words
        except csv.Error as error:
            raise PabulibError(f"is not in the format ({error}).", reader.line_num) from None
        except UnicodeDecodeError:
            raise PabulibError("is not UTF-8; save the file as UTF-8.", self._bad_line()) from None

    def _bad_line(self) -> int:
        try:
            self._data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return self._data.count(b"\n", 0, error.start) + 1
        return self.line


def _meta(rows: _Rows) -> tuple[dict[str, str], dict[str, int]]:
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in rows.section("META"):
        if row[:2] == ["key", "value"]:
            continue
        if len(row) < 2:
            raise PabulibError("META needs a key and a value in each line.", line)
        if row[0] in meta:
            raise PabulibError(f"says {row[0]!r:.40} once more.", line)
        meta[row[0]], lines[row[0]] = row[1], line
    for key in ("budget", "vote_type"):
        if key not in meta:
            raise PabulibError(f"META does not say the {key}.", rows.line or None)
    return meta, lines


def _kind(meta: Mapping[str, str], lines: Mapping[str, int]) -> BallotKind:
    said = meta["vote_type"].lower()
    if said not in KINDS:
        raise PabulibError(
            f"the vote_type {said!r:.40} is not known; {', '.join(KINDS)} are.", lines["vote_type"]
        )
    if meta.get("default_score", "0") not in ("", "0"):
        raise PabulibError("a default_score other than 0 is not read.", lines["default_score"])
    return KINDS[said]


def _projects(rows: _Rows) -> dict[str, tuple[Fraction, str, str | None]]:
    """For each project its cost, its name, and what the file says of it being funded."""
    projects: dict[str, tuple[Fraction, str, str | None]] = {}
    for line, row in rows.table("PROJECTS", ("project_id", "cost")):
        project = row["project_id"]
        if not project or "," in project:
            raise PabulibError(f"{project!r:.40} is no id of a project.", line)
        if project in projects:
            raise PabulibError(f"names the project {project!r:.40} once more.", line)
        cost = _money(row["cost"], line, f"the cost of {project!r:.40}")
        if not cost:
            raise PabulibError(f"{project!r:.40} costs nothing; what is free needs no vote.", line)
        projects[project] = (cost, row.get("name", ""), row.get("selected"))
    if not projects:
        raise PabulibError("the section PROJECTS has no project.", rows.line)
    return projects


def _money(said: str, line: int, what: str) -> Fraction:
    if not MONEY.fullmatch(said):
        raise PabulibError(f"{what} must be an amount of money, but is {said!r:.40}.", line)
    return Fraction(said.replace(",", "."))


def _parts(amounts: Iterable[Fraction]) -> int:
    parts = 1
    while any((amount * parts).denominator != 1 for amount in amounts):
        parts *= 10
    if any(amount * parts > LARGEST_MONEY for amount in amounts):
        raise PabulibError("the amounts are too large to be counted.")
    return parts


def _places(meta: Mapping[str, str], lines: Mapping[str, int], projects: int) -> int:
    said = meta.get("max_length", "")
    if not said:
        return projects
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:8]) <= LARGEST_WEIGHT):
        raise PabulibError(
            f"max_length must be a number, but is {said!r:.40}.", lines["max_length"]
        )
    return int(said)


def _votes(
    rows: _Rows, kind: BallotKind, index: Mapping[str, int], places: int
) -> tuple[tuple[str, ...], tuple[Choice, ...], array[int]]:
    voters: dict[str, None] = {}
    kept: dict[Choice, int] = {}
    ballot_of = array("i")
    read: dict[tuple[str, str], int] = {}
    columns = ("voter_id", "vote", "points") if kind is BallotKind.POINTS else ("voter_id", "vote")
    for line, row in rows.table("VOTES", columns):
        voter = row["voter_id"]
        if voter in voters:
            raise PabulibError(f"the voter {voter!r:.60} votes once more.", line)
        voters[voter] = None
        said = (row["vote"], row["points"] if kind is BallotKind.POINTS else "")
        if said not in read:
            try:
                choice = choice_of(_ballot(*said, kind), kind, index, places)
            except ValueError as error:
                raise PabulibError(f"{error}.", line) from None
            read[said] = kept.setdefault(choice, len(kept))
        ballot_of.append(read[said])
    return tuple(voters), tuple(kept), ballot_of


def _ballot(vote: str, points: str, kind: BallotKind) -> list[str] | dict[str, int]:
    projects = [word.strip() for word in vote.split(",")] if vote else []
    if kind is not BallotKind.POINTS:
        return projects
    numbers = [word.strip() for word in points.split(",")] if points else []
    if len(numbers) != len(projects):
        raise ValueError(f"names {len(projects)} projects, but gives {len(numbers)} points")
    if len(set(projects)) != len(projects):
        raise ValueError("names a project twice")
    for number in numbers:
        if not (number.isascii() and number.isdigit() and len(number) < 8):
            raise ValueError(f"gives {number!r:.40} points; whole numbers from 0 are counted")
    return dict(zip(projects, map(int, numbers), strict=True))


def _check_number(
    meta: Mapping[str, str], lines: Mapping[str, int], key: str, found: int, what: str
) -> None:
    if meta.get(key, "") not in ("", str(found)):
        raise PabulibError(
            f"META says {meta[key]:.20} {what}, but the file has {found}; it may be cut off.",
            lines[key],
        )


def write_pabulib(
    election: Election,
    *,
    meta: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    funded: Iterable[str] | None = None,
    parts: int = 1,
    places: int | None = None,
) -> str:
    """Write an election as a Pabulib file.

    Parameters
    ----------
    election : Election
    meta : mapping of str to str
        What Pabulib asks for besides numbers: description, country, unit, instance, date_begin,
        date_end, rule, currency. Numbers, budget and vote_type are written from the election.
    names : mapping of str to str, optional
        Names of projects by id.
    funded : iterable of str, optional
        Ids of the funded projects, written as `selected`.
    parts : int
        Parts of the currency's unit in the election's money: 100 where it counts øre.
    places : int, optional
        Of a ranking: the places of a ballot. Without it, as many as projects.

    Returns
    -------
    str
        Lines ended by a line feed. Voters are numbered in the order of their ballots, so the file
        tells nothing of who voted when.

    Raises
    ------
    ValueError
        For an id with a comma, which the format cannot hold.
    """
    broken = [project for project in election.projects if "," in project]
    if broken:
        raise ValueError(f"an id with a comma cannot be written: {broken[0]!r:.60}")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    places = election.m if places is None else places
    counted = {
        "num_projects": str(election.m),
        "num_votes": str(election.n),
        "budget": _amount(election.budget, parts),
        "vote_type": WRITTEN[election.kind],
    }
    if election.kind is BallotKind.RANKING:
        counted |= {"scoring_fn": "Borda", "max_length": str(places)}
    writer.writerows([["META"], ["key", "value"], *({**meta, **counted}.items())])
    writer.writerows(_project_rows(election, names or {}, funded, parts))
    writer.writerows(_vote_rows(election))
    return text.getvalue()


def _project_rows(
    election: Election, names: Mapping[str, str], funded: Iterable[str] | None, parts: int
) -> Iterator[list[str]]:
    won = None if funded is None else set(funded)
    yield ["PROJECTS"]
    yield ["project_id", "cost", "votes", "name", *(["selected"] if won is not None else [])]
    for project, cost, votes in zip(election.projects, election.costs, election.votes, strict=True):
        selected = [] if won is None else ["1" if project in won else "0"]
        yield [project, _amount(cost, parts), str(votes), names.get(project, ""), *selected]


def _vote_rows(election: Election) -> Iterator[list[str]]:
    points = election.kind is BallotKind.POINTS
    yield ["VOTES"]
    yield ["voter_id", "vote", *(["points"] if points else [])]
    ranked = election.kind is BallotKind.RANKING
    number = 0
    for ballot, voters in sorted(zip(election.ballots, election.voters_of.tolist(), strict=True)):
        choice = sorted(ballot, key=lambda pair: -pair[1]) if ranked else ballot
        vote = ",".join(election.projects[project] for project, _ in choice)
        weights = [",".join(str(weight) for _, weight in choice)] if points else []
        for _ in range(voters):
            number += 1
            yield [str(number), vote, *weights]


def _amount(money: int, parts: int) -> str:
    """Whole units, and decimals where there are any."""
    whole, rest = divmod(money, parts)
    return f"{whole}.{str(parts + rest)[1:]}" if rest else str(whole)
