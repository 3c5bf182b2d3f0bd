"""Numbers from numbers: methods that have never heard of Django, settings or the clock."""
