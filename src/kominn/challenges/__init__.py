"""The city’s challenges: what figures say, what groups say, what is done, and what nobody knows."""
