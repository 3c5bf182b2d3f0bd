"""What is done to figures: fetched, taken in, recoded, shown, and told in the city's story."""
