"""Deeds with keys."""
