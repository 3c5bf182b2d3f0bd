"""The Guide: method cards, recipes a course starts from, best cases and recommendations."""
