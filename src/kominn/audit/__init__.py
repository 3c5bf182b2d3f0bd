"""The chain of what was done, which nobody can quietly change."""
