"""Need for support: many indicators of one area made into one chance, never into a bare rank.

`indicators` says what may be counted at all; `scores` puts indicators on one scale against a fixed
year and joins them; `need` turns draws into the chance of belonging to the fifth with most need;
`sensitivity` asks what other choices would have said; `towns` and `files` hold and read what is
known of a town; `assess` does all of it.
"""
