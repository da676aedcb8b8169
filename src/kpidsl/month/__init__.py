"""The books of a month: given out to the units, and read back into their ledgers."""
