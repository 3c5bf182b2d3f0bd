"""Taking part without an account and without a trace: rooms, seats; later slips and statements."""
