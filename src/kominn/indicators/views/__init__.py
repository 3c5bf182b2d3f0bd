"""Pages of figures: for visitors, and for whoever brings them in."""
