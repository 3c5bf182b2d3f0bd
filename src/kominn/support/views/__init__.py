"""Pages of need for support: for staff, and an area's own for everybody."""
