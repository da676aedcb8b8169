"""What every format shows of an edition: a card's rows, counts, small charts, and the selected units."""
