"""Figures about the city with a date and a source: imported, never changed, and shown."""
