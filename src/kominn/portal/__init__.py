"""Front pages that put the domains side by side."""
