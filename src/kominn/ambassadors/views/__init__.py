"""Pages: `own` on the ambassador's phone, `guardian` for those who say yes, `staff` for leaders."""
