"""Ambassadors: a young person's passport, from the first gathering to leading others."""
