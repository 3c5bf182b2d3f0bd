"""People who log in: teams, roles and rights."""
