"""Months as series, periods longer than a month, and the year to date."""
