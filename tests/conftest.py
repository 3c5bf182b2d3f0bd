"""The cast and what every test may lean on."""
