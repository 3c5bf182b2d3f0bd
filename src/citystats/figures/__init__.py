"""Published figures as they come: JSON-stat 2, and columns of CSV or Excel files, checked."""
