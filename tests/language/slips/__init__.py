"""Slips, each found at its place, and the fixes that undo them."""
