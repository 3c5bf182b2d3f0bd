"""Deeds: `passports` of the owner and the one who leads, `consents`, `gatherings`, `deeds`."""
