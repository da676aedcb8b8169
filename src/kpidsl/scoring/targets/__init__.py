"""Which target applies to a node in a month."""
