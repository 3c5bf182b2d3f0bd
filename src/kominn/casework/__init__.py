"""Where a person is affected: two assess on their own, then two decide together."""
