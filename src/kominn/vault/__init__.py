"""Keys, wraps, sealed fields and receipts."""
