"""Small numbers kept safe: what may be told of a table of counts without telling of a person.

Three ways: leave small counts out (`suppression`), round every number (`rounding`), or round only
the small ones (`small_counts`, corrected by `revisions`). `attack` is the reader who adds and
subtracts; `releases` the reader who compares two publications; `gate` plays that reader before
anything is published. `rounding` and `terms` are pure Python, so that a web process may use them
without loading numpy.
"""
