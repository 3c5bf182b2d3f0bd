"""Who borders on whom, and how alike neighbours are when likeness is all that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from citystats.smallarea.terms import Floats, Places

MOST_AREAS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """A map reduced to who borders on whom.

    Attributes
    ----------
    n : int
        Areas, from 1 to 400, numbered from 0.
    pairs : tuple of (int, int)
        Each border once, the lower number first, in order.
    parts : array of int, shape (areas,)
        The number of the connected part that each area lies in.
    """

    n: int
    pairs: tuple[tuple[int, int], ...]
    parts: Places

    @classmethod
    def of(cls, n: int, pairs: Iterable[tuple[int, int]]) -> Neighbours:
        """A border named twice, or from both sides, counts once.

        Raises ValueError where an area is unknown or borders on itself, or there are too many.
        """
        if not 1 <= n <= MOST_AREAS:
            raise ValueError(f"1 to {MOST_AREAS} areas can be neighbours, not {n}")
        borders = {(min(pair), max(pair)) for pair in pairs}
        for first, second in borders:
            if first == second:
                raise ValueError(f"area {first} borders on itself")
            if first < 0 or second >= n:
                raise ValueError(f"areas {first} and {second} border, but there are only {n}")
        ends = np.array(sorted(borders), dtype=np.intp).reshape(-1, 2)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
        parts = np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)
        return cls(n, tuple(sorted(borders)), parts)

    @property
    def islands(self) -> int:
        """Areas without a neighbour."""
        return self.n - len({end for pair in self.pairs for end in pair})

    def laplacian(self) -> Floats:
        """Number of neighbours on the diagonal, -1 for each border; shape (areas, areas)."""
        matrix = np.zeros((self.n, self.n))
        for first, second in self.pairs:
            matrix[first, second] = matrix[second, first] = -1.0
        np.fill_diagonal(matrix, -matrix.sum(axis=1))
        return matrix


def likeness(neighbours: Neighbours) -> Floats:
    """Covariances of the scaled intrinsic autoregression over a map.

    Parameters
    ----------
    neighbours : Neighbours

    Returns
    -------
    array of float, shape (areas, areas)
        Without unit. In every connected part of two or more areas the rows sum to zero, and the
        geometric mean of the variances is 1. An island has variance 1 and leans on nobody.

    Notes
    -----
    The generalised inverse of the graph's Laplacian, part by part, divided by the geometric mean
    of its diagonal [1]_ [2]_. Without scaling, the same prior would mean something else on each
    map; without doing so part by part, a small part would get another variance than a large one.

    References
    ----------
    .. [1] Riebler, A., Sørbye, S. H., Simpson, D., & Rue, H. (2016). An intuitive Bayesian spatial
       model for disease mapping that accounts for scaling. Statistical Methods in Medical
       Research 25, 1145-1165.
    .. [2] Freni-Sterrantino, A., Ventrucci, M., & Rue, H. (2018). A note on intrinsic conditional
       autoregressive models for disconnected graphs. Spatial and Spatio-temporal Epidemiology 26,
       25-34.

    Examples
    --------
    Two neighbours and an island; the generalised inverse has 1/4 on its diagonal:

    >>> likeness(Neighbours.of(3, [(0, 1)])).round(9).tolist()
    [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    laplacian = neighbours.laplacian()
    covariances = np.zeros((neighbours.n, neighbours.n))
    for part in range(int(neighbours.parts.max()) + 1):
        inside = np.ix_(*[np.flatnonzero(neighbours.parts == part)] * 2)
        size = len(laplacian[inside])
        # With J/n added the matrix has full rank, and the inverse only J/n too much.
        whole = np.linalg.inv(laplacian[inside] + 1 / size) - 1 / size
        scale = np.exp(np.mean(np.log(np.diag(whole)))) if size > 1 else 1.0
        covariances[inside] = whole / scale if size > 1 else 1.0
    return covariances
