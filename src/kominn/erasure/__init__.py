"""How what is finished ends: a journal for the archive where law wants one, and then erasure."""
