"""Need for support: for staff how sure one can be, for everybody an area's own figures."""
