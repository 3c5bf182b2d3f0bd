"""The deeds of a concern: `receive` it, answer in its `mailbox`, `handle` it as staff."""
