"""Pages: `open` for anyone, `desk` for those who write."""
