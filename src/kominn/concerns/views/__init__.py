"""Pages: `report` and `mailbox` for reporters, `staff` and `register` for those who answer."""
