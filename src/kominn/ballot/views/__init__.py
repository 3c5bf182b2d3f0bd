"""Pages: `voting` for who has a slip, `results` for everybody, `desk` and `paper` for staff."""
