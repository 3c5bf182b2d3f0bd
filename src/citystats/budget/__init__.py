"""Shared budgets: which projects are funded when a town votes on its money, to the last øre.

Three rules: `equal_shares`, `phragmen`, and `greedy` (most votes first). `elections` holds the
ballots, `pabulib` reads and writes them, `outcomes` is the answer, with each voter's spending, and
`missing` tells a project what it lacked. No float decides: `exact` counts in whole numbers, and
`screen` counts many shares at once in floats that say where they cannot tell.
"""
