"""Every problem code, a table a subject."""
