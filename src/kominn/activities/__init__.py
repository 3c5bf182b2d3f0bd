"""The activity calendar: what is on for young people, where, for whom, and what it costs."""
