"""What must be recorded before real use: approvals, legal bases, and how long things are kept."""
