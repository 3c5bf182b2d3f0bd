"""Deeds: prepare a vote, vote, read paper in, count."""
