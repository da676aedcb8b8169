"""Checks of typed rows, a file for each: names of units, unknown units, years beside months, precedence of sources."""
