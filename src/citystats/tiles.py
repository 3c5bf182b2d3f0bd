"""Equal-area tile maps: every area one square of the same size, as near its place as can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Floats = npt.NDArray[np.float64]

MOST_AREAS = 2_000
SLIMMEST = 1.5


@dataclass(frozen=True, slots=True)
class TileLayout:
    """Where each area stands in the grid.

    Attributes
    ----------
    columns, rows : int
        Size of the grid.
    cells : tuple of (int, int)
        Column and row of each area, in the order given; column 0 is west, row 0 is north.
    total_squared_displacement : float
        Sum over the areas of the squared distance between tile and place, in tile widths squared.
    order_kept : float
        Share of the pairs of areas, 0 to 1, that keep their order both west-east and north-south
        (sharing a column or a row counts as kept); 1 for a single area.
    """

    columns: int
    rows: int
    cells: tuple[tuple[int, int], ...]
    total_squared_displacement: float
    order_kept: float

    @property
    def n(self) -> int:
        return len(self.cells)

    @property
    def mean_squared_displacement(self) -> float:
        """Per area, in tile widths squared."""
        return self.total_squared_displacement / self.n

    def area_at(self, column: int, row: int) -> int | None:
        """The place in the input of the area on this cell, None for an empty cell."""
        return self.cells.index((column, row)) if (column, row) in self.cells else None


def tile_layout(
    centres: Floats | Sequence[Sequence[float]],
    *,
    columns: int | None = None,
    rows: int | None = None,
) -> TileLayout:
    """Give every area a cell of its own so that the total squared displacement is least.

    Parameters
    ----------
    centres : array of shape (n, 2)
        East and north coordinate of each area's centre, finite, in one unit along both axes (for
        degrees multiply longitudes by the cosine of the latitude first); 1 to 2,000 areas.
    columns, rows : int, optional
        Size of the grid, with at least n cells. Without them the grid takes the proportions of
        the bounding box, but never slimmer than two to three (one far-off area would stretch it
        thin), and just enough rows (or columns, where only rows are given). Areas on one line
        stay on one line.

    Returns
    -------
    TileLayout
        It does not depend on the order of the areas, nor on the unit and origin of the coordinates.

    Raises
    ------
    ValueError
        For another shape, a value that is not finite, no areas, too many, or too small a grid.

    Notes
    -----
    The bounding box of the centres is stretched, each axis by itself, onto the box of the cell
    centres; then the assignment of areas to cells with the least sum of squared distances is found
    exactly [2]_. Tile maps and what makes one good: [1]_; that paper also moves the centres and
    ranks many grids, which this does not.

    References
    ----------
    .. [1] McNeill, G., & Hale, S. A. (2017). Generating tile maps. Computer Graphics Forum, 36(3),
       435-445. doi:10.1111/cgf.13200
    .. [2] `scipy.optimize.linear_sum_assignment`, a modified Jonker-Volgenant algorithm.

    Examples
    --------
    Four corners of a square and a grid of two by two:

    >>> layout = tile_layout([[0, 0], [1, 0], [0, 1], [1, 1]])
    >>> layout.cells
    ((0, 1), (1, 1), (0, 0), (1, 0))
    >>> layout.total_squared_displacement
    0.0
    """
    places = _checked(centres)
    width, height = _grid(places, columns, rows)
    # Areas are taken in a fixed order, so that among equally good layouts the same one is chosen
    # whatever the order of the input.
    order = np.lexsort((places[:, 0], -places[:, 1]))
    targets = _onto_grid(places, width, height)[order]
    cells = np.array([(c, r) for r in range(height) for c in range(width)], dtype=np.float64)
    costs = ((targets[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
    chosen = linear_sum_assignment(costs)[1]
    assigned = np.empty_like(targets)
    assigned[order] = cells[chosen]
    return TileLayout(
        columns=width,
        rows=height,
        cells=tuple((int(c), int(r)) for c, r in assigned),
        total_squared_displacement=float(costs[np.arange(len(chosen)), chosen].sum()),
        order_kept=_order_kept(places, assigned),
    )


def _checked(centres: Floats | Sequence[Sequence[float]]) -> Floats:
    places = np.asarray(centres, dtype=np.float64)
    if places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(f"centres must have the shape (n, 2), but got {places.shape}")
    if not 1 <= len(places) <= MOST_AREAS:
        raise ValueError(f"between 1 and {MOST_AREAS} areas can be laid out, but got {len(places)}")
    if not np.isfinite(places).all():
        raise ValueError("centres must be finite numbers")
    return places


def _grid(places: Floats, columns: int | None, rows: int | None) -> tuple[int, int]:
    for name, given in (("columns", columns), ("rows", rows)):
        if given is not None and not 1 <= given <= MOST_AREAS:
            raise ValueError(f"{name} must be between 1 and {MOST_AREAS}, but got {given}")
    n = len(places)
    if columns is None:
        columns = math.ceil(n / rows) if rows is not None else _natural_columns(places)
    if rows is None:
        rows = math.ceil(n / columns)
    if columns * rows < n:
        raise ValueError(f"{columns} x {rows} cells are too few for {n} areas")
    return columns, rows


def _natural_columns(places: Floats) -> int:
    n = len(places)
    width, height = (float(extent) for extent in np.ptp(places, axis=0))
    if (width == 0) != (height == 0):
        return n if height == 0 else 1
    shape = min(max(width / height, 1 / SLIMMEST), SLIMMEST) if width else 1.0
    return min(math.ceil(math.sqrt(n * shape) - 1e-9), n)


def _onto_grid(places: Floats, columns: int, rows: int) -> Floats:
    """Coordinates in tile widths: 0 is the centre of the westernmost and northernmost tile."""
    low, extent = places.min(axis=0), np.ptp(places, axis=0)
    share = np.where(extent > 0, (places - low) / np.where(extent > 0, extent, 1), 0.5)
    result: Floats = np.column_stack([share[:, 0] * (columns - 1), (1 - share[:, 1]) * (rows - 1)])
    return result


def _order_kept(places: Floats, assigned: Floats) -> float:
    if len(places) == 1:
        return 1.0
    first, second = np.triu_indices(len(places), k=1)
    # Rows count from the north, coordinates from the south.
    before = (places[first] - places[second]) * np.array([1, -1])
    after = assigned[first] - assigned[second]
    return float((before * after >= 0).all(axis=1).mean())
