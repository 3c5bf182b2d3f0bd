"""The city itself: areas, neighbourhoods, services."""
