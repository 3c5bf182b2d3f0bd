"""What is done to the city itself: outlines, areas over the years, places, and hours."""
