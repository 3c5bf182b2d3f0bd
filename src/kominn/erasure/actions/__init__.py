"""Deeds of erasure: journals for the archive, nights, and what people answer."""
