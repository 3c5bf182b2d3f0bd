"""Votes on young people's ideas and on a budget: slips in, counts out, nobody's vote in between."""
