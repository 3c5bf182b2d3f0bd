"""Small numbers kept safe: what may be told of a table of counts without telling of a person.

Two ways: leave small counts out (`suppression`), or round every number (`rounding`). `attack` is
the reader who adds and subtracts; `releases` the reader who compares two publications. `rounding`
and `terms` are pure Python, so that a web process may use them without loading numpy.
"""
