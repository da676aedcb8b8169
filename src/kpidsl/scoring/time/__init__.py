"""Months in series, periods longer than a month, the year to date."""
