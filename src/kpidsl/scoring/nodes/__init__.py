"""An indicator's figures at every node, in its two windows (the month and the year to date)."""
