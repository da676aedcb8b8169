"""Lints: warnings and notes about what is allowed but probably not meant, in a pass after the checks."""
