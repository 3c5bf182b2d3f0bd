"""Maps without a town: rings, rows, grids, and all beside all."""

from itertools import combinations

from citystats.smallarea.neighbours import Neighbours


def ring(n):
    return Neighbours.of(n, [(area, (area + 1) % n) for area in range(n)])


def row(n):
    return Neighbours.of(n, [(area, area + 1) for area in range(n - 1)])


def everybody(n):
    return Neighbours.of(n, combinations(range(n), 2))


def grid(rows, columns):
    across = [
        (r * columns + c, r * columns + c + 1) for r in range(rows) for c in range(columns - 1)
    ]
    down = [
        (r * columns + c, (r + 1) * columns + c) for r in range(rows - 1) for c in range(columns)
    ]
    return Neighbours.of(rows * columns, across + down)
