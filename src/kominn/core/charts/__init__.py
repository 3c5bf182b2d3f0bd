"""Charts as shapes that a template draws on the server: no script, and always a table beside."""
