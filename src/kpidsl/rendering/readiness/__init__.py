"""Readiness as files: a page, a table, reminders and a calendar."""
