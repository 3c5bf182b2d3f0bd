"""`citystats`: the library's methods on open file formats, for analysts."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random, SystemRandom

import numpy as np

from citystats.bad_input import BadInput
from citystats.budget.equal_shares import equal_shares
from citystats.budget.greedy import greedy
from citystats.budget.outcomes import Outcome
from citystats.budget.pabulib import LARGEST_FILE as LARGEST_ELECTION
from citystats.budget.pabulib import PabulibError, PabulibFile, read_pabulib
from citystats.budget.phragmen import phragmen
from citystats.budget.report import facts_of, spending_table, table_of
from citystats.budget.terms import Completion, Rule, Satisfaction, Stop
from citystats.composite import report as need_report
from citystats.composite.assess import DRAWS, assess
from citystats.composite.files import LARGEST_FILE as LARGEST_TOWN
from citystats.composite.files import TownError, read_town
from citystats.composite.groups import check_groups
from citystats.composite.towns import Town
from citystats.counts import CountsError, CountTable, read_counts
from citystats.disclosure.attack import Counts, Floats, with_totals
from citystats.disclosure.rounding import Rounded, round_counts
from citystats.disclosure.suppression import Suppressed, suppress
from citystats.disclosure.terms import THRESHOLD, Which, Zeros
from citystats.gate_command import STANDARD_INPUT, Refused, add_gate
from citystats.outlines import (
    CODE_PROPERTIES,
    LARGEST_FILE,
    NAME_PROPERTIES,
    Outline,
    OutlineError,
    read_outlines,
)
from citystats.round_command import add_round
from citystats.tiles import TileLayout, tile_layout

REFUSED = 1
BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        print(chosen.run(chosen), flush=True)
    except BrokenPipeError:
        # Whoever reads has had enough, such as `head`: Python says no more of it at its end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Refused as answer:
        print(answer)
        return REFUSED
    except BadInput as error:
        print(f"citystats: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="citystats", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    tiles = commands.add_parser("tiles", help="an equal-area tile map from outlines of areas")
    tiles.add_argument("areas", type=Path, metavar="AREAS.geojson")
    tiles.add_argument("--code", metavar="PROPERTY", help="property with the code of an area")
    tiles.add_argument("--name", metavar="PROPERTY", help="property with the name of an area")
    tiles.add_argument("--columns", type=int, help="columns of the grid")
    tiles.add_argument("--rows", type=int, help="rows of the grid")
    tiles.add_argument("--json", action="store_true", help="JSON instead of a table")
    tiles.set_defaults(run=_tiles)
    _add_disclose(commands.add_parser("disclose", help="a table of counts that may be shown"))
    add_round(commands.add_parser("round", help="a table whose small counts became 0 or the base"))
    add_gate(commands.add_parser("gate", help="attack a table before it is published"))
    _add_budget(commands.add_parser("budget", help="which projects a vote on money funds"))
    _add_need(commands.add_parser("need", help="how sure it is which areas need most support"))
    return parser


def _add_need(need: argparse.ArgumentParser) -> None:
    need.add_argument(
        "town", type=Path, metavar="FILE", help="JSON, or CSV; - reads standard input"
    )
    need.add_argument("--seed", type=int, default=1, help="the same seed gives the same answer")
    need.add_argument("--draws", type=int, default=DRAWS, help="more are slower and finer")
    need.add_argument(
        "--groups", action="store_true",
        help="groups of people, not areas: none under 100, none by origin, religion, language",
    )  # fmt: skip
    need.add_argument("--check", action="store_true", help="only read it, and say what is wrong")
    need.add_argument(
        "--area", action="append", default=[], metavar="CODE", dest="areas",
        help="an area there is; where any is named, a file that tells of another is wrong",
    )  # fmt: skip
    need.add_argument("--progress", action="store_true", help="say on standard error how far it is")
    need.add_argument("--json", action="store_true", help="JSON instead of a table")
    need.add_argument("--counts", action="store_true", help="with --json, what was counted, too")
    need.set_defaults(run=_need)


def _add_disclose(disclose: argparse.ArgumentParser) -> None:
    disclose.add_argument("counts", type=Path, metavar="FILE.csv", help="one line for each cell")
    disclose.add_argument("--count", metavar="COLUMN", default="", help="column with the numbers")
    way = disclose.add_mutually_exclusive_group()
    way.add_argument("--threshold", type=int, default=THRESHOLD, help="hide counts below this")
    way.add_argument("--round", type=int, metavar="BASE", help="round to a base instead of hiding")
    disclose.add_argument("--hide-zeros", action="store_true", help="a zero is small, too")
    disclose.add_argument("--only-small", action="store_true", help="round only below the base")
    disclose.add_argument("--seed", type=int, help="keep it secret; without it, true chance")
    disclose.add_argument("--json", action="store_true", help="JSON instead of a table")
    disclose.set_defaults(run=_disclose)


def _add_budget(budget: argparse.ArgumentParser) -> None:
    budget.add_argument("election", type=Path, metavar="FILE.pb", help="in the Pabulib format")
    budget.add_argument("--rule", choices=_words(Rule), default=Rule.EQUAL_SHARES.value)
    budget.add_argument(
        "--completion", choices=_words(Completion), default=Completion.NONE.value,
        help="what equal shares do with what is left",
    )  # fmt: skip
    budget.add_argument(
        "--stop", choices=_words(Stop), default=Stop.OVERSPEND.value, help="when add1 ends"
    )
    budget.add_argument(
        "--satisfaction", choices=_words(Satisfaction), default=Satisfaction.COST.value
    )
    budget.add_argument("--lot", metavar="ID,ID,...", default="", help="projects as drawn by lot")
    budget.add_argument("--spending", action="store_true", help="and what each voter paid")
    budget.add_argument("--json", action="store_true", help="JSON instead of a table")
    budget.set_defaults(run=_budget)


def _words(kinds: type[Rule] | type[Completion] | type[Stop] | type[Satisfaction]) -> list[str]:
    return [kind.value for kind in kinds]


def _tiles(chosen: argparse.Namespace) -> str:
    outlines = _outlines(chosen.areas)
    try:
        layout = tile_layout(plane(outlines), columns=chosen.columns, rows=chosen.rows)
    except ValueError as error:
        raise BadInput(f"{chosen.areas}: {error}") from None
    codes = _values(outlines, (chosen.code,) if chosen.code else CODE_PROPERTIES, chosen)
    names = _values(outlines, (chosen.name,) if chosen.name else NAME_PROPERTIES, chosen)
    return _as_json(layout, codes, names) if chosen.json else _as_table(layout, codes, names)


def _outlines(path: Path) -> tuple[Outline, ...]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path}: larger than {LARGEST_FILE / 1e6:.0f} MB")
        return read_outlines(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except OutlineError as error:
        raise BadInput(f"{path}: {error}") from None


def plane(outlines: Sequence[Outline]) -> list[tuple[float, float]]:
    """Centres with longitudes shortened by the cosine of the mean latitude: one unit, both axes."""
    shrink = math.cos(math.radians(sum(o.centre[1] for o in outlines) / len(outlines)))
    return [(o.centre[0] * shrink, o.centre[1]) for o in outlines]


def _values(
    outlines: Sequence[Outline], properties: Sequence[str], chosen: argparse.Namespace
) -> list[str]:
    values = [outline.value(properties) for outline in outlines]
    if len(properties) == 1 and not all(values):
        feature = outlines[values.index("")].feature
        raise BadInput(f"{chosen.areas}: feature {feature}: no property {properties[0]!r}")
    return values


def _as_json(layout: TileLayout, codes: Sequence[str], names: Sequence[str]) -> str:
    result = asdict(layout) | {
        "n": layout.n,
        "mean_squared_displacement": layout.mean_squared_displacement,
        "cells": [
            {"code": code, "name": name, "column": column, "row": row}
            for code, name, (column, row) in zip(codes, names, layout.cells, strict=True)
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def _as_table(layout: TileLayout, codes: Sequence[str], names: Sequence[str]) -> str:
    lines = [f"{'code':<12}{'name':<28}{'column':>6}{'row':>5}"]
    lines += [
        f"{code:<12}{name:<28}{column:>6}{row:>5}"
        for code, name, (column, row) in sorted(
            zip(codes, names, layout.cells, strict=True), key=lambda area: (area[2][1], area[2][0])
        )
    ]
    lines += [
        "",
        f"{layout.n} areas on {layout.columns} x {layout.rows} cells; mean squared displacement "
        f"{layout.mean_squared_displacement:.3f} tile widths squared; "
        f"{layout.order_kept:.0%} of the pairs keep their order.",
    ]
    return "\n".join(lines)


# --- disclose -----------------------------------------------------------------------------------


def _disclose(chosen: argparse.Namespace) -> str:
    table = _counts(chosen)
    counts = np.zeros(table.shape, dtype=np.int64)
    for place, number in table.counts.items():
        counts[place] = number
    way = _suppressed if chosen.round is None else _rounded
    try:
        result, shown = way(counts, chosen)
    except ValueError as error:
        raise BadInput(f"{chosen.counts}: {error}") from None
    return (_safe_json if chosen.json else _safe_table)(table, result, shown)


def _counts(chosen: argparse.Namespace) -> CountTable:
    try:
        return read_counts(chosen.counts.read_bytes(), count=chosen.count)
    except OSError as error:
        raise BadInput(f"{chosen.counts}: {error.strerror or error}") from None
    except CountsError as error:
        raise BadInput(f"{chosen.counts}: {error}") from None


def _suppressed(counts: Counts, chosen: argparse.Namespace) -> tuple[Suppressed, Floats]:
    zeros = Zeros.HIDDEN if chosen.hide_zeros else Zeros.SHOWN
    result = suppress(counts, threshold=chosen.threshold, zeros=zeros)
    return result, result.shown


def _rounded(counts: Counts, chosen: argparse.Namespace) -> tuple[Rounded, Floats]:
    if counts.ndim > 2:
        raise ValueError("tables of one or two ways are rounded; round each slice by itself")
    rows = np.atleast_2d(counts)
    result = round_counts(
        rows.tolist(),
        base=chosen.round,
        rng=SystemRandom() if chosen.seed is None else Random(chosen.seed),
        which=Which.SMALL if chosen.only_small else Which.ALL,
    )
    return result, with_totals(np.array(result.counts).reshape(counts.shape)).astype(np.float64)


def _safe_cells(
    table: CountTable, shown: Floats
) -> Iterator[tuple[tuple[str | None, ...], int | None]]:
    """Words (None: all together) and number (None: left out) of each cell and sum."""
    for place, number in np.ndenumerate(shown):
        words = tuple(
            values[index] if index < len(values) else None
            for values, index in zip(table.values, place, strict=True)
        )
        yield words, None if np.isnan(number) else int(number)


def _safe_json(table: CountTable, result: Suppressed | Rounded, shown: Floats) -> str:
    facts: dict[str, object] = {
        "method": result.method.value,
        "n": result.n,
        "caveats": [caveat.name.lower() for caveat in result.caveats],
    }
    if isinstance(result, Suppressed):
        facts |= {
            "threshold": result.threshold,
            "zeros": result.zeros.value,
            "small": result.small,
            "shielding": result.shielding,
        }
    else:
        facts |= {"base": result.base, "which": result.which.value}
    cells = [
        {"of": dict(zip(table.ways, words, strict=True)), "shown": number}
        for words, number in _safe_cells(table, shown)
    ]
    return json.dumps(facts | {"cells": cells}, ensure_ascii=False, indent=2)


def _safe_table(table: CountTable, result: Suppressed | Rounded, shown: Floats) -> str:
    lines = [
        [*(word or "(all)" for word in words), ":" if number is None else str(number)]
        for words, number in _safe_cells(table, shown)
    ]
    columns = [*table.ways, "shown"]
    widths = [max(map(len, words)) for words in zip(columns, *lines, strict=True)]
    drawn = [
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in [columns, *lines]
    ]
    left_out = f"{np.isnan(shown).sum()} of {shown.size} numbers are left out (:)."
    rounded = f"every number is within {getattr(result, 'base', 1) - 1} of the true one."
    said = left_out if isinstance(result, Suppressed) else rounded
    caveats = [f"Note: {caveat.value}." for caveat in result.caveats]
    return "\n".join([*drawn, "", f"{result.method.value}: {said}", *caveats])


# --- budget -------------------------------------------------------------------------------------


def _budget(chosen: argparse.Namespace) -> str:
    file = _election(chosen.election)
    try:
        outcome = _outcome(file, chosen)
    except ValueError as error:
        raise BadInput(f"{chosen.election}: {error}") from None
    if chosen.json:
        return json.dumps(facts_of(file, outcome, spending=chosen.spending), ensure_ascii=False)
    lines = table_of(file, outcome)
    if chosen.spending:
        lines += ["", *spending_table(file, outcome)]
    return "\n".join(lines)


def _election(path: Path) -> PabulibFile:
    try:
        if path.stat().st_size > LARGEST_ELECTION:
            raise BadInput(f"{path}: larger than {LARGEST_ELECTION / 1e6:.0f} MB")
        return read_pabulib(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except PabulibError as error:
        raise BadInput(f"{path}: {error}") from None


def _outcome(file: PabulibFile, chosen: argparse.Namespace) -> Outcome:
    lot = [word for word in chosen.lot.split(",") if word]
    satisfaction = Satisfaction(chosen.satisfaction)
    rule, completion = Rule(chosen.rule), Completion(chosen.completion)
    if rule is not Rule.EQUAL_SHARES and completion is not Completion.NONE:
        raise ValueError(f"only equal shares are completed, not {rule.value}")
    if rule is Rule.GREEDY:
        return greedy(
            file.election, satisfaction=satisfaction, least_votes=file.least_votes, lot=lot
        )
    if rule is Rule.PHRAGMEN:
        return phragmen(file.election, lot=lot)
    return equal_shares(
        file.election,
        satisfaction=satisfaction,
        completion=completion,
        stop=Stop(chosen.stop),
        increment=file.parts,
        lot=lot,
    )


# --- need ---------------------------------------------------------------------------------------


def _need(chosen: argparse.Namespace) -> str:
    town = _town(chosen.town, frozenset(chosen.areas))
    try:
        if chosen.groups:
            check_groups(town)
        if chosen.check:
            return f"{len(town.areas)} areas, {len(town.indicators)} indicators"
        found = assess(
            town,
            seed=chosen.seed,
            draws=chosen.draws,
            progress=_say_how_far if chosen.progress else None,
        )
    except ValueError as error:
        raise BadInput(f"{chosen.town}: {error}") from None
    if chosen.json:
        counts = {"counts": need_report.counts_of(town)} if chosen.counts else {}
        return json.dumps(need_report.facts_of(found) | counts, ensure_ascii=False, indent=2)
    return "\n".join(need_report.table_of(found))


def _say_how_far(done: int, of: int) -> None:
    print(f"{done}/{of}", file=sys.stderr, flush=True)


def _town(path: Path, known: frozenset[str]) -> Town:
    try:
        if path == STANDARD_INPUT:
            return read_town(sys.stdin.buffer.read(LARGEST_TOWN + 1), known=known)
        if path.stat().st_size > LARGEST_TOWN:
            raise BadInput(f"{path}: larger than {LARGEST_TOWN / 1e6:.0f} MB")
        return read_town(path.read_bytes(), known=known)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except TownError as error:
        raise BadInput(f"{path}: {error}") from None
