"""Pages: `reading` for anyone, `courses` for those who start one, `writing` for those who edit."""
