"""The deeds of casework: what is asked and written before a decision, the decision, the levels."""
