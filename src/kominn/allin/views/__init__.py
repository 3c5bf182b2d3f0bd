"""Pages: `young` for those on the phones, `courses` for those who lead."""
