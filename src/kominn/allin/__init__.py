"""ALL'IN: courses where young people make an idea, and what becomes of it."""
