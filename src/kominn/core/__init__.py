"""Words for time and counts, form fields, components, jobs and letters."""
