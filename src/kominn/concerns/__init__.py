"""A worry is told, sealed, read by the right people, and answered."""
