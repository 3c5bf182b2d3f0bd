"""Pages where colleagues say how the city is: its areas over the years, and its places."""
