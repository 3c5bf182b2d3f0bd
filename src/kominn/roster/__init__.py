"""Who is on duty, who is away, and who stands in."""
